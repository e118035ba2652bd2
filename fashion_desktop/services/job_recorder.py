"""Between a job and whoever watches it: every failure and every step also reaches SQLite."""

from __future__ import annotations

import asyncio
import time

from fashion_desktop.domain.jobs import ItemFailure, JobContext
from fashion_desktop.services.tasks import CANCEL_POLL_S, JobStopped, finish_in_thread
from fashion_desktop.storage.catalogue_store import PhotoRecord
from fashion_desktop.storage.library import Library

PROGRESS_EVERY_S = 1.0


class JobRecorder:
    """Records one run of a job and passes everything on to its context.

    Methods that are not coroutines write to SQLite: call them from a thread. ``report`` may
    be called anywhere.

    Attributes:
        done: items completed, by earlier runs of the job as well.
        total: items to do, or None while that is not known.
        failures: product id → how it failed, earlier runs included.
    """

    def __init__(self, library: Library, context: JobContext) -> None:
        self._library = library
        self._context = context
        self.done = 0
        self.total: int | None = None
        self.failures: dict[str, ItemFailure] = {
            failure.product_id: failure for failure in library.jobs.failures(context.job_id)
        }

    @property
    def job_id(self) -> str:
        """The id under which the job is stored."""
        return self._context.job_id

    @property
    def processed(self) -> int:
        """Items dealt with, failed ones included."""
        processed = self.done + len(self.failures)
        # A sync can fail to check the photo of a product that it counts as read.
        return processed if self.total is None else min(processed, self.total)

    def report(self, note: str = "") -> None:
        """Pass on how far the job is."""
        self._context.report(self.processed, self.total, note)

    def store_progress(self) -> None:
        """Write how far the job is to SQLite."""
        self._library.jobs.set_progress(self.job_id, self.done, self.total)

    def start_over(self) -> None:
        """Forget what failed in an earlier run, which this one repeats from the beginning."""
        self.failures.clear()
        self._library.jobs.forget_failures(self.job_id)

    def item_failed(self, product_id: str, reason: str, attempts: int = 1) -> None:
        """Record that one item could not be processed."""
        failure = ItemFailure(product_id, reason, attempts)
        self._library.jobs.add_failures(self.job_id, [failure])
        self.failures[product_id] = failure
        self._context.item_failed(product_id, reason)
        self.report()

    async def photo_failed(self, record: PhotoRecord, reason: str) -> None:
        """Record that a product's photo could not be used, with the product as well."""
        await finish_in_thread(self._photo_failed, record, reason)

    async def checkpoint(self) -> None:
        """Wait while paused.

        Raises:
            JobStopped: the job shall end.
        """
        if self._context.cancelled:
            raise JobStopped
        try:
            await self._context.checkpoint()
        except asyncio.CancelledError:
            if self._context.cancelled:
                raise JobStopped from None
            raise

    async def watch(self) -> None:
        """Store the progress once a second until the job is to stop, then raise.

        Runs beside the work in a task group, which then ends the work wherever it waits.

        Raises:
            JobStopped: always, in the end.
        """
        stored_at = time.monotonic()
        while not self._context.cancelled:
            await asyncio.sleep(CANCEL_POLL_S)
            if time.monotonic() - stored_at >= PROGRESS_EVERY_S:
                await finish_in_thread(self.store_progress)
                stored_at = time.monotonic()
        raise JobStopped

    def _photo_failed(self, record: PhotoRecord, reason: str) -> None:
        # Recording the photo as fetched clears its failure, so that comes first.
        with self._library.found_photos.written_with():
            attempts = self._library.catalogue.set_failure(record.row_id, reason)
        self.item_failed(record.product_id, reason, attempts)
