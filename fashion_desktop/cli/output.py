"""What the command line says: results on stdout, everything else on stderr."""

from __future__ import annotations

import io
import json
import sys
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from enum import IntEnum
from typing import Any

from fashion_desktop.cli.streams import never_fail


class ExitCode(IntEnum):
    """How a verb ended, for scripts."""

    DONE = 0
    FAILED_ITEMS = 1
    USAGE = 2
    COULD_NOT = 3


class Output:
    """Writes the result of one verb, as JSON or for people, and messages beside it.

    With ``as_json`` stdout carries exactly one JSON document and nothing else.
    """

    def __init__(self, *, as_json: bool) -> None:
        self.as_json = as_json
        if as_json and isinstance(sys.stdout, io.TextIOWrapper):
            # JSON is UTF-8 whatever the locale is. A file name that is no text keeps its
            # escape, which JSON reads back as the same name.
            sys.stdout.reconfigure(encoding="utf-8", errors="backslashreplace")
        for stream in (sys.stdout, sys.stderr):
            never_fail(stream)

    def result(self, value: Mapping[str, Any], lines: Iterable[str]) -> None:
        """Write the verb's result: ``value`` as JSON, or ``lines`` for people."""
        if self.as_json:
            sys.stdout.write(json.dumps(value, ensure_ascii=False) + "\n")
        else:
            self.lines(lines)

    def lines(self, lines: Iterable[str]) -> None:
        """Write a part of the result for people; with JSON it is a message beside it."""
        stream = sys.stderr if self.as_json else sys.stdout
        stream.writelines(f"{line}\n" for line in lines)
        stream.flush()

    def say(self, message: str) -> None:
        """Write a message for the person in front."""
        sys.stderr.write(message + "\n")
        sys.stderr.flush()

    def error(self, sentence: str) -> None:
        """Say why the verb could not do its work; a JSON reader finds it under ``error``."""
        self.say(sentence)
        if self.as_json:
            sys.stdout.write(json.dumps({"error": sentence}, ensure_ascii=False) + "\n")


def table(head: Sequence[str], rows: Iterable[Sequence[str]], right: str = "") -> list[str]:
    """Return aligned lines, the head first.

    Args:
        right: one letter a column, ``r`` for right-aligned; missing ones are left-aligned.
    """
    cells = [list(head), *(list(row) for row in rows)]
    widths = [max(map(_width, column)) for column in zip(*cells, strict=True)]
    return ["  ".join(_aligned(row, widths, right)).rstrip() for row in cells]


def _aligned(row: Sequence[str], widths: Sequence[int], right: str) -> Iterable[str]:
    for number, (cell, width) in enumerate(zip(row, widths, strict=True)):
        padding = " " * (width - _width(cell))
        yield padding + cell if right[number : number + 1] == "r" else cell + padding


def _width(text: str) -> int:
    """Columns that a text takes on a terminal; East Asian characters take two."""
    return sum(
        0 if unicodedata.combining(char) else 2 if unicodedata.east_asian_width(char) in "WF" else 1
        for char in text
    )
