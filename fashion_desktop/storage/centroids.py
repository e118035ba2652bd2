"""Centres of groups of nearby vectors, found piece by piece so that it can be stopped."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from fashion_desktop.storage.embedding_store import Vectors

Groups = npt.NDArray[np.int64]

ROUNDS = 8
ROWS_AT_ONCE = 8_192


def find_centroids(
    sample: Vectors, count: int, stopped: Callable[[], bool] = lambda: False
) -> Vectors:
    """Return ``count`` centroids of a sample by Lloyd's k-means, shape (count, width).

    Args:
        sample: finite, shape (n, width), n at least ``count``.
        stopped: asked now and then; once it says so, the centroids come back unfinished.
    """
    chance = np.random.default_rng(0)
    centroids = sample[chance.choice(len(sample), count, replace=False)]
    for _ in range(ROUNDS):
        groups = _assigned(sample, centroids, stopped)
        if stopped():
            break
        order = np.argsort(groups, kind="stable")
        filled, starts = np.unique(groups[order], return_index=True)
        sums = np.add.reduceat(sample[order], starts, axis=0)
        sizes = np.diff(np.append(starts, len(order)))
        centroids[filled] = sums / sizes[:, None].astype(np.float32)
        empty = np.setdiff1d(np.arange(count), filled)
        centroids[empty] = sample[chance.choice(len(sample), len(empty), replace=False)]
    return centroids


def _assigned(sample: Vectors, centroids: Vectors, stopped: Callable[[], bool]) -> Groups:
    half_lengths = np.einsum("ij,ij->i", centroids, centroids) / np.float32(2)
    groups = np.zeros(len(sample), dtype=np.int64)
    for start in range(0, len(sample), ROWS_AT_ONCE):
        if stopped():
            break
        piece = sample[start : start + ROWS_AT_ONCE]
        # The nearest has the largest c·x - |c|² / 2.
        groups[start : start + len(piece)] = (piece @ centroids.T - half_lengths).argmax(axis=1)
    return groups
