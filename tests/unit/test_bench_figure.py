"""Figures: ratios and verdicts."""

from __future__ import annotations

import pytest
from support.bench_results import figure

from fashion_desktop.bench.figure import Better, Target


def test_the_ratio_is_ours_by_the_baseline() -> None:
    assert figure(ours=3.0, baseline=12.0).ratio == 0.25
    assert figure(ours=3.0).ratio is None
    assert figure(ours=3.0, baseline=0.0).ratio is None


@pytest.mark.parametrize(
    ("ours", "better", "bound", "met"),
    [
        (16.0, Better.LOWER, 16.0, True),
        (16.1, Better.LOWER, 16.0, False),
        (16.0, Better.HIGHER, 16.0, True),
        (15.9, Better.HIGHER, 16.0, False),
    ],
)
def test_a_fixed_target_judges_the_figure_itself(
    ours: float, better: Better, bound: float, met: bool
) -> None:
    judged = figure(ours=ours, better=better, baseline=1.0, target=Target(bound))
    assert judged.met is met


def test_a_target_of_the_ratio_judges_the_ratio() -> None:
    target = Target(1.9, of_ratio=True)
    fast = figure(ours=20.0, baseline=10.0, better=Better.HIGHER, target=target)
    slow = figure(ours=18.0, baseline=10.0, better=Better.HIGHER, target=target)
    assert (fast.met, slow.met) == (True, False)


def test_without_target_or_without_what_it_judges_by_there_is_no_verdict() -> None:
    assert figure(baseline=1.0).met is None
    assert figure(target=Target(0.5, of_ratio=True)).met is None
