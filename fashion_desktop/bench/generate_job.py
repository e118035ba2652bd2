"""A generate job to be timed, and the same work with its stages one after another."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

from fashion_desktop.domain.errors import FashionDesktopError
from fashion_desktop.domain.jobs import JobKind, JobOutcome, JobSpec
from fashion_desktop.domain.sources import SourceConfig
from fashion_desktop.services.embedding_stages import EmbeddingStages
from fashion_desktop.services.job_service import JobService
from fashion_desktop.services.live_index import LiveIndex
from fashion_desktop.services.network import Network
from fashion_desktop.services.photo_fetcher import PhotoFetcher
from fashion_desktop.services.source_pool import SourcePool
from fashion_desktop.storage.catalogue_store import PhotoRecord
from fashion_desktop.storage.embedding_store import Vectors
from fashion_desktop.storage.library import Library

STAGES = ("fetch", "store", "decode", "network", "commit")


def _nothing() -> dict[str, float]:
    return dict.fromkeys(STAGES, 0.0)


@dataclass(slots=True)
class StageTimes:
    """What each stage took by itself for so many photos.

    Attributes:
        seconds: by the clock.
        processor_s: on all processors together.
    """

    photos: int = 0
    seconds: dict[str, float] = field(default_factory=_nothing)
    processor_s: dict[str, float] = field(default_factory=_nothing)

    @contextlib.contextmanager
    def busy(self, stage: str) -> Iterator[None]:
        """Count the block as time of a stage."""
        started, processor_started = time.perf_counter(), time.process_time()
        yield
        self.seconds[stage] += time.perf_counter() - started
        self.processor_s[stage] += time.process_time() - processor_started

    def total_s(self) -> float:
        """Return the seconds of all stages together."""
        return sum(self.seconds.values())

    def bound(self) -> str:
        """Return which stages take the processor time that bounds a pipeline of them."""
        shares = sorted(((self.processor_s[stage], stage) for stage in STAGES), reverse=True)
        total_s = sum(self.processor_s.values()) or 1.0
        return ", ".join(
            f"{stage} {share_s / total_s:.0%} ({share_s / max(1, self.photos) * 1e3:.1f} ms)"
            for share_s, stage in shares
        )


class JobContext:
    """A :class:`~fashion_desktop.domain.jobs.JobContext` that nobody watches."""

    cancelled = False
    suspending = False

    def __init__(self, job_id: str) -> None:
        self.job_id = job_id

    def report(self, done: int, total: int | None, note: str = "") -> None:
        """Do nothing."""

    def item_failed(self, product_id: str, reason: str) -> None:
        """Do nothing: the outcome lists every failure."""

    async def checkpoint(self) -> None:
        """Go on."""


class MeasuredLibrary:
    """A new library with one synced source. Close it."""

    def __init__(self, folder: Path, network: Network, source: SourceConfig) -> None:
        self._network = network
        self.library = Library(
            folder, fingerprint=network.fingerprint, image_url=lambda _source_id, ref: ref
        )
        self._index = LiveIndex(self.library)
        self._jobs = JobService(self.library, network, self._index, lambda: True)
        self.library.sources.add("Measured catalogue", source)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_exception: object) -> None:
        self.library.close()

    async def sync(self) -> None:
        """Read the catalogue."""
        await self._run(JobSpec(JobKind.SYNC))

    async def generate(self, batch_size: int) -> float:
        """Embed everything as the program does; return the seconds that took."""
        started = time.perf_counter()
        outcome = await self._run(JobSpec(JobKind.GENERATE, batch_size=batch_size))
        taken_s = time.perf_counter() - started
        if outcome.failures:
            raise FashionDesktopError(outcome.failures[0].reason)
        return taken_s

    async def in_sequence(self, batch_size: int, limit: int | None = None) -> StageTimes:
        """Embed with the same functions, each stage of a batch after the one before."""
        records = self._records()[:limit]
        times = StageTimes(len(records))
        engine = self._network.engine
        stages = EmbeddingStages(self.library, self._network, engine)
        async with SourcePool(self.library) as pool:
            fetcher = PhotoFetcher(self.library, pool, keep_photos=True)
            for start in range(0, len(records), batch_size):
                await self._batch(records[start : start + batch_size], fetcher, stages, times)
        return times

    async def _batch(
        self,
        records: Sequence[PhotoRecord],
        fetcher: PhotoFetcher,
        stages: EmbeddingStages,
        times: StageTimes,
    ) -> None:
        with times.busy("fetch"):
            arrived = [await fetcher.arrive(record) for record in records]
        with times.busy("store"):
            photos = [fetcher.take_over(item) for item in arrived]
        with times.busy("decode"):
            batch = [
                stages.decode(record, photo) for record, photo in zip(records, photos, strict=True)
            ]
        with times.busy("network"):
            vectors = await stages.embed(batch)
        with times.busy("commit"):
            stages.commit(batch, vectors, "")

    def vectors(self) -> dict[str, Vectors]:
        """Return product id → vector."""
        ids = {record.row_id: record.product_id for record in self._records()}
        return {
            ids[row_id]: vector
            for row_ids, vectors in self.library.embeddings.vectors(list(ids))
            for row_id, vector in zip(row_ids, vectors, strict=True)
        }

    def _records(self) -> list[PhotoRecord]:
        source = self.library.sources.all()[0]
        known = self.library.products.row_ids_of(self.library.catalogue.ids_of_source(source.id))
        return self.library.catalogue.photos(list(known.values()))

    async def _run(self, spec: JobSpec) -> JobOutcome:
        job_id = self._jobs.create(spec).id
        outcome = await self._jobs.run(job_id, JobContext(job_id))
        if outcome.error:
            raise FashionDesktopError(outcome.error)
        return outcome
