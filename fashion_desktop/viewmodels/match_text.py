"""Similarity in figures for people."""

from __future__ import annotations

import math


def score_text(score: float) -> str:
    """Return a similarity with four decimals, or more when it needs them for two digits."""
    decimals = 4 if score >= 0.001 or score <= 0 else 1 - math.floor(math.log10(score))
    return f"{score:.{decimals}f}"


def distance_text(squared_l2: float) -> str:
    """Return a squared L2 distance such as ``"d 195"`` or ``"d 4.2"``."""
    return f"d {squared_l2:,.0f}" if squared_l2 >= 10 else f"d {squared_l2:.1f}"
