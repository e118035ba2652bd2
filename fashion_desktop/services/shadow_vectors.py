"""The photos of a sample, embedded with other weights into memory; the library stays as it is."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import numpy.typing as npt

from fashion_desktop.domain.errors import ImageError, ItemError, SourceError
from fashion_desktop.domain.jobs import ItemFailure, JobContext
from fashion_desktop.domain.weights import Preprocessing
from fashion_desktop.services.network import TriedNetwork
from fashion_desktop.services.photo_fetcher import Arrived, PhotoFetcher
from fashion_desktop.services.pictures import network_input
from fashion_desktop.storage.catalogue_store import PhotoRecord
from fashion_desktop.storage.embedding_store import Vectors
from fashion_desktop.storage.picture_store import hash_of

_BATCH = 32
_PHOTOS_AT_ONCE = 8
_DECODERS = min(4, os.cpu_count() or 2)

Pixels = npt.NDArray[np.uint8]


class ShadowVectors:
    """Embeds photos without storing anything of them.

    Attributes:
        left_out: products whose photo could not be used, and why.
    """

    def __init__(
        self,
        fetcher: PhotoFetcher,
        network: TriedNetwork,
        context: JobContext,
        *,
        fast_decoding: bool,
    ) -> None:
        self._fetcher = fetcher
        self._network = network
        self._context = context
        self._fast_decoding = fast_decoding
        self._unusable: dict[int, str] = {}
        self._places = asyncio.Semaphore(_PHOTOS_AT_ONCE)
        self._done = 0
        self._total = 0
        self.left_out: list[ItemFailure] = []

    async def embed(self, records: Sequence[PhotoRecord]) -> tuple[list[int], Vectors]:
        """Return row ids and vectors, shape (n, ``FEATURE_DIM``), of the photos that can be used.

        Raises:
            WeightsError: the weights or the device cannot be used.
        """
        self._total = len(records)
        self._context.report(0, self._total)
        await self._network.load()
        batches = [records[at : at + _BATCH] for at in range(0, len(records), _BATCH)]
        row_ids: list[int] = []
        parts: list[Vectors] = []
        decoders = ThreadPoolExecutor(_DECODERS, thread_name_prefix="shadow-decode")
        # The photos of the next batch are fetched while this one is computed.
        coming = asyncio.create_task(self._prepared(decoders, batches[0] if batches else ()))
        try:
            for following in [*batches[1:], ()]:
                ready = await coming
                coming = asyncio.create_task(self._prepared(decoders, following))
                if ready:
                    parts.append(await self._network.embed(np.stack([p for _, p in ready])))
                    row_ids += [row_id for row_id, _ in ready]
                    self._count(len(ready))
        finally:
            coming.cancel()
            # Whoever still asks a source for a photo must have ended before that is closed.
            await asyncio.gather(coming, return_exceptions=True)
            decoders.shutdown(wait=False, cancel_futures=True)
        return row_ids, np.concatenate(parts) if parts else np.empty((0, 0), np.float32)

    async def _prepared(
        self, decoders: ThreadPoolExecutor, batch: Sequence[PhotoRecord]
    ) -> list[tuple[int, Pixels]]:
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(self._pixels(decoders, record)) for record in batch]
        return [
            (record.row_id, pixels)
            for record, task in zip(batch, tasks, strict=True)
            if (pixels := task.result()) is not None
        ]

    async def _pixels(self, decoders: ThreadPoolExecutor, record: PhotoRecord) -> Pixels | None:
        async with self._places:
            try:
                arrived = await self._fetcher.kept(record)
                if arrived is None and record.source_id in self._unusable:
                    self._leave_out(record, self._unusable[record.source_id])
                    return None
                if arrived is None:
                    arrived = await self._fetcher.arrive(record)
                return await asyncio.get_running_loop().run_in_executor(
                    decoders, self._decoded, arrived, self._network.info.preprocessing
                )
            except SourceError as error:
                # Asked for each photo again, a server that is down would hold up the rest.
                self._unusable[record.source_id] = str(error)
                self._leave_out(record, str(error))
            except ItemError as error:
                self._leave_out(record, str(error))
            return None

    def _decoded(self, arrived: Arrived, preprocessing: Preprocessing) -> Pixels:
        if hash_of(arrived.data) != arrived.record.image_hash:
            raise ImageError("The photo is another one than the one that was embedded.")
        return network_input(arrived.data, preprocessing, fast=self._fast_decoding)

    def _leave_out(self, record: PhotoRecord, reason: str) -> None:
        self.left_out.append(ItemFailure(record.product_id, reason))
        self._context.item_failed(record.product_id, reason)
        self._count(1)

    def _count(self, photos: int) -> None:
        self._done += photos
        self._context.report(self._done, self._total)
