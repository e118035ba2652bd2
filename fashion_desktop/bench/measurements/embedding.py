"""Generate jobs, all stages: from a folder and from a product API, beside the old way."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import numpy as np

from fashion_desktop.bench.context import BenchContext
from fashion_desktop.bench.figure import Better, Figure, Target
from fashion_desktop.bench.generate_job import MeasuredLibrary, StageTimes
from fashion_desktop.bench.measurements.memory import write_photos
from fashion_desktop.bench.old_way import OldWay
from fashion_desktop.bench.photo_server import PhotoServer, photo_server
from fashion_desktop.bench.timing import median, seconds
from fashion_desktop.bench.weights_224 import bundled_weights, write_weights_224
from fashion_desktop.domain.jobs import DEFAULT_BATCH_SIZE
from fashion_desktop.domain.sources import SourceConfig, SourceKind
from fashion_desktop.domain.weights import WeightsChoice
from fashion_desktop.services.network import Network
from fashion_desktop.storage.embedding_store import Vectors
from fashion_desktop.storage.settings_store import Settings

LATENCY_S = 0.03
TIMES_FASTER_224 = 1.9
TIMES_FASTER_BUNDLED = 3.0
SHARE_OF_DISK = 0.9
MOST_RELATIVE = 1e-3
OUT_OF_REACH = 1e6
"""Times faster. Not infinite: JSON knows no such number, and no result could be read back."""


@dataclass(frozen=True, slots=True)
class Amounts:
    """How much is measured at one input size.

    Attributes:
        photos: in a job.
        one_by_one: photos that the slower ways get.
    """

    photos: int
    one_by_one: int
    rounds: int


QUICK = {"224": Amounts(64, 16, 2), "bundled": Amounts(256, 48, 2)}
FULL = {"224": Amounts(512, 128, 3), "bundled": Amounts(2_048, 256, 3)}


@dataclass(slots=True)
class _Times:
    """Photos a second of every way, one a round, and what else was seen."""

    old: list[float] = field(default_factory=list)
    disk: list[float] = field(default_factory=list)
    disk_in_sequence: list[float] = field(default_factory=list)
    api: list[float] = field(default_factory=list)
    api_in_sequence: list[float] = field(default_factory=list)
    network_alone: list[float] = field(default_factory=list)
    server_ms: list[float] = field(default_factory=list)
    stages: StageTimes = field(default_factory=StageTimes)
    relative: float = 0.0


def measure(context: BenchContext) -> Iterator[Figure]:
    """Yield the figures at 224 x 224 and at the bundled weights' own input size."""
    weights_224 = write_weights_224(context.workspace / "bundled-at-224.safetensors")
    amounts = QUICK if context.quick else FULL
    for size, weights, target in (
        ("224", weights_224, TIMES_FASTER_224),
        ("bundled", bundled_weights(), TIMES_FASTER_BUNDLED),
    ):
        yield from measure_size(context, size, weights, amounts[size], target)


def measure_size(
    context: BenchContext, size: str, weights: Path, amounts: Amounts, target: float
) -> Iterator[Figure]:
    """Yield the figures of one input size."""
    context.report(f"Writing {amounts.photos:,} different photos")
    photos = context.workspace / f"photos-{size}"
    write_photos(context.inputs, photos, amounts.photos)
    settings = Settings(weights=WeightsChoice.FILE, weights_file=str(weights))
    with (
        contextlib.closing(Network(settings)) as network,
        photo_server(photos, LATENCY_S) as server,
    ):
        run = _Run(context, network, photos, server, amounts, context.workspace / f"jobs-{size}")
        times = asyncio.run(run.all_rounds(OldWay(weights)))
    yield from _figures(size, times, target)


class _Run:
    def __init__(
        self,
        context: BenchContext,
        network: Network,
        photos: Path,
        server: PhotoServer,
        amounts: Amounts,
        folder: Path,
    ) -> None:
        self._context = context
        self._network = network
        self._photos = sorted(photos.glob("*.jpg"))
        self._disk = SourceConfig(SourceKind.FOLDER, str(photos))
        self._server = server
        self._api = SourceConfig(SourceKind.API, server.url)
        self._amounts = amounts
        self._folder = folder
        self._libraries = 0

    async def all_rounds(self, old_way: OldWay) -> _Times:
        times = _Times()
        await self._network.load()
        old: dict[str, Vectors] = {}
        for photo in self._photos[:2]:
            old_way.embed(photo)
        for number in range(self._amounts.rounds):
            self._context.report(f"Round {number + 1} of {self._amounts.rounds}")
            few = self._photos[: self._amounts.one_by_one]
            times.old.append(len(few) / seconds(partial(_embed_all, old_way, few, old)))
            vectors = await self._job(self._disk, times.disk)
            server_s = await asyncio.to_thread(self._server.processor_s)
            await self._job(self._api, times.api)
            server_s = await asyncio.to_thread(self._server.processor_s) - server_s
            times.server_ms.append(1e3 * server_s / len(self._photos))
            times.stages = await self._in_sequence(self._disk, times.disk_in_sequence)
            await self._in_sequence(self._api, times.api_in_sequence)
            network_s = times.stages.seconds["network"]
            times.network_alone.append(times.stages.photos / network_s)
        times.relative = _largest_relative(old, vectors)
        return times

    async def _job(self, source: SourceConfig, rates: list[float]) -> dict[str, Vectors]:
        with self._library(source) as measured:
            await measured.sync()
            rates.append(len(self._photos) / await measured.generate(DEFAULT_BATCH_SIZE))
            return measured.vectors()

    async def _in_sequence(self, source: SourceConfig, rates: list[float]) -> StageTimes:
        with self._library(source) as measured:
            await measured.sync()
            limit = max(DEFAULT_BATCH_SIZE, self._amounts.one_by_one)
            times = await measured.in_sequence(DEFAULT_BATCH_SIZE, limit)
            rates.append(times.photos / times.total_s())
            return times

    def _library(self, source: SourceConfig) -> MeasuredLibrary:
        self._libraries += 1
        return MeasuredLibrary(self._folder / str(self._libraries), self._network, source)


def _embed_all(old_way: OldWay, photos: list[Path], vectors: dict[str, Vectors]) -> None:
    for photo in photos:
        vectors[photo.name] = old_way.embed(photo)


def _largest_relative(old: dict[str, Vectors], ours: dict[str, Vectors]) -> float:
    """Return the largest distance between two features of a photo, relative to their length."""
    return max(
        float(np.linalg.norm(ours[name] - vector) / np.linalg.norm(vector))
        for name, vector in old.items()
    )


def _figures(size: str, times: _Times, target: float) -> Iterator[Figure]:
    name = {"224": "224 x 224", "bundled": "the bundled weights' input size"}[size]
    disk, api = median(times.disk), median(times.api)
    network = median(times.network_alone)
    is_equal = times.relative <= MOST_RELATIVE
    equal = "equal" if is_equal else "NOT equal"
    rate = _rates(name)
    yield rate(
        f"embedding.disk.{size}",
        "from photos on disk, all stages",
        disk,
        median(times.old),
        "one photo at a time: Pillow open, Resize, crop, tensor, eager ResNet50",
        # Fast but different features would be no success.
        Target(target if is_equal else OUT_OF_REACH, of_ratio=True),
        network,
        f"Features {equal}: within {times.relative:.1e} of their length. "
        f"Bound by processor time, for each photo: {times.stages.bound()}.",
    )
    yield rate(
        f"embedding.overlap.{size}",
        "from disk, stages side by side",
        disk,
        median(times.disk_in_sequence),
        "the same stages one after another",
        None,
        network,
        f"{disk / network:.0%} of what the network reaches alone.",
    )
    yield rate(
        f"embedding.api_30ms.{size}",
        "through a product API with 30 ms a photo",
        api,
        median(times.api_in_sequence),
        "the same stages one after another",
        Target(SHARE_OF_DISK * disk),
        network,
        f"{api / disk:.2f} of the figure from disk. The server that stands in for the shop's takes "
        f"{median(times.server_ms):.1f} ms a photo of this computer's own processor.",
    )


def _rates(name: str) -> Callable[..., Figure]:
    def figure(
        figure_name: str,
        what: str,
        ours: float,
        baseline: float,
        baseline_what: str,
        target: Target | None,
        limit: float,
        note: str,
    ) -> Figure:
        return Figure(
            name=figure_name,
            what=f"Embed at {name} {what}",
            ours=ours,
            unit="photos/s",
            better=Better.HIGHER,
            baseline=baseline,
            baseline_what=baseline_what,
            target=target,
            limit=limit,
            limit_what="the network alone",
            note=note,
        )

    return figure
