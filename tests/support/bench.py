"""A library on disk, a product API on loopback, and jobs to run between the two."""

from __future__ import annotations

import asyncio
import contextlib
import functools
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from support.drawn_photos import draw_photo
from support.product_api_server import ProductApiServer, ServedProduct

from fashion_desktop.catalogue.retry import RetryPolicy
from fashion_desktop.domain.jobs import JobKind, JobOutcome, JobScope, JobSpec
from fashion_desktop.domain.sources import SourceConfig, SourceKind, SourceRecord
from fashion_desktop.embedding.engine import EmbeddingEngine
from fashion_desktop.services import network
from fashion_desktop.services.session import LibrarySession
from fashion_desktop.storage.settings_store import Settings

SYNC = JobSpec(JobKind.SYNC)
GENERATE = JobSpec(JobKind.GENERATE, batch_size=8)
UPDATE_STALE = JobSpec(JobKind.UPDATE, JobScope.STALE)
STEP_S = 0.01


class SharedEngine(EmbeddingEngine):
    """The real network, loaded once for all tests instead of once a library."""

    def close(self) -> None:
        """Stay loaded for the next test."""


@functools.cache
def shared_engine(path: Path, device: str) -> EmbeddingEngine:
    return SharedEngine(path, device)


class Context:
    """A JobContext that keeps what it is told, and stops or pauses when a test says so."""

    def __init__(self, job_id: str = "") -> None:
        self.job_id = job_id
        self.cancelled = False
        self.suspending = False
        self._may_run = asyncio.Event()
        self._may_run.set()
        self.reports: list[tuple[int, int | None, str]] = []
        self.failed: list[tuple[str, str]] = []

    def pause(self) -> None:
        self._may_run.clear()

    def resume(self) -> None:
        self._may_run.set()

    def report(self, done: int, total: int | None, note: str = "") -> None:
        self.reports.append((done, total, note))

    def item_failed(self, product_id: str, reason: str) -> None:
        self.failed.append((product_id, reason))

    async def checkpoint(self) -> None:
        await self._may_run.wait()
        if self.cancelled:
            raise asyncio.CancelledError


class Bench:
    """One library, opened by one session at a time."""

    def __init__(self, folder: Path, settings: Settings | None = None) -> None:
        self.folder = folder
        self.settings = settings or Settings()
        self.session = LibrarySession.open(folder, settings=self.settings)

    def reopen(self) -> None:
        """Close the library properly and open it again."""
        self.session.close()
        self.session = LibrarySession.open(self.folder, settings=self.settings)

    async def connect(self, server: ProductApiServer, name: str = "Shop") -> SourceRecord:
        config = SourceConfig(SourceKind.API, server.base_url)
        return await self.session.catalogue.add_source(config, name)

    async def connect_folder(self, folder: Path) -> SourceRecord:
        return await self.session.catalogue.add_source(SourceConfig(SourceKind.FOLDER, str(folder)))

    async def job(self, spec: JobSpec, context: Context | None = None) -> JobOutcome:
        """Create a job and run it to its end."""
        context = context or Context()
        context.job_id = self.session.jobs.create(spec).id
        return await self.session.jobs.run(context.job_id, context)

    async def filled(self, server: ProductApiServer) -> Bench:
        """Connect the server, sync it, and embed everything."""
        await self.connect(server)
        await self.job(SYNC)
        await self.job(GENERATE)
        return self

    def row_id(self, product_id: str | int) -> int:
        card = self.session.products.find(str(product_id))
        assert card is not None
        return card.row_id

    def state(self, product_id: str | int) -> str:
        card = self.session.products.find(str(product_id))
        assert card is not None
        return str(card.state)

    # What is on disk, read behind the program's back

    def sql(self, statement: str, *values: object) -> list[tuple[Any, ...]]:
        with contextlib.closing(sqlite3.connect(self.folder / "library.sqlite3")) as connection:
            rows = connection.execute(statement, values).fetchall()
            connection.commit()
        return rows

    def embeddings(self) -> dict[str, tuple[int, bytes]]:
        """Return product id → revision and vector bytes."""
        rows = self.sql(
            "SELECT p.id, e.revision, v.vector FROM embeddings e "
            "JOIN products p ON p.row_id = e.row_id JOIN vectors v ON v.row_id = e.row_id"
        )
        return {product_id: (revision, vector) for product_id, revision, vector in rows}

    def vectors(self) -> dict[str, npt.NDArray[np.float64]]:
        """Return product id → vector, in double precision."""
        return {
            product_id: np.frombuffer(blob, "<f4").astype(np.float64)
            for product_id, (_revision, blob) in self.embeddings().items()
        }


def drawn_products(count: int, first: int = 1) -> list[ServedProduct]:
    """Return products whose photos differ."""
    return [
        ServedProduct(number, draw_photo(number), {"name": f"Product {number}", "price": number})
        for number in range(first, first + count)
    ]


async def until(condition: Callable[[], bool], timeout_s: float = 20.0) -> None:
    """Wait until something outside this loop is so; fails when it never is."""
    deadline_s = time.monotonic() + timeout_s
    met = condition()
    for _ in range(round(timeout_s / STEP_S)):
        if met or time.monotonic() > deadline_s:
            break
        await asyncio.sleep(STEP_S)
        met = condition()
    assert met, "what the test waits for never came"


def image_requests(server: ProductApiServer) -> list[str]:
    return [path for path in server.paths() if path.endswith("/image")]


class Announced:
    """Collects what a job service announces, and calls ``then`` in the announcing thread."""

    def __init__(self, then: Callable[[Sequence[int]], None] | None = None) -> None:
        self.calls: list[list[int]] = []
        self.threads: set[str] = set()
        self._then = then

    def __call__(self, row_ids: Sequence[int]) -> None:
        self.calls.append(list(row_ids))
        self.threads.add(threading.current_thread().name)
        if self._then is not None:
            self._then(row_ids)

    @property
    def row_ids(self) -> set[int]:
        return {row_id for call in self.calls for row_id in call}


@pytest.fixture
def bench(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Bench]:
    """An empty library. Requests are tried again without a pause."""
    monkeypatch.setattr(RetryPolicy, "pause_s", lambda _policy, _failures: 0.0)
    monkeypatch.setattr(network, "EmbeddingEngine", shared_engine)
    made = Bench(tmp_path / "library")
    yield made
    made.session.close()


@pytest.fixture
def server() -> Iterator[ProductApiServer]:
    """A product API with 24 products, ten a page."""
    with ProductApiServer(drawn_products(24), per_page=10) as running:
        yield running
