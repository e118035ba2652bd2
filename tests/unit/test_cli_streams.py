"""The standard streams: missing, poor in characters, or read by nobody any more."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TextIO

import pytest

from fashion_desktop.cli import streams
from fashion_desktop.cli.streams import LOOK_ALIKES, is_reader_gone, never_fail, provide_streams

WITHOUT_STREAMS = """
import sys
sys.stdin = sys.stdout = sys.stderr = None
from fashion_desktop.__main__ import main
import os
try:
    status = main({arguments!r})
except SystemExit as error:
    status = error.code or 0
os._exit(status)
"""
"""What a windowed program finds on Windows."""


def run_without_streams(arguments: Sequence[str], folder: Path, **more: str) -> int:
    environment = {**os.environ, "HOME": str(folder), "QT_QPA_PLATFORM": "offscreen", **more}
    code = WITHOUT_STREAMS.format(arguments=list(arguments))
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, env=environment, check=False
    )
    assert done.stdout == b""
    assert b"Traceback" not in done.stderr
    return done.returncode


@pytest.mark.parametrize(
    ("arguments", "status"),
    [
        (["--version"], 0),
        (["--help"], 0),
        (["no-such-verb"], 2),
        (["lookup"], 2),
        (["count", "--library", "nowhere"], 3),
        (["lookup", "--library", "nowhere", "-"], 3),
        (["count", "--library", "nowhere", "--json"], 3),
    ],
)
def test_verbs_work_in_a_program_without_streams(
    arguments: list[str], status: int, tmp_path: Path
) -> None:
    assert run_without_streams(arguments, tmp_path) == status


def test_a_window_that_cannot_open_ends_with_its_status(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    arguments = ["--library", str(tmp_path / "file" / "library")]
    assert run_without_streams(arguments, tmp_path) == 3


def provided(
    monkeypatch: pytest.MonkeyPatch, *, with_console: bool, attach: Callable[[], bool]
) -> list[TextIO]:
    """Return the streams that a program without any is given."""
    names = ("stdin", "stdout", "stderr")
    with monkeypatch.context() as patch:
        for name in names:
            patch.setattr(sys, name, None)
        provide_streams(with_console=with_console, attach=attach)
        return [getattr(sys, name) for name in names]


def test_the_console_of_the_parent_is_written_to(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    console = tmp_path / "console"
    console.touch()
    monkeypatch.setattr(streams, "_CONSOLE", str(console))
    stdin, stdout, stderr = provided(monkeypatch, with_console=True, attach=lambda: True)
    with stdin, stdout, stderr:
        stdout.write("“Grüße”\n")
        assert console.read_text(encoding="utf-8") == "“Grüße”\n"
        assert stdin.read() == ""


def test_the_window_takes_part_in_no_console(monkeypatch: pytest.MonkeyPatch) -> None:
    def attach() -> bool:
        raise AssertionError("the window asked for a console")

    stdin, stdout, stderr = provided(monkeypatch, with_console=False, attach=attach)
    with stdin, stdout, stderr:
        assert stdout.write("lost") == stderr.write("lost") == 4
        assert not stdout.isatty()


def test_without_a_console_nothing_is_written_and_nothing_fails(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(streams, "_CONSOLE", str(tmp_path / "no" / "console"))
    stdin, stdout, stderr = provided(monkeypatch, with_console=True, attach=lambda: True)
    with stdin, stdout, stderr:
        assert stdout.write("lost") == stderr.write("lost") == 4


def test_streams_that_are_there_stay(capsys: pytest.CaptureFixture[str]) -> None:
    before = sys.stdin, sys.stdout, sys.stderr
    provide_streams(with_console=True, attach=lambda: True)
    assert (sys.stdin, sys.stdout, sys.stderr) == before
    assert capsys.readouterr() == ("", "")


@pytest.mark.parametrize(
    ("encoding", "written"),
    [
        ("cp1252", "“€9” × – → …".replace("→", "->")),
        ("cp437", '"EUR9" x - -> ...'),
        ("ascii", '"EUR9" x - -> ...'),
        ("utf-8", "“€9” × – → …"),
    ],
)
def test_a_character_set_with_too_few_characters_gets_similar_ones(
    encoding: str, written: str
) -> None:
    raw = io.BytesIO()
    stream = io.TextIOWrapper(raw, encoding=encoding)
    never_fail(stream)
    stream.write("“€9” × – → …")
    stream.flush()
    assert raw.getvalue().decode(encoding) == written


def test_what_has_no_similar_character_becomes_a_question_mark() -> None:
    assert "東é👗".encode("ascii", LOOK_ALIKES) == b"???"
    assert "\udcff".encode("utf-8", LOOK_ALIKES) == b"?"


@pytest.mark.parametrize("encoding", ["cp1252", "ascii"])
@pytest.mark.parametrize("arguments", [["--help"], ["count", "--library", "nowhere"], ["x"]])
def test_no_code_page_breaks_the_command_line(encoding: str, arguments: list[str]) -> None:
    environment = {**os.environ, "PYTHONIOENCODING": encoding, "PYTHONUTF8": "0"}
    done = subprocess.run(
        [sys.executable, "-m", "fashion_desktop", *arguments],
        capture_output=True,
        env=environment,
        check=False,
    )
    assert b"Error" not in done.stderr
    said = (done.stdout + done.stderr).decode(encoding)
    assert said
    assert "?" not in said


def test_a_reader_that_has_enough_is_no_defect(monkeypatch: pytest.MonkeyPatch) -> None:
    on_windows = OSError(22, "Invalid argument")
    assert is_reader_gone(BrokenPipeError())
    monkeypatch.setattr(streams, "_WINDOWS", False)
    assert not is_reader_gone(on_windows)
    monkeypatch.setattr(streams, "_WINDOWS", True)
    assert is_reader_gone(on_windows)
    assert not is_reader_gone(OSError(22, "Invalid argument", "what?.jpg"))
    assert not is_reader_gone(OSError(28, "No space left on device"))
    assert not is_reader_gone(ValueError())
