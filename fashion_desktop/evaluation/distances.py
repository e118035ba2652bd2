"""How far apart photos are: to their nearest neighbour, and at random."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from fashion_desktop.domain.similarity import (
    DEFAULT_THRESHOLD,
    score_from_squared_l2,
    squared_l2_from_score,
)
from fashion_desktop.evaluation.neighbours import Distances, Features, squared_l2_to

QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95)
_RANDOM_PAIRS = 20_000
_PAIRS_AT_ONCE = 1_000
_SEED = 1
_BINS = 16


@dataclass(frozen=True, slots=True)
class Spread:
    """Squared L2 distances of one kind.

    Attributes:
        pairs: how many distances.
        squared_l2, scores: at each of ``QUANTILES``; empty without any pair.
        within_threshold: share of the pairs within the recommended threshold.
        counts: how many lie in each bin of the histogram.
    """

    pairs: int
    squared_l2: tuple[float, ...]
    scores: tuple[float, ...]
    within_threshold: float
    counts: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class DistanceReport:
    """Distances to nearest neighbours beside those of random pairs.

    Attributes:
        edges: of the histogram's bins, squared L2, rising by a constant factor; smaller and
            larger distances are counted in the first and the last bin.
    """

    nearest: Spread
    random: Spread
    edges: tuple[float, ...]


def distance_report(
    features: Features, nearest_squared_l2: Distances, keys: Sequence[str]
) -> DistanceReport:
    """Return how far apart photos are.

    Args:
        features: shape (n, d).
        nearest_squared_l2: shape (n,), from each photo to its nearest neighbour; infinite where
            it has none.
        keys: of each photo; pairs of one key are no pairs.
    """
    nearest = nearest_squared_l2[np.isfinite(nearest_squared_l2)]
    random = random_pairs(features, keys)
    edges = _edges(nearest, random)
    return DistanceReport(_spread(nearest, edges), _spread(random, edges), tuple(edges.tolist()))


def random_pairs(features: Features, keys: Sequence[str]) -> Distances:
    """Return the squared L2 distances of up to 20,000 pairs, always the same ones."""
    if len(features) < 2:
        return np.empty(0)
    first, second = np.random.default_rng(_SEED).integers(len(features), size=(2, _RANDOM_PAIRS))
    names = np.array(keys)
    apart = names[first] != names[second]
    pairs = np.stack([first[apart], second[apart]], axis=1)
    # A few at a time: in double precision all of them would fill gigabytes.
    parts = [
        squared_l2_to(features[part[:, 0]], features[part[:, 1]])
        for part in np.split(pairs, range(_PAIRS_AT_ONCE, len(pairs), _PAIRS_AT_ONCE))
    ]
    return np.concatenate(parts)


def _spread(distances: Distances, edges: Distances) -> Spread:
    if not len(distances):
        return Spread(0, (), (), 0.0, (0,) * _BINS)
    quantiles = [float(value) for value in np.quantile(distances, QUANTILES)]
    counts, _ = np.histogram(np.clip(distances, edges[0], edges[-1]), edges)
    return Spread(
        pairs=len(distances),
        squared_l2=tuple(quantiles),
        scores=tuple(score_from_squared_l2(value) for value in quantiles),
        within_threshold=float(
            (distances <= squared_l2_from_score(DEFAULT_THRESHOLD)).mean(),
        ),
        counts=tuple(int(count) for count in counts),
    )


def _edges(nearest: Distances, random: Distances) -> Distances:
    """Return edges from the nearest neighbours to the random pairs, but for some per mille."""
    low = np.quantile(nearest[nearest > 0], 0.01) if (nearest > 0).any() else 1.0
    high = np.quantile(random, 0.999) if len(random) else low
    return np.geomspace(low, max(high, low * 1.01), _BINS + 1)
