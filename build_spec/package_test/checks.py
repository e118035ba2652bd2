"""What was checked, how it went, and how that is told."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any


class CheckFailedError(Exception):
    """Something is not as it should be; the text says what was found instead."""


class _SectionEndedError(Exception):
    """A check has failed, and what would come after it makes no sense."""


class Result(StrEnum):
    """How a check went."""

    PASSED = "passed"
    FAILED = "failed"
    SKIPPED = "skipped"


_MARKS = {Result.PASSED: "✓", Result.FAILED: "✗", Result.SKIPPED: "–"}
_FAILURES = (
    CheckFailedError,
    LookupError,
    OSError,
    TypeError,
    ValueError,
    sqlite3.Error,
    subprocess.SubprocessError,
)


@dataclass
class Check:
    """One check.

    Attributes:
        detail: what was found, measured or wrong.
    """

    section: str
    name: str
    result: Result = Result.PASSED
    seconds: float = 0.0
    detail: str = ""

    def line(self) -> str:
        """Return it as people read it."""
        first, _, rest = self.detail.partition("\n")
        line = f"  {_MARKS[self.result]} {self.name} ({self.seconds:.1f} s)"
        if first:
            line += f": {first}"
        return "\n".join([line, *(f"      {more}" for more in rest.splitlines())])


@dataclass
class Checks:
    """Runs checks one after the other and keeps how they went.

    Attributes:
        say: takes a line for people.
        picture: keeps a picture of the screen under a name, when there is a screen.
        figures: numbers worth keeping beside the checks.
    """

    say: Callable[[str], None]
    picture: Callable[[str], None] = lambda _name: None
    done: list[Check] = field(default_factory=list)
    figures: dict[str, Any] = field(default_factory=dict)
    _section: str = ""

    @property
    def ok(self) -> bool:
        """Whether anything was checked and nothing failed."""
        results = {check.result for check in self.done}
        return Result.PASSED in results and Result.FAILED not in results

    @contextmanager
    def section(self, title: str) -> Iterator[None]:
        """Group checks that build on each other: the first one that fails ends the group."""
        self._section = title
        self.say(title)
        try:
            yield
        except _SectionEndedError:
            self.say("  what follows was left out")

    @contextmanager
    def check(self, name: str) -> Iterator[Check]:
        """Run one check: the block. What it finds it may put into ``detail``."""
        check = Check(self._section, name)
        began_s = time.monotonic()
        try:
            yield check
        except _FAILURES as error:
            check.result = Result.FAILED
            told = str(error) if isinstance(error, CheckFailedError) else repr(error)
            check.detail = "\n".join(filter(None, [told, check.detail]))
            self.picture(f"failed-{len(self.done):03}")
            self._note(check, began_s)
            raise _SectionEndedError from error
        self._note(check, began_s)

    def skip(self, name: str, why: str) -> None:
        """Say that something cannot be checked here."""
        self._note(Check(self._section, name, Result.SKIPPED, detail=why), time.monotonic())

    def _note(self, check: Check, began_s: float) -> None:
        check.seconds = time.monotonic() - began_s
        self.done.append(check)
        self.say(check.line())

    def summary(self) -> str:
        """Return how everything went, in one line."""
        number = {result: sum(check.result is result for check in self.done) for result in Result}
        seconds = sum(check.seconds for check in self.done)
        return (
            f"{number[Result.PASSED]} passed, {number[Result.FAILED]} failed, "
            f"{number[Result.SKIPPED]} not checked here, in {seconds:.0f} s"
        )

    def write(self, file: Path, about: dict[str, Any]) -> None:
        """Store everything as JSON, after some facts about the run itself."""
        value = about | {
            "ok": self.ok,
            "figures": self.figures,
            "checks": [asdict(check) for check in self.done],
        }
        text = json.dumps(value, ensure_ascii=False, indent=1, default=str)
        file.write_text(f"{text}\n", encoding="utf-8")


def expect(condition: object, what: str) -> None:
    """Fail the check unless something is true.

    Raises:
        CheckFailedError: it is not; ``what`` says what was expected or found.
    """
    if not condition:
        raise CheckFailedError(what)
