"""What the suite is doing, on stderr: one line rewritten on a terminal, lines in a log."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Iterable, Mapping
from typing import Any, TextIO

from fashion_desktop.bench.machine import busy_warning, machine_lines
from fashion_desktop.domain.wording import duration_text

_ERASE_LINE = "\r\x1b[K"


class SuiteProgress:
    """Tells people what is measured now, and since when.

    Args:
        now: clock in seconds; only differences matter.
    """

    def __init__(self, stream: TextIO, now: Callable[[], float] = time.monotonic) -> None:
        self._stream = stream
        self._now = now
        self._on_terminal = stream.isatty()
        self._began = self._started = now()
        self._title = ""
        self._note = ""

    def machine(self, machine: Mapping[str, Any]) -> None:
        """Describe the machine, and warn when it is busy with something else."""
        self._lines(machine_lines(machine))
        self._lines(filter(None, [busy_warning(machine)]))

    def warn(self, text: str) -> None:
        """Say what may spoil the run."""
        self._lines([text])

    def start(self, title: str) -> None:
        """Begin with something."""
        self._started = self._now()
        self._title, self._note = title, ""
        if self._on_terminal:
            self.tick()
        else:
            self._lines([title])

    def report(self, text: str) -> None:
        """Say what is done in it now."""
        self._note = text
        if self._on_terminal:
            self.tick()
        else:
            self._lines([f"  {text}"])

    def tick(self) -> None:
        """Show the time."""
        if self._on_terminal:
            taken = duration_text(int(self._now() - self._started))
            text = " · ".join(filter(None, (self._title, self._note, taken)))
            width = shutil.get_terminal_size().columns - 1
            self._stream.write(_ERASE_LINE + text[:width])
            self._stream.flush()

    def end(self, what: str, failure: str, details: str = "") -> None:
        """Say how it ended.

        Args:
            details: the end of what a process printed; shown when it failed.
        """
        taken = duration_text(self._now() - self._started)
        ended = f"failed: {failure}" if failure else what or "done"
        prefix = f"{self._title} – " if self._on_terminal else "  "
        if self._on_terminal:
            self._stream.write(_ERASE_LINE)
        self._lines([f"{prefix}{ended} ({taken})"])
        if failure and details:
            self._lines(f"    {line}" for line in details.splitlines())

    @property
    def total_s(self) -> float:
        """How long everything has taken so far."""
        return self._now() - self._began

    def _lines(self, lines: Iterable[str]) -> None:
        self._stream.writelines(f"{line}\n" for line in lines)
        self._stream.flush()
