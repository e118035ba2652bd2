"""How the package test runs the program, and what it remembers of that."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest
from package_test import start_time
from package_test.__main__ import main
from package_test.checks import CheckFailedError
from package_test.program import Library, Program, Record, Surroundings, default_library

TOLD = """
import json, os, sys
words = sys.argv[1:]
if "--json" in words:
    print(json.dumps({"words": words, "stdin": sys.stdin.read(), "env": sorted(os.environ)}))
else:
    print("two"); print("lines")
print(os.environ.get("COMPLAINT", ""), file=sys.stderr)
sys.exit(int(os.environ.get("CODE", "0")))
"""


@pytest.fixture
def program(tmp_path: Path) -> Program:
    file = tmp_path / "told.py"
    file.write_text(TOLD)
    return Program((sys.executable, "-I", str(file)), Surroundings(tmp_path, tmp_path))


def test_words_input_and_environment_reach_the_program(program: Program, tmp_path: Path) -> None:
    library = Library(program, tmp_path / "library")
    answer = library.ask("lookup", "-", stdin="é".encode(), variables={"EXTRA": "1"})
    assert answer["words"] == ["lookup", "-", "--library", str(tmp_path / "library"), "--json"]
    assert answer["stdin"] == "é"
    assert {"HOME", "PATH", "LANG", "EXTRA"} <= set(answer["env"])
    assert not {"PYTHONPATH", "DISPLAY", "LD_LIBRARY_PATH"} & set(answer["env"])
    assert program.run("count").out == "two\nlines\n"
    assert [words[0] for words in program.record.used] == ["lookup", "count"]


def test_another_exit_status_fails_and_is_not_counted_as_used(program: Program) -> None:
    with pytest.raises(CheckFailedError, match="ended with 3, not 0"):
        program.run("count", variables={"CODE": "3"})
    assert program.record.used == []
    program.run("count", code=3, variables={"CODE": "3"})
    assert program.record.used == [("count",)]


def test_the_same_complaint_counts_once(program: Program) -> None:
    for second in (1, 2):
        line = f"\x1b[0;93m2026-11-23 02:39:4{second}.1 [W:onnxruntime:Default, x.cc] failed"
        program.run("count", variables={"COMPLAINT": line})
    program.run("count", variables={"COMPLAINT": "Nothing to do."})
    assert len(program.record.complaints) == 1
    assert isinstance(program.record, Record)


def test_a_library_of_one_s_own_lies_in_the_home() -> None:
    assert default_library(Path("/home/x")).parts[-3:] == ("share", "fashion-desktop", "library")


def test_reported_events_are_read_and_missed() -> None:
    names = ["painted", "answered", "photos", "photo_answered", "idle"]
    text = "\n".join(json.dumps({"event": name, "at": 1.0}) for name in names)
    assert start_time.events(text) == names
    with pytest.raises(CheckFailedError, match="photo_answered"):
        start_time.events(text.replace("photo_answered", "other"))


def test_without_a_bundle_there_is_a_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--bundle", str(tmp_path), "--output", str(tmp_path / "out")]) == 2
    assert "Build it first" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()
