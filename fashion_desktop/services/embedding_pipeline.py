"""Fetch, decode, embed and commit, all at once.

Bounded queues connect the stages, so that a slow stage slows the others down instead of
filling memory. A bad photo becomes a failure; the rest goes on. A source that cannot be used
ends its own products, not those of other sources.
"""

from __future__ import annotations

import asyncio
import logging
import os
import threading
from collections.abc import Callable, Collection, Coroutine, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from fashion_desktop.domain.errors import ImageFetchError, ItemError, LibraryError, SourceError
from fashion_desktop.services.embedding_stages import Decoded, EmbeddingStages
from fashion_desktop.services.job_recorder import JobRecorder
from fashion_desktop.services.live_index import LiveIndex
from fashion_desktop.services.network import Network
from fashion_desktop.services.photo_budget import PhotoBudget
from fashion_desktop.services.photo_fetcher import Arrived, PhotoFetcher
from fashion_desktop.services.tasks import JobStopped, finish_in_thread, first_error
from fashion_desktop.storage.catalogue_store import PhotoRecord
from fashion_desktop.storage.embedding_store import Vectors
from fashion_desktop.storage.library import Library

T = TypeVar("T")
logger = logging.getLogger(__name__)

FETCHERS = 32
"""Photos asked for at the same time: enough to hide 200 ms a photo behind the network, also
where answers wait because all processors are busy."""
DECODERS = min(8, os.cpu_count() or 2)
PHOTOS_WAITING = 32
"""Photos that may wait to be decoded; ``PhotoBudget`` bounds their bytes."""
LOOK_AHEAD = 2
"""Batches that may wait in front of the network."""

OnCommitted = Callable[[Sequence[int]], None]


class EmbeddingPipeline:
    """Embeds a sequence of products once.

    Args:
        refresh: ask sources whether they have another photo by now.
        stale: rows whose embedding is out of date. The library's own copy of their photo does
            too, where the source cannot be asked.
    """

    def __init__(
        self,
        library: Library,
        network: Network,
        index: LiveIndex,
        fetcher: PhotoFetcher,
        recorder: JobRecorder,
        *,
        batch_size: int,
        refresh: bool,
        stale: Collection[int],
        on_committed: OnCommitted,
    ) -> None:
        self._library = library
        self._network = network
        self._index = index
        self._fetcher = fetcher
        self._recorder = recorder
        self._batch_size = batch_size
        self._refresh = refresh
        self._stale = stale
        self._on_committed = on_committed
        self._unusable: dict[int, SourceError] = {}
        self._silent: set[int] = set()
        self._budget = PhotoBudget()
        self._storing = threading.Lock()
        self._arrived: dict[int, Arrived] = {}

    async def run(self, records: Sequence[PhotoRecord]) -> None:
        """Embed these products.

        Raises:
            JobStopped: the job was cancelled; what is committed stays.
            FashionDesktopError: a source, the weights or the disk cannot be used.
        """
        if not records:
            return
        engine = await asyncio.to_thread(lambda: self._network.engine)
        await self._network.load()
        stages = EmbeddingStages(self._library, self._network, engine)
        fetched: asyncio.Queue[Arrived | None] = asyncio.Queue(PHOTOS_WAITING)
        decoded: asyncio.Queue[Decoded | None] = asyncio.Queue(LOOK_AHEAD * self._batch_size)
        todo = iter(records)
        decoders = ThreadPoolExecutor(DECODERS, thread_name_prefix="decode")
        try:
            async with asyncio.TaskGroup() as group:
                group.create_task(
                    _stage(FETCHERS, lambda: self._fetch(todo, fetched), fetched, DECODERS)
                )
                group.create_task(
                    _stage(
                        DECODERS,
                        lambda: self._decode(stages, decoders, fetched, decoded),
                        decoded,
                        1,
                    )
                )
                group.create_task(self._embed(stages, decoded))
        except BaseExceptionGroup as errors:
            raise first_error(errors) from None
        finally:
            # Not waiting: a large photo may take seconds, and stopping must not.
            decoders.shutdown(wait=False, cancel_futures=True)
            await finish_in_thread(self._store_the_rest)
        for error in self._unusable.values():
            raise error

    async def _fetch(
        self, todo: Iterator[PhotoRecord], fetched: asyncio.Queue[Arrived | None]
    ) -> None:
        for record in todo:
            if record.source_id in self._unusable:
                continue
            await self._recorder.checkpoint()
            reserved_bytes = await self._budget.reserve()
            try:
                photo = await self._photo_of(record)
            except ItemError as error:
                self._budget.release(reserved_bytes)
                await self._recorder.photo_failed(record, str(error))
            except SourceError as error:
                self._budget.release(reserved_bytes)
                self._unusable.setdefault(record.source_id, error)
            else:
                self._budget.settle(reserved_bytes, len(photo.data))
                self._arrived[record.row_id] = photo
                await fetched.put(photo)

    async def _photo_of(self, record: PhotoRecord) -> Arrived:
        """Return a photo as its source has it now, or as the library does if that is enough."""
        if record.row_id not in self._stale:
            return await self._fetcher.arrive(record, refresh=self._refresh)
        # What is out of date is brought up to date by the library's own copy too.
        if record.source_id in self._silent:
            kept = await self._fetcher.kept(record)
            if kept is not None:
                return kept
        try:
            return await self._fetcher.arrive(record, refresh=self._refresh)
        except (ImageFetchError, SourceError) as error:
            kept = await self._fetcher.kept(record)
            if kept is None:
                raise
            if isinstance(error, SourceError):
                self._silent.add(record.source_id)
            return kept

    async def _decode(
        self,
        stages: EmbeddingStages,
        decoders: ThreadPoolExecutor,
        fetched: asyncio.Queue[Arrived | None],
        decoded: asyncio.Queue[Decoded | None],
    ) -> None:
        loop = asyncio.get_running_loop()
        while (photo := await fetched.get()) is not None:
            try:
                done = await loop.run_in_executor(decoders, self._store_and_decode, stages, photo)
            except ItemError as error:
                await self._recorder.photo_failed(photo.record, str(error))
            else:
                await decoded.put(done)
            finally:
                self._budget.release(len(photo.data))

    def _store_and_decode(self, stages: EmbeddingStages, arrived: Arrived) -> Decoded:
        # All that a photo needs in one go: every change of threads costs more than it looks.
        with self._storing:
            if self._arrived.pop(arrived.record.row_id, None) is None:
                raise JobStopped
            photo = self._fetcher.take_over(arrived)
        return stages.decode(arrived.record, photo)

    def _store_the_rest(self) -> None:
        """Keep what has arrived of a job that ends early, so that it is not fetched again."""
        try:
            with self._storing:
                while self._arrived:
                    self._fetcher.take_over(self._arrived.popitem()[1])
            self._library.found_photos.write()
        except LibraryError as error:
            logger.warning("What was fetched last is not kept: %s", error)

    async def _embed(self, stages: EmbeddingStages, decoded: asyncio.Queue[Decoded | None]) -> None:
        # One batch is committed while the next one is computed.
        async with asyncio.TaskGroup() as commits:
            committing: asyncio.Task[None] | None = None
            while batch := await self._next_batch(decoded):
                await self._recorder.checkpoint()
                vectors = await stages.embed(batch)
                if committing is not None:
                    await committing
                committing = commits.create_task(
                    finish_in_thread(self._commit, stages, batch, vectors)
                )

    async def _next_batch(self, decoded: asyncio.Queue[Decoded | None]) -> list[Decoded]:
        batch: list[Decoded] = []
        while len(batch) < self._batch_size:
            item = await decoded.get()
            if item is None:
                decoded.put_nowait(None)  # for the call after the last batch
                break
            batch.append(item)
        return batch

    def _commit(self, stages: EmbeddingStages, batch: list[Decoded], vectors: Vectors) -> None:
        row_ids = stages.commit(batch, vectors, self._recorder.job_id)
        self._recorder.done += len(batch)
        self._index.changed(row_ids)
        self._on_committed(row_ids)
        self._recorder.report()


async def _stage(
    workers: int,
    work: Callable[[], Coroutine[None, None, None]],
    output: asyncio.Queue[T | None],
    readers: int,
) -> None:
    """Run workers side by side; when all are done, tell every reader of their output so."""
    async with asyncio.TaskGroup() as group:
        for _ in range(workers):
            group.create_task(work())
    for _ in range(readers):
        await output.put(None)
