"""How far apart photos are."""

from __future__ import annotations

import numpy as np
import pytest

from fashion_desktop.evaluation.distances import QUANTILES, distance_report, random_pairs
from fashion_desktop.evaluation.neighbours import nearest


def keys_of(rows: np.ndarray) -> list[str]:
    return [str(number) for number in range(len(rows))]


def test_quantiles_scores_and_counts() -> None:
    rows = (np.random.default_rng(1).normal(size=(300, 16)) * 20).astype(np.float32)
    keys = keys_of(rows)
    closest = nearest(rows, rows, 1, keys, keys).squared_l2[:, 0]
    report = distance_report(rows, closest, keys)
    assert report.nearest.pairs == 300
    assert report.nearest.squared_l2 == pytest.approx(np.quantile(closest, QUANTILES).tolist())
    assert report.nearest.scores[2] == pytest.approx(1 / (1 + np.median(closest)))
    assert report.nearest.within_threshold == pytest.approx((closest <= 999).mean())
    assert report.nearest.squared_l2[2] < report.random.squared_l2[2]
    # Independent normal numbers are 2 σ² d apart on average.
    assert report.random.squared_l2[2] == pytest.approx(2 * 400 * 16, rel=0.1)
    assert sum(report.nearest.counts) == report.nearest.pairs
    assert sum(report.random.counts) == report.random.pairs
    assert len(report.edges) == len(report.nearest.counts) + 1
    assert list(report.edges) == sorted(report.edges)


def test_random_pairs_are_the_same_every_time_and_never_of_one_key() -> None:
    rows = np.arange(6, dtype=np.float32)[:, None] * 10
    pairs = random_pairs(rows, ["a", "a", "b", "c", "d", "e"])
    assert pairs.tolist() == random_pairs(rows, ["a", "a", "b", "c", "d", "e"]).tolist()
    # No photo is paired with itself.
    assert 0 not in pairs
    assert set(pairs.tolist()) <= {100.0 * step**2 for step in range(1, 6)}
    assert len(random_pairs(rows[:2], ["a", "a"])) == 0


def test_photos_without_any_neighbour() -> None:
    one = np.ones((1, 4), dtype=np.float32)
    report = distance_report(one, np.array([np.inf]), ["a"])
    assert (report.nearest.pairs, report.random.pairs) == (0, 0)
    assert report.nearest.scores == ()


def test_a_catalogue_of_equal_photos() -> None:
    rows = np.ones((5, 4), dtype=np.float32)
    report = distance_report(rows, np.zeros(5), keys_of(rows))
    assert report.nearest.scores == (1.0,) * len(QUANTILES)
    assert sum(report.random.counts) == report.random.pairs
