"""From lower bounds to the exact answer, looking at as few vectors as can be.

Vectors are looked at by rising lower bound until the next bound exceeds the distance of the
last place: nothing further away can belong to the answer (Seidl and Kriegel, "Optimal
multi-step k-nearest neighbor search", SIGMOD 1998).
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from fashion_desktop.domain.matches import Neighbour
from fashion_desktop.storage.embedding_store import Ids, Vectors

ReadVectors = Callable[[Ids], tuple[Ids, Vectors]]
"""Returns those of the rows that there are, and their vectors."""

ROWS_AT_ONCE = 2000
"""So many vectors are held at a time, 16 MB, however little the bounds tell."""
ROUNDING = 1e-5
"""Relative error to allow for in a distance that was added up in float32."""
LARGEST = float(np.finfo(np.float32).max)
"""A distance beyond it is infinite in float32."""


class Nearest:
    """The nearest rows of a query among those seen so far, by distance and then row id."""

    def __init__(self, query: Vectors, wanted: int) -> None:
        self._query = query
        self._wanted = wanted
        self._row_ids: Ids = np.empty(0, dtype=np.int64)
        self._squared_l2: Vectors = np.empty(0, dtype=np.float32)

    @property
    def limit(self) -> float:
        """What a row's squared distance may be at most to get a place."""
        if len(self._row_ids) < self._wanted:
            return LARGEST
        return min(LARGEST, float(self._squared_l2[-1]) * (1 + ROUNDING))

    def see(self, row_ids: Ids, vectors: Vectors) -> None:
        """Let rows compete by the distances of their vectors, shape (n, ``FEATURE_DIM``)."""
        if not len(row_ids):
            return
        import faiss

        distances, found = faiss.knn(self._query[None], vectors, len(vectors))
        # A vector with parts that are no numbers is at no distance and is not found.
        found = found[0][found[0] >= 0]
        merged_ids = np.concatenate((self._row_ids, row_ids[found]))
        merged = np.concatenate((self._squared_l2, distances[0][: len(found)]))
        order = np.lexsort((merged_ids, merged))[: self._wanted]
        self._row_ids, self._squared_l2 = merged_ids[order], merged[order]

    def neighbours(self) -> list[Neighbour]:
        """Return the rows, nearest first."""
        return [
            Neighbour(row_id, squared_l2)
            for row_id, squared_l2 in zip(
                self._row_ids.tolist(), self._squared_l2.tolist(), strict=True
            )
        ]


def nearest_rows(
    query: Vectors,
    wanted: int,
    row_ids: Ids,
    bounds: Vectors,
    read: ReadVectors,
    reach: Callable[[float], float] = lambda squared_l2: squared_l2,
) -> list[Neighbour]:
    """Return the ``wanted`` nearest rows, exactly, nearest first.

    Args:
        query: shape (``FEATURE_DIM``,), float32, finite.
        bounds: for each row a number that its squared distance is not below, but for what
            ``reach`` allows; not a number where nothing is known. Overwritten.
        read: a row whose vector is gone is skipped.
        reach: returns how large the bound of a row at most so far away can be.
    """
    bounds[np.isnan(bounds)] = -np.inf
    nearest = Nearest(query, wanted)
    at_once = min(ROWS_AT_ONCE, wanted + max(16, wanted // 8))
    while True:
        unseen = np.flatnonzero(bounds <= min(LARGEST, reach(nearest.limit)))
        if not len(unseen):
            return nearest.neighbours()
        if len(unseen) > at_once:
            unseen = unseen[np.argpartition(bounds[unseen], at_once - 1)[:at_once]]
        nearest.see(*read(row_ids[unseen]))
        bounds[unseen] = np.inf
        at_once = ROWS_AT_ONCE
