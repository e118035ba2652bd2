"""The Debian package: made of a small bundle, unpacked and installed below a folder."""

from __future__ import annotations

import gzip
import hashlib
import os
import shutil
import subprocess
import sys
from email.parser import Parser
from email.utils import parsedate_to_datetime
from pathlib import Path

import pytest
from packager.commands import StepError
from packager.deb import (
    architecture,
    control_file,
    debian_version,
    installed_kib,
    main,
    make_deb,
)

from fashion_desktop import EXECUTABLE_NAME, IDENTIFIER, PUBLISHER, __version__

NEEDED = ("dpkg-deb", "objdump", "xz")
pytestmark = pytest.mark.skipif(
    sys.platform != "linux" or not all(map(shutil.which, NEEDED)),
    reason=f"needs Linux with {', '.join(NEEDED)}",
)
EPOCH = 1_700_000_000


@pytest.fixture
def bundle(tmp_path: Path) -> Path:
    folder = tmp_path / "bundle"
    (folder / "_internal").mkdir(parents=True)
    (folder / "_internal" / "data.txt").write_text("a" * 3000)
    (folder / "_internal" / "link.txt").symlink_to("data.txt")
    shutil.copy("/bin/echo", folder / EXECUTABLE_NAME)
    return folder


@pytest.fixture
def deb(bundle: Path, tmp_path: Path) -> Path:
    return make_deb(bundle, tmp_path / "dist", EPOCH)


def output(*command: str | Path) -> str:
    done = subprocess.run(
        [str(word) for word in command], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, f"{done.stdout}{done.stderr}"
    return done.stdout


def test_its_name_says_version_and_processor(deb: Path) -> None:
    assert deb.name == f"{EXECUTABLE_NAME}_{debian_version(__version__)}_{architecture()}.deb"
    assert [path.name for path in deb.parent.iterdir()] == [deb.name]


def test_its_description_is_complete(deb: Path) -> None:
    fields = Parser().parsestr(output("dpkg-deb", "--field", deb))
    assert fields["Package"] == EXECUTABLE_NAME
    assert fields["Version"] == debian_version(__version__)
    assert fields["Maintainer"].startswith(PUBLISHER)
    assert fields["Maintainer"].endswith(">")
    depends = fields["Depends"].split(", ")
    assert any(name.startswith("libc6 (>= 2.") for name in depends)
    assert "fontconfig-config" in depends
    assert "gnome-keyring" in fields["Recommends"]
    assert int(fields["Installed-Size"]) > 100
    assert "\n" in fields["Description"]


def test_it_installs_program_command_menu_entry_and_documents(deb: Path, tmp_path: Path) -> None:
    root = tmp_path / "root"
    output("dpkg-deb", "--extract", deb, root)
    command = root / "usr" / "bin" / EXECUTABLE_NAME
    program = command.readlink()
    assert program.is_absolute()
    assert output(root / program.relative_to("/"), "hello") == "hello\n"
    assert (root / "opt" / EXECUTABLE_NAME / "_internal" / "link.txt").readlink() == Path(
        "data.txt"
    )
    share = root / "usr" / "share"
    for name in (
        f"applications/{IDENTIFIER}.desktop",
        f"metainfo/{IDENTIFIER}.metainfo.xml",
        f"icons/hicolor/256x256/apps/{IDENTIFIER}.png",
        f"icons/hicolor/scalable/apps/{IDENTIFIER}.svg",
    ):
        assert (share / name).is_file()
    documents = share / "doc" / EXECUTABLE_NAME
    copyright_text = (documents / "copyright").read_text(encoding="utf-8")
    assert PUBLISHER in copyright_text
    assert "Permission is hereby granted" in copyright_text
    assert "$" not in copyright_text
    changelog = gzip.decompress((documents / "changelog.gz").read_bytes()).decode()
    assert changelog.startswith(f"{EXECUTABLE_NAME} ({debian_version(__version__)}) ")
    signed = next(line for line in changelog.splitlines() if line.startswith(" -- "))
    assert parsedate_to_datetime(signed.rpartition("  ")[2]).timestamp() == EPOCH


def test_everything_belongs_to_root_and_has_one_time(deb: Path) -> None:
    lines = output("dpkg-deb", "--contents", deb).splitlines()
    assert len(lines) > 20
    for line in lines:
        mode, owner, _, day, time = line.split()[:5]
        assert owner == "root/root"
        assert mode in {"drwxr-xr-x", "-rw-r--r--", "-rwxr-xr-x", "lrwxrwxrwx"}
        assert day == "2023-11-14"
        assert time


def test_every_file_has_its_sum(deb: Path, tmp_path: Path) -> None:
    output("dpkg-deb", "--raw-extract", deb, tmp_path / "raw")
    lines = (tmp_path / "raw" / "DEBIAN" / "md5sums").read_text(encoding="utf-8").splitlines()
    sums = {name: digest for digest, name in (line.split("  ", 1) for line in lines)}
    files = {
        path.relative_to(tmp_path / "raw").as_posix(): path
        for path in (tmp_path / "raw").rglob("*")
        if path.is_file() and not path.is_symlink()
    }
    files = {name: path for name, path in files.items() if not name.startswith("DEBIAN/")}
    assert sums.keys() == files.keys()
    for name, path in files.items():
        assert hashlib.md5(path.read_bytes()).hexdigest() == sums[name]


def test_the_same_bundle_gives_the_same_bytes(bundle: Path, deb: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    shutil.copytree(bundle, copy, symlinks=True)
    (copy / "_internal" / "data.txt").chmod(0o666)
    os.utime(copy / "_internal", (0, 0))
    mask = os.umask(0o077)
    try:
        second = make_deb(copy, tmp_path / "second", EPOCH)
    finally:
        os.umask(mask)
    assert second.read_bytes() == deb.read_bytes()
    assert make_deb(copy, tmp_path / "third", EPOCH + 60).read_bytes() != deb.read_bytes()


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="needs root")
@pytest.mark.skipif(shutil.which("dpkg") is None, reason="needs dpkg")
def test_dpkg_installs_and_removes_it(deb: Path, tmp_path: Path) -> None:
    root = tmp_path / "system"
    (root / "var/lib/dpkg/info").mkdir(parents=True)
    (root / "var/lib/dpkg/updates").mkdir()
    (root / "var/lib/dpkg/status").touch()
    dpkg = ("dpkg", f"--root={root}", "--force-depends", "--force-not-root", "--log=/dev/null")
    output(*dpkg, "--install", deb)
    assert (root / "opt" / EXECUTABLE_NAME / EXECUTABLE_NAME).is_file()
    assert output(*dpkg, "--verify", EXECUTABLE_NAME) == ""
    output(*dpkg, "--remove", EXECUTABLE_NAME)
    assert not (root / "opt").exists()
    assert not (root / "usr").exists()


@pytest.mark.parametrize(
    ("version", "expected"),
    [
        ("0.1.0", "0.1.0"),
        ("1.2rc1", "1.2~rc1"),
        ("1.2.0.dev3", "1.2.0~dev3"),
        ("2.0b2", "2.0~b2"),
        ("1.0.post1", "1.0+post1"),
    ],
)
def test_versions_are_ordered_as_ours(version: str, expected: str) -> None:
    assert debian_version(version) == expected


def test_who_answers_for_it_and_where_it_lives_can_be_said(tmp_path: Path) -> None:
    said = {"PACKAGE_MAINTAINER": "A B <a@b.example>", "PACKAGE_HOMEPAGE": "https://b.example"}
    text = control_file(tmp_path, ["libc6"], said)
    assert "Maintainer: A B <a@b.example>\n" in text
    assert "Homepage: https://b.example\n" in text
    assert "Homepage" not in control_file(tmp_path, ["libc6"], {})


def test_sizes_are_counted_as_debian_does(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "a").write_bytes(bytes(1025))
    (tmp_path / "folder" / "b").write_bytes(b"")
    (tmp_path / "c").symlink_to("folder/a")
    assert installed_kib(tmp_path) == 1 + 2 + 0 + 1


def test_a_bundle_that_lacks_a_library_is_not_packaged(
    bundle: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def objdump(_command: object) -> str:
        return f"\n{bundle}/{EXECUTABLE_NAME}:  file format elf64\n  NEEDED    libnovel.so.1\n"

    with pytest.raises(StepError, match="libnovel"):
        make_deb(bundle, tmp_path / "dist", EPOCH, objdump)
    assert not (tmp_path / "dist").exists()
    (bundle / EXECUTABLE_NAME).unlink()
    assert main([str(bundle), str(tmp_path / "dist")]) == 1
    assert "There is no program" in capsys.readouterr().err
