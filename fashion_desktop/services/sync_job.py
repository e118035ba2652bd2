"""Bring the library's products in line with their sources.

New and changed products are taken over page by page. Embeddings are never touched: a photo
that has changed gets a new hash, which makes its embedding stale. Products that a source no
longer has are only counted, unless the job was told to remove them. Of a source that could be
read in parts only, no product counts as gone.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Sequence
from dataclasses import dataclass, field

from fashion_desktop.catalogue.source import ProductSource, SourcePage
from fashion_desktop.domain.errors import ItemError, SourceError
from fashion_desktop.domain.jobs import JobSpec, SyncPreview
from fashion_desktop.domain.sources import SourceRecord
from fashion_desktop.domain.wording import amount_text, counted
from fashion_desktop.services.embedding_pipeline import OnCommitted
from fashion_desktop.services.job_recorder import JobRecorder
from fashion_desktop.services.live_index import LiveIndex
from fashion_desktop.services.photo_fetcher import PhotoFetcher
from fashion_desktop.services.source_pool import SourcePool
from fashion_desktop.services.tasks import finish_in_thread, first_error
from fashion_desktop.storage.catalogue_store import PageChanges, PhotoRecord
from fashion_desktop.storage.library import Library

PHOTO_CHECKERS = 8


@dataclass(slots=True)
class _Counts:
    new: int = 0
    changed: int = 0
    changed_photos: int = 0
    unchanged: int = 0
    gone: list[str] = field(default_factory=list)
    removed: int = 0


@dataclass(frozen=True, slots=True)
class SyncResult:
    """How a sync went.

    Attributes:
        preview: what was found; None if no source could be read to its end.
        errors: of the sources that could not.
    """

    preview: SyncPreview | None
    errors: tuple[SourceError, ...] = ()


class SyncJob:
    """One sync of one source or of all."""

    def __init__(
        self,
        library: Library,
        index: LiveIndex,
        pool: SourcePool,
        fetcher: PhotoFetcher,
        recorder: JobRecorder,
        on_committed: OnCommitted,
    ) -> None:
        self._library = library
        self._index = index
        self._pool = pool
        self._fetcher = fetcher
        self._recorder = recorder
        self._on_committed = on_committed
        self._counts = _Counts()
        self._seen: set[str] = set()
        self._incomplete = False

    async def run(self, spec: JobSpec, sources: Sequence[SourceRecord]) -> SyncResult:
        """Sync these sources. One that cannot be read does not keep the others from it.

        Raises:
            JobStopped: the job was cancelled; what was taken over stays.
        """
        await asyncio.to_thread(self._recorder.start_over)
        errors: list[SourceError] = []
        for source in sources:
            try:
                await self._sync(source, spec)
            except SourceError as error:
                errors.append(error)
        if errors and len(errors) == len(sources):
            return SyncResult(None, tuple(errors))
        preview = SyncPreview(
            new=self._counts.new,
            changed=self._counts.changed,
            changed_photos=self._counts.changed_photos,
            unchanged=self._counts.unchanged,
            gone_ids=() if spec.remove_missing else tuple(self._counts.gone),
            removed=self._counts.removed,
        )
        return SyncResult(preview, tuple(errors))

    async def _sync(self, source: SourceRecord, spec: JobSpec) -> None:
        moved = await self._read(source, await asyncio.to_thread(self._pool.get, source.id))
        known = await asyncio.to_thread(self._library.catalogue.ids_of_source, source.id)
        missing = [product_id for product_id in known if product_id not in self._seen]
        photos = (
            await asyncio.to_thread(self._library.catalogue.known_photos, source.id)
            if spec.check_photos
            else moved
        )
        await self._check_photos(photos, set(missing))
        if self._incomplete and missing:
            await finish_in_thread(self._keep, source, len(missing))
        gone = [] if self._incomplete else missing
        if spec.remove_missing and gone:
            if not self._seen:
                raise SourceError(
                    f"“{source.name}” is empty all of a sudden, so nothing was removed. Check "
                    "the catalogue and sync again; if it is meant to be empty, disconnect it."
                )
            self._counts.removed += await finish_in_thread(self._remove, gone)
        self._counts.gone += gone
        await finish_in_thread(self._library.sources.set_synced, source.id)

    async def _read(self, source: SourceRecord, opened: ProductSource) -> list[int]:
        """Take over a source's products; return the rows whose photo is now elsewhere."""
        self._seen.clear()
        self._incomplete = False
        moved: list[int] = []
        read_before = self._recorder.done
        pages = opened.pages()
        try:
            async for page in pages:
                await self._recorder.checkpoint()
                changes = await finish_in_thread(self._take_over, source, page)
                moved += changes.moved
                self._incomplete = self._incomplete or page.incomplete
                self._recorder.total = None if page.total is None else read_before + page.total
                self._recorder.report(f"Reading {source.name}")
        finally:
            # A reader that stops early has to say so, else the connection stays open.
            if isinstance(pages, AsyncGenerator):
                await pages.aclose()
        return moved

    def _take_over(self, source: SourceRecord, page: SourcePage) -> PageChanges:
        changes = self._library.catalogue.store_page(source.id, page.products, len(self._seen))
        self._seen.update(product.id for product in page.products)
        self._counts.new += changes.new
        self._counts.changed += changes.changed
        self._counts.unchanged += changes.unchanged
        self._recorder.done += len(page.products) - len(changes.taken)
        # Their embeddings were kept while they were away.
        self._index.changed(changes.returned)
        self._on_committed(changes.row_ids)
        for problem in page.problems:
            self._recorder.item_failed(problem.product_id, problem.reason)
        for product_id, owner in changes.taken:
            self._recorder.item_failed(
                product_id,
                f"The id is already used by a product of “{owner}”. "
                "Connect this catalogue in a library of its own.",
            )
        return changes

    def _keep(self, source: SourceRecord, missing: int) -> None:
        # Said, or whoever waits for products to go would not know what keeps them.
        products = counted(missing, "product is", "products are")
        self._recorder.item_failed(
            source.name,
            f"{products} not to be seen in this catalogue, but a part of it could not be read, "
            "so nothing counts as gone. Correct that, then sync again.",
        )

    def _remove(self, product_ids: list[str]) -> int:
        row_ids = self._library.catalogue.set_removed(product_ids)
        self._index.changed(row_ids)
        self._on_committed(row_ids)
        return len(row_ids)

    async def _check_photos(self, row_ids: Sequence[int], missing: set[str]) -> None:
        photos = await asyncio.to_thread(self._library.catalogue.photos, row_ids)
        waiting = iter([record for record in photos if record.image_hash])
        checked = 0

        async def check() -> None:
            nonlocal checked
            for record in waiting:
                await self._recorder.checkpoint()
                if record.product_id not in missing:
                    await self._check_photo(record)
                checked += 1
                self._recorder.report(
                    f"Checking photos for changes, {amount_text(checked, len(row_ids))}"
                )

        try:
            async with asyncio.TaskGroup() as group:
                for _ in range(PHOTO_CHECKERS):
                    group.create_task(check())
        except BaseExceptionGroup as errors:
            raise first_error(errors) from None

    async def _check_photo(self, record: PhotoRecord) -> None:
        try:
            if await self._fetcher.changed(record):
                self._counts.changed_photos += 1
                self._on_committed([record.row_id])
        except ItemError as error:
            # The embedding of the photo as it was stays valid and is kept.
            await finish_in_thread(self._recorder.item_failed, record.product_id, str(error))
