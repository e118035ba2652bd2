"""Comparing with a stored result."""

from __future__ import annotations

from dataclasses import replace

import pytest
from support.bench_results import MACHINE, figure, result

from fashion_desktop.bench.compare import compare, comparison_lines
from fashion_desktop.bench.figure import Better

TOLERANCE = 0.15


def test_what_got_slower_comes_first_and_the_worst_of_it_at_the_top() -> None:
    then = result(figure("a", 10.0), figure("b", 10.0), figure("c", 10.0), figure("d", 10.0))
    now = result(figure("a", 5.0), figure("b", 12.0), figure("c", 30.0), figure("d", 11.0))
    found = compare(then, now, TOLERANCE)
    assert [change.figure.name for change in found.slower] == ["c", "b"]
    assert [change.figure.name for change in found.faster] == ["a"]
    assert found.unchanged == 1
    lines = "\n".join(comparison_lines(found, then))
    assert lines.index("(c)") < lines.index("(b)") < lines.index("(a)")
    assert "10.0 ms → 30.0 ms, 3.00 times worse" in lines
    assert "10.0 ms → 5 ms, 2.00 times better" in lines
    assert "2 slower, 1 faster, 1 unchanged." in lines


def test_fewer_photos_a_second_are_slower() -> None:
    rate = {"unit": "photos/s", "better": Better.HIGHER}
    found = compare(result(figure("a", 30.0, **rate)), result(figure("a", 20.0, **rate)), TOLERANCE)
    assert [change.times_worse for change in found.slower] == [pytest.approx(1.5)]


def test_ratios_are_compared_where_there_are_baselines() -> None:
    """A day on which the machine is half as fast for both changes nothing."""
    then = result(figure("a", 2.0, baseline=10.0), figure("b", 2.0, baseline=10.0))
    now = result(figure("a", 4.0, baseline=20.0), figure("b", 2.0, baseline=5.0))
    found = compare(then, now, TOLERANCE)
    assert found.unchanged == 1
    [slower] = found.slower
    assert (slower.figure.name, slower.of_ratio, slower.then, slower.now) == ("b", True, 0.2, 0.4)


def test_the_tolerance_decides_what_counts() -> None:
    then, now = result(figure(ours=10.0)), result(figure(ours=11.0))
    assert not compare(then, now, 0.15).slower
    assert compare(then, now, 0.05).slower


def test_sizes_are_compared_each_with_its_own() -> None:
    then = result(figure(ours=1.0, size=10), figure(ours=5.0, size=20))
    now = result(figure(ours=1.0, size=10), figure(ours=9.0, size=20))
    assert [change.figure.size for change in compare(then, now, TOLERANCE).slower] == [20]


def test_on_another_machine_only_ratios_count() -> None:
    then = result(figure("a", 1.0), figure("b", 1.0, baseline=10.0))
    other = {**MACHINE, "processor": "Another", "memory_gib": 8.0}
    now = result(figure("a", 9.0), figure("b", 9.0, baseline=90.0), machine=other)
    found = compare(then, now, TOLERANCE)
    assert not found.same_machine
    assert (found.slower, found.unchanged, found.not_comparable) == ([], 1, 1)
    lines = "\n".join(comparison_lines(found, then))
    assert "processor was Test processor, and is Another" in lines
    assert "memory was 16.0 GiB, and is 8.0 GiB" in lines
    assert "The machines differ" in lines


def test_a_little_more_memory_is_the_same_machine() -> None:
    assert compare(result(), result(machine={**MACHINE, "memory_gib": 15.6}), 0.1).same_machine


def test_figures_that_are_missing_are_named_if_their_topic_was_measured() -> None:
    then = result(figure("a"), figure("b", size=1_000))
    now = result(figure("a"), figure("new"))
    found = compare(then, now, TOLERANCE)
    assert found.missing == ["b at 1,000 products"]
    assert found.new == 1
    elsewhere = compare(then, result(figure("x"), topic="slider"), TOLERANCE)
    assert elsewhere.missing == []
    failed = compare(then, result(failed={"search": "It crashed."}), TOLERANCE)
    assert failed.missing == ["a", "b at 1,000 products"]


def test_another_mode_and_other_photos_are_told() -> None:
    found = compare(result(), result(mode="full", photos="elsewhere"), TOLERANCE)
    assert found.same_machine
    assert len(found.differences) == 2


def test_another_unit_is_not_compared() -> None:
    found = compare(result(figure(unit="s")), result(figure(unit="ms")), TOLERANCE)
    assert (found.not_comparable, found.slower) == (1, [])


def test_from_zero_everything_is_worse_and_nothing_is_not() -> None:
    then = result(figure("a", 0.0), figure("b", 0.0))
    found = compare(then, result(figure("a", 0.0), figure("b", 1.0)), TOLERANCE)
    assert found.unchanged == 1
    assert [change.figure.name for change in found.slower] == ["b"]
    assert found.as_json()["slower"][0]["times_worse"] is None
    assert comparison_lines(found, replace(then, date=""))
