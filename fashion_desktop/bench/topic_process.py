"""Runs a topic in a process of its own and reads what it streams."""

from __future__ import annotations

import contextlib
import json
import os
import queue
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from fashion_desktop.bench.figure import Figure
from fashion_desktop.bench.result import figure_from_json
from fashion_desktop.domain.wording import duration_text

_TICK_S = 0.5
_GRACE_S = 3.0
_LINES_OF_STDERR = 12
_SHOWN_OF_LINE = 120


@dataclass(slots=True)
class TopicOutcome:
    """What came of a topic.

    Attributes:
        failure: why it was not measured, or not to its end; empty if it was.
        last_report: what it said last about itself.
        stderr: the end of what it printed.
    """

    figures: list[Figure] = field(default_factory=list)
    failure: str = ""
    last_report: str = ""
    stderr: str = ""


def program() -> list[str]:
    """Return the command that starts this program, installed or packaged."""
    if getattr(sys, "frozen", False):
        return [sys.executable]
    return [sys.executable, "-m", "fashion_desktop"]


class TopicProcess:
    """A topic's process, from its start to its outcome.

    Args:
        report: called with what it says about itself.
        tick: called about twice a second while it runs.
    """

    def __init__(
        self,
        command: Sequence[str],
        report: Callable[[str], None],
        tick: Callable[[], None] = lambda: None,
    ) -> None:
        self._command = command
        self._report = report
        self._tick = tick
        self._lines: queue.SimpleQueue[str | None] = queue.SimpleQueue()
        self._outcome = TopicOutcome()
        self._done = False

    def run(self, log: Path, timeout_s: float) -> TopicOutcome:
        """Run it to its end, or stop it with everything that it started.

        Whatever it does, this returns; an interrupt is passed on once the process is stopped.

        Args:
            log: file for what it prints to stderr.
        """
        outcome = self._outcome
        with log.open("wb") as stderr:
            try:
                process = _start(self._command, stderr)
            except OSError as error:
                outcome.failure = f"The program could not be started: {error.strerror}."
                return outcome
            try:
                in_time = self._read(process, time.monotonic() + timeout_s)
            finally:
                _stop(process)
        printed = log.read_text("utf-8", errors="replace").rstrip().splitlines()
        outcome.stderr = "\n".join(printed[-_LINES_OF_STDERR:])
        if not in_time:
            outcome.failure = f"It took longer than {duration_text(timeout_s)} and was stopped."
        elif not outcome.failure and not self._done:
            outcome.failure = _how_it_ended(process.returncode, printed)
        return outcome

    def _read(self, process: subprocess.Popen[str], deadline: float) -> bool:
        """Read until the process ends; False if that took too long."""
        reader = threading.Thread(target=self._fill, args=(process,), daemon=True)
        reader.start()
        while True:
            left_s = deadline - time.monotonic()
            if left_s <= 0:
                return False
            try:
                line = self._lines.get(timeout=min(_TICK_S, left_s))
            except queue.Empty:
                self._tick()
                continue
            if line is None:
                break
            self._take(line)
        try:
            process.wait(max(0.0, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            return False
        return True

    def _fill(self, process: subprocess.Popen[str]) -> None:
        with contextlib.suppress(OSError, ValueError):
            for line in process.stdout or ():
                self._lines.put(line)
        self._lines.put(None)

    def _take(self, line: str) -> None:
        try:
            self._understand(json.loads(line))
        except (AttributeError, TypeError, ValueError) as error:
            # The first complaint stays: what follows may only be its consequence.
            self._outcome.failure = self._outcome.failure or (
                f"It said something that is no figure: {line.strip()[:_SHOWN_OF_LINE]!r} ({error})."
            )

    def _understand(self, message: object) -> None:
        match message:
            case {"figure": value}:
                figure = figure_from_json(value)
                if any((f.name, f.size) == (figure.name, figure.size) for f in self._known):
                    raise ValueError("this figure was measured before")
                self._known.append(figure)
            case {"report": str(text)}:
                self._outcome.last_report = text
                self._report(text)
            case {"error": str(text)}:
                self._outcome.failure = self._outcome.failure or text
            case {"done": True}:
                self._done = True
            case _:
                raise ValueError("not a message")

    @property
    def _known(self) -> list[Figure]:
        return self._outcome.figures


def _start(command: Sequence[str], stderr: IO[bytes]) -> subprocess.Popen[str]:
    # A group of its own, so that stopping it also stops what it has started.
    creation_flags = getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0)
    return subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=stderr,
        encoding="utf-8",
        errors="replace",
        env={**os.environ, "PYTHONUTF8": "1"},
        start_new_session=True,
        creationflags=creation_flags,
    )


def _stop(process: subprocess.Popen[str]) -> None:
    """End the process and everything that it started, politely first."""
    if process.poll() is None:
        _signal(process, force=False)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(_GRACE_S)
    # Also when it has ended by itself: what it started may still be there.
    _signal(process, force=True)
    process.wait()
    if process.stdout is not None:
        process.stdout.close()


def _signal(process: subprocess.Popen[str], *, force: bool) -> None:
    if os.name == "posix":
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL if force else signal.SIGTERM)
    elif process.poll() is None:
        kill_tree = ["taskkill", "/T", "/PID", str(process.pid), *(["/F"] if force else [])]
        subprocess.run(kill_tree, capture_output=True, check=False)


def _how_it_ended(status: int | None, printed: list[str]) -> str:
    said = f" It said: {printed[-1].strip()[:_SHOWN_OF_LINE]}" if printed else ""
    if status is not None and status < 0:
        with contextlib.suppress(ValueError):
            return f"It crashed ({signal.Signals(-status).name}).{said}"
    return f"It ended early, with status {status}.{said}"
