"""Bring the library's products in line with their sources.

New and changed products are taken over page by page. Embeddings are never touched: a photo
that has changed gets a new hash, which makes its embedding stale. Products that a source no
longer has are only counted, unless the job was told to remove them.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field

from fashion_desktop.catalogue.source import ProductSource
from fashion_desktop.domain.errors import ItemError
from fashion_desktop.domain.jobs import JobSpec, SyncPreview
from fashion_desktop.domain.sources import SourceRecord
from fashion_desktop.services.embedding_pipeline import OnCommitted
from fashion_desktop.services.job_recorder import JobRecorder, JobStopped
from fashion_desktop.services.live_index import LiveIndex
from fashion_desktop.services.photo_fetcher import PhotoFetcher
from fashion_desktop.services.source_pool import SourcePool
from fashion_desktop.storage.catalogue_store import PhotoRecord
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

    async def run(self, spec: JobSpec, sources: list[SourceRecord]) -> SyncPreview:
        """Sync these sources.

        Raises:
            JobStopped: the job was cancelled; what was taken over stays.
            SourceError: a source cannot be read, or not to its end.
        """
        for source in sources:
            known_photos = await asyncio.to_thread(self._library.catalogue.known_photos, source.id)
            await self._read(source, self._pool.get(source.id))
            if spec.check_photos:
                await self._check_photos(known_photos)
            await asyncio.to_thread(self._library.sources.set_synced, source.id)
        if spec.remove_missing and self._counts.gone:
            self._counts.removed = await asyncio.to_thread(self.remove, self._counts.gone)
        return SyncPreview(
            new=self._counts.new,
            changed=self._counts.changed,
            changed_photos=self._counts.changed_photos,
            unchanged=self._counts.unchanged,
            gone_ids=() if spec.remove_missing else tuple(self._counts.gone),
            removed=self._counts.removed,
        )

    def remove(self, product_ids: list[str]) -> int:
        """Set products aside; return how many."""
        row_ids = self._library.catalogue.set_removed(product_ids, removed=True)
        self._index.removed(row_ids)
        self._on_committed(row_ids)
        return len(row_ids)

    async def _read(self, source: SourceRecord, opened: ProductSource) -> None:
        seen: set[str] = set()
        read_before = self._recorder.done
        async for page in opened.pages():
            await self._recorder.checkpoint()
            changes = await asyncio.to_thread(
                self._library.catalogue.store_page, source.id, page.products, len(seen)
            )
            seen.update(product.id for product in page.products)
            for problem in page.problems:
                self._recorder.item_failed(problem.product_id, problem.reason)
            for product_id, owner in changes.taken:
                self._recorder.item_failed(
                    product_id,
                    f"The id is already used by a product of “{owner}”. "
                    "Connect this catalogue in a library of its own.",
                )
            self._counts.new += changes.new
            self._counts.changed += changes.changed
            self._counts.unchanged += changes.unchanged
            self._recorder.done = read_before + len(seen) - len(changes.taken)
            self._recorder.total = None if page.total is None else read_before + page.total
            self._recorder.report(f"Reading {source.name}")
            self._on_committed(changes.row_ids)
        known = await asyncio.to_thread(self._library.catalogue.ids_of_source, source.id)
        self._counts.gone += [product_id for product_id in known if product_id not in seen]

    async def _check_photos(self, row_ids: list[int]) -> None:
        records = iter(await asyncio.to_thread(self._library.catalogue.photos, row_ids))
        gone = set(self._counts.gone)
        checked = 0

        async def check() -> None:
            nonlocal checked
            for record in records:
                await self._recorder.checkpoint()
                if record.product_id not in gone:
                    await self._check_photo(record)
                checked += 1
                self._recorder.report(
                    f"Checking photos for changes, {checked:,} of {len(row_ids):,}"
                )

        try:
            async with asyncio.TaskGroup() as group:
                for _ in range(PHOTO_CHECKERS):
                    group.create_task(check())
        except* JobStopped:
            raise JobStopped from None

    async def _check_photo(self, record: PhotoRecord) -> None:
        try:
            if await self._fetcher.changed(record):
                self._counts.changed_photos += 1
                self._on_committed([record.row_id])
        except ItemError as error:
            # The embedding of the photo as it was stays valid and is kept.
            self._recorder.item_failed(record.product_id, str(error))
