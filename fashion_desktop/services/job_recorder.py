"""Between a job and whoever watches it: every failure and every step also reaches SQLite."""

from __future__ import annotations

import asyncio
import time

from fashion_desktop.domain.jobs import ItemFailure, JobContext
from fashion_desktop.storage.catalogue_store import PhotoRecord
from fashion_desktop.storage.library import Library

PROGRESS_EVERY_S = 1.0
CANCEL_POLL_S = 0.05


class JobStopped(Exception):  # noqa: N818 - not an error: somebody asked for it
    """The job was cancelled, or the program is quitting."""


class JobRecorder:
    """Records one run of a job and passes everything on to its context."""

    def __init__(self, library: Library, context: JobContext, done: int = 0) -> None:
        self._library = library
        self._context = context
        self._stored_at = 0.0
        self.done = done
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
        return self.done + len(self.failures)

    def report(self, note: str = "") -> None:
        """Pass on how far the job is; SQLite hears of it once a second."""
        self._context.report(self.processed, self.total, note)
        now = time.monotonic()
        if now - self._stored_at >= PROGRESS_EVERY_S:
            self._stored_at = now
            self.store_progress()

    def store_progress(self) -> None:
        """Write how far the job is to SQLite."""
        self._library.jobs.set_progress(self.job_id, self.done, self.total)

    def item_failed(self, product_id: str, reason: str, attempts: int = 1) -> None:
        """Record that one item could not be processed."""
        failure = ItemFailure(product_id, reason, attempts)
        self.failures[product_id] = failure
        self._library.jobs.add_failures(self.job_id, [failure])
        self._context.item_failed(product_id, reason)
        self.report()

    def photo_failed(self, record: PhotoRecord, reason: str) -> None:
        """Record that a product's photo could not be used, with the product as well."""
        attempts = self._library.catalogue.set_failure(record.row_id, reason)
        self.item_failed(record.product_id, reason, attempts)

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
        """Run until the job is to stop, then raise: for use beside the work in a task group.

        Raises:
            JobStopped: always, in the end.
        """
        while True:
            await asyncio.sleep(CANCEL_POLL_S)
            if self._context.cancelled:
                raise JobStopped
