"""What a packaged program does differently: it has no Python to start, only itself."""

from __future__ import annotations

import multiprocessing
import re
import sys
from pathlib import Path

import pytest

import fashion_desktop
from fashion_desktop import __main__
from fashion_desktop.bench.topic_process import program

SOURCES = Path(fashion_desktop.__file__).parent


def test_the_program_starts_itself_as_it_is_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    assert program() == [sys.executable, "-m", "fashion_desktop"]
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    assert program() == [sys.executable]


def test_nothing_else_takes_the_executable_for_python() -> None:
    """Training is not packaged; everything else that starts Python goes through ``program``."""
    found = {
        file.relative_to(SOURCES).as_posix()
        for file in SOURCES.rglob("*.py")
        if re.search(r"\[\*?sys\.executable|\"-m\"", file.read_text(encoding="utf-8"))
    }
    assert {name for name in found if not name.startswith("training/")} == {
        "bench/topic_process.py"
    }


def test_a_process_that_was_started_for_work_does_nothing_else(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """It bears the arguments of ``multiprocessing``, which are no verb of the command line."""

    class WorkDoneError(Exception):
        pass

    def freeze_support() -> None:
        raise WorkDoneError

    monkeypatch.setattr(multiprocessing, "freeze_support", freeze_support)
    monkeypatch.setattr(__main__, "run", lambda _arguments: pytest.fail("the verbs were reached"))
    with pytest.raises(WorkDoneError):
        __main__.main(["--multiprocessing-fork", "pipe_handle=4"])
