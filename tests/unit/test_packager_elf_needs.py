"""What a bundle needs from the system: found in its files, named as Debian names it."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest
from packager.commands import StepError
from packager.elf_needs import SystemNeeds, debian_dependencies, is_elf, system_needs

PROGRAM = """
{folder}/program:     file format elf64-x86-64

Dynamic Section:
  NEEDED               libz.so.1
  NEEDED               libc.so.6

Version References:
  required from libc.so.6:
    0x0d696917 0x00 09 GLIBC_2.7
    0x06969194 0x00 07 GLIBC_2.34

{folder}/_internal/libfirst.so:     file format elf64-x86-64

Dynamic Section:
  NEEDED               libz.so.1
  NEEDED               libsecond.so.5
  NEEDED               libxcb.so.1
  NEEDED               libc.so.6
  SONAME               libfirst.so.2

Version definitions:
1 0x01 0x0d696920 GLIBC_2.99

Version References:
  required from libc.so.6:
    0x09691a75 0x00 02 GLIBC_2.2.5
    0x09691a75 0x00 02 GLIBC_2.9

{folder}/_internal/libsecond.so.5.1:     file format elf64-x86-64

Dynamic Section:
  NEEDED               libfirst.so.2
  SONAME               libsecond.so.5
"""


@pytest.fixture
def bundle(tmp_path: Path) -> Path:
    folder = tmp_path / "bundle"
    (folder / "_internal").mkdir(parents=True)
    for name in ("program", "_internal/libfirst.so", "_internal/libsecond.so.5.1"):
        (folder / name).write_bytes(b"\x7fELF and so on")
    (folder / "_internal" / "libz.so.1").write_bytes(b"\x7fELF and so on")
    (folder / "_internal" / "notes.txt").write_text("no program")
    (folder / "_internal" / "link.so").symlink_to("libfirst.so")
    return folder


def test_what_the_bundle_brings_is_not_needed(bundle: Path) -> None:
    commands: list[Sequence[str]] = []

    def objdump(command: Sequence[str]) -> str:
        commands.append(command)
        return PROGRAM.format(folder=bundle)

    needs = system_needs(bundle, objdump)
    assert needs.libraries == {
        # The bundle's own is found only by what the program loads later.
        "libz.so.1": "program",
        "libc.so.6": "program",
        "libxcb.so.1": "_internal/libfirst.so",
    }
    assert needs.glibc == (2, 34)
    assert [Path(word).name for word in commands[0][-4:]] == [
        "libfirst.so",
        "libsecond.so.5.1",
        "libz.so.1",
        "program",
    ]
    assert debian_dependencies(needs) == ["libc6 (>= 2.34)", "libxcb1", "zlib1g"]


def test_a_library_that_nobody_knows_stops_the_build() -> None:
    needs = SystemNeeds({"libc.so.6": "a", "libnovel.so.3": "_internal/b.so"}, (2, 36))
    with pytest.raises(StepError, match=r"libnovel\.so\.3 \(of _internal/b\.so\)"):
        debian_dependencies(needs)


def test_a_folder_without_programs_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("a")
    with pytest.raises(StepError, match="no program"):
        system_needs(tmp_path)


def test_links_and_folders_are_no_programs(bundle: Path) -> None:
    assert is_elf(bundle / "program")
    assert not any(is_elf(bundle / "_internal" / name) for name in ("", "notes.txt", "link.so"))


@pytest.mark.skipif(
    sys.platform != "linux" or shutil.which("objdump") is None, reason="needs objdump"
)
def test_a_real_program_needs_the_c_library(tmp_path: Path) -> None:
    shutil.copy("/bin/ls", tmp_path / "ls")
    needs = system_needs(tmp_path)
    assert "libc.so.6" in needs.libraries
    assert (2, 3) <= needs.glibc < (3, 0)
