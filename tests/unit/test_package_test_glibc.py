"""What the package test reads out of programs and libraries about glibc."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import pytest
from package_test.checks import CheckFailedError
from package_test.glibc import Demand, asked_for, demands_of, highest, is_elf, version_text

OBJDUMP = """
libx.so:     file format elf64-x86-64

Version definitions:
1 0x01 0x0d696913 GLIBCXX_3.4
2 0x00 0x0d696914 GLIBC_2.99

Version References:
  required from libc.so.6:
    0x06969197 0x00 05 GLIBC_2.17
    0x09691a75 0x00 02 GLIBC_2.2.5
    0x0963cf85 0x00 04 GLIBC_PRIVATE
  required from libstdc++.so.6:
    0x0297f861 0x00 03 GLIBCXX_3.4.11
    0x056bafd3 0x00 06 CXXABI_1.3
"""


def test_only_what_is_required_counts() -> None:
    assert sorted(asked_for(OBJDUMP)) == [
        ("CXXABI", (1, 3)),
        ("GLIBC", (2, 2, 5)),
        ("GLIBC", (2, 17)),
        ("GLIBCXX", (3, 4, 11)),
    ]


def test_versions_are_compared_as_numbers_and_the_files_named() -> None:
    newer = OBJDUMP.replace("GLIBC_2.17", "GLIBC_2.4")
    demands = highest([("a.so", newer), ("b.so", OBJDUMP), ("c.so", OBJDUMP)])
    assert (demands["GLIBC"].version, demands["GLIBC"].files) == ((2, 17), ["b.so", "c.so"])
    assert demands["GLIBCXX"].files == ["a.so", "b.so", "c.so"]
    assert str(demands["GLIBC"]) == "GLIBC 2.17: b.so, c.so"


def test_many_files_are_counted() -> None:
    demand = Demand("GLIBC", (2, 36), [f"{n}.so" for n in range(9)])
    assert str(demand).endswith("5.so and 3 more")
    assert str(Demand("GLIBC")) == "GLIBC: nothing asks for it"
    assert version_text((3, 4, 30)) == "3.4.30"


@pytest.mark.skipif(
    not sys.platform.startswith("linux") or shutil.which("objdump") is None,
    reason="needs Linux and objdump",
)
def test_a_real_program_asks_for_glibc(tmp_path: Path) -> None:
    program = tmp_path / "program"
    shutil.copy(Path(sys.executable).resolve(), program)
    (tmp_path / "link").symlink_to(program)
    (tmp_path / "text").write_text("text")
    assert [is_elf(path) for path in sorted(tmp_path.iterdir())] == [False, True, False]
    assert demands_of(tmp_path)["GLIBC"].files == ["program"]


def test_a_folder_without_programs_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CheckFailedError):
        demands_of(tmp_path)
