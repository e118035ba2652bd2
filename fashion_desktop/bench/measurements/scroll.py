"""Scrolling the grid page by page and by dragging the scroll bar, in very large libraries."""

from __future__ import annotations

import asyncio
import multiprocessing
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from fashion_desktop.bench.context import BenchContext
from fashion_desktop.bench.figure import Better, Figure, Target
from fashion_desktop.bench.libraries import build_library
from fashion_desktop.bench.timing import p95
from fashion_desktop.bench.window import FrameMeter, until, use_window
from fashion_desktop.services.process_memory import resident_mb

if TYPE_CHECKING:
    from fashion_desktop.app.desktop import Desktop

SMALL_LIBRARY = 1_000
PHOTOS = 200
SCREENS = 12
"""Few enough for their pictures to stay in the caches from one round to the next."""
WARM_ROUNDS = 8
STEP_S = 1 / 30
"""As often as a key that is held down repeats."""
_GOLDEN = 0.6180339887
"""Its multiples, without the whole part, lie far from each other."""
WARM_MS = 16.0
COLD_MS = 50.0
ROW_BYTES = 16
"""What the list itself keeps of a product: its number, and its place in the order of numbers."""
MEMORY_SLACK_MB = 64.0

_WHAT = {
    "page.cold": "Frame while paging, photos not loaded yet",
    "page.warm": "Frame while paging, photos in memory",
    "drag.cold": "Frame while dragging the scroll bar, photos not loaded yet",
    "drag.warm": "Frame while dragging the scroll bar, photos in memory",
}


@dataclass(slots=True)
class Scrolled:
    """What scrolling one library gave: how long each frame took, and the memory at its end."""

    frames_s: dict[str, list[float]] = field(default_factory=dict)
    resident_mb: float = 0.0


def measure(context: BenchContext) -> Iterator[Figure]:
    """Yield the 95th percentile of frames, and the growth of memory, for each library."""
    larger = [40_000] if context.quick else [40_000, 1_000_000]
    yield from measure_sizes(context, [SMALL_LIBRARY, *larger])


def measure_sizes(context: BenchContext, sizes: Sequence[int]) -> Iterator[Figure]:
    """Yield the figures of libraries of these sizes; memory is compared with the first."""
    first_mb: float | None = None
    for size in sizes:
        folder = context.workspace / f"library-{size}"
        context.report(f"Making a library of {size:,} products")
        build_library(folder, size, photos=context.inputs.photos(PHOTOS))
        context.report(f"Scrolling {size:,} products")
        scrolled = _in_fresh_process(folder, context.workspace / "settings.json")
        for how, frames_s in scrolled.frames_s.items():
            yield _frame_figure(how, frames_s, size)
        if first_mb is None:
            first_mb = scrolled.resident_mb
        else:
            yield _memory_figure(scrolled.resident_mb - first_mb, size, sizes[0])


def _in_fresh_process(library: Path, settings: Path) -> Scrolled:
    """Scroll in a process of its own, whose memory no earlier window has touched."""
    spawn = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(max_workers=1, mp_context=spawn) as pool:
        return pool.submit(scroll, library, settings).result()


def scroll(library: Path, settings: Path) -> Scrolled:
    """Scroll a library in the program's own window."""
    scrolled = Scrolled()

    async def use(desktop: Desktop) -> None:
        await until(lambda: not desktop.products.is_listing)
        bar = desktop.window.library.grid.verticalScrollBar()
        page, end = bar.pageStep(), bar.maximum()
        ways = {
            "page": [min(end, page * place) for place in range(1, SCREENS + 1)],
            "drag": [round(end * (place * _GOLDEN % 1.0)) for place in range(1, SCREENS + 1)],
        }
        for way, places in ways.items():
            scrolled.frames_s[f"{way}.cold"] = await _frames(desktop, places, wait=True)
            scrolled.frames_s[f"{way}.warm"] = await _frames(desktop, places * WARM_ROUNDS)
        scrolled.resident_mb = resident_mb()

    use_window(library, settings, use)
    return scrolled


async def _frames(desktop: Desktop, places: Sequence[int], *, wait: bool = False) -> list[float]:
    """Scroll to one place after the other; with ``wait``, until every photo there is shown."""
    grid, thumbnails = desktop.window.library.grid, desktop.context.thumbnails
    meter = FrameMeter(grid)
    try:
        for place in places:
            grid.verticalScrollBar().setValue(place)
            await asyncio.sleep(STEP_S)
            if wait:
                await until(lambda: not thumbnails.is_loading and not desktop.products.is_reading)
    finally:
        meter.stop()
    return meter.frames_s


def _frame_figure(how: str, frames_s: list[float], size: int) -> Figure:
    return Figure(
        name=f"scroll.{how}.p95",
        what=_WHAT[how],
        ours=1000 * p95(frames_s),
        unit="ms",
        better=Better.LOWER,
        target=Target(WARM_MS if how.endswith("warm") else COLD_MS),
        size=size,
        note=f"{len(frames_s)} frames, the longest took {1000 * max(frames_s):.0f} ms",
    )


def _memory_figure(more_mb: float, size: int, first_size: int) -> Figure:
    rows_mb = size * ROW_BYTES / 1e6
    return Figure(
        name="scroll.memory",
        what=f"Memory of the window above that with {first_size:,} products",
        ours=more_mb,
        unit="MB",
        better=Better.LOWER,
        target=Target(MEMORY_SLACK_MB + rows_mb),
        size=size,
        note=f"{ROW_BYTES} bytes a product are the list itself: {rows_mb:.0f} MB",
    )
