"""Which verbs the package test finds in the help, and which it says were forgotten."""

from __future__ import annotations

import pytest
from package_test.verbs import discover, listed, unused

from fashion_desktop.__main__ import main

PROGRAM = """usage: fashion-desktop [-h] [--open [IMAGE ...]] VERB ...

options:
  -h, --help          show this help message and exit
  --open [IMAGE ...]  open the window, or the one that is open already, with
                      look-alikes of photos

verbs:
  VERB
    source            connect, list and disconnect product catalogues
    count             count the products with embeddings
    compare-weights
                      compare the look-alikes; changes
                      nothing

Exit status: 0 done.
    not-a-verb        below the list
"""
SOURCE = """usage: fashion-desktop source [-h] ACTION ...

actions:
  ACTION
    list      list them
"""


def test_the_list_below_the_placeholder_is_read() -> None:
    assert listed(PROGRAM) == ["source", "count", "compare-weights"]
    assert listed("usage: x\n\noptions:\n  --json  print JSON\n") == []


def test_verbs_are_found_however_deep_they_lie() -> None:
    texts = {(): PROGRAM, ("source",): SOURCE}
    found = list(discover(lambda path: texts.get(path, "usage: x\n")))
    assert found == [("source", "list"), ("count",), ("compare-weights",)]


def test_the_program_s_own_help_is_understood(capsys: pytest.CaptureFixture[str]) -> None:
    def ask_help(path: tuple[str, ...]) -> str:
        with pytest.raises(SystemExit):
            main([*path, "--help"])
        return capsys.readouterr().out

    found = set(discover(ask_help))
    assert {("source", "add", "api"), ("source", "remove"), ("similar",), ("bench",)} <= found
    assert ("source",) not in found
    assert ("bench-topic",) not in found, "nothing for people"


def test_what_was_not_run_is_named() -> None:
    known = [("source", "list"), ("count",)]
    used = [
        ("source", "list", "--library", "x"),
        ("--library", "x", "count", "--json"),
        ("similar", "count"),
    ]
    assert unused(known, used) == ["source list --json", "count"]
    assert unused(known, [*used, ("source", "list", "--json"), ("count",)]) == []
