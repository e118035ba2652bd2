"""What a job running in a lane says to the window, and what the window asks of it."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable

from fashion_desktop.domain.jobs import ItemFailure, JobProgress
from fashion_desktop.domain.progress import ProgressMeter


class QtJobContext:
    """The :class:`~fashion_desktop.domain.jobs.JobContext` of a job in a lane. Thread-safe.

    It gathers; whoever watches takes what has gathered after being woken.

    Args:
        wake: called in the reporting thread whenever there is something new to take; has to
            be cheap and thread-safe, as ``Throttle.poke`` is.
        meter: measures the rate; tests pass one with their own clock.
    """

    def __init__(self, wake: Callable[[], None], meter: ProgressMeter | None = None) -> None:
        self._wake = wake
        self._meter = meter or ProgressMeter()
        self._lock = threading.Lock()
        self._job_id = ""
        self._cancelled = False
        self._suspending = False
        self._paused = False
        self._waiters: set[tuple[asyncio.AbstractEventLoop, asyncio.Event]] = set()
        self._progress: JobProgress | None = None
        self._failures: list[ItemFailure] = []

    # For the job -------------------------------------------------------------------------

    @property
    def job_id(self) -> str:
        """The id under which the job is stored; empty until it is."""
        return self._job_id

    @property
    def cancelled(self) -> bool:
        """Whether the job shall stop as soon as it can."""
        return self._cancelled

    @property
    def suspending(self) -> bool:
        """Whether the program is quitting: stop, but leave the job unfinished, to go on later."""
        return self._suspending

    def report(self, done: int, total: int | None, note: str = "") -> None:
        """Tell how far the job is; may be called as often as convenient."""
        with self._lock:
            self._progress = self._meter.update(done, total, note)
        self._wake()

    def item_failed(self, product_id: str, reason: str) -> None:
        """Record that one product could not be processed."""
        with self._lock:
            self._failures.append(ItemFailure(product_id, reason))
        self._wake()

    async def checkpoint(self) -> None:
        """Wait while the job is paused.

        Raises:
            asyncio.CancelledError: the job was cancelled.
        """
        while not self._cancelled:
            waiter = (asyncio.get_running_loop(), asyncio.Event())
            with self._lock:
                if not self._paused:
                    return
                if self._cancelled:
                    break
                self._waiters.add(waiter)
            try:
                await waiter[1].wait()
            finally:
                with self._lock:
                    self._waiters.discard(waiter)
        raise asyncio.CancelledError

    # For the window ----------------------------------------------------------------------

    def bind(self, job_id: str) -> None:
        """Tell the id once the job is stored."""
        self._job_id = job_id

    def pause(self) -> None:
        """Hold the job at its next checkpoint."""
        with self._lock:
            self._paused = True

    def resume(self) -> None:
        """Let a paused job go on."""
        with self._lock:
            self._paused = False
            self._meter.restart()
            self._release()

    def cancel(self) -> None:
        """Ask the job to stop; what it committed stays."""
        with self._lock:
            self._cancelled = True
            self._release()

    def suspend(self) -> None:
        """Ask the job to stop because the program quits; it can go on later."""
        with self._lock:
            # Someone who cancelled before quitting still means it.
            self._suspending = not self._cancelled
            self._cancelled = True
            self._release()

    def take(self) -> tuple[JobProgress | None, list[ItemFailure]]:
        """Return what came since the last call: the latest progress, and all failures."""
        with self._lock:
            progress, self._progress = self._progress, None
            failures, self._failures = self._failures, []
        return progress, failures

    def _release(self) -> None:
        for loop, event in self._waiters:
            loop.call_soon_threadsafe(event.set)
