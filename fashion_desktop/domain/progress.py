"""How fast a job runs and how long it still takes, from nothing but counts and a clock."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable

from fashion_desktop.domain.jobs import JobProgress

DEFAULT_WINDOW_S = 15.0
"""Long enough to even out batches, short enough to notice that the network got slower."""

_SAMPLES_PER_WINDOW = 60
_SHORTEST_SPAN_S = 1.0


class ProgressMeter:
    """Turns counts into progress with the rate of the last seconds. Not thread-safe.

    Args:
        window_s: how many of the latest seconds the rate is measured over.
        clock: monotonic seconds; tests pass their own.
    """

    def __init__(
        self,
        *,
        window_s: float = DEFAULT_WINDOW_S,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._window_s = window_s
        self._spacing_s = window_s / _SAMPLES_PER_WINDOW
        self._clock = clock
        self._samples: deque[tuple[float, int]] = deque()
        self._last_done = 0

    def restart(self) -> None:
        """Measure anew from the next update, for example after a pause."""
        self._samples.clear()

    def update(self, done: int, total: int | None, note: str = "") -> JobProgress:
        """Take a count and return the progress; a falling count begins a new measurement."""
        now_s = self._clock()
        if done < self._last_done:
            self._samples.clear()
        self._last_done = done
        while len(self._samples) > 1 and self._samples[1][0] <= now_s - self._window_s:
            self._samples.popleft()
        if not self._samples or now_s - self._samples[-1][0] >= self._spacing_s:
            self._samples.append((now_s, done))
        rate_per_s = self._rate_per_s(now_s, done)
        left_s = None
        if rate_per_s is not None and total is not None:
            left_s = max(0, total - done) / rate_per_s
        return JobProgress(done, total, rate_per_s, left_s, note)

    def _rate_per_s(self, now_s: float, done: int) -> float | None:
        first_s, first_done = self._samples[0]
        span_s = now_s - first_s
        if span_s < _SHORTEST_SPAN_S or done <= first_done:
            return None
        return (done - first_done) / span_s
