"""Candidates for the answer from a part of a very large library: quick, and nearly complete.

Stand-ins are grouped around centroids (FAISS IndexIVFFlat); a search looks into the groups
nearest to its query only. What it may miss is measured when the groups are made, and the
distances of what it finds are then computed from the vectors themselves.
"""

from __future__ import annotations

import math
import threading
from typing import Any

import numpy as np

from fashion_desktop.storage.embedding_store import Ids, Vectors

SAME_DIRECTION = 0.85


class Shortlist:
    """Stand-ins by row id in inverted lists. Every method is thread-safe.

    Args:
        centroids: shape (groups, width).

    Attributes:
        probes: how many groups a search looks into.
        recall: share of the true nearest that searches were measured to find; None before.
    """

    def __init__(self, centroids: Vectors) -> None:
        import faiss

        self._faiss: Any = faiss
        self._lock = threading.Lock()
        self.centroids = centroids
        groups, width = centroids.shape
        self._quantizer: Any = faiss.IndexFlatL2(width)
        self._quantizer.add(centroids)
        self._lists: Any = faiss.IndexIVFFlat(self._quantizer, width, groups)
        self._lists.is_trained = True
        self._lists.set_direct_map_type(self._faiss.DirectMap.Hashtable)
        self.probes = groups
        self.recall: float | None = None

    def __len__(self) -> int:
        return int(self._lists.ntotal)

    @property
    def groups(self) -> int:
        """How many groups there are."""
        return len(self.centroids)

    def put(self, row_ids: Ids, stand_ins: Vectors) -> None:
        """Add rows; those that are there already are replaced."""
        finite = np.isfinite(stand_ins).all(axis=1)
        with self._lock:
            self._remove(row_ids)
            self._lists.add_with_ids(np.ascontiguousarray(stand_ins[finite]), row_ids[finite])

    def remove(self, row_ids: Ids) -> None:
        """Forget rows; unknown ones are ignored."""
        with self._lock:
            self._remove(row_ids)

    def search(self, stand_in: Vectors, wanted: int, among: Ids | None = None) -> Ids:
        """Return up to ``wanted`` row ids, the most promising first.

        The lower bound takes what the basis leaves out of both vectors to lie in the same
        direction; among a million perturbed products it mostly lies a little off it, and
        counting ``SAME_DIRECTION`` of the query's found the most of the true nearest.

        Args:
            among: only these row ids, none negative.
        """
        expected = stand_in.copy()
        expected[-1] *= SAME_DIRECTION
        options: dict[str, Any] = {"nprobe": min(self.groups, self.probes)}
        if among is not None:
            # The fewer of a group's rows count, the more groups it takes to find as many.
            share = len(self) / max(1, len(among))
            options["nprobe"] = min(self.groups, math.ceil(self.probes * max(1.0, share)))
            options["sel"] = self._selector(among)
        parameters = self._faiss.SearchParametersIVF(**options)
        with self._lock:
            _, found = self._lists.search(expected[None], wanted, params=parameters)
        row_ids: Ids = found[0][found[0] >= 0]
        return row_ids

    def members(self) -> tuple[Ids, Ids]:
        """Return how many rows each group has, and the row ids group by group."""
        with self._lock:
            lists = self._lists.invlists
            sizes = np.array([lists.list_size(n) for n in range(self.groups)], dtype=np.int64)
            parts = [
                self._faiss.rev_swig_ptr(lists.get_ids(number), int(size)).copy()
                for number, size in enumerate(sizes)
                if size
            ]
        return sizes, np.concatenate(parts) if parts else np.empty(0, dtype=np.int64)

    def fill(self, sizes: Ids, row_ids: Ids, stand_ins: Vectors) -> None:
        """Take over groups as ``members`` told them, with the stand-ins in the same order."""
        groups = np.repeat(np.arange(self.groups), sizes)
        pointers = map(self._faiss.swig_ptr, (stand_ins, row_ids, groups))
        with self._lock:
            self._lists.add_core(len(row_ids), *pointers)

    def _remove(self, row_ids: Ids) -> None:
        if self._lists.ntotal and len(row_ids):
            self._lists.remove_ids(self._faiss.IDSelectorArray(row_ids))

    def _selector(self, among: Ids) -> object:
        wanted = np.zeros(int(among.max(initial=0)) + 1, dtype=bool)
        wanted[among] = True
        bits = np.packbits(wanted, bitorder="little")
        return self._faiss.IDSelectorBitmap(bits)
