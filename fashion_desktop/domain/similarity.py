"""The one place that turns a squared L2 distance into a similarity score, and back.

The formula is that of the service this program replaces: ``score = 1 / (1 + d)`` with ``d``
the squared L2 distance that FAISS returns. A score is only meaningful together with the
weights it was measured with, because the scale of ``d`` depends on them.
"""

from __future__ import annotations

import math

DEFAULT_THRESHOLD = 0.001
"""Recommended threshold: keeps everything within a squared L2 distance of 999."""

DEFAULT_TOP_N = 10
CANDIDATES_PER_QUERY = 500
"""How many neighbours one search fetches; the slider then filters in memory."""


def score_from_squared_l2(squared_l2: float) -> float:
    """Return the similarity score in (0, 1] of a squared L2 distance.

    Raises:
        ValueError: the distance is negative or not a number.
    """
    if math.isnan(squared_l2) or squared_l2 < 0:
        raise ValueError(f"a squared distance cannot be {squared_l2}")
    return 1.0 / (1.0 + squared_l2)


def squared_l2_from_score(score: float) -> float:
    """Return the squared L2 distance whose similarity score is ``score``.

    Raises:
        ValueError: the score is outside (0, 1].
    """
    if not 0.0 < score <= 1.0:
        raise ValueError(f"a similarity lies above 0 and at most at 1, not at {score}")
    return 1.0 / score - 1.0
