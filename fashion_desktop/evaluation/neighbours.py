"""Exact nearest neighbours by squared L2 distance, without an index.

Distances are first taken by float32 matrix products, as |q - g|² = |q|² + |g|² - 2 q·g. Whatever
their rounding leaves in doubt is then taken anew in double precision, so the order is exact.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Features = npt.NDArray[np.float32]
Rows = npt.NDArray[np.int64]
Distances = npt.NDArray[np.float64]

_BLOCK_BYTES = 32 * 1024 * 1024
_UNIT_ROUNDOFF = 2.0**-24
"""Of float32: largest relative error of one rounding."""


@dataclass(frozen=True, slots=True)
class Neighbours:
    """The nearest of a gallery for each query, nearest first; equally near ones in gallery order.

    Attributes:
        rows: shape (queries, k), rows of the gallery; -1 where the gallery has no more.
        squared_l2: shape (queries, k), infinite where ``rows`` is -1.
    """

    rows: Rows
    squared_l2: Distances


def nearest(
    queries: Features,
    gallery: Features,
    k: int,
    query_keys: Sequence[str] = (),
    gallery_keys: Sequence[str] = (),
) -> Neighbours:
    """Return the ``k`` nearest of the gallery for every query.

    Args:
        queries, gallery: shapes (n, d) and (m, d), finite.
        query_keys, gallery_keys: where both are given, no query finds a row of its own key.

    Raises:
        ValueError: shapes or numbers of keys do not fit together.
    """
    _check(queries, gallery, query_keys, gallery_keys)
    query_codes, gallery_codes = _codes(query_keys, gallery_keys)
    rows = np.full((len(queries), k), -1, dtype=np.int64)
    squared_l2 = np.full((len(queries), k), np.inf)
    if not len(queries) or not len(gallery):
        return Neighbours(rows, squared_l2)
    # Distances do not change when all points move, and near the middle rounding is smallest.
    centre = gallery.mean(axis=0, dtype=np.float64).astype(np.float32)
    moved_gallery = gallery - centre
    gallery_norms = _squared_norms(moved_gallery)
    block_rows = max(1, _BLOCK_BYTES // (4 * len(gallery)))
    for start in range(0, len(queries), block_rows):
        block = slice(start, start + block_rows)
        moved = queries[block] - centre
        norms = _squared_norms(moved)
        rough = (norms[:, None] + gallery_norms).astype(np.float32)
        rough -= 2 * (moved @ moved_gallery.T)
        if query_codes is not None:
            rough[query_codes[block, None] == gallery_codes] = np.inf
        doubt = _rounding_bounds(norms, float(gallery_norms.max()), gallery.shape[1])
        for offset, (distances, bound) in enumerate(zip(rough, doubt, strict=True)):
            found = _in_doubt(distances, k, bound)
            exact = squared_l2_to(queries[start + offset], gallery[found])
            order = np.lexsort((found, exact))[:k]
            rows[start + offset, : len(order)] = found[order]
            squared_l2[start + offset, : len(order)] = exact[order]
    return Neighbours(rows, squared_l2)


def squared_l2_to(query: Features, gallery: Features) -> Distances:
    """Return squared L2 distances in double precision; shapes broadcast against each other."""
    difference = gallery.astype(np.float64) - query.astype(np.float64)
    distances: Distances = np.einsum("...i,...i->...", difference, difference)
    return distances


def _in_doubt(distances: Features, k: int, bound: float) -> Rows:
    """Return all rows that may belong to the ``k`` nearest, in rising order."""
    if k < len(distances):
        farthest = float(np.partition(distances, k - 1)[k - 1])
        if np.isfinite(farthest):
            return np.flatnonzero(distances <= farthest + 2 * bound)
    return np.flatnonzero(np.isfinite(distances))


def _rounding_bounds(norms: Distances, largest_norm: float, dimension: int) -> Distances:
    """Return how far a rough distance can be from the exact one, for each query.

    A float32 dot product of d terms is off by at most d u |q| |g| (Higham, "Accuracy and Stability
    of Numerical Algorithms", 2002, section 3.1); the other terms cover moving, rounding and adding.
    """
    products = np.sqrt(norms * largest_norm)
    bounds: Distances = _UNIT_ROUNDOFF * (
        2.1 * dimension * products + 16 * (norms + largest_norm + products)
    )
    return bounds


def _squared_norms(rows: Features) -> Distances:
    norms: Distances = np.einsum("ij,ij->i", rows, rows, dtype=np.float64)
    return norms


def _codes(query_keys: Sequence[str], gallery_keys: Sequence[str]) -> tuple[Rows | None, Rows]:
    if not query_keys or not gallery_keys:
        return None, np.empty(0, dtype=np.int64)
    known: dict[str, int] = {}
    codes = [known.setdefault(key, len(known)) for key in (*query_keys, *gallery_keys)]
    both = np.array(codes, dtype=np.int64)
    return both[: len(query_keys)], both[len(query_keys) :]


def _check(
    queries: Features, gallery: Features, query_keys: Sequence[str], gallery_keys: Sequence[str]
) -> None:
    if queries.ndim != 2 or gallery.ndim != 2 or queries.shape[1] != gallery.shape[1]:
        raise ValueError(f"features of shapes {queries.shape} and {gallery.shape} do not compare")
    for keys, rows in ((query_keys, queries), (gallery_keys, gallery)):
        if keys and len(keys) != len(rows):
            raise ValueError(f"{len(rows)} rows have {len(keys)} keys")
