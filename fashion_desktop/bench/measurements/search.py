"""Finding look-alikes: the program's own index on real libraries, beside plain FAISS and NumPy."""

from __future__ import annotations

import contextlib
from array import array
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from fashion_desktop.bench.context import BenchContext
from fashion_desktop.bench.figure import Better, Figure, Target
from fashion_desktop.bench.large_library import measure_large
from fashion_desktop.bench.libraries import build_library, fingerprint, open_library
from fashion_desktop.bench.plain_faiss import PlainFaiss
from fashion_desktop.bench.timing import in_turn, p95
from fashion_desktop.domain.errors import FashionDesktopError
from fashion_desktop.domain.matches import Neighbour
from fashion_desktop.domain.products import ProductQuery
from fashion_desktop.domain.similarity import CANDIDATES_PER_QUERY
from fashion_desktop.services.live_index import LiveIndex
from fashion_desktop.storage.embedding_store import Vectors
from fashion_desktop.storage.index_build import IndexPlan

TOP = 100
QUERIES_QUICK = 60
QUERIES_FULL = 300
LARGE = 1_000_000
LARGE_QUERIES = 100
MOST_OF_FLAT = 0.6
MOST_OF_UNRESTRICTED = 1.1
"""No slower, but for the noise of measuring."""
SUBSET_SHARE = 4
SCORES_AGREE = 1e-5
_MS = 1e3


def measure(context: BenchContext) -> Iterator[Figure]:
    """Yield the time of a search in libraries of several sizes."""
    queries = QUERIES_QUICK if context.quick else QUERIES_FULL
    yield from measure_sizes(context, context.library_sizes(), queries)
    if not context.quick:
        yield from measure_large(context, LARGE, LARGE_QUERIES, IndexPlan())


def measure_sizes(context: BenchContext, sizes: Sequence[int], queries: int) -> Iterator[Figure]:
    """Yield the figures for libraries of these sizes and so many queries of each kind."""
    vectors = context.inputs.vectors(max(sizes))
    for size in sizes:
        context.report(f"Searching among {size:,} products")
        folder = context.workspace / f"library-{size}"
        build_library(folder, size, vectors=[vectors[:size]])
        with contextlib.closing(open_library(folder)) as library:
            index = LiveIndex(library)
            index.size(fingerprint())
            index.settle()
            row_ids = library.products.row_ids(ProductQuery())
            yield from _figures(index, row_ids, vectors[:size], queries, size == max(sizes))
            index.close()


@dataclass
class _Queries:
    """Products of the library, one after the other; each kind of search has its own turn."""

    vectors: Vectors
    places: list[int]
    asked: dict[str, int] = field(default_factory=dict)

    def next(self, kind: str) -> Vectors:
        """Return the vector that this kind of search asks for next."""
        turn = self.asked.get(kind, 0)
        self.asked[kind] = turn + 1
        query: Vectors = self.vectors[self.places[turn % len(self.places)]]
        return query


def _figures(
    index: LiveIndex, row_ids: array[int], vectors: Vectors, count: int, is_largest: bool
) -> Iterator[Figure]:
    flat = PlainFaiss(vectors)
    lengths = np.einsum("ij,ij->i", vectors, vectors)
    chance = np.random.default_rng(7)
    places = chance.integers(len(vectors), size=count).tolist()
    _require_identical(index, row_ids, vectors, flat, places[: min(count, 40)])
    queries = _Queries(vectors, places)
    chosen = chance.choice(np.array(row_ids), max(1, len(row_ids) // SUBSET_SHARE), replace=False)
    subset = array("q", np.sort(chosen).tolist())
    present = fingerprint()

    def ours(kind: str, candidates: int, among: array[int] | None = None) -> Callable[[], object]:
        return lambda: index.search(present, queries.next(kind), candidates, among)

    def plain_faiss(kind: str, candidates: int) -> Callable[[], object]:
        return lambda: flat.search(queries.next(kind), candidates)

    def numpy_alone() -> object:
        squared_l2 = lengths - 2 * (vectors @ queries.next("numpy"))
        wanted = min(TOP, len(vectors))
        nearest = np.argpartition(squared_l2, wanted - 1)[:wanted]
        return nearest[np.argsort(squared_l2[nearest])]

    def p95_ms(*searches: Callable[[], object]) -> list[float]:
        # Only two beside each other: NumPy's threads keep a core busy for a while afterwards,
        # and a scan of everything empties the processor's caches.
        return [p95(times) * _MS for times in in_turn(count, *searches)]

    everything, flat_top = p95_ms(ours("all", TOP), plain_faiss("flat", TOP))
    window, flat_window = p95_ms(
        ours("window", CANDIDATES_PER_QUERY), plain_faiss("flat window", CANDIDATES_PER_QUERY)
    )
    some, unrestricted = p95_ms(ours("some", TOP, subset), ours("rest", TOP))
    beside_numpy, by_numpy = p95_ms(ours("beside numpy", TOP), numpy_alone)
    size = len(vectors)
    yield Figure(
        name="search.similar.p95",
        what=f"The {TOP} most similar products, exact",
        ours=everything,
        unit="ms",
        better=Better.LOWER,
        baseline=flat_top,
        baseline_what="FAISS IndexFlatL2 called plainly",
        target=Target(MOST_OF_FLAT, of_ratio=True) if is_largest else None,
        size=size,
        note="The same products as FAISS, distances within 1e-5 of float64.",
    )
    yield Figure(
        name="search.similar.numpy.p95",
        what=f"The {TOP} most similar products, exact, beside NumPy",
        ours=beside_numpy,
        unit="ms",
        better=Better.LOWER,
        baseline=by_numpy,
        baseline_what="NumPy brute force on all processor cores",
        size=size,
    )
    yield Figure(
        name="search.window.p95",
        what=f"The {CANDIDATES_PER_QUERY} candidates that the window asks for, exact",
        ours=window,
        unit="ms",
        better=Better.LOWER,
        baseline=flat_window,
        baseline_what="FAISS IndexFlatL2 called plainly",
        size=size,
    )
    yield Figure(
        name="search.subset.p95",
        what=f"The {TOP} most similar among one in {SUBSET_SHARE} products, exact",
        ours=some,
        unit="ms",
        better=Better.LOWER,
        baseline=unrestricted,
        baseline_what="the same search among all products",
        target=Target(MOST_OF_UNRESTRICTED, of_ratio=True) if is_largest else None,
        size=size,
    )


def _require_identical(
    index: LiveIndex, row_ids: array[int], vectors: Vectors, flat: PlainFaiss, places: Sequence[int]
) -> None:
    """Compare with all distances in float64, and with FAISS.

    Raises:
        FashionDesktopError: an answer differs by more than rounding.
    """
    place_of = {row_id: place for place, row_id in enumerate(row_ids)}
    for place in places:
        query = vectors[place]
        found = index.search(fingerprint(), query, TOP)
        mine = [place_of[neighbour.row_id] for neighbour in found]
        _, theirs = flat.search(query, TOP)
        is_whole = len(set(mine)) == len(theirs)
        if not is_whole or not _same_distances(query, vectors, found, mine, theirs):
            raise FashionDesktopError("A search did not find the most similar products.")


def _same_distances(
    query: Vectors,
    vectors: Vectors,
    found: Sequence[Neighbour],
    mine: Sequence[int],
    theirs: npt.NDArray[np.int64],
) -> bool:
    """Tell whether both found equally near products, and ours says how near they are."""

    def distances(places: Sequence[int] | npt.NDArray[np.int64]) -> Vectors:
        exact: Vectors = ((vectors[places].astype(np.float64) - query) ** 2).sum(axis=1)
        return exact

    exact = distances(mine)
    said = np.array([neighbour.squared_l2 for neighbour in found])
    is_true = np.allclose(said, exact, rtol=SCORES_AGREE, atol=0)
    return bool(is_true and np.allclose(np.sort(exact), np.sort(distances(theirs)), rtol=1e-6))
