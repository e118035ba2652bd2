"""Exact nearest neighbours by squared L2 over the library's vectors.

SQLite is the truth and keeps the vectors. The index keeps a short stand-in of each, whose
distance from that of a query never exceeds the true distance; the few vectors that can belong
to the answer are read and compared exactly. In a small library the vectors stand in for
themselves.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from fashion_desktop.domain.matches import Neighbour
from fashion_desktop.domain.weights import FEATURE_DIM
from fashion_desktop.storage.embedding_store import EmbeddingStore, Ids, RowIds, Vectors
from fashion_desktop.storage.projection import Projection, identity
from fashion_desktop.storage.refine import nearest_rows
from fashion_desktop.storage.row_table import RowTable
from fashion_desktop.storage.shortlist import Shortlist

GATHERED_SHARE = 4
"""Up to one in so many rows, copying them together is quicker than comparing with all."""
AGREEMENT = 1e-5
"""Relative difference at which two ways of computing a stand-in still agree."""


class VectorIndex:
    """The index of a library's embeddings of one fingerprint. Every method is thread-safe.

    Each row is known with the revision of its embedding, so that comparing with SQLite finds
    every row that differs, whatever happened in between. SQLite is read outside ``lock``: a
    search beside a change sees the one or the other state of each row, and neither waits for
    the other's reading.

    Attributes:
        lock: held by whoever looks into ``table``.
    """

    def __init__(
        self, store: EmbeddingStore, fingerprint: str, projection: Projection | None = None
    ) -> None:
        self._store = store
        self._fingerprint = fingerprint
        self.projection = projection or identity()
        self.lock = threading.Lock()
        # Of two who take over the same row, the one who read it last has to be the last to put.
        self._taking_over = threading.RLock()
        self.table = RowTable(self.projection.width)
        self._shortlist: Shortlist | None = None

    def __len__(self) -> int:
        return len(self.table)

    def put(
        self, row_ids: Sequence[int], vectors: Vectors, revisions: Sequence[int] | None = None
    ) -> None:
        """Add vectors of shape (n, ``FEATURE_DIM``); rows already present are replaced."""
        stand_ins = self.projection.apply(vectors)
        rows = np.array(row_ids, dtype=np.int64)
        numbers = np.array(revisions or [0] * len(row_ids), dtype=np.int64)
        with self.lock:
            self.table.put(rows, numbers, stand_ins)
            if self._shortlist is not None:
                self._shortlist.put(rows, stand_ins)

    def remove(self, row_ids: Sequence[int]) -> None:
        """Forget these rows; unknown ones are ignored."""
        with self.lock:
            self._forget(row_ids)

    def search(
        self, vector: Vectors, candidates: int, among: RowIds | None = None
    ) -> list[Neighbour]:
        """Return the ``candidates`` nearest rows of a vector, nearest first.

        Args:
            among: only rows with these ids count. An array is taken as it is; a list is
                copied first.
        """
        query = as_query(vector)
        # Nothing is at any distance from what is not a number.
        if candidates < 1 or not np.isfinite(query).all():
            return []
        stand_in = self.projection.apply(query[None])[0]
        length = float(np.linalg.norm(stand_in.astype(np.float64)))
        row_ids, bounds = self._compare(stand_in, among)
        if not len(row_ids):
            return []
        return nearest_rows(
            query,
            min(candidates, len(row_ids)),
            row_ids,
            bounds,
            self.vectors_of,
            lambda squared_l2: self.projection.reach(squared_l2, length),
        )

    @property
    def shortlist(self) -> Shortlist | None:
        """The shortlist that is kept in step with the index, or None."""
        return self._shortlist

    def keep_in_step(self, shortlist: Shortlist) -> None:
        """Tell this shortlist of every change from now on; it may still be filling."""
        with self.lock:
            self._shortlist = shortlist

    def bring_up_to_date(self, stopped: Callable[[], bool] = lambda: False) -> tuple[int, int]:
        """Make the index hold exactly the store's live embeddings of its fingerprint.

        Args:
            stopped: asked now and then; once it says so, the rest is left undone.

        Returns:
            How many rows were added or replaced, and how many dropped.
        """
        with self._taking_over:
            live, revisions = self._store.revisions(self._fingerprint)
            with self.lock:
                gone = np.setdiff1d(self.table.row_ids, live, assume_unique=True)
                self._forget(gone.tolist())
                positions = self.table.positions(live)
                known = positions >= 0
                known[known] = self.table.revisions[positions[known]] == revisions[known]
                self.table.reserve(len(live))
            added = self._take_over(live[~known].tolist(), stopped)
        return len(added), len(gone)

    def refresh(self, row_ids: Sequence[int]) -> None:
        """Make these rows what the store says of them now, present or not."""
        with self._taking_over:
            found = self._take_over(row_ids, lambda: False)
            self.remove([row_id for row_id in row_ids if row_id not in found])

    def differences(self) -> list[int]:
        """Return rows that only one side has, or whose vectors differ.

        A vector that is damaged in the store belongs to neither side.
        """
        with self._taking_over, self.lock:
            live, _ = self._store.revisions(self._fingerprint)
            unmatched = set(self.table.row_ids.tolist())
            differing: set[int] = set()
            for row_ids, _, vectors in self._store.live(live.tolist(), self._fingerprint):
                stored = np.array(row_ids, dtype=np.int64)
                agree = self._agree(stored, vectors)
                differing.update(stored[~agree].tolist())
                unmatched.difference_update(row_ids)
        return sorted(differing | unmatched)

    def _forget(self, row_ids: Sequence[int]) -> None:
        self.table.remove(row_ids)
        if self._shortlist is not None:
            self._shortlist.remove(np.array(row_ids, dtype=np.int64))

    def _take_over(self, row_ids: Sequence[int], stopped: Callable[[], bool]) -> set[int]:
        taken: set[int] = set()
        for found, revisions, vectors in self._store.live(row_ids, self._fingerprint):
            if stopped():
                break
            self.put(found, vectors, revisions)
            taken.update(found)
        return taken

    def _agree(self, row_ids: Ids, vectors: Vectors) -> npt.NDArray[np.bool_]:
        positions = self.table.positions(row_ids)
        agree: npt.NDArray[np.bool_] = positions >= 0
        mine = self.table.vectors[positions[agree]]
        theirs = self.projection.apply(vectors[agree])
        if self.projection.basis is None:
            # Bits, not numbers: a vector that is not a number equals itself here.
            same = mine.view(np.int32) == theirs.view(np.int32)
        else:
            largest = np.nan_to_num(np.abs(theirs).max(axis=1, keepdims=True, initial=0.0))
            same = np.isclose(mine, theirs, rtol=0.0, atol=AGREEMENT * largest, equal_nan=True)
        agree[agree] = np.all(same, axis=1)
        return agree

    def _compare(self, stand_in: Vectors, among: RowIds | None) -> tuple[Ids, Vectors]:
        """Return row ids and the squared distances of their stand-ins, both the caller's own."""
        with self.lock:
            vectors, row_ids = self.table.vectors, self.table.row_ids
            if among is None:
                return row_ids.copy(), squared_distances(stand_in, vectors)
            positions = self._positions(among)
            if len(positions) * GATHERED_SHARE <= len(vectors):
                return row_ids[positions], squared_distances(stand_in, vectors[positions])
            return row_ids[positions], squared_distances(stand_in, vectors)[positions]

    def _positions(self, among: RowIds) -> Ids:
        """Return the positions of those rows that there are, each once, in order."""
        asked = self.table.positions(np.asarray(among, dtype=np.int64))
        wanted = np.zeros(len(self.table), dtype=bool)
        wanted[asked[asked >= 0]] = True
        return np.flatnonzero(wanted)

    def vectors_of(self, row_ids: Ids) -> tuple[Ids, Vectors]:
        """Return those of a few rows that there are, and their vectors."""
        if self.projection.basis is not None:
            return self._store.exact(row_ids, self._fingerprint)
        with self.lock:
            positions = self.table.positions(row_ids)
            there = positions >= 0
            return row_ids[there], self.table.vectors[positions[there]]


def as_query(vector: Vectors) -> Vectors:
    """Return a vector as searches compare it: float32, shape (``FEATURE_DIM``,)."""
    return np.ascontiguousarray(vector, dtype=np.float32).reshape(FEATURE_DIM)


def squared_distances(query: Vectors, vectors: Vectors) -> Vectors:
    """Return the squared L2 distances of a query, shape (d,), from vectors, shape (n, d).

    On one processor core, whatever else it has: while a job embeds on all of them, threads
    that wait for each other take ten times as long.
    """
    import faiss

    complete: Any = faiss  # Its type hints leave this function out.
    distances = np.empty(len(vectors), dtype=np.float32)
    if len(vectors):
        pointers = map(complete.swig_ptr, (distances, query, vectors))
        complete.fvec_L2sqr_ny(*pointers, vectors.shape[1], len(vectors))
    return distances
