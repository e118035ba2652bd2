"""Rounds of timing: medians and percentiles, ours and the baseline in turn."""

from __future__ import annotations

import time
from collections.abc import Callable

import numpy as np


def median(values: list[float]) -> float:
    """Return the median."""
    return float(np.median(values))


def p95(values: list[float]) -> float:
    """Return the 95th percentile."""
    return float(np.percentile(values, 95))


def seconds(call: Callable[[], object]) -> float:
    """Return how long one call takes."""
    started = time.perf_counter()
    call()
    return time.perf_counter() - started


def in_turn(rounds: int, *calls: Callable[[], object]) -> list[list[float]]:
    """Time calls in turn, A B A B …, so that a machine whose speed drifts is fair to all.

    Each is called once before, uncounted.

    Returns:
        For each call its seconds, one a round.
    """
    for call in calls:
        call()
    times: list[list[float]] = [[] for _ in calls]
    for _ in range(rounds):
        for call, taken in zip(calls, times, strict=True):
            taken.append(seconds(call))
    return times
