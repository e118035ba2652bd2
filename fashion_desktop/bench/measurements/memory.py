"""Memory during a generate job: the real one, on a folder of photos, in a fresh process."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import numpy.typing as npt

from fashion_desktop.bench.context import BenchContext, Inputs
from fashion_desktop.bench.figure import Better, Figure, Target
from fashion_desktop.bench.memory_sampler import MemorySampler
from fashion_desktop.domain.errors import FashionDesktopError
from fashion_desktop.domain.jobs import JobKind, JobOutcome, JobScope, JobSpec
from fashion_desktop.domain.sources import SourceConfig, SourceKind
from fashion_desktop.services.process_memory import resident_mb
from fashion_desktop.services.session import LibrarySession
from fashion_desktop.storage.settings_store import Settings

Numbers = npt.NDArray[np.float64]
QUICK_PRODUCTS = 600
FULL_PRODUCTS = 40_000
DISTINCT_PHOTOS = 2_000
MOST_MB = 1_500
FLAT_MB_PER_10_000 = 50
_LONG_ENOUGH = 10_000
"""Over fewer products, growth cannot be told from the noise of one batch more or less."""
_COMMENT_MARKER = b"\xff\xfe"
_START_OF_IMAGE = b"\xff\xd8"


def measure(context: BenchContext) -> Iterator[Figure]:
    """Yield peak, growth and time of a generate job."""
    count = QUICK_PRODUCTS if context.quick else FULL_PRODUCTS
    yield from measure_job(context, count)


def measure_job(context: BenchContext, count: int) -> Iterator[Figure]:
    """Yield the figures of a job over so many products."""
    context.report(f"Writing {count:,} different photos")
    folder = context.workspace / "photos"
    write_photos(context.inputs, folder, count)
    settings = Settings()
    library = context.workspace / "library"
    with contextlib.closing(LibrarySession.open(library, settings=settings)) as session:
        context.report(f"Reading a catalogue of {count:,}")
        asyncio.run(_synced(session, folder))
        idle_mb = resident_mb()
        context.report(f"Generating {count:,} embeddings")
        progress = _Progress()
        with MemorySampler() as sampler:
            outcome = asyncio.run(_run(session, JobSpec(JobKind.GENERATE), progress))
    if outcome.done != count:
        reason = outcome.error or next((item.reason for item in outcome.failures), "")
        raise FashionDesktopError(f"Only {outcome.done} of {count} were embedded. {reason}")
    times_s, resident = (np.array(column) for column in zip(*sampler.samples, strict=True))
    done = progress.done_at(times_s)
    for size in [size for size in context.library_sizes() if size < count] + [count]:
        peak_mb = float(resident[(done <= size)].max()) - idle_mb
        yield Figure(
            name="memory.generate.peak",
            what="Memory of a generate job above idle, peak",
            ours=peak_mb,
            unit="MB",
            better=Better.LOWER,
            target=Target(MOST_MB),
            size=size,
            note=f"Idle, with the catalogue read, are {idle_mb:.0f} MB.",
        )
    yield _growth_figure(done, resident, count)
    yield Figure(
        name="memory.generate.time",
        what="Time of that job for each product",
        ours=outcome.seconds / count * 1e3,
        unit="ms",
        better=Better.LOWER,
        size=count,
        note="With loading the network, and sampling the memory five times a second.",
    )


def write_photos(inputs: Inputs, folder: Path, count: int) -> None:
    """Fill a folder with photos that are all different files, by a comment in each."""
    folder.mkdir(parents=True)
    photos = [path.read_bytes() for path in inputs.photos(min(count, DISTINCT_PHOTOS))]
    for number in range(count):
        data = photos[number % len(photos)]
        text = f"copy {number}".encode()
        comment = _COMMENT_MARKER + (len(text) + 2).to_bytes(2, "big") + text
        path = folder / f"photo-{number:06}.jpg"
        path.write_bytes(_START_OF_IMAGE + comment + data[len(_START_OF_IMAGE) :])


def _growth_figure(done: Numbers, resident: Numbers, count: int) -> Figure:
    half = done >= count / 2
    slope = 0.0
    if len(set(done[half])) > 1:
        slope = float(np.polyfit(done[half], resident[half], 1)[0])
    is_long = count >= _LONG_ENOUGH
    return Figure(
        name="memory.generate.growth",
        what="Its growth for 10,000 products more, over the second half",
        ours=slope * 10_000,
        unit="MB",
        better=Better.LOWER,
        target=Target(FLAT_MB_PER_10_000) if is_long else None,
        size=count,
        note="" if is_long else "Too short a job to tell growth from noise; the full mode does.",
    )


async def _synced(session: LibrarySession, folder: Path) -> None:
    config = SourceConfig(SourceKind.FOLDER, location=str(folder))
    await session.catalogue.add_source(config, name="Photos")
    await _run(session, JobSpec(JobKind.SYNC, JobScope.ALL), _Progress())


async def _run(session: LibrarySession, spec: JobSpec, progress: _Progress) -> JobOutcome:
    progress.job_id = session.jobs.create(spec).id
    return await session.jobs.run(progress.job_id, progress)


class _Progress:
    """A :class:`~fashion_desktop.domain.jobs.JobContext` that remembers how far it was when."""

    cancelled = False
    suspending = False

    def __init__(self) -> None:
        self.job_id = ""
        self._began = time.monotonic()
        self._points = [(0.0, 0)]

    def report(self, done: int, total: int | None, note: str = "") -> None:
        """Remember how far the job is."""
        del total, note
        self._points.append((time.monotonic() - self._began, done))

    def item_failed(self, product_id: str, reason: str) -> None:
        """Do nothing: the outcome lists every failure."""

    async def checkpoint(self) -> None:
        """Go on."""

    def done_at(self, times_s: Numbers) -> Numbers:
        """Return how many products were done so many seconds after the start."""
        at, done = zip(*self._points, strict=True)
        interpolated: Numbers = np.interp(times_s, at, done)
        return interpolated
