"""Where the package test lets the program run."""

from __future__ import annotations

from pathlib import Path

import pytest
from package_test import ground
from package_test.checks import CheckFailedError
from package_test.program import Surroundings, complaints


def test_nothing_is_inherited(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LD_LIBRARY_PATH", "/somewhere")
    monkeypatch.setenv("PYTHONPATH", "/elsewhere")
    around = Surroundings(tmp_path, tmp_path / "empty", variables={"DISPLAY": ":9"})
    assert around.environment() == {
        "HOME": str(tmp_path),
        "PATH": str(tmp_path / "empty"),
        "LANG": "C.UTF-8",
        "DISPLAY": ":9",
    }


def test_a_python_on_path_is_noticed(tmp_path: Path) -> None:
    assert "PATH=" in ground.expect_no_python(Surroundings(tmp_path, tmp_path))
    (tmp_path / "python3").write_text("#!/bin/sh\n")
    (tmp_path / "python3").chmod(0o755)
    with pytest.raises(CheckFailedError, match="python3 is on PATH"):
        ground.expect_no_python(Surroundings(tmp_path, tmp_path))


def test_strangers_in_a_home_are_named(tmp_path: Path) -> None:
    for name in (
        ".config/fashion-desktop/settings.json",
        ".local/share/fashion-desktop/library/library.sqlite3",
        ".cache/fashion-desktop-other/file",
        "Documents/file",
    ):
        (tmp_path / name).parent.mkdir(parents=True)
        (tmp_path / name).touch()
    assert list(ground.strangers_in(tmp_path)) == [
        ".cache/fashion-desktop-other/file",
        "Documents/file",
    ]


def test_a_linked_copy_has_everything_and_changes_are_seen(tmp_path: Path) -> None:
    (tmp_path / "from" / "sub").mkdir(parents=True)
    (tmp_path / "from" / "sub" / "file").write_text("text")
    (tmp_path / "from" / "link").symlink_to("sub/file")
    copy = ground.linked_copy(tmp_path / "from", tmp_path / "to")
    assert (copy / "link").is_symlink()
    assert (copy / "link").read_text() == "text"
    before = ground.state_of(copy)
    assert ground.state_of(copy) == before
    (copy / "sub" / "new").touch()
    assert {"sub", "sub/new"} >= {n for n, _ in ground.state_of(copy).items() ^ before.items()}
    assert ground.state_of(copy) != before


def test_complaints_are_found_between_other_lines() -> None:
    err = "Read 12 products.\nTraceback (most recent call last):\n  File x\n"
    assert complaints(err) == ["Traceback (most recent call last):"]
    assert complaints("QStandardPaths: XDG_RUNTIME_DIR not set\n") == []
