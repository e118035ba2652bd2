import math
import random

import pytest

from fashion_desktop.domain.threshold_scale import Candidates, ThresholdScale, rounded

RECOMMENDED = 0.001


def crowd(count: int = 499, seed: int = 7) -> list[float]:
    draw = random.Random(seed)
    return [draw.uniform(0.0012, 0.012) for _ in range(count)]


def fit(scores: list[float], recommended: float = RECOMMENDED) -> ThresholdScale:
    return ThresholdScale.fit(Candidates.of(scores), recommended)


@pytest.mark.parametrize(
    "scores",
    [
        [],
        [1.0],
        [0.004],
        [0.004] * 20,
        [1.0, 0.005],
        [1.0, 1.0, 1.0],
        [1.0, 0.3, 0.02, 0.004, 0.0031],
        crowd(),
        [*crowd(), 1.0],
        [0.0, 0.002, 1.0],
    ],
)
def test_scale_holds_candidates_and_recommended_and_inverts(scores: list[float]) -> None:
    scale = fit(scores)
    for score in [*scores, RECOMMENDED]:
        assert scale.low <= max(score, 1e-12) <= scale.high
    positions = [step / 200 for step in range(201)]
    values = [scale.score(position) for position in positions]
    assert values == sorted(values)
    assert len(set(values)) == len(values)
    for position, value in zip(positions, values, strict=True):
        assert scale.position(value) == pytest.approx(position, abs=1e-9)


def test_identical_photo_does_not_squash_the_crowd() -> None:
    scale = fit([*crowd(), 1.0])
    assert scale.position(1.0) == pytest.approx(1.0)
    assert scale.position(0.0119) - scale.position(0.0012) > 0.7
    assert scale.crowd_share < 1.0


def test_scale_without_outliers_is_one_logarithm() -> None:
    scale = fit(crowd())
    middle = math.sqrt(scale.low * scale.high)
    assert scale.crowd_share == 1.0
    assert scale.position(middle) == pytest.approx(0.5)


def test_recommended_far_from_the_candidates_stays_on_the_scale() -> None:
    assert 0.0 < fit(crowd(), 0.2).position(0.2) < 1.0
    assert 0.0 < fit(crowd(), 0.00001).position(0.00001) < 1.0


@pytest.mark.parametrize("scores", [[], [0.004], [1.0, 0.0041], [0.0009, 0.0001]])
def test_few_candidates_stand_on_the_scale_that_is_usual(scores: list[float]) -> None:
    low, high = 0.0005, 0.012
    scale = ThresholdScale.fit(Candidates.of(scores), RECOMMENDED, (low, high))
    for score in [*scores, RECOMMENDED, low, high]:
        assert scale.low <= score <= scale.high
        assert scale.score(scale.position(score)) == pytest.approx(score)
    assert scale.position(high) - scale.position(low) > 0.3


def test_without_candidates_the_scale_is_just_what_is_usual() -> None:
    scale = ThresholdScale.fit(Candidates(), RECOMMENDED, (0.0005, 0.012))
    assert 0.0004 < scale.low < 0.0005
    assert 0.012 < scale.high < 0.015


def test_many_candidates_make_their_own_scale() -> None:
    candidates = Candidates.of(crowd())
    assert ThresholdScale.fit(candidates, RECOMMENDED, (1e-9, 0.9)) == fit(crowd())


def test_positions_and_scores_beyond_the_ends_mean_the_ends() -> None:
    scale = fit(crowd())
    assert scale.position(scale.low / 10) == 0.0
    assert scale.position(1.0) == 1.0
    assert scale.score(-3.0) == scale.low
    assert scale.score(7.0) == scale.high


def test_ticks_are_round_ascending_and_on_the_scale() -> None:
    scale = fit([*crowd(), 1.0])
    ticks = scale.ticks()
    assert list(ticks) == sorted(set(ticks))
    assert {0.001, 0.002, 0.005, 1.0} <= set(ticks)
    assert all(scale.low <= tick <= scale.high for tick in ticks)


def test_kept_counts_scores_of_at_least_the_threshold() -> None:
    candidates = Candidates.of([0.004, 1.0, 0.002, 0.002])
    assert [candidates.kept(value) for value in (0.001, 0.002, 0.0021, 0.004, 1.0)] == [
        4,
        4,
        2,
        2,
        1,
    ]


def test_threshold_keeping_keeps_exactly_that_many_and_is_short() -> None:
    candidates = Candidates.of(crowd())
    for count in range(1, 500):
        assert candidates.kept(candidates.threshold_keeping(count)) == count
    assert Candidates.of([0.0031, 0.0039]).threshold_keeping(1) == 0.0035


def test_threshold_keeping_clamps_and_refuses_nothing() -> None:
    candidates = Candidates.of([0.002, 0.004])
    assert candidates.kept(candidates.threshold_keeping(0)) == 1
    assert candidates.kept(candidates.threshold_keeping(99)) == 2
    with pytest.raises(ValueError, match="no candidates"):
        Candidates().threshold_keeping(1)


def test_steps_walk_through_all_candidates_one_by_one_and_back() -> None:
    candidates = Candidates.of([*crowd(60), 1.0])
    threshold = candidates.threshold_keeping(1)
    for kept in range(2, 62):
        threshold = candidates.step(threshold, 1)
        assert candidates.kept(threshold) == kept
    assert candidates.step(threshold, 1) == threshold
    for kept in range(60, 0, -1):
        threshold = candidates.step(threshold, -1)
        assert candidates.kept(threshold) == kept
    assert candidates.step(threshold, -1) == threshold


def test_equal_scores_come_and_go_together() -> None:
    candidates = Candidates.of([1.0, 1.0, 0.004, 0.004, 0.004, 0.002])
    loosest = candidates.threshold_keeping(6)
    tighter = candidates.step(loosest, -1)
    assert candidates.kept(tighter) == 5
    tightest = candidates.step(tighter, -1)
    assert candidates.kept(tightest) == 2
    assert candidates.step(tightest, -1) == tightest
    assert candidates.kept(candidates.step(tightest, 1)) == 5


def test_step_from_beyond_either_end() -> None:
    candidates = Candidates.of([0.004, 0.002])
    assert candidates.step(0.5, -1) == 0.5
    assert candidates.kept(candidates.step(0.5, 1)) == 1
    assert candidates.kept(candidates.step(0.0001, -1)) == 1
    assert Candidates().step(0.001, 1) == 0.001


def test_bins_count_every_candidate_once() -> None:
    scores = [*crowd(), 1.0]
    candidates = Candidates.of(scores)
    bins = candidates.bins(fit(scores), 80)
    assert len(bins) == 80
    assert sum(bins) == 500
    assert bins[-1] == 1


@pytest.mark.parametrize("score", [-0.1, 1.1, math.nan, math.inf])
def test_impossible_scores_are_refused(score: float) -> None:
    with pytest.raises(ValueError, match="between 0 and 1"):
        Candidates.of([0.004, score])


def test_rounding_errors_of_float32_are_tolerated() -> None:
    assert Candidates.of([1.0000001, 0.0]).ascending == (1e-12, 1.0)


def test_rounded_keeps_significant_digits() -> None:
    assert rounded(0.00342371, 3) == 0.00342
    assert rounded(293.4, 2) == 290.0
