"""Rows of short vectors in one block of memory: replaced in place, removed without a gap."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from fashion_desktop.storage.embedding_store import Ids, Vectors

Positions = npt.NDArray[np.int32]

GROWTH = 1.5


class RowTable:
    """Row ids, revisions and vectors by position.

    A removed row is overwritten by the last. Where a row lies is looked up in an array by row
    id, for the library counts its rows from one up. Not safe to use from several threads.
    """

    def __init__(self, width: int) -> None:
        self._count = 0
        self._vectors: Vectors = np.empty((0, width), dtype=np.float32)
        self._row_ids: Ids = np.empty(0, dtype=np.int64)
        self._revisions: Ids = np.empty(0, dtype=np.int64)
        self._position_of: Positions = np.empty(0, dtype=np.int32)

    def __len__(self) -> int:
        return self._count

    @property
    def row_ids(self) -> Ids:
        """Row ids by position; a view that is valid until the next change."""
        return self._row_ids[: self._count]

    @property
    def revisions(self) -> Ids:
        """Revisions by position; a view that is valid until the next change."""
        return self._revisions[: self._count]

    @property
    def vectors(self) -> Vectors:
        """Vectors by position, (n, width); a view that is valid until the next change."""
        return self._vectors[: self._count]

    def positions(self, row_ids: Ids) -> Positions:
        """Return the position of each row, -1 for an unknown one."""
        known = (row_ids >= 0) & (row_ids < len(self._position_of))
        if known.all():
            return self._position_of[row_ids]
        found = np.full(len(row_ids), -1, dtype=np.int32)
        found[known] = self._position_of[row_ids[known]]
        return found

    def reserve(self, count: int) -> None:
        """Make room for ``count`` rows."""
        if count > len(self._row_ids):
            self._vectors = _extended(self._vectors, self._count, count)
            self._row_ids = _extended(self._row_ids, self._count, count)
            self._revisions = _extended(self._revisions, self._count, count)

    def put(self, row_ids: Ids, revisions: Ids, vectors: Vectors) -> None:
        """Add rows, each at most once; those that are there already are replaced."""
        positions = self.positions(row_ids)
        is_new = positions < 0
        added = int(np.count_nonzero(is_new))
        if self._count + added > len(self._row_ids):
            self.reserve(max(self._count + added, int(self._count * GROWTH)))
        positions[is_new] = np.arange(self._count, self._count + added)
        self._count += added
        self._vectors[positions] = vectors
        self._row_ids[positions] = row_ids
        self._revisions[positions] = revisions
        self._place(row_ids, positions)

    def fill(self, row_ids: Ids, revisions: Ids, vectors: Vectors) -> None:
        """Take these arrays over as all there is."""
        self._count = len(row_ids)
        self._row_ids, self._revisions, self._vectors = row_ids, revisions, vectors
        self._position_of = np.empty(0, dtype=np.int32)
        self._place(row_ids, np.arange(len(row_ids), dtype=np.int32))

    def remove(self, row_ids: Sequence[int]) -> None:
        """Forget rows; unknown ones are ignored."""
        for row_id in row_ids:
            if not 0 <= row_id < len(self._position_of) or self._position_of[row_id] < 0:
                continue
            position = self._position_of[row_id]
            last = self._count - 1
            moved = self._row_ids[last]
            self._vectors[position] = self._vectors[last]
            self._row_ids[position] = moved
            self._revisions[position] = self._revisions[last]
            self._position_of[moved] = position
            self._position_of[row_id] = -1
            self._count = last

    def _place(self, row_ids: Ids, positions: Positions) -> None:
        largest = int(row_ids.max(initial=-1))
        if largest >= len(self._position_of):
            grown = np.full(int((largest + 1) * GROWTH), -1, dtype=np.int32)
            grown[: len(self._position_of)] = self._position_of
            self._position_of = grown
        self._position_of[row_ids] = positions


def _extended(stored: npt.NDArray[Any], used: int, count: int) -> npt.NDArray[Any]:
    grown = np.empty((count, *stored.shape[1:]), dtype=stored.dtype)
    grown[:used] = stored[:used]
    return grown
