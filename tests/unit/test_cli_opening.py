"""Photos on the command line: ``--open``, and a file in place of a verb."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

from fashion_desktop.__main__ import main
from fashion_desktop.cli.output import ExitCode
from fashion_desktop.cli.parser import build_parser

Opened = list[tuple[Path | None, list[str]]]


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Opened:
    """What windows are opened with, in place of the windows."""
    calls: Opened = []

    def run_window(library: Path | None, photos: list[str]) -> int:
        calls.append((library, photos))
        return 0

    module = ModuleType("fashion_desktop.app.main")
    module.run_window = run_window
    monkeypatch.setitem(sys.modules, module.__name__, module)
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    monkeypatch.chdir(tmp_path)
    return calls


@pytest.fixture
def photo(tmp_path: Path) -> Callable[[str], str]:
    def write(name: str) -> str:
        (tmp_path / name).write_bytes(b"photo")
        return name

    return write


def test_photos_are_opened_with_the_library_named_on_either_side(opened: Opened) -> None:
    assert main(["--open", "a.jpg", "b c.png", "--library", "lib"]) == 0
    assert main(["--library", "lib", "--open", "a.jpg", "b c.png"]) == 0
    assert opened == [(Path("lib"), ["a.jpg", "b c.png"])] * 2


def test_without_photos_the_window_opens_as_ever(opened: Opened) -> None:
    assert main([]) == main(["--open"]) == 0
    assert opened == [(None, [])] * 2


def test_a_file_in_place_of_a_verb_is_opened(opened: Opened, photo: Callable[[str], str]) -> None:
    photo("my shirt.JPG")
    assert main(["my shirt.JPG"]) == 0
    assert main(["my shirt.JPG", "gone.jpg", "--library", "lib"]) == 0
    assert opened == [(None, ["my shirt.JPG"]), (Path("lib"), ["my shirt.JPG", "gone.jpg"])]


def test_a_verb_is_a_verb_whatever_files_there_are(
    opened: Opened, photo: Callable[[str], str], tmp_path: Path
) -> None:
    assert main([photo("count"), "--library", str(tmp_path / "none")]) == ExitCode.COULD_NOT
    assert opened == []


@pytest.mark.parametrize("word", ["gone.jpg", "folder", "x" * 5000, "", "two\nlines"])
def test_what_is_neither_verb_nor_file_is_refused(
    word: str, opened: Opened, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "folder").mkdir()
    assert main([word]) == ExitCode.USAGE
    assert "See: fashion-desktop --help" in capsys.readouterr().err
    assert opened == []


def test_json_has_no_window(opened: Opened, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--open", "a.jpg", "--json"]) == ExitCode.USAGE
    assert "needs a verb" in capsys.readouterr().err
    assert opened == []


def test_photos_need_a_display(opened: Opened, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("fashion_desktop.cli.dispatch.has_display", lambda: False)
    monkeypatch.delenv("QT_QPA_PLATFORM")
    assert main(["--open", "a.jpg"]) == ExitCode.COULD_NOT
    assert opened == []


def test_help_names_it(capsys: pytest.CaptureFixture[str]) -> None:
    assert "--open" in build_parser().format_help()
    assert capsys.readouterr().out == ""
