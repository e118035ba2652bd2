"""The scale of features: how it is measured, chosen, and put into the network."""

from __future__ import annotations

import math

import numpy as np
import pytest

from fashion_desktop.embedding.resnet50_layout import parameter_shapes
from fashion_desktop.training.scale import (
    TYPICAL_NEAREST_SQUARED_L2,
    factor_for,
    measured,
    scaled,
)


def some_features(count: int = 700) -> np.ndarray:
    return np.random.default_rng(3).normal(0, 2, (count, 12)).astype(np.float32)


def test_nearest_neighbours_are_exact_and_never_the_product_itself() -> None:
    features = some_features()
    differences = features[:, None, :].astype(np.float64) - features
    expected = (differences**2).sum(axis=2)
    np.fill_diagonal(expected, np.inf)
    distances = measured(features)
    np.testing.assert_allclose(distances.nearest, expected.min(axis=1), rtol=1e-9)


def test_random_pairs_are_different_products_and_always_the_same() -> None:
    two = np.array([[0.0, 0.0], [3.0, 4.0]], np.float32)
    assert set(measured(two).random_pairs) == {25.0}
    features = np.random.default_rng(1).normal(0, 2, (300, 12)).astype(np.float32)
    first = measured(features).random_pairs
    assert np.array_equal(first, measured(features).random_pairs)
    assert first.mean() == pytest.approx(12 * 2 * 4, rel=0.1)


def test_one_product_has_no_distances() -> None:
    with pytest.raises(ValueError, match="at least two"):
        measured(some_features(1))


def test_the_factor_brings_the_median_to_where_the_threshold_expects_it() -> None:
    distances = measured(some_features())
    factor = factor_for(distances.nearest)
    again = measured(some_features() * np.float32(factor))
    assert np.median(again.nearest) == pytest.approx(TYPICAL_NEAREST_SQUARED_L2, rel=1e-5)
    quantiles = again.quantiles()
    assert quantiles.nearest[2] == pytest.approx(TYPICAL_NEAREST_SQUARED_L2, rel=1e-5)
    by_hand = distances.scaled(factor).quantiles()
    assert by_hand.nearest == pytest.approx(quantiles.nearest, rel=1e-5)
    assert by_hand.random_pair == pytest.approx(quantiles.random_pair, rel=1e-5)


def test_products_that_share_a_photo_do_not_count() -> None:
    apart = np.array([50.0, 60.0, 70.0])
    with_copies = np.concatenate([apart, np.zeros(20), np.full(20, 1e-10)])
    assert factor_for(with_copies) == factor_for(apart) == math.sqrt(220 / 60)


@pytest.mark.parametrize("nearest", [[], [0.0, 0.0], [1.0, math.nan], [1.0, math.inf]])
def test_no_scale_from_nothing(nearest: list[float]) -> None:
    with pytest.raises(ValueError, match="scale"):
        factor_for(np.array(nearest))


def test_scaling_leaves_its_input_and_most_of_the_network_alone() -> None:
    weights = {name: np.ones(shape, np.float32) for name, shape in parameter_shapes().items()}
    found = scaled(weights, 4.0)
    assert all((value == 1).all() for value in weights.values())
    assert {name: value.shape for name, value in found.items()} == parameter_shapes()
    assert all(value.dtype == np.float32 for value in found.values())
    changed = {name: float(v.flat[0]) for name, v in found.items() if not (v == 1).all()}
    assert changed == {
        "layer4.0.bn3.weight": 4.0,
        "layer4.0.bn3.bias": 4.0,
        "layer4.0.downsample.1.weight": 4.0,
        "layer4.0.downsample.1.bias": 4.0,
        "layer4.1.bn1.weight": 0.25,
        "layer4.1.bn1.running_mean": 4.0,
        "layer4.1.bn3.weight": 4.0,
        "layer4.1.bn3.bias": 4.0,
        "layer4.2.bn1.weight": 0.25,
        "layer4.2.bn1.running_mean": 4.0,
        "layer4.2.bn3.weight": 4.0,
        "layer4.2.bn3.bias": 4.0,
    }


@pytest.mark.parametrize("factor", [0.0, -2.0, math.nan, math.inf])
def test_impossible_factors_are_refused(factor: float) -> None:
    with pytest.raises(ValueError, match="above 0"):
        scaled({}, factor)
