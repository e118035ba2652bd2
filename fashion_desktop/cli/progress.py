"""Progress on stderr: one line rewritten on a terminal, a line now and then in a log."""

from __future__ import annotations

import math
import shutil
import threading
import time
from collections import deque
from collections.abc import Callable
from typing import TextIO

from fashion_desktop.cli.output import duration

TERMINAL_INTERVAL_S = 0.1
LOG_INTERVAL_S = 5.0
_RATE_WINDOW_S = 10.0
_SHORTEST_RATE_WINDOW_S = 1.0
_ERASE_LINE = "\r\x1b[K"


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
        self._on_screen = False
        self._total: int | None = None
        self._samples: deque[tuple[float, int]] = deque()
        self._lock = threading.Lock()

    def show(self, done: int, total: int | None, note: str) -> None:
        """Take note of the progress and show it if the last time is long enough ago."""
        with self._lock:
            now = self._now()
            self._sample(now, done, total)
            if now - self._shown_at < self._interval_s:
                return
            self._shown_at = now
            text = progress_text(done, total, note or self._work, self._rate_per_s())
            if self._on_terminal:
                width = shutil.get_terminal_size().columns - 1
                self._stream.write(_ERASE_LINE + text[:width])
                self._on_screen = True
            else:
                self._stream.write(text + "\n")
            self._stream.flush()

    def finish(self) -> None:
        """Remove the line from the terminal."""
        with self._lock:
            if self._on_screen:
                self._stream.write(_ERASE_LINE)
                self._stream.flush()
                self._on_screen = False

    def _sample(self, now: float, done: int, total: int | None) -> None:
        if total != self._total or (self._samples and done < self._samples[-1][1]):
            self._total = total
            self._samples.clear()
        self._samples.append((now, done))
        while now - self._samples[0][0] > _RATE_WINDOW_S:
            self._samples.popleft()

    def _rate_per_s(self) -> float | None:
        (first_at, first_done), (last_at, last_done) = self._samples[0], self._samples[-1]
        if last_at - first_at < _SHORTEST_RATE_WINDOW_S or last_done == first_done:
            return None
        return (last_done - first_done) / (last_at - first_at)


def progress_text(done: int, total: int | None, work: str, rate_per_s: float | None) -> str:
    """Return for example "Embedding photos: 120 of 4,000 · 61/s · 1 min 4 s left"."""
    parts = [f"{done:,} of {total:,}" if total is not None else f"{done:,}"]
    if rate_per_s is not None:
        parts.append(f"{rate_per_s:.3g}/s" if rate_per_s < 100 else f"{rate_per_s:,.0f}/s")
        if total is not None and total > done:
            left_s = (total - done) / rate_per_s
            parts.append(f"{duration(left_s) if left_s >= 60 else f'{left_s:.0f} s'} left")
    return f"{work}: {' · '.join(parts)}"
