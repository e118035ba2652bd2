from __future__ import annotations

import sys
from pathlib import Path

import pytest
from packager import smoke

from fashion_desktop import __version__

PROGRAM = """#!{python}
import os, sys
words = sys.argv[1:]
words = words[2:] if words[0] == "--library" else words
if words == ["--version"]:
    print("Fashion Desktop {version}")
elif words == ["--report-start"]:
    assert os.environ["QT_QPA_PLATFORM"] == "offscreen"
    for event in {events}:
        print('{{"event": "%s"}}' % event)
elif words == ["products", "--json"]:
    print('{{"products": ["7", "8"]}}')
elif words == ["generate"] and {failing}:
    sys.exit("The disk is full.")
else:
    assert "PYTHONPATH" not in os.environ
    print(*words)
"""
EVENTS = ["painted", "answered", "photo_answered", "idle"]


@pytest.fixture
def bundle(tmp_path, monkeypatch):
    monkeypatch.setattr(smoke, "this_system", lambda: "linux")

    def made(*, version=__version__, events=EVENTS, failing=False) -> Path:
        text = PROGRAM.format(
            python=sys.executable, version=version, events=events, failing=failing
        )
        (tmp_path / "fashion-desktop").write_text(text)
        (tmp_path / "fashion-desktop").chmod(0o755)
        return tmp_path

    return made


@pytest.mark.skipif(sys.platform == "win32", reason="the stand-in is a script")
def test_a_bundle_is_used_from_library_to_window(bundle, monkeypatch, capsys) -> None:
    monkeypatch.setenv("PYTHONPATH", "elsewhere")
    assert smoke.main([str(bundle())]) == 0
    assert capsys.readouterr().out.splitlines() == [
        f"Fashion Desktop {__version__}",
        "source add demo",
        "sync",
        "generate",
        "similar 7",
        "Window: answered, idle, painted, photo_answered",
    ]


@pytest.mark.skipif(sys.platform == "win32", reason="the stand-in is a script")
@pytest.mark.parametrize(
    ("made", "said"),
    [
        ({"version": "0.0.1"}, "--version said “Fashion Desktop 0.0.1”"),
        ({"failing": True}, "The disk is full."),
        ({"events": ["painted"]}, "never reported: answered, photo_answered"),
    ],
)
def test_what_fails_is_said(bundle, capsys, made, said) -> None:
    assert smoke.main([str(bundle(**made))]) == 1
    assert said in capsys.readouterr().err


def test_a_bundle_without_a_program_is_refused(tmp_path, capsys) -> None:
    assert smoke.main([str(tmp_path)]) == 1
    assert "fashion-desktop" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("system", "program"),
    [
        ("linux", "fashion-desktop"),
        ("win32", "fashion-desktop.exe"),
        ("darwin", "Contents/MacOS/fashion-desktop"),
    ],
)
def test_the_program_with_a_console(monkeypatch, system, program) -> None:
    monkeypatch.setattr(smoke, "this_system", lambda: system)
    assert smoke.console_program(Path("bundle")) == Path("bundle") / program
