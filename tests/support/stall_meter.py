"""Measures how long the window's thread keeps its user waiting, and for what."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

from PySide6.QtCore import QObject, Qt, QTimer

TICK_S = 0.005
SAMPLE_S = 0.01
_CALLS_NAMED = 6
_SCHEDSTAT = Path("/proc/thread-self/schedstat")


def can_tell_starvation() -> bool:
    """Whether the system says how long a thread waited for a processor."""
    return _SCHEDSTAT.exists()


def _waited_for_processor_s() -> float:
    """How long this thread has been able to run but was not let by other processes."""
    if not can_tell_starvation():
        return 0.0
    return int(_SCHEDSTAT.read_text().split()[1]) / 1e9


@dataclass(frozen=True)
class Stall:
    """One time the window did not answer.

    Attributes:
        own_s: for how long, not counting waits for a processor.
        late_s: for how long, as the user feels it on this machine at this moment.
        stack: what the window's thread was doing; empty when it was over too soon to tell.
    """

    own_s: float
    late_s: float
    stack: str

    def __str__(self) -> str:
        return f"{self.own_s * 1000:.0f} ms ({self.late_s * 1000:.0f} ms late)\n{self.stack}"


class StallMeter(QObject):
    """Ticks every 5 ms in the window's thread; a tick that is late is a window that stalls.

    What other processes take is told apart by the kernel's own account of how long the thread
    waited for a processor. Everything else counts: computing, sleeping, waiting for a lock,
    for the disk, or for Python's global lock.
    """

    def __init__(self) -> None:
        super().__init__()
        self.own_s: list[float] = []
        self.late_s: list[float] = []
        self.stalls: list[Stall] = []
        self._limit_s = 0.05
        self._thread_id = threading.get_ident()
        self._ticked_s = time.perf_counter()
        self._waited_s = _waited_for_processor_s()
        self._stack = ""
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(round(TICK_S * 1000))
        self._timer.timeout.connect(self._tick)
        self._done = threading.Event()
        self._sampler = threading.Thread(target=self._sample, name="stall-sampler")

    @contextmanager
    def measuring(self, limit_s: float) -> Iterator[StallMeter]:
        """Measure meanwhile; what lasts longer than ``limit_s`` is kept in ``stalls``."""
        self._limit_s = limit_s
        self._ticked_s, self._waited_s = time.perf_counter(), _waited_for_processor_s()
        self._timer.start()
        self._sampler.start()
        try:
            yield self
        finally:
            # What began just before the end counts as well.
            self._tick()
            self._timer.stop()
            self._done.set()
            self._sampler.join()

    def summary(self) -> str:
        """The numbers in one line."""
        own, late = sorted(self.own_s), sorted(self.late_s)
        place = int(0.99 * (len(own) - 1))
        return (
            f"{len(own)} ticks; own work: p99 {own[place] * 1000:.1f} ms, "
            f"max {own[-1] * 1000:.1f} ms; with other processes: "
            f"p99 {late[place] * 1000:.1f} ms, max {late[-1] * 1000:.1f} ms"
        )

    def _tick(self) -> None:
        now_s, waited_s = time.perf_counter(), _waited_for_processor_s()
        late_s = max(0.0, now_s - self._ticked_s - TICK_S)
        own_s = max(0.0, late_s - (waited_s - self._waited_s))
        self.late_s.append(late_s)
        self.own_s.append(own_s)
        if own_s > self._limit_s:
            self.stalls.append(Stall(own_s, late_s, self._stack))
        self._stack = ""
        self._ticked_s, self._waited_s = time.perf_counter(), _waited_for_processor_s()

    def _sample(self) -> None:
        while not self._done.wait(SAMPLE_S):
            if time.perf_counter() - self._ticked_s > self._limit_s / 2:
                self._stack += _where(sys._current_frames().get(self._thread_id))


def _where(frame: FrameType | None) -> str:
    """Name the innermost calls. Reads no source files: that would cause stalls of its own."""
    calls: list[str] = []
    while frame is not None and len(calls) < _CALLS_NAMED:
        calls.append(f"  {frame.f_code.co_filename}:{frame.f_lineno} {frame.f_code.co_name}\n")
        frame = frame.f_back
    return "".join(calls) + "  --\n"
