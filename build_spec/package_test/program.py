"""The program as somebody has it: where it lies, who runs it, what surrounds it."""

from __future__ import annotations

import json
import os
import re
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from package_test.checks import CheckFailedError, expect

TIMEOUT_S = 900.0
COMPLAINTS = (
    "Traceback",
    "Fatal Python error",
    "QThread: Destroyed",
    "Task was destroyed",
    "never awaited",
    "Something went wrong inside",
    "ModuleNotFoundError",
    "cannot open shared object file",
    ":onnxruntime:",
)
"""What nobody wants to read on standard error."""
_CHANGING = re.compile(r"\x1b\[[\d;]*m|\d{4}-\d\d-\d\d \d\d:\d\d:\d\d[.,]?\d*|\b\d{4,}\b")
"""Colours, times and process ids: the same complaint without them is the same."""
_LONGEST_LINE = 300


@dataclass(frozen=True)
class Answer:
    """What a command line answered."""

    out: str
    err: str


@dataclass(frozen=True)
class Surroundings:
    """Who runs the program, and what it finds.

    Attributes:
        uid: an account of its own, or None for the one that runs this test.
        path: the only folder on PATH.
        language: LANG; nothing else is said about it.
        variables: further environment variables.
        before: a command that runs the program, like ``("chroot", DIR)``.
    """

    home: Path
    path: Path
    uid: int | None = None
    language: str = "C.UTF-8"
    variables: Mapping[str, str] = field(default_factory=dict)
    before: tuple[str, ...] = ()

    def environment(self) -> dict[str, str]:
        """Return the whole environment; nothing is inherited."""
        plain = {"HOME": str(self.home), "PATH": str(self.path), "LANG": self.language}
        return plain | dict(self.variables)


def default_library(home: Path) -> Path:
    """Return the library that the program makes in this home when it is not told of another."""
    return home / ".local" / "share" / "fashion-desktop" / "library"


@dataclass
class Record:
    """What is remembered of every run.

    Attributes:
        used: the command lines that did what was expected of them.
        complaints: what nobody wants to read on standard error, and after which command.
    """

    used: list[tuple[str, ...]] = field(default_factory=list)
    complaints: dict[str, str] = field(default_factory=dict)

    def read(self, typed: str, err: str) -> None:
        """Take note of the complaints on standard error; the same one counts once."""
        for line in complaints(err):
            self.complaints.setdefault(_CHANGING.sub("…", line), typed)


@dataclass
class Program:
    """Starts the program and reads what it says.

    Attributes:
        command: what starts it.
    """

    command: tuple[str, ...]
    surroundings: Surroundings
    record: Record = field(default_factory=Record)

    def start(
        self,
        *words: str | Path,
        variables: Mapping[str, str] | None = None,
        before: Sequence[str] = (),
        stderr: int | None = subprocess.PIPE,
    ) -> subprocess.Popen[bytes]:
        """Start it and return at once."""
        around = self.surroundings
        command = [*around.before, *before, *self.command, *map(str, words)]
        uid = around.uid
        return subprocess.Popen(
            command,
            cwd=around.home if not around.before else "/",
            env=around.environment() | dict(variables or {}),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=stderr,
            user=uid,
            group=uid,
            extra_groups=None if uid is None else [],
        )

    def run(
        self,
        *words: str | Path,
        code: int = 0,
        stdin: bytes = b"",
        variables: Mapping[str, str] | None = None,
        before: Sequence[str] = (),
    ) -> Answer:
        """Run it to its end.

        Raises:
            CheckFailedError: it ended with another status.
        """
        with self.start(*words, variables=variables, before=before) as process:
            try:
                out, err = process.communicate(stdin, TIMEOUT_S)
            except subprocess.TimeoutExpired:
                process.kill()
                raise
        answer = Answer(out.decode(errors="replace"), err.decode(errors="replace"))
        typed = " ".join(map(str, words))
        if process.returncode != code:
            raise CheckFailedError(
                f"“{typed}” ended with {process.returncode}, not {code}\n{_tail(answer)}"
            )
        self.record.read(typed, answer.err)
        self.record.used.append(tuple(map(str, words)))
        return answer

    def ask(
        self,
        *words: str | Path,
        code: int = 0,
        stdin: bytes = b"",
        variables: Mapping[str, str] | None = None,
    ) -> dict[str, Any]:
        """Run it with ``--json`` and return the one document it prints."""
        answer = self.run(*words, "--json", code=code, stdin=stdin, variables=variables)
        lines = answer.out.splitlines()
        expect(len(lines) == 1, f"--json printed {len(lines)} lines: {answer.out[:300]!r}")
        document: dict[str, Any] = json.loads(lines[0])
        return document


@dataclass(frozen=True)
class Library:
    """A library and the program: verbs on just that library."""

    program: Program
    folder: Path

    def run(
        self,
        *words: str | Path,
        code: int = 0,
        variables: Mapping[str, str] | None = None,
    ) -> Answer:
        """Run a verb on it."""
        return self.program.run(*words, "--library", self.folder, code=code, variables=variables)

    def ask(
        self,
        *words: str | Path,
        code: int = 0,
        stdin: bytes = b"",
        variables: Mapping[str, str] | None = None,
    ) -> dict[str, Any]:
        """Run a verb with ``--json`` on it and return what it prints."""
        return self.program.ask(
            *words, "--library", self.folder, code=code, stdin=stdin, variables=variables
        )


def complaints(err: str) -> list[str]:
    """Return the lines of standard error that nobody wants to read."""
    return [line for line in err.splitlines() if any(words in line for words in COMPLAINTS)]


def is_root() -> bool:
    """Whether this test may change accounts and cut off the network."""
    return os.name == "posix" and os.geteuid() == 0


def _tail(answer: Answer) -> str:
    lines = [*answer.out.splitlines()[-6:], *answer.err.splitlines()[-12:]]
    return "\n".join(line[:_LONGEST_LINE] for line in lines)
