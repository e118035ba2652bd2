"""Searching a very large library, as the search topic measures it in the full mode."""

from __future__ import annotations

import contextlib
import functools
import shutil
import time
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from fashion_desktop.bench.context import BenchContext
from fashion_desktop.bench.figure import Better, Figure, Target
from fashion_desktop.bench.libraries import build_library, fingerprint, open_library
from fashion_desktop.bench.memory_sampler import MemorySampler
from fashion_desktop.bench.timing import p95, seconds
from fashion_desktop.domain.products import ProductQuery
from fashion_desktop.domain.similarity import CANDIDATES_PER_QUERY
from fashion_desktop.services.live_index import LiveIndex
from fashion_desktop.storage.embedding_store import Ids, Vectors
from fashion_desktop.storage.index_build import IndexPlan
from fashion_desktop.storage.library import Library

TOP = 100
RECALL_TOP = 10
MOST_MS = 30
LEAST_RECALL = 0.99
MOST_MB = 3_000
SCANNED_QUERIES = 10
WARM_UP = 20
_BYTES_A_PRODUCT = 14_000
_MS = 1e3


@dataclass(frozen=True, slots=True)
class _Scan:
    """All vectors compared with each query.

    Attributes:
        nearest: for each query the squared distances of the nearest few, nearest first.
        p95_ms: of a query compared with all vectors alone.
    """

    nearest: Vectors
    p95_ms: float


@dataclass(frozen=True, slots=True)
class _Measured:
    """What was measured of the program.

    Attributes:
        is_exact: whether searches were exact because no shortlist was good enough.
    """

    first_answer_s: float
    build_s: float
    peak_mb: float
    top_p95_ms: float
    window_p95_ms: float
    exact_p95_ms: float
    recall: float
    is_exact: bool


def measure_large(
    context: BenchContext, count: int, queries: int, plan: IndexPlan
) -> Iterator[Figure]:
    """Yield time, recall, memory and building time in a library of ``count`` products."""
    needed_bytes = count * _BYTES_A_PRODUCT
    if shutil.disk_usage(context.workspace).free < needed_bytes:
        context.report(f"Leaving out {count:,} products: they need {needed_bytes / 1e9:.0f} GB")
        return
    context.report(f"Making a library of {count:,} products")
    folder = context.workspace / f"library-{count}"
    build_library(folder, count, vectors=context.inputs.vector_pieces(count))
    with contextlib.closing(open_library(folder)) as library:
        row_ids = np.array(library.products.row_ids(ProductQuery()))
        chosen = np.random.default_rng(5).choice(row_ids, min(queries, count), replace=False)
        asked = library.embeddings.exact(chosen, fingerprint())[1]
        with MemorySampler() as sampler:
            context.report(f"Building the index of {count:,} products")
            wish = {"exact": False}
            index = LiveIndex(library, plan, lambda: wish["exact"])
            started = time.perf_counter()
            index.size(fingerprint())
            first_answer_s = time.perf_counter() - started
            index.settle()
            build_s = time.perf_counter() - started
            context.report(f"Comparing with all {count:,} vectors")
            # Also brings them into the system's memory, as they are after some use.
            scan = _scan(library, row_ids, asked)
            context.report(f"Searching among {count:,} products")
            is_exact = index.state(fingerprint()).is_exact
            recall = _recall(index, asked, scan)
            top_ms = _search_p95_ms(index, asked, TOP)
            window_ms = _search_p95_ms(index, asked, CANDIDATES_PER_QUERY)
            wish["exact"] = True
            exact_ms = _search_p95_ms(index, asked, TOP)
            index.close()
        peak_mb = max(megabytes for _, megabytes in sampler.samples)
    shutil.rmtree(folder)
    measured = _Measured(
        first_answer_s, build_s, peak_mb, top_ms, window_ms, exact_ms, recall, is_exact
    )
    yield from _figures(measured, scan, count)


def _search_p95_ms(index: LiveIndex, queries: Vectors, candidates: int) -> float:
    search = functools.partial(index.search, fingerprint(), candidates=candidates)
    for query in queries[:WARM_UP]:
        search(query)
    return p95([seconds(functools.partial(search, query)) for query in queries]) * _MS


def _scan(library: Library, row_ids: Ids, queries: Vectors) -> _Scan:
    """Compare with every vector; they do not fit into memory and come in pieces."""
    import faiss

    nearest = np.full((len(queries), RECALL_TOP), np.inf, dtype=np.float32)
    alone = queries[:SCANNED_QUERIES]
    times = np.zeros(len(alone))
    for _, piece in library.embeddings.vectors(row_ids.tolist()):
        found, _ = faiss.knn(queries, piece, min(RECALL_TOP, len(piece)))
        nearest = np.sort(np.concatenate((nearest, found), axis=1), axis=1)[:, :RECALL_TOP]
        for number, query in enumerate(alone):
            flat = functools.partial(faiss.knn, query[None], piece, min(TOP, len(piece)))
            times[number] += seconds(flat)
    return _Scan(nearest, p95(times.tolist()) * _MS)


def _recall(index: LiveIndex, queries: Vectors, scan: _Scan) -> float:
    """Return the share of the nearest that is found, by distance: equally near ones all count."""
    shares = []
    for query, nearest in zip(queries, scan.nearest, strict=True):
        wanted = int(np.isfinite(nearest).sum())
        found = index.search(fingerprint(), query, wanted)
        # The scan multiplies matrices, whose rounding goes with the length of the vectors.
        furthest = nearest[wanted - 1] + 1e-5 * float(query @ query)
        shares.append(sum(neighbour.squared_l2 <= furthest for neighbour in found) / wanted)
    return float(np.mean(shares))


def _figures(measured: _Measured, scan: _Scan, count: int) -> Iterator[Figure]:
    how = "exact, for no shortlist found enough" if measured.is_exact else "by a shortlist"
    flat = "FAISS flat search on the same vectors, given to it in pieces; reading not counted"
    yield Figure(
        name="search.large.p95",
        what=f"The {TOP} most similar of very many products",
        ours=measured.top_p95_ms,
        unit="ms",
        better=Better.LOWER,
        baseline=scan.p95_ms,
        baseline_what=flat,
        target=Target(MOST_MS),
        size=count,
        note=f"Searched {how}; distances are exact. The database lay in the system's memory.",
    )
    yield Figure(
        name="search.large.recall",
        what=f"Share of the {RECALL_TOP} most similar of very many products that are found",
        ours=measured.recall,
        unit="share",
        better=Better.HIGHER,
        target=Target(LEAST_RECALL),
        size=count,
        note="The setting “exact” finds all of them.",
    )
    yield Figure(
        name="search.large.window.p95",
        what=f"The {CANDIDATES_PER_QUERY} candidates that the window asks for, of very many",
        ours=measured.window_p95_ms,
        unit="ms",
        better=Better.LOWER,
        baseline=scan.p95_ms,
        baseline_what=flat,
        size=count,
    )
    yield Figure(
        name="search.large.exact.p95",
        what=f"The {TOP} most similar of very many products, with the setting “exact”",
        ours=measured.exact_p95_ms,
        unit="ms",
        better=Better.LOWER,
        baseline=scan.p95_ms,
        baseline_what=flat,
        size=count,
    )
    yield Figure(
        name="search.large.memory",
        what="Memory of the whole program while building the index and searching, peak",
        ours=measured.peak_mb,
        unit="MB",
        better=Better.LOWER,
        target=Target(MOST_MB),
        size=count,
    )
    yield Figure(
        name="search.large.build",
        what="From no index at all to the final one, in the background",
        ours=measured.build_s,
        unit="s",
        better=Better.LOWER,
        size=count,
        note=f"Searches are answered, exactly, after {measured.first_answer_s:.0f} s.",
    )
