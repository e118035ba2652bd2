import math

import pytest

from fashion_desktop.domain.similarity import (
    DEFAULT_THRESHOLD,
    score_from_squared_l2,
    squared_l2_from_score,
)


def test_identical_photos_score_one() -> None:
    assert score_from_squared_l2(0.0) == 1.0


def test_known_values() -> None:
    assert score_from_squared_l2(220.0) == pytest.approx(0.004524886877828055)
    assert squared_l2_from_score(DEFAULT_THRESHOLD) == pytest.approx(999.0)


def test_score_and_distance_are_inverse() -> None:
    for squared_l2 in (0.0, 0.5, 83.0, 220.0, 5000.0):
        score = score_from_squared_l2(squared_l2)
        assert squared_l2_from_score(score) == pytest.approx(squared_l2, abs=1e-9)


@pytest.mark.parametrize("squared_l2", [-0.001, math.nan])
def test_impossible_distances_are_refused(squared_l2: float) -> None:
    with pytest.raises(ValueError, match="squared distance"):
        score_from_squared_l2(squared_l2)


@pytest.mark.parametrize("score", [0.0, -1.0, 1.1])
def test_impossible_scores_are_refused(score: float) -> None:
    with pytest.raises(ValueError, match="similarity"):
        squared_l2_from_score(score)
