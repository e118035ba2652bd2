"""A job service whose jobs are as long and as well-behaved as a test wants."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Awaitable, Callable, Sequence

from fashion_desktop.domain.jobs import JobContext, JobOutcome, JobRecord, JobSpec, JobState

Work = Callable[[JobContext], Awaitable[JobState]]


async def until_stopped(context: JobContext) -> JobState:
    """Work item after item until someone stops the job."""
    done = 0
    while True:
        try:
            await context.checkpoint()
        except asyncio.CancelledError:
            return JobState.RUNNING if context.suspending else JobState.CANCELLED
        done += 1
        context.report(done, None)
        await asyncio.sleep(0.002)


async def at_once(context: JobContext) -> JobState:
    """Have nothing to do."""
    context.report(1, 1)
    return JobState.DONE


class FakeJobService:
    """Stands for JobService; stores jobs in memory and runs ``work``."""

    def __init__(self, work: Work = at_once) -> None:
        self.work = work
        self.on_committed: list[Callable[[Sequence[int]], None]] = []
        self.states: dict[str, JobState] = {}
        self.specs: dict[str, JobSpec] = {}
        self.ran: list[str] = []
        self.refusal: Exception | None = None
        self.may_store = threading.Event()
        self.may_store.set()

    def create(self, spec: JobSpec) -> JobRecord:
        assert self.may_store.wait(5.0)
        if self.refusal is not None:
            raise self.refusal
        job_id = f"job-{len(self.specs) + 1}"
        self.specs[job_id] = spec
        self.states[job_id] = JobState.QUEUED
        return self.record(job_id)

    def record(self, job_id: str, done: int = 0) -> JobRecord:
        return JobRecord(job_id, self.specs[job_id], self.states[job_id], done, None, 0, 0.0)

    async def run(self, job_id: str, context: JobContext) -> JobOutcome:
        assert context.job_id == job_id
        self.ran.append(job_id)
        self.states[job_id] = JobState.RUNNING
        started_s = time.monotonic()
        state = await self.work(context)
        self.states[job_id] = state
        seconds = time.monotonic() - started_s
        return JobOutcome(job_id, self.specs[job_id].kind, state, 1, (), seconds)

    def discard(self, job_id: str) -> None:
        self.states[job_id] = JobState.CANCELLED

    def commit(self, row_ids: Sequence[int]) -> None:
        for callback in self.on_committed:
            callback(row_ids)
