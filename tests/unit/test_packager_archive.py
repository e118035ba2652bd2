"""The archive for any Linux: whole, plain, and the same every time."""

from __future__ import annotations

import os
import shutil
import sys
import tarfile
from pathlib import Path

import pytest
from packager import archive
from packager.archive import main, make_archive
from packager.commands import StepError

from fashion_desktop import EXECUTABLE_NAME, __version__

pytestmark = pytest.mark.skipif(
    sys.platform != "linux" or shutil.which("xz") is None, reason="needs Linux with xz"
)
EPOCH = 1_700_000_000


def make_bundle(folder: Path) -> Path:
    (folder / "_internal" / "ümlaut").mkdir(parents=True)
    (folder / "_internal" / "b.txt").write_text("b" * 1000)
    (folder / "_internal" / "a.txt").write_text("a" * 100)
    (folder / "_internal" / ("long" * 40)).write_text("long")
    (folder / "_internal" / "link").symlink_to("a.txt")
    (folder / "_internal" / "folder-link").symlink_to("ümlaut")
    program = folder / EXECUTABLE_NAME
    program.write_bytes(os.urandom(10) + b"x" * 5000)
    program.chmod(0o700)
    return folder


@pytest.fixture
def bundle(tmp_path: Path) -> Path:
    return make_bundle(tmp_path / "bundle")


def test_everything_is_in_it_as_it_was(bundle: Path, tmp_path: Path) -> None:
    made = make_archive(bundle, tmp_path / "dist", EPOCH)
    name = made.name.removesuffix(".tar.xz")
    assert name.startswith(f"{EXECUTABLE_NAME}-{__version__}-linux-")
    with tarfile.open(made) as tar:
        tar.extractall(tmp_path / "out")
    out = tmp_path / "out" / name
    for path in bundle.rglob("*"):
        copy = out / path.relative_to(bundle)
        assert copy.is_symlink() == path.is_symlink()
        if path.is_symlink():
            assert copy.readlink() == path.readlink()
        elif path.is_file():
            assert copy.read_bytes() == path.read_bytes()
            assert os.access(copy, os.X_OK) == os.access(path, os.X_OK)
    assert len(list(out.rglob("*"))) == len(list(bundle.rglob("*")))


def test_what_is_in_it_is_plain_and_in_order(bundle: Path, tmp_path: Path) -> None:
    with tarfile.open(make_archive(bundle, tmp_path, EPOCH)) as tar:
        members = tar.getmembers()
    assert [m.name for m in members[1:]] == sorted(m.name for m in members[1:])
    for member in members:
        assert (member.uid, member.gid, member.uname, member.gname) == (0, 0, "root", "root")
        assert member.mtime == EPOCH
        assert member.mode in {0o755, 0o644} or member.issym()
        assert not member.islnk()


def test_the_same_bundle_gives_the_same_bytes(
    bundle: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = make_archive(bundle, tmp_path / "first", EPOCH).read_bytes()
    # Elsewhere files were made in another order, at another time, by somebody else.
    copy = tmp_path / "copy"
    shutil.copytree(bundle, copy, symlinks=True)
    for path in (copy / "_internal").glob("*.txt"):
        path.chmod(0o600)
        os.utime(path, (0, 0))
    os.link(copy / "_internal" / "b.txt", tmp_path / "second name")
    monkeypatch.setattr(os, "cpu_count", lambda: 1)
    monkeypatch.setenv("XZ_DEFAULTS", "-0")
    assert make_archive(copy, tmp_path / "second", EPOCH).read_bytes() == first
    assert make_archive(copy, tmp_path / "third", EPOCH + 1).read_bytes() != first


def test_it_says_how_large_it_is(
    bundle: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(EPOCH))
    (bundle / "large").write_bytes(bytes(2_500_000))
    assert main([str(bundle), str(tmp_path)]) == 0
    assert "2.5 MB unpacked, 0.0 MB compressed" in capsys.readouterr().out


def test_without_xz_it_says_so(
    bundle: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(archive.shutil, "which", lambda _name: None)
    with pytest.raises(StepError, match="xz is not installed"):
        make_archive(bundle, tmp_path, EPOCH)
    assert main([str(bundle), str(tmp_path)]) == 1
    assert "xz is not installed" in capsys.readouterr().err
