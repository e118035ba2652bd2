"""Moving the similarity threshold while look-alikes are on show."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from fashion_desktop.bench.context import BenchContext
from fashion_desktop.bench.figure import Better, Figure, Target
from fashion_desktop.bench.libraries import build_library
from fashion_desktop.bench.timing import p95
from fashion_desktop.bench.window import FrameMeter, until, use_window

if TYPE_CHECKING:
    from fashion_desktop.app.desktop import Desktop

PRODUCTS = 1_000
CANDIDATES = 500
PHOTOS = 200
FRAME_MS = 1000 / 60
_LOWEST = 1e-6
_STEP_S = 1 / 50
_STRIDE = 7_919
"""Prime, so that the moves visit every place."""


def measure(context: BenchContext) -> Iterator[Figure]:
    """Yield how long it takes from a move of the threshold to the results being painted."""
    yield from measure_moves(context, PRODUCTS, moves=150 if context.quick else 600)


def measure_moves(context: BenchContext, products: int, moves: int) -> Iterator[Figure]:
    """Yield the figure from a library of so many products and so many moves."""
    folder = context.workspace / "library"
    context.report(f"Making a library of {products:,} products")
    vectors = [context.inputs.vectors(products)]
    build_library(folder, products, vectors=vectors, photos=context.inputs.photos(PHOTOS))
    context.report("Moving the threshold")
    frames_s, candidates = move_threshold(folder, context.workspace / "settings.json", moves)
    yield Figure(
        name="slider.move.p95",
        what=f"Threshold moved to results painted, {candidates} candidates",
        ours=1000 * p95(frames_s),
        unit="ms",
        better=Better.LOWER,
        target=Target(FRAME_MS),
        note=f"{len(frames_s)} moves, the longest took {1000 * max(frames_s):.0f} ms",
    )


def move_threshold(library: Path, settings: Path, moves: int) -> tuple[list[float], int]:
    """Look up a product, move the threshold; return each frame and the number of candidates."""
    frames_s: list[float] = []
    candidates = 0

    async def use(desktop: Desktop) -> None:
        nonlocal candidates
        panel, matches = desktop.window.library.similar, desktop.matches
        panel.set_top_n(CANDIDATES)
        panel.set_threshold(_LOWEST)
        desktop.search.show_row(desktop.products.row_ids_between(0, 0)[0])
        await until(lambda: matches.kept_count > 0)
        scores = [match.score for match in matches.matches()]
        candidates = len(scores)
        on_screen = panel.results.visible_rows[1] + 1
        await until(lambda: not desktop.context.thumbnails.is_loading)
        # To and fro between a handful, whose end is on screen, and any number of results.
        few, any_number = scores[1:on_screen], scores
        meter = FrameMeter(panel.results)
        try:
            for move in range(moves):
                among = any_number if move % 2 else few
                panel.slider.set_threshold(among[move * _STRIDE % len(among)])
                await asyncio.sleep(_STEP_S)
        finally:
            meter.stop()
        frames_s.extend(meter.frames_s)

    use_window(library, settings, use)
    return frames_s, candidates
