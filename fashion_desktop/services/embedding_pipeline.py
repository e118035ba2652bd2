"""Fetch, decode, embed and commit, all at once.

Bounded queues connect the stages, so that a slow stage slows the others down instead of
filling memory. A bad photo becomes a failure; the rest goes on. A source that cannot be used
ends its own products, not those of other sources.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable, Coroutine, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from fashion_desktop.domain.errors import ItemError, SourceError
from fashion_desktop.domain.weights import Preprocessing
from fashion_desktop.embedding.engine import EmbeddingEngine
from fashion_desktop.embedding.preprocess import prepare
from fashion_desktop.services.job_recorder import JobRecorder
from fashion_desktop.services.live_index import LiveIndex
from fashion_desktop.services.network import Network
from fashion_desktop.services.photo_fetcher import Photo, PhotoFetcher
from fashion_desktop.services.pictures import decode_for_network, thumbnail_of
from fashion_desktop.services.tasks import finish_in_thread, first_error
from fashion_desktop.storage.catalogue_store import PhotoRecord
from fashion_desktop.storage.embedding_store import NewEmbedding
from fashion_desktop.storage.library import Library

T = TypeVar("T")

FETCHERS = 16
DECODERS = min(8, os.cpu_count() or 2)
PHOTOS_WAITING = 16
"""Photos, of up to 64 MB each, that may wait to be decoded."""
LOOK_AHEAD = 2
"""Batches that may wait in front of the network."""

OnCommitted = Callable[[Sequence[int]], None]


@dataclass(frozen=True, slots=True)
class _Fetched:
    record: PhotoRecord
    photo: Photo


@dataclass(frozen=True, slots=True)
class _Decoded:
    record: PhotoRecord
    image_hash: str
    pixels: npt.NDArray[np.uint8]


class EmbeddingPipeline:
    """Embeds a sequence of products once."""

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
        on_committed: OnCommitted,
    ) -> None:
        self._library = library
        self._network = network
        self._index = index
        self._fetcher = fetcher
        self._recorder = recorder
        self._batch_size = batch_size
        self._refresh = refresh
        self._on_committed = on_committed
        self._unusable: dict[int, SourceError] = {}

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
        fetched: asyncio.Queue[_Fetched | None] = asyncio.Queue(PHOTOS_WAITING)
        decoded: asyncio.Queue[_Decoded | None] = asyncio.Queue(LOOK_AHEAD * self._batch_size)
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
                        lambda: self._decode(engine, decoders, fetched, decoded),
                        decoded,
                        1,
                    )
                )
                group.create_task(self._embed(engine, decoded))
        except BaseExceptionGroup as errors:
            raise first_error(errors) from None
        finally:
            # Not waiting: a large photo may take seconds, and stopping must not.
            decoders.shutdown(wait=False, cancel_futures=True)
        for error in self._unusable.values():
            raise error

    async def _fetch(
        self, todo: Iterator[PhotoRecord], fetched: asyncio.Queue[_Fetched | None]
    ) -> None:
        for record in todo:
            if record.source_id in self._unusable:
                continue
            await self._recorder.checkpoint()
            try:
                photo = await self._fetcher.fetch(record, refresh=self._refresh)
            except ItemError as error:
                await self._recorder.photo_failed(record, str(error))
            except SourceError as error:
                self._unusable.setdefault(record.source_id, error)
            else:
                await fetched.put(_Fetched(record, photo))

    async def _decode(
        self,
        engine: EmbeddingEngine,
        decoders: ThreadPoolExecutor,
        fetched: asyncio.Queue[_Fetched | None],
        decoded: asyncio.Queue[_Decoded | None],
    ) -> None:
        loop = asyncio.get_running_loop()
        preprocessing = engine.info.preprocessing
        while (item := await fetched.get()) is not None:
            try:
                pixels = await loop.run_in_executor(
                    decoders, self._pixels, item.photo, preprocessing
                )
            except ItemError as error:
                await self._recorder.photo_failed(item.record, str(error))
            else:
                await decoded.put(_Decoded(item.record, item.photo.image_hash, pixels))

    def _pixels(self, photo: Photo, preprocessing: Preprocessing) -> npt.NDArray[np.uint8]:
        image = decode_for_network(photo.data, preprocessing)
        if not self._library.thumbnails.exists(photo.image_hash):
            self._library.thumbnails.write(photo.image_hash, thumbnail_of(image))
        return prepare(image, preprocessing)

    async def _embed(
        self, engine: EmbeddingEngine, decoded: asyncio.Queue[_Decoded | None]
    ) -> None:
        # One batch is committed while the next one is computed.
        async with asyncio.TaskGroup() as commits:
            committing: asyncio.Task[None] | None = None
            while batch := await self._next_batch(decoded):
                await self._recorder.checkpoint()
                vectors = await self._network.embed(engine, np.stack([i.pixels for i in batch]))
                if committing is not None:
                    await committing
                committing = commits.create_task(
                    finish_in_thread(self._commit, engine.info.fingerprint, batch, vectors)
                )

    async def _next_batch(self, decoded: asyncio.Queue[_Decoded | None]) -> list[_Decoded]:
        batch: list[_Decoded] = []
        while len(batch) < self._batch_size:
            item = await decoded.get()
            if item is None:
                decoded.put_nowait(None)  # for the call after the last batch
                break
            batch.append(item)
        return batch

    def _commit(
        self, fingerprint: str, batch: list[_Decoded], vectors: npt.NDArray[np.float32]
    ) -> None:
        row_ids = [item.record.row_id for item in batch]
        replaced = self._library.embeddings.image_hashes(row_ids)
        self._library.embeddings.put(
            [
                NewEmbedding(item.record.row_id, item.image_hash, vector)
                for item, vector in zip(batch, vectors, strict=True)
            ],
            fingerprint,
            self._recorder.job_id,
        )
        self._recorder.done += len(batch)
        self._library.forget_pictures(replaced - {item.image_hash for item in batch})
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
