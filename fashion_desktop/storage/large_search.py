"""Searching a very large library: a shortlist first, exact distances of what is on it."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

from fashion_desktop.domain.matches import Neighbour
from fashion_desktop.storage.centroids import find_centroids
from fashion_desktop.storage.embedding_store import Ids, RowIds, Vectors
from fashion_desktop.storage.refine import ROUNDING, ROWS_AT_ONCE, Nearest
from fashion_desktop.storage.shortlist import Shortlist
from fashion_desktop.storage.vector_index import VectorIndex, as_query

GROUPS_PER_ROOT = 2
"""Groups for each square root of the number of rows."""
SAMPLE_PER_GROUP = 40
ROWS_A_FILLING = 1_000
"""While so many rows are taken over, a search waits."""

RECALL_WANTED = 0.995
"""Share of the nearest ten to find, measured; more than promised, for it is measured on a few."""
MEASURED_ON = 100
MEASURED_TOP = 10
FEWEST_PROBES = 32
LARGEST_PROBED_SHARE = 2
"""Looking into more than one in so many groups is hardly quicker than looking at all rows."""

MORE_LISTED = 100
"""At least so many more rows are listed, and compared exactly, than are wanted; or half as many."""

FEW_ROWS = 20_000
"""A search among so few rows is quick without a shortlist."""


def is_ready(shortlist: Shortlist | None) -> bool:
    """Tell whether a shortlist was found to miss hardly anything."""
    return (
        shortlist is not None and shortlist.recall is not None and shortlist.recall >= RECALL_WANTED
    )


def search_nearly(
    index: VectorIndex, vector: Vectors, candidates: int, among: RowIds | None = None
) -> list[Neighbour]:
    """Return nearly always the nearest rows, nearest first, with their exact distances.

    Falls back on the exact search where the shortlist yields too few.

    Args:
        index: one whose shortlist is filled.
        among: only rows with these ids count; quickest as an array.
    """
    query = as_query(vector)
    shortlist = index.shortlist
    chosen = None if among is None else np.asarray(among, dtype=np.int64)
    if chosen is not None and len(chosen) <= FEW_ROWS:
        shortlist = None
    if shortlist is None or candidates < 1 or not np.isfinite(query).all():
        return index.search(vector, candidates, among)
    stand_in = index.projection.apply(query[None])[0]
    found = _candidates(shortlist, stand_in, candidates, chosen)
    nearest = Nearest(query, candidates)
    for start in range(0, len(found), ROWS_AT_ONCE):
        nearest.see(*index.vectors_of(found[start : start + ROWS_AT_ONCE]))
    neighbours = nearest.neighbours()
    if len(neighbours) < candidates:
        return index.search(vector, candidates, among)
    return neighbours


def _candidates(shortlist: Shortlist, stand_in: Vectors, wanted: int, among: Ids | None) -> Ids:
    listed = wanted + max(MORE_LISTED, wanted // 2)
    return shortlist.search(stand_in, listed, None if among is None else among[among >= 0])


def build_shortlist(index: VectorIndex, stopped: Callable[[], bool] = lambda: False) -> None:
    """Give an index a shortlist, and measure how much it finds.

    Searches and changes go on meanwhile. Until it is measured, the shortlist is not ready.

    Args:
        stopped: asked now and then; once it says so, the shortlist stays unfinished.
    """
    with index.lock:
        row_ids = index.table.row_ids.copy()
        groups = max(1, int(GROUPS_PER_ROOT * math.sqrt(len(row_ids))))
        chosen = np.linspace(0, len(row_ids) - 1, min(len(row_ids), groups * SAMPLE_PER_GROUP))
        sample = index.table.vectors[chosen.astype(np.int64)]
        width = index.projection.width
    sample = sample[np.isfinite(sample).all(axis=1)]
    if not len(sample):
        sample = np.zeros((1, width), dtype=np.float32)
    shortlist = Shortlist(find_centroids(sample, min(groups, len(sample)), stopped))
    index.keep_in_step(shortlist)
    for start in range(0, len(row_ids), ROWS_A_FILLING):
        if stopped():
            return
        piece = row_ids[start : start + ROWS_A_FILLING]
        with index.lock:
            positions = index.table.positions(piece)
            there = positions >= 0
            shortlist.put(piece[there], index.table.vectors[positions[there]])
    _measure(index, shortlist, row_ids, stopped)


def _measure(
    index: VectorIndex, shortlist: Shortlist, row_ids: Ids, stopped: Callable[[], bool]
) -> None:
    """Find out how many groups have to be looked into, and what is then found."""
    chosen = row_ids[np.linspace(0, len(row_ids) - 1, MEASURED_ON).astype(np.int64)]
    _, queries = index.vectors_of(np.unique(chosen))
    most = max(1, shortlist.groups // LARGEST_PROBED_SHARE)
    levels = [min(most, FEWEST_PROBES)]
    while levels[-1] < most:
        levels.append(min(most, levels[-1] * 2))
    recalls = []
    for query in queries:
        if stopped():
            return
        recalls.append(_recalls(index, shortlist, query, levels))
    if not recalls:
        return
    by_level = np.mean(recalls, axis=0)
    enough = np.flatnonzero(by_level >= RECALL_WANTED)
    level = int(enough[0]) if len(enough) else len(levels) - 1
    shortlist.probes, shortlist.recall = levels[level], float(by_level[level])


def _recalls(
    index: VectorIndex, shortlist: Shortlist, query: Vectors, levels: list[int]
) -> list[float]:
    """Return for each number of groups the share of the nearest that is found.

    The truth is found right before: the library may be changing.
    """
    true = index.search(query, MEASURED_TOP)
    # By distance: of equally near rows any will do.
    furthest = true[-1].squared_l2 * (1 + ROUNDING) if true else 0.0
    recalls: list[float] = []
    for probes in levels:
        if true and (not recalls or recalls[-1] < 1.0):
            shortlist.probes = probes
            found = search_nearly(index, query, MEASURED_TOP)
            near = sum(neighbour.squared_l2 <= furthest for neighbour in found)
            recalls.append(min(1.0, near / len(true)))
        else:
            recalls.append(1.0)
    return recalls
