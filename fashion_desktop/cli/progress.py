"""Progress on stderr: one line rewritten on a terminal, a line now and then in a log."""

from __future__ import annotations

import math
import shutil
import threading
import time
from collections.abc import Callable
from typing import TextIO

from fashion_desktop.domain.jobs import JobProgress
from fashion_desktop.domain.progress import ProgressMeter
from fashion_desktop.domain.wording import amount_text, rate_text, time_left_text

TERMINAL_INTERVAL_S = 0.1
LOG_INTERVAL_S = 5.0


class ProgressLine:
    """Shows how far a job is. Thread-safe.

    Args:
        work: what is being done, for times when the job itself does not say.
        now: clock in seconds; only differences matter.
    """

    def __init__(
        self, stream: TextIO, work: str, now: Callable[[], float] = time.monotonic
    ) -> None:
        self._stream = stream
        self._work = work
        self._now = now
        self._on_terminal = stream.isatty()
        self._interval_s = TERMINAL_INTERVAL_S if self._on_terminal else LOG_INTERVAL_S
        # A log gets its first line only when the work turns out to take a while.
        self._shown_at = -math.inf if self._on_terminal else now()
        self._on_screen = 0
        self._meter = ProgressMeter(clock=now)
        self._lock = threading.Lock()

    def show(self, done: int, total: int | None, note: str) -> None:
        """Take note of the progress and show it if the last time is long enough ago."""
        with self._lock:
            now = self._now()
            progress = self._meter.update(done, total, note or self._work)
            if now - self._shown_at < self._interval_s:
                return
            self._shown_at = now
            text = progress_text(progress)
            if self._on_terminal:
                shown = text[: shutil.get_terminal_size().columns - 1]
                # Blanks, because old Windows consoles know no command for erasing.
                self._stream.write("\r" + shown.ljust(self._on_screen))
                self._on_screen = len(shown)
            else:
                self._stream.write(text + "\n")
            self._stream.flush()

    def finish(self) -> None:
        """Remove the line from the terminal."""
        with self._lock:
            if self._on_screen:
                self._stream.write("\r" + " " * self._on_screen + "\r")
                self._stream.flush()
                self._on_screen = 0


def progress_text(progress: JobProgress) -> str:
    """Return for example "Embedding photos: 120 of 4,000 · 61/s · 2 min left"."""
    parts = [amount_text(progress.done, progress.total)]
    if progress.rate_per_s is not None:
        parts.append(rate_text(progress.rate_per_s))
    if progress.left_s:
        parts.append(time_left_text(progress.left_s))
    return f"{progress.note}: {' · '.join(parts)}"
