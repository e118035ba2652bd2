"""What weights say of the distances they give."""

from __future__ import annotations

import pytest

from fashion_desktop.domain.weights import DistanceQuantiles

RANDOM_PAIR = (860.0, 1999.0, 2700.0)


def test_typical_scores_span_from_chance_to_very_near() -> None:
    distances = DistanceQuantiles((99.0, 140.0, 220.0, 300.0, 500.0), RANDOM_PAIR)
    assert distances.typical_scores == pytest.approx((1 / 2000, 1 / 100))


def test_identical_photos_are_as_alike_as_can_be() -> None:
    distances = DistanceQuantiles((0.0, 0.0, 220.0, 300.0, 500.0), RANDOM_PAIR)
    assert distances.typical_scores[1] == 1.0


def test_weights_that_tell_nothing_apart_still_give_a_range() -> None:
    low, high = DistanceQuantiles((50.0,) * 5, (3.0,) * 3).typical_scores
    assert low < high


@pytest.mark.parametrize(
    ("nearest", "says"),
    [
        ((1.0, 2.0), "2 quantiles instead of 5"),
        ((1.0, 2.0, 3.0, 4.0, 3.5), "must rise"),
        ((-1.0, 2.0, 3.0, 4.0, 5.0), "0 or more"),
        ((1.0, 2.0, 3.0, 4.0, float("inf")), "0 or more"),
    ],
)
def test_what_cannot_be_distances_is_refused(nearest: tuple[float, ...], says: str) -> None:
    with pytest.raises(ValueError, match=says):
        DistanceQuantiles(nearest, RANDOM_PAIR)
