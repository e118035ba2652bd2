"""One job as the window sees it."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from fashion_desktop.domain.jobs import (
    ItemFailure,
    JobOutcome,
    JobProgress,
    JobRecord,
    JobSpec,
    JobState,
)
from fashion_desktop.jobs.context import QtJobContext
from fashion_desktop.jobs.throttle import Throttle

PROGRESS_INTERVAL_MS = 50
"""At most 20 progress signals a second."""


class JobHandle(QObject):
    """Watches and steers one job; made by ``JobRunner`` and used in the window's thread.

    Attributes:
        job_id: the stored job's id; empty for the moment until it is stored.
        spec: what the job does.
        state: where in its life the job is.
        progress: the latest progress that was signalled.
        failures: products that failed so far.
        outcome: how the job ended, or None before ``settled``.
        context: what the running job talks to.
    """

    progressed = Signal(object)
    """A :class:`JobProgress`; at most 20 a second, the last one always."""
    item_failed = Signal(object)
    """An :class:`ItemFailure`, once for every failed product."""
    state_changed = Signal(object)
    """The new :class:`JobState`."""
    settled = Signal(object)
    """The :class:`JobOutcome`; once, after everything else."""
    changed = Signal(object)
    """The handle itself, after any of the above; for lists of jobs."""
    cancel_asked = Signal(object)
    """The handle itself, when someone cancels it."""

    def __init__(self, spec: JobSpec, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.job_id = ""
        self.spec = spec
        self.state = JobState.QUEUED
        self.progress = JobProgress(0, None)
        self.failures: list[ItemFailure] = []
        self.outcome: JobOutcome | None = None
        self._news = Throttle(PROGRESS_INTERVAL_MS, self)
        self._news.due.connect(self._take_news)
        self.context = QtJobContext(self._news.poke)

    @property
    def stopping(self) -> bool:
        """Whether the job was asked to stop and has not yet."""
        return self.context.cancelled and not self.state.is_final

    def pause(self) -> None:
        """Hold a running job; it keeps what it has done."""
        if self.state is JobState.RUNNING and not self.stopping:
            self.context.pause()
            self._change_state(JobState.PAUSED)

    def resume(self) -> None:
        """Let a paused job go on."""
        if self.state is JobState.PAUSED and not self.stopping:
            self.context.resume()
            self._change_state(JobState.RUNNING)

    def cancel(self) -> None:
        """Stop the job for good; what it has committed stays."""
        if self.state.is_final or self.stopping:
            return
        self.context.cancel()
        self.changed.emit(self)
        self.cancel_asked.emit(self)

    # For the runner ----------------------------------------------------------------------

    def bind(self, record: JobRecord) -> None:
        """Take over what is stored of the job."""
        self.job_id = record.id
        self.spec = record.spec
        self.progress = JobProgress(record.done, record.total)
        self.context.bind(record.id)
        self.changed.emit(self)

    def begin(self) -> None:
        """Note that the job runs now."""
        self._change_state(JobState.RUNNING)

    def flush(self) -> None:
        """Deliver at once what the job said last."""
        self._news.flush()

    def settle(self, outcome: JobOutcome) -> None:
        """Note how the job ended, after delivering what it said last."""
        self.flush()
        self.outcome = outcome
        if outcome.failures:
            self.failures = list(outcome.failures)
        self._change_state(outcome.state)
        self.settled.emit(outcome)
        self.changed.emit(self)

    def _change_state(self, state: JobState) -> None:
        self.state = state
        self.state_changed.emit(state)
        self.changed.emit(self)

    def _take_news(self) -> None:
        progress, failures = self.context.take()
        for failure in failures:
            self.failures.append(failure)
            self.item_failed.emit(failure)
        if progress is not None:
            self.progress = progress
            self.progressed.emit(progress)
        if failures or progress is not None:
            self.changed.emit(self)
