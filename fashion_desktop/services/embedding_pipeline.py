"""Fetch, decode, embed and commit, all at once.

Bounded queues connect the stages, so that a slow stage slows the others down instead of
filling memory. A bad photo becomes a failure; the rest goes on.
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

from fashion_desktop.domain.errors import ItemError
from fashion_desktop.embedding.decode import decode_photo
from fashion_desktop.embedding.engine import EmbeddingEngine
from fashion_desktop.embedding.preprocess import decode_target, prepare
from fashion_desktop.services.job_recorder import JobRecorder, JobStopped
from fashion_desktop.services.live_index import LiveIndex
from fashion_desktop.services.network import Network
from fashion_desktop.services.photo_fetcher import Photo, PhotoFetcher
from fashion_desktop.services.thumbnail_service import make_thumbnail
from fashion_desktop.storage.catalogue_store import PhotoRecord
from fashion_desktop.storage.embedding_store import NewEmbedding
from fashion_desktop.storage.library import Library

T = TypeVar("T")

FETCHERS = 16
DECODERS = min(8, os.cpu_count() or 2)
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
        fetched: asyncio.Queue[_Fetched | None] = asyncio.Queue(2 * self._batch_size)
        decoded: asyncio.Queue[_Decoded | None] = asyncio.Queue(LOOK_AHEAD * self._batch_size)
        todo = iter(records)
        with ThreadPoolExecutor(DECODERS, thread_name_prefix="decode") as decoders:
            try:
                async with asyncio.TaskGroup() as group:
                    watcher = group.create_task(self._recorder.watch())
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
                    await self._embed(engine, decoded)
                    watcher.cancel()
            except* JobStopped:
                raise JobStopped from None
            except* Exception as errors:
                raise _first(errors) from errors

    async def _fetch(
        self, todo: Iterator[PhotoRecord], fetched: asyncio.Queue[_Fetched | None]
    ) -> None:
        for record in todo:
            await self._recorder.checkpoint()
            try:
                photo = await self._fetcher.fetch(record, refresh=self._refresh)
            except ItemError as error:
                self._recorder.photo_failed(record, str(error))
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
        while (item := await fetched.get()) is not None:
            try:
                pixels = await loop.run_in_executor(decoders, self._pixels, engine, item.photo)
            except ItemError as error:
                self._recorder.photo_failed(item.record, str(error))
            else:
                await decoded.put(_Decoded(item.record, item.photo.image_hash, pixels))

    def _pixels(self, engine: EmbeddingEngine, photo: Photo) -> npt.NDArray[np.uint8]:
        preprocessing = engine.info.preprocessing
        image = decode_photo(photo.data, target=decode_target(preprocessing))
        if not self._library.thumbnails.exists(photo.image_hash):
            make_thumbnail(self._library, photo.data, photo.image_hash)
        return prepare(image, preprocessing)

    async def _embed(
        self, engine: EmbeddingEngine, decoded: asyncio.Queue[_Decoded | None]
    ) -> None:
        committing: asyncio.Task[None] | None = None
        finished = False
        while not finished:
            batch: list[_Decoded] = []
            while len(batch) < self._batch_size:
                item = await decoded.get()
                if item is None:
                    finished = True
                    break
                batch.append(item)
            if batch:
                await self._recorder.checkpoint()
                vectors = await self._network.embed(engine, np.stack([i.pixels for i in batch]))
                if committing is not None:
                    await committing
                committing = asyncio.create_task(self._commit(engine, batch, vectors))
        if committing is not None:
            await committing

    async def _commit(
        self, engine: EmbeddingEngine, batch: list[_Decoded], vectors: npt.NDArray[np.float32]
    ) -> None:
        await asyncio.to_thread(self._store, engine.info.fingerprint, batch, vectors)
        self._recorder.done += len(batch)
        self._recorder.report()

    def _store(
        self, fingerprint: str, batch: list[_Decoded], vectors: npt.NDArray[np.float32]
    ) -> None:
        row_ids = [item.record.row_id for item in batch]
        self._library.embeddings.put(
            [
                NewEmbedding(item.record.row_id, item.image_hash, vector)
                for item, vector in zip(batch, vectors, strict=True)
            ],
            fingerprint,
            self._recorder.job_id,
        )
        self._index.committed(fingerprint, row_ids, vectors)
        self._on_committed(row_ids)


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


def _first(errors: BaseException) -> BaseException:
    while isinstance(errors, BaseExceptionGroup):
        errors = errors.exceptions[0]
    return errors
