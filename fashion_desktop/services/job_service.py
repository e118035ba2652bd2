"""Jobs from creation to outcome: sync, generate, update, delete."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Sequence

from fashion_desktop.domain.errors import (
    EmptyLibraryError,
    FashionDesktopError,
    ProductNotFoundError,
    UsageError,
)
from fashion_desktop.domain.jobs import (
    PAGE_SIZE,
    ItemFailure,
    JobContext,
    JobKind,
    JobOutcome,
    JobRecord,
    JobScope,
    JobSpec,
    JobState,
    SyncPreview,
)
from fashion_desktop.domain.products import EmbeddingState, ProductQuery
from fashion_desktop.domain.sources import SourceRecord
from fashion_desktop.services.embedding_pipeline import EmbeddingPipeline, OnCommitted
from fashion_desktop.services.job_recorder import JobRecorder
from fashion_desktop.services.live_index import LiveIndex
from fashion_desktop.services.network import Network
from fashion_desktop.services.photo_fetcher import PhotoFetcher
from fashion_desktop.services.source_pool import SourcePool
from fashion_desktop.services.sync_job import SyncJob, SyncResult
from fashion_desktop.services.tasks import JobStopped, finish_in_thread, first_error
from fashion_desktop.storage.catalogue_store import PhotoRecord
from fashion_desktop.storage.library import Library
from fashion_desktop.storage.settings_store import LARGEST_BATCH

logger = logging.getLogger(__name__)

ROWS_A_DELETION = 1000
"""Embeddings deleted in one transaction; between two of them a job can be stopped."""

_STATES_OF_SCOPE = {
    JobScope.MISSING: frozenset({EmbeddingState.MISSING, EmbeddingState.FAILED}),
    JobScope.STALE: frozenset({EmbeddingState.STALE}),
}
_NEEDS_EMBEDDING = frozenset({JobKind.UPDATE, JobKind.DELETE})
_WITH_EMBEDDING = frozenset({EmbeddingState.EMBEDDED, EmbeddingState.STALE})


class JobService:
    """Creates and runs the jobs of a library.

    Attributes:
        on_committed: called from worker threads with the rows whose state has changed.
    """

    def __init__(
        self,
        library: Library,
        network: Network,
        index: LiveIndex,
        keep_photos: Callable[[], bool],
    ) -> None:
        self._library = library
        self._network = network
        self._index = index
        self._keep_photos = keep_photos
        self.on_committed: list[OnCommitted] = []

    def create(self, spec: JobSpec) -> JobRecord:
        """Store a job as queued.

        Raises:
            UsageError: the request makes no sense.
            EmptyLibraryError: there is nothing to work on.
            ProductNotFoundError: none of the products asked for exists.
        """
        if spec.start_page < 1:
            raise UsageError("The start page is counted from 1.")
        if not 1 <= spec.batch_size <= LARGEST_BATCH:
            raise UsageError(f"The batch size lies between 1 and {LARGEST_BATCH}.")
        if spec.kind in _NEEDS_EMBEDDING and spec.scope is JobScope.MISSING:
            raise UsageError(
                "Only embeddings that are there can be updated or deleted. "
                "Choose products, or all of them."
            )
        if spec.kind is JobKind.SYNC:
            self._sources(spec)
        else:
            self._require_products(spec)
        return self._library.jobs.create(spec)

    async def run(self, job_id: str, context: JobContext) -> JobOutcome:
        """Run a job, or go on with an interrupted one, to its end.

        Nothing that goes wrong in the job is raised: the outcome says it.

        Raises:
            KeyError: there is no such job.
        """
        started = time.monotonic()
        record = await asyncio.to_thread(self._library.jobs.get, job_id)
        recorder = await asyncio.to_thread(JobRecorder, self._library, context)
        preview: SyncPreview | None = None
        state, error = JobState.DONE, ""
        try:
            await finish_in_thread(self._library.jobs.set_state, job_id, JobState.RUNNING)
            result = await self._watched(record.spec, recorder)
            if result is not None:
                preview = result.preview
            if result is not None and result.errors:
                state, error = JobState.FAILED, _all_of(result.errors)
        except JobStopped:
            state = JobState.CANCELLED
        except FashionDesktopError as problem:
            state, error = JobState.FAILED, str(problem)
        except Exception:
            logger.exception("Job %s failed", job_id)
            state = JobState.FAILED
            error = (
                "Something unexpected went wrong. Everything committed so far is kept; "
                "the log has the details."
            )
        finished = not (state is JobState.CANCELLED and context.suspending)
        try:
            await finish_in_thread(recorder.store_progress)
            if finished:
                await finish_in_thread(self._library.jobs.set_state, job_id, state, error)
        except FashionDesktopError as problem:
            # The job then counts as unfinished; going on with it finds out what is done.
            logger.warning("The end of job %s was not stored: %s", job_id, problem)
        return JobOutcome(
            task_id=job_id,
            kind=record.spec.kind,
            state=state,
            done=recorder.done,
            failures=tuple(recorder.failures.values()),
            seconds=time.monotonic() - started,
            error=error,
            preview=preview,
        )

    def unfinished(self) -> list[JobRecord]:
        """Return jobs that a crash or a quit interrupted, oldest first."""
        return self._library.jobs.unfinished()

    def discard(self, job_id: str) -> None:
        """Give up an unfinished job; what it committed stays."""
        self._library.jobs.set_state(job_id, JobState.CANCELLED)

    def recent(self, limit: int = 20) -> list[JobRecord]:
        """Return the newest jobs, newest first."""
        return self._library.jobs.recent(limit)

    def failures(self, job_id: str) -> list[ItemFailure]:
        """Return the failed items of a job."""
        return self._library.jobs.failures(job_id)

    def undo_delete(self, job_id: str) -> int:
        """Bring back the embeddings that a delete job removed; return how many."""
        restored = self._library.embeddings.restore(job_id)
        self._index.changed(restored)
        self._announce(restored)
        return len(restored)

    def remove_products(self, product_ids: Sequence[str]) -> int:
        """Set products aside that their source no longer has; return how many.

        Their embeddings are kept and come back with them.
        """
        row_ids = self._library.catalogue.set_removed(product_ids)
        self._index.changed(row_ids)
        self._announce(row_ids)
        return len(row_ids)

    async def _watched(self, spec: JobSpec, recorder: JobRecorder) -> SyncResult | None:
        """Do the work, and stop it wherever it waits as soon as that is asked for."""
        try:
            async with asyncio.TaskGroup() as group:
                watcher = group.create_task(recorder.watch())
                result = await self._dispatch(spec, recorder)
                watcher.cancel()
        except BaseExceptionGroup as errors:
            raise first_error(errors) from None
        return result

    async def _dispatch(self, spec: JobSpec, recorder: JobRecorder) -> SyncResult | None:
        if spec.kind is JobKind.DELETE:
            await self._delete(spec, recorder)
            return None
        async with SourcePool(self._library) as pool:
            fetcher = PhotoFetcher(self._library, pool, keep_photos=self._keep_photos())
            if spec.kind is JobKind.SYNC:
                sync = SyncJob(self._library, self._index, pool, fetcher, recorder, self._announce)
                return await sync.run(spec, await asyncio.to_thread(self._sources, spec))
            todo = await asyncio.to_thread(self._todo, spec, recorder)
            pipeline = EmbeddingPipeline(
                self._library,
                self._network,
                self._index,
                fetcher,
                recorder,
                batch_size=spec.batch_size,
                refresh=spec.kind is JobKind.UPDATE,
                stale=await asyncio.to_thread(self._stale, spec),
                on_committed=self._announce,
            )
            recorder.report()
            await pipeline.run(todo)
        return None

    def _todo(self, spec: JobSpec, recorder: JobRecorder) -> list[PhotoRecord]:
        """Return the photos still to be embedded; what an earlier run did is counted as done."""
        done = self._library.embeddings.rows_of_job(recorder.job_id)
        rows = [row_id for row_id in self._rows(spec, recorder) if row_id not in done]
        todo = [
            record
            for record in self._library.catalogue.photos(rows)
            if record.product_id not in recorder.failures
        ]
        recorder.done = len(done)
        recorder.total = len(todo) + recorder.processed
        return todo

    def _stale(self, spec: JobSpec) -> frozenset[int]:
        if spec.kind is not JobKind.UPDATE:
            # The library's own copies are used first anyway.
            return frozenset()
        query = ProductQuery(states=_STATES_OF_SCOPE[JobScope.STALE])
        return frozenset(self._library.products.row_ids(query))

    def _rows(self, spec: JobSpec, recorder: JobRecorder) -> list[int]:
        if spec.scope is JobScope.SELECTED:
            known = self._library.products.row_ids_of(spec.product_ids)
            for product_id in spec.product_ids:
                if product_id not in known:
                    recorder.item_failed(product_id, str(ProductNotFoundError(product_id)))
            return list(dict.fromkeys(known[i] for i in spec.product_ids if i in known))
        pages = self._library.products.row_ids(ProductQuery())[(spec.start_page - 1) * PAGE_SIZE :]
        states = _STATES_OF_SCOPE.get(spec.scope)
        if spec.scope is JobScope.ALL and spec.kind in _NEEDS_EMBEDDING:
            states = _WITH_EMBEDDING
        if states is None:
            return list(pages)
        wanted = set(self._library.products.row_ids(ProductQuery(states=states)))
        return [row_id for row_id in pages if row_id in wanted]

    async def _delete(self, spec: JobSpec, recorder: JobRecorder) -> None:
        # Only what was deleted counts from an earlier run; what failed is found out again.
        await finish_in_thread(recorder.start_over)
        deleted_before = await asyncio.to_thread(
            self._library.embeddings.set_aside_by, recorder.job_id
        )
        rows = await asyncio.to_thread(self._rows, spec, recorder)
        rows = [row_id for row_id in rows if row_id not in deleted_before]
        recorder.done = len(deleted_before)
        recorder.total = len(rows) + recorder.processed
        for start in range(0, len(rows), ROWS_A_DELETION):
            await recorder.checkpoint()
            await finish_in_thread(
                self._delete_rows, rows[start : start + ROWS_A_DELETION], recorder
            )

    def _delete_rows(self, rows: list[int], recorder: JobRecorder) -> None:
        deleted = set(self._library.embeddings.delete(rows, recorder.job_id))
        recorder.done += len(deleted)
        self._index.changed(sorted(deleted))
        self._announce(sorted(deleted))
        kept = [row_id for row_id in rows if row_id not in deleted]
        for record in self._library.catalogue.photos(kept):
            recorder.item_failed(
                record.product_id, "The product has no embedding that could be deleted."
            )
        recorder.report()

    def _sources(self, spec: JobSpec) -> list[SourceRecord]:
        sources = self._library.sources.all()
        if not sources:
            raise EmptyLibraryError(
                "No catalogue is connected yet. Connect a product API, a folder of photos "
                "or a feed first."
            )
        chosen = [s for s in sources if spec.source_id in (None, s.id)]
        if not chosen:
            raise UsageError("There is no such source in this library. Choose a connected one.")
        return chosen

    def _require_products(self, spec: JobSpec) -> None:
        if spec.scope is JobScope.SELECTED:
            if not spec.product_ids:
                raise UsageError("No product is selected. Select one first.")
            if not self._library.products.row_ids_of(spec.product_ids):
                raise ProductNotFoundError(spec.product_ids[0])
        elif not self._library.products.counts().products:
            raise EmptyLibraryError(
                "There are no products in this library yet. Connect a catalogue and sync it first."
            )

    def _announce(self, row_ids: Sequence[int]) -> None:
        if row_ids:
            for listener in self.on_committed:
                listener(row_ids)


def _all_of(errors: Sequence[FashionDesktopError]) -> str:
    """Return the sentences of all errors, each once."""
    return " ".join(dict.fromkeys(map(str, errors)))
