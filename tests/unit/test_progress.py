"""Rate and time left, with a clock the test turns by hand."""

from __future__ import annotations

import pytest

from fashion_desktop.domain.progress import ProgressMeter


class Clock:
    def __init__(self) -> None:
        self.now_s = 1_000.0

    def __call__(self) -> float:
        return self.now_s


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def meter(clock: Clock) -> ProgressMeter:
    return ProgressMeter(window_s=10.0, clock=clock)


def test_nothing_is_claimed_in_the_first_second(meter: ProgressMeter, clock: Clock) -> None:
    meter.update(0, 100)
    clock.now_s += 0.9
    progress = meter.update(50, 100, "Fetching")
    assert (progress.done, progress.total, progress.note) == (50, 100, "Fetching")
    assert progress.rate_per_s is None
    assert progress.left_s is None


def test_a_steady_job_has_its_rate_and_time_left(meter: ProgressMeter, clock: Clock) -> None:
    for done in range(0, 601, 6):
        progress = meter.update(done, 44_072)
        clock.now_s += 0.1
    assert progress.rate_per_s == pytest.approx(60.0)
    assert progress.left_s == pytest.approx((44_072 - 600) / 60.0)


def test_only_the_last_seconds_count(meter: ProgressMeter, clock: Clock) -> None:
    done = 0
    for _ in range(300):
        meter.update(done, None)
        done += 10
        clock.now_s += 0.1
    for _ in range(120):
        progress = meter.update(done, None)
        done += 1
        clock.now_s += 0.1
    assert progress.rate_per_s == pytest.approx(10.0, rel=0.05)


def test_an_unknown_total_has_a_rate_and_no_time_left(meter: ProgressMeter, clock: Clock) -> None:
    meter.update(0, None)
    clock.now_s += 2.0
    progress = meter.update(50, None)
    assert progress.rate_per_s == pytest.approx(25.0)
    assert progress.left_s is None


def test_a_resumed_job_does_not_count_what_was_done_before(
    meter: ProgressMeter, clock: Clock
) -> None:
    meter.update(8_200, 44_072)
    clock.now_s += 2.0
    assert meter.update(8_320, 44_072).rate_per_s == pytest.approx(60.0)


def test_a_pause_does_not_slow_the_job_down(meter: ProgressMeter, clock: Clock) -> None:
    meter.update(0, 100)
    clock.now_s += 2.0
    meter.update(20, 100)
    clock.now_s += 3_600.0
    meter.restart()
    assert meter.update(20, 100).rate_per_s is None
    clock.now_s += 2.0
    assert meter.update(40, 100).rate_per_s == pytest.approx(10.0)


def test_a_new_stage_that_counts_from_zero_is_measured_anew(
    meter: ProgressMeter, clock: Clock
) -> None:
    meter.update(0, 40_000, "Reading the catalogue")
    clock.now_s += 2.0
    meter.update(40_000, 40_000, "Reading the catalogue")
    assert meter.update(0, 40_000, "Fetching").rate_per_s is None
    clock.now_s += 2.0
    assert meter.update(100, 40_000, "Fetching").rate_per_s == pytest.approx(50.0)


def test_a_job_that_stands_still_claims_nothing(meter: ProgressMeter, clock: Clock) -> None:
    for _ in range(200):
        progress = meter.update(7, 10)
        clock.now_s += 0.1
    assert progress.rate_per_s is None
    assert progress.left_s is None


def test_more_done_than_expected_leaves_no_negative_time(
    meter: ProgressMeter, clock: Clock
) -> None:
    meter.update(0, 10)
    clock.now_s += 2.0
    assert meter.update(12, 10).left_s == 0


def test_memory_does_not_grow_with_reports(meter: ProgressMeter, clock: Clock) -> None:
    for done in range(100_000):
        meter.update(done, None)
        clock.now_s += 0.001
    assert len(meter._samples) <= 62
