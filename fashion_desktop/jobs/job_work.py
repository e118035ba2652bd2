"""The part of running a job that happens in the lane."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Sequence
from typing import Protocol

from fashion_desktop.domain.errors import FashionDesktopError
from fashion_desktop.domain.jobs import JobContext, JobOutcome, JobRecord, JobSpec, JobState
from fashion_desktop.jobs.handle import JobHandle

logger = logging.getLogger(__name__)

DEFECT_TEXT = (
    "The program made a mistake. What was finished is kept; try again, "
    "and if it happens once more, look into the log file."
)


class JobServiceLike(Protocol):
    """What is needed of :class:`fashion_desktop.services.job_service.JobService`."""

    on_committed: list[Callable[[Sequence[int]], None]]

    def create(self, spec: JobSpec) -> JobRecord:
        """Validate and store a job."""

    async def run(self, job_id: str, context: JobContext) -> JobOutcome:
        """Do a stored job."""

    def discard(self, job_id: str) -> None:
        """Mark an unfinished job as cancelled."""


class JobWork:
    """Stores and runs jobs in the lane and tells the runner, in the window's thread.

    Args:
        stored: told the handle and the stored job.
        ended: told the handle and the outcome.
        broke_off: told the handle, the final state, seconds and a sentence for people, when
            there is no outcome.
    """

    def __init__(
        self,
        service: JobServiceLike,
        *,
        stored: Callable[[JobHandle, JobRecord], None],
        ended: Callable[[JobHandle, JobOutcome], None],
        broke_off: Callable[[JobHandle, JobState, float, str], None],
    ) -> None:
        self._service = service
        self._tell_stored = stored
        self._tell_ended = ended
        self._tell_broke_off = broke_off
        # Two jobs started one right after the other are stored in that order.
        self._storing = asyncio.Lock()

    async def store(self, handle: JobHandle) -> None:
        """Store a new job, or tell why the service refuses it."""
        try:
            async with self._storing:
                record = await asyncio.to_thread(self._service.create, handle.spec)
        except FashionDesktopError as error:
            self._tell_broke_off(handle, JobState.FAILED, 0.0, str(error))
        except Exception:
            logger.exception("A %s job could not be stored", handle.spec.kind)
            self._tell_broke_off(handle, JobState.FAILED, 0.0, DEFECT_TEXT)
        else:
            self._tell_stored(handle, record)

    async def run(self, handle: JobHandle) -> None:
        """Run a stored job to its end, whatever that is."""
        started_s = time.monotonic()
        state, sentence = JobState.FAILED, DEFECT_TEXT
        try:
            outcome = await self._service.run(handle.job_id, handle.context)
        except asyncio.CancelledError:
            if handle.context.suspending or not handle.context.cancelled:
                raise
            await self.discard(handle.job_id)
            state, sentence = JobState.CANCELLED, ""
        except FashionDesktopError as error:
            sentence = str(error)
        except Exception:
            logger.exception("Job %s (%s) failed", handle.job_id, handle.spec.kind)
        else:
            self._tell_ended(handle, outcome)
            return
        self._tell_broke_off(handle, state, time.monotonic() - started_s, sentence)

    async def discard(self, job_id: str) -> None:
        """Mark an unfinished job as cancelled."""
        try:
            await asyncio.to_thread(self._service.discard, job_id)
        except Exception:
            # Then the job is offered again at the next start, which harms nobody.
            logger.exception("The cancelled job %s could not be marked as such", job_id)
