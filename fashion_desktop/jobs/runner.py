"""The one way to run a job from the window: one after the other, in a background lane."""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Sequence
from concurrent.futures import Future, wait
from dataclasses import replace
from functools import partial

from PySide6.QtCore import QObject, Signal

from fashion_desktop.domain.jobs import (
    JobKind,
    JobOutcome,
    JobRecord,
    JobScope,
    JobSpec,
    JobState,
)
from fashion_desktop.jobs.handle import JobHandle
from fashion_desktop.jobs.job_work import JobServiceLike, JobWork
from fashion_desktop.jobs.lane import DEFAULT_STOP_TIMEOUT_S, Lane, LaneStoppedError
from fashion_desktop.jobs.relay import to_window
from fashion_desktop.jobs.throttle import Throttle

COMMITTED_INTERVAL_MS = 100
"""At most 10 ``committed`` signals a second."""


class JobRunner(QObject):
    """Queues jobs and runs them one at a time in its lane, which it stops at shutdown.

    Lives in the window's thread, and so do all signals.
    """

    started = Signal(object)
    """A new :class:`JobHandle`; the job waits for its turn, then runs."""
    settled = Signal(object, object)
    """The :class:`JobHandle` and its :class:`JobOutcome`."""
    changed = Signal(object)
    """A :class:`JobHandle` whose state, progress or failures changed."""
    committed = Signal(object)
    """A tuple of row ids whose state in the library changed; at most 10 a second."""

    def __init__(self, service: JobServiceLike, lane: Lane, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._service = service
        self._lane = lane
        self._queue: deque[JobHandle] = deque()
        self._active: JobHandle | None = None
        self._run_future: Future[None] | None = None
        self._closing = False
        self._committed_lock = threading.Lock()
        self._committed_ids: dict[int, None] = {}
        self._commits = Throttle(COMMITTED_INTERVAL_MS, self)
        self._commits.due.connect(self._tell_committed)
        self._work = JobWork(
            service,
            stored=to_window(self._on_stored),
            ended=to_window(self._on_ended),
            broke_off=to_window(self._on_broke_off),
        )
        service.on_committed.append(self._on_committed)

    @property
    def active(self) -> JobHandle | None:
        """The job that runs or is paused, if any."""
        return self._active

    @property
    def queued(self) -> tuple[JobHandle, ...]:
        """Jobs waiting for their turn, the next one first."""
        return tuple(self._queue)

    def start(self, spec: JobSpec) -> JobHandle:
        """Queue a new job. A spec the service refuses settles as failed, with its sentence.

        Raises:
            LaneStoppedError: the program is shutting down.
        """
        handle = self._accept(spec)
        self._lane.submit(partial(self._work.store, handle))
        return handle

    def resume(self, record: JobRecord) -> JobHandle:
        """Queue an unfinished job of an earlier run of the program; it goes on where it was.

        Raises:
            LaneStoppedError: the program is shutting down.
        """
        handle = self._accept(record.spec)
        handle.bind(record)
        self._start_next()
        return handle

    def retry(self, handle: JobHandle) -> JobHandle:
        """Queue a new job over the failed products, or the same again if it did not finish.

        Raises:
            LaneStoppedError: the program is shutting down.
        """
        spec = handle.spec
        if handle.failures and handle.state is JobState.DONE and spec.kind is not JobKind.SYNC:
            failed_ids = tuple(failure.product_id for failure in handle.failures)
            spec = replace(spec, scope=JobScope.SELECTED, product_ids=failed_ids, start_page=1)
        return self.start(spec)

    def shutdown(self, timeout_s: float = DEFAULT_STOP_TIMEOUT_S) -> bool:
        """Refuse jobs, stop the running one but leave it and the queue unfinished, stop the lane.

        Blocks until the lane has ended. No signal follows.

        Returns:
            Whether the lane ended in time.
        """
        deadline_s = time.monotonic() + timeout_s
        if not self._closing:
            self._closing = True
            self._service.on_committed.remove(self._on_committed)
            if self._active is not None:
                self._active.context.suspend()
        if self._run_future is not None:
            # Half of the time for stopping in order; then the lane cancels what is left.
            wait([self._run_future], timeout_s / 2)
        return self._lane.stop(max(0.0, deadline_s - time.monotonic()))

    # In the window's thread --------------------------------------------------------------

    def _accept(self, spec: JobSpec) -> JobHandle:
        if self._closing or self._lane.stopping:
            raise LaneStoppedError("no more jobs: the program is shutting down")
        handle = JobHandle(spec, self)
        handle.changed.connect(self.changed)
        handle.cancel_asked.connect(self._on_cancel_asked)
        self._queue.append(handle)
        self.started.emit(handle)
        return handle

    def _start_next(self) -> None:
        if self._closing or self._active is not None or not self._queue:
            return
        if not self._queue[0].job_id:
            return
        self._active = self._queue.popleft()
        self._active.begin()
        self._run_future = self._lane.submit(partial(self._work.run, self._active))

    def _on_stored(self, handle: JobHandle, record: JobRecord) -> None:
        if self._closing:
            return
        handle.bind(record)
        if handle.context.cancelled:
            self._withdraw(handle)
        self._start_next()

    def _on_cancel_asked(self, handle: JobHandle) -> None:
        # A job that is not stored yet is withdrawn as soon as it is.
        if handle in self._queue and handle.job_id:
            self._withdraw(handle)

    def _withdraw(self, handle: JobHandle) -> None:
        self._lane.submit(partial(self._work.discard, handle.job_id))
        self._on_broke_off(handle, JobState.CANCELLED, 0.0, "")

    def _on_broke_off(self, handle: JobHandle, state: JobState, seconds: float, error: str) -> None:
        if self._closing:
            return
        handle.flush()
        outcome = JobOutcome(
            task_id=handle.job_id,
            kind=handle.spec.kind,
            state=state,
            done=handle.progress.done,
            failures=tuple(handle.failures),
            seconds=seconds,
            error=error,
        )
        self._on_ended(handle, outcome)

    def _on_ended(self, handle: JobHandle, outcome: JobOutcome) -> None:
        if self._closing:
            return
        if handle is self._active:
            self._active = self._run_future = None
        else:
            self._queue.remove(handle)
        self._commits.flush()
        handle.settle(outcome)
        self.settled.emit(handle, outcome)
        self._start_next()

    def _tell_committed(self) -> None:
        with self._committed_lock:
            row_ids = tuple(self._committed_ids)
            self._committed_ids.clear()
        if row_ids and not self._closing:
            self.committed.emit(row_ids)

    # In the lane's workers ---------------------------------------------------------------

    def _on_committed(self, row_ids: Sequence[int]) -> None:
        with self._committed_lock:
            self._committed_ids.update(dict.fromkeys(row_ids))
        self._commits.poke()
