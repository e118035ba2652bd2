"""Vectors of many kinds, a library that holds them, and the exact answer to compare with."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
from support.library_fixtures import FINGERPRINT, add_source, open_library, product

from fashion_desktop.domain.matches import Neighbour
from fashion_desktop.domain.weights import FEATURE_DIM
from fashion_desktop.storage.embedding_store import NewEmbedding
from fashion_desktop.storage.library import Library

Vectors = npt.NDArray[np.float32]

_jobs = itertools.count()


def _clustered(count: int, rng: np.random.Generator) -> Vectors:
    centres = rng.random((8, FEATURE_DIM)) * 3
    noise = rng.standard_normal((count, FEATURE_DIM)) * 0.05
    made: Vectors = (centres[rng.integers(0, 8, count)] + noise).astype(np.float32)
    return made


def of_kind(kind: str, count: int, seed: int = 0) -> Vectors:
    """Return vectors of shape (count, 2048)."""
    rng = np.random.default_rng(seed)
    uniform: Vectors = rng.random((count, FEATURE_DIM), dtype=np.float32)
    if kind == "clustered":
        return _clustered(count, rng)
    if kind == "flat":
        low = rng.standard_normal((count, 5)) @ rng.standard_normal((5, FEATURE_DIM))
        return low.astype(np.float32)
    if kind == "duplicates":
        return uniform[rng.integers(0, max(1, count // 20), count)]
    if kind == "constant":
        return np.full((count, FEATURE_DIM), 0.37, dtype=np.float32)
    if kind == "sparse":
        return uniform * (rng.random(uniform.shape) < 0.01).astype(np.float32)
    if kind == "large":
        return uniform * np.float32(1e6)
    if kind == "shifted":
        return uniform + np.float32(1e3)
    assert kind == "random"
    return uniform


KINDS = ("random", "clustered", "flat", "duplicates", "constant", "sparse", "large", "shifted")


def library_of(folder: Path, vectors: Vectors) -> tuple[Library, list[int]]:
    """Return a library whose products have these vectors, and their row ids."""
    library = open_library(folder)
    source = add_source(library)
    library.catalogue.store_page(source, [product(n) for n in range(1, len(vectors) + 1)], 0)
    numbers = [str(n) for n in range(1, len(vectors) + 1)]
    row_ids = list(library.products.row_ids_of(numbers).values())
    store_vectors(library, row_ids, vectors)
    return library, row_ids


def store_vectors(library: Library, row_ids: Sequence[int], vectors: Vectors) -> None:
    """Commit these vectors, adding or replacing."""
    library.embeddings.put(
        [
            NewEmbedding(row_id, f"hash-{row_id}", vector)
            for row_id, vector in zip(row_ids, vectors, strict=True)
        ],
        FINGERPRINT,
        f"job-{next(_jobs)}",
    )


def assert_exact(
    found: Sequence[Neighbour],
    query: Vectors,
    row_ids: Sequence[int],
    vectors: Vectors,
    wanted: int,
) -> None:
    """Check an answer against all distances in float64."""
    differences = vectors.astype(np.float64) - query.astype(np.float64)
    exact = dict(zip(row_ids, (differences**2).sum(axis=1), strict=True))
    expected = sorted(exact.values())[:wanted]
    assert len({n.row_id for n in found}) == len(found) == min(wanted, len(row_ids))
    np.testing.assert_allclose([exact[n.row_id] for n in found], expected, rtol=2e-6)
    np.testing.assert_allclose([n.squared_l2 for n in found], expected, rtol=1e-6)
    places = [(n.squared_l2, n.row_id) for n in found]
    assert places == sorted(places)
