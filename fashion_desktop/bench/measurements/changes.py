"""Adding, replacing and deleting embeddings: database and index, ready to be searched."""

from __future__ import annotations

import contextlib
import functools
import itertools
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from fashion_desktop.bench.context import BenchContext
from fashion_desktop.bench.figure import Better, Figure, Target
from fashion_desktop.bench.libraries import build_library, fingerprint, open_library
from fashion_desktop.bench.plain_faiss import PlainFaiss
from fashion_desktop.bench.timing import median, seconds
from fashion_desktop.domain.errors import FashionDesktopError
from fashion_desktop.domain.jobs import DEFAULT_BATCH_SIZE
from fashion_desktop.domain.products import ProductQuery
from fashion_desktop.services.live_index import LiveIndex
from fashion_desktop.storage.embedding_store import NewEmbedding, Vectors
from fashion_desktop.storage.library import Library

CHANGED = 1_000
ROUNDS = 3
ITEMS_THE_OLD_WAY = 3
MOST_OF_BASELINE = 0.01
_MS = 1e3
_WHAT = {
    "add": (
        "Adding a product's embedding",
        "append to IndexFlatL2 and write the whole file, for each product",
    ),
    "replace": (
        "Replacing a product's embedding",
        "build IndexFlatL2 anew and write the whole file, for each product",
    ),
    "delete": (
        "Deleting a product's embedding, so that it can be undone",
        "build IndexFlatL2 anew and write the whole file, for each product",
    ),
}


def measure(context: BenchContext) -> Iterator[Figure]:
    """Yield the time of a change, for each product, in libraries of several sizes."""
    yield from measure_sizes(context, context.library_sizes(), CHANGED)


def measure_sizes(context: BenchContext, sizes: Sequence[int], changed: int) -> Iterator[Figure]:
    """Yield the figures for libraries of these sizes and so many changed products."""
    largest = max(sizes)
    vectors = context.inputs.vectors(largest + changed)
    for size in sizes:
        context.report(f"Changing {changed:,} products of {size:,}")
        folder = context.workspace / f"library-{size}"
        build_library(folder, size + changed, vectors=[vectors[:size]])
        with contextlib.closing(open_library(folder)) as library:
            ours = _ours(library, vectors[-changed:])
        old = _the_old_way(context.workspace / "old.faiss", vectors[:size])
        for name, (what, old_what) in _WHAT.items():
            yield Figure(
                name=f"changes.{name}",
                what=what,
                ours=median(ours[name]) * _MS,
                unit="ms",
                better=Better.LOWER,
                baseline=median(old[name]) * _MS,
                baseline_what=old_what,
                # The old way's time grows with the library; ours is judged by the largest.
                target=Target(MOST_OF_BASELINE, of_ratio=True) if size == largest else None,
                size=size,
                note=f"Committed in batches of {DEFAULT_BATCH_SIZE}, "
                "and found by a search from then on.",
            )


def _ours(library: Library, fresh: Vectors) -> dict[str, list[float]]:
    """Return for each kind of change the seconds a product, one value a round."""
    index = LiveIndex(library)
    present = fingerprint()
    index.size(present)
    index.settle()
    added = list(library.products.row_ids(ProductQuery()))[-len(fresh) :]
    jobs = (f"round {number}" for number in itertools.count())

    def put(row_ids: list[int], vectors: Vectors) -> None:
        made = [
            NewEmbedding(row_id, f"photo-{row_id}", vector)
            for row_id, vector in zip(row_ids, vectors, strict=True)
        ]
        library.embeddings.put(made, present, "job")
        index.changed(row_ids)

    def delete(row_ids: list[int], _vectors: Vectors) -> None:
        index.changed(library.embeddings.delete(row_ids, next(jobs)))

    steps: dict[str, tuple[Callable[[list[int], Vectors], None], Vectors]] = {
        "add": (put, fresh),
        "replace": (put, fresh[::-1]),
        "delete": (delete, fresh),
    }
    times: dict[str, list[float]] = {name: [] for name in steps}
    for number in range(ROUNDS):
        for name, (step, vectors) in steps.items():
            taken = seconds(functools.partial(_in_batches, step, added, vectors))
            times[name].append(taken / len(added))
            if number == 0 and index.differences(present):
                raise FashionDesktopError("The index does not hold what was committed.")
    index.close()
    return times


def _in_batches(
    step: Callable[[list[int], Vectors], None], row_ids: list[int], vectors: Vectors
) -> None:
    for start in range(0, len(row_ids), DEFAULT_BATCH_SIZE):
        end = start + DEFAULT_BATCH_SIZE
        step(row_ids[start:end], vectors[start:end])


def _the_old_way(path: Path, vectors: Vectors) -> dict[str, list[float]]:
    """Return for each kind of change the seconds of a few single ones."""
    index = PlainFaiss(vectors)
    changes: dict[str, Callable[[], None]] = {
        "add": lambda: index.add(vectors[0], path),
        "replace": lambda: index.replace(1, vectors[0], path),
        "delete": lambda: index.delete(1, path),
    }
    times = {
        name: [seconds(change) for _ in range(ITEMS_THE_OLD_WAY)]
        for name, change in changes.items()
    }
    path.unlink()
    return times
