"""What got slower or faster since a stored result."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from fashion_desktop.bench.figure import Better, Figure
from fashion_desktop.bench.report import number_text, value_text
from fashion_desktop.bench.result import Result

_MEMORY_TOLERANCE = 0.05


@dataclass(frozen=True, slots=True)
class Change:
    """A figure then and now.

    Attributes:
        times_worse: above 1 where it got worse, below where it got better.
        of_ratio: then and now are ratios to the baseline of their own run.
    """

    topic: str
    figure: Figure
    then: float
    now: float
    times_worse: float
    of_ratio: bool


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two results side by side.

    Attributes:
        differences: how the machines, or the ways of measuring, differ.
        slower, faster: changes beyond the tolerance, the largest first.
        unchanged: how many changed less than that.
        not_comparable: figures of both that say nothing, the machines being different.
        missing: figures that were measured then, and should have been now.
        new: how many were not measured then.
    """

    tolerance: float
    same_machine: bool
    differences: list[str]
    slower: list[Change] = field(default_factory=list)
    faster: list[Change] = field(default_factory=list)
    unchanged: int = 0
    not_comparable: int = 0
    missing: list[str] = field(default_factory=list)
    new: int = 0

    def as_json(self) -> dict[str, Any]:
        """Return the comparison as JSON values."""
        return {
            "tolerance": self.tolerance,
            "same_machine": self.same_machine,
            "differences": self.differences,
            "slower": [_change_as_json(change) for change in self.slower],
            "faster": [_change_as_json(change) for change in self.faster],
            "unchanged": self.unchanged,
            "not_comparable": self.not_comparable,
            "missing": self.missing,
            "new": self.new,
        }


def compare(then: Result, now: Result, tolerance: float) -> Comparison:
    """Compare by name and size: ratios where both have a baseline, else the figures themselves.

    A ratio is free of how fast the machine was that day. Only topics that were measured now
    count; on another machine only ratios do.

    Args:
        tolerance: a change counts when it is worse, or better, by more than this share.
    """
    machine_differences = _machine_differences(then.machine, now.machine)
    differences = [*machine_differences, *_other_differences(then, now)]
    before = {(f.figure.name, f.figure.size): f.figure for f in then.figures}
    slower, faster = [], []
    unchanged = not_comparable = new = 0
    for found in now.figures:
        old = before.pop((found.figure.name, found.figure.size), None)
        if old is None:
            new += 1
            continue
        change = _change(found.topic, old, found.figure)
        if change is None or (machine_differences and not change.of_ratio):
            not_comparable += 1
        elif change.times_worse > 1 + tolerance:
            slower.append(change)
        elif change.times_worse < 1 / (1 + tolerance):
            faster.append(change)
        else:
            unchanged += 1
    topics = {found.topic for found in now.figures} | set(now.failed)
    return Comparison(
        tolerance=tolerance,
        same_machine=not machine_differences,
        differences=differences,
        slower=sorted(slower, key=lambda change: -change.times_worse),
        faster=sorted(faster, key=lambda change: change.times_worse),
        unchanged=unchanged,
        not_comparable=not_comparable,
        missing=[
            _named(f.figure)
            for f in then.figures
            if f.topic in topics and (f.figure.name, f.figure.size) in before
        ],
        new=new,
    )


def comparison_lines(comparison: Comparison, then: Result) -> list[str]:
    """Return the comparison for people, what got slower first."""
    day = then.date.replace("T", " ")[:16] or "an unknown day"
    lines = [f"Compared with {day} (changes above {comparison.tolerance:.0%} count):"]
    lines += [f"  Note: {difference}" for difference in comparison.differences]
    if not comparison.same_machine:
        lines.append("  The machines differ: only ratios to the baselines are compared.")
    lines += [f"  Slower: {_change_text(change)}" for change in comparison.slower]
    lines += [f"  Faster: {_change_text(change)}" for change in comparison.faster]
    lines += [f"  Not measured now: {name}" for name in comparison.missing]
    counts = [
        f"{len(comparison.slower)} slower",
        f"{len(comparison.faster)} faster",
        f"{comparison.unchanged} unchanged",
    ]
    if comparison.new:
        counts.append(f"{comparison.new} new")
    if comparison.not_comparable:
        counts.append(f"{comparison.not_comparable} not comparable")
    return [*lines, f"  {', '.join(counts)}."]


def _change(topic: str, old: Figure, new: Figure) -> Change | None:
    if old.unit != new.unit or old.better is not new.better:
        return None
    of_ratio = old.ratio is not None and new.ratio is not None
    then, now = (old.ratio, new.ratio) if of_ratio else (old.ours, new.ours)
    if then is None or now is None or then < 0 or now < 0:
        return None
    worse, better = (now, then) if new.better is Better.LOWER else (then, now)
    if worse == better:
        return Change(topic, new, then, now, 1.0, of_ratio)
    times_worse = worse / better if better else float("inf")
    return Change(topic, new, then, now, times_worse, of_ratio)


def _machine_differences(then: Mapping[str, Any], now: Mapping[str, Any]) -> list[str]:
    found = []
    for key, what in (
        ("processor", "the processor"),
        ("usable_threads", "the number of processor threads"),
        ("physical_cores", "the number of cores"),
        ("gpu", "the GPU"),
    ):
        if then.get(key) != now.get(key):
            found.append(f"{what} was {then.get(key)}, and is {now.get(key)}")
    before, after = then.get("memory_gib"), now.get("memory_gib")
    if not _is_about_equal(before, after):
        found.append(f"the memory was {before} GiB, and is {after} GiB")
    return found


def _is_about_equal(before: object, after: object) -> bool:
    if not isinstance(before, int | float) or not isinstance(after, int | float):
        return before == after
    return abs(before - after) <= _MEMORY_TOLERANCE * max(before, after)


def _other_differences(then: Result, now: Result) -> list[str]:
    found = []
    if then.mode != now.mode:
        found.append(f"the mode was {then.mode}, and is {now.mode}")
    if then.photos != now.photos:
        found.append(f"the photos were “{then.photos}”, and are “{now.photos}”")
    return found


def _named(figure: Figure) -> str:
    return figure.name if figure.size is None else f"{figure.name} at {figure.size:,} products"


def _change_text(change: Change) -> str:
    if change.of_ratio:
        values = f"ratio {number_text(change.then)} → {number_text(change.now)}"
    else:
        unit = change.figure.unit
        values = f"{value_text(change.then, unit)} → {value_text(change.now, unit)}"
    times = max(change.times_worse, 1 / change.times_worse if change.times_worse else float("inf"))
    word = "worse" if change.times_worse > 1 else "better"
    return f"{change.figure.what} ({_named(change.figure)}): {values}, {times:.2f} times {word}"


def _change_as_json(change: Change) -> dict[str, Any]:
    return {
        "topic": change.topic,
        "name": change.figure.name,
        "size": change.figure.size,
        "then": change.then,
        "now": change.now,
        "of_ratio": change.of_ratio,
        "times_worse": change.times_worse if change.times_worse != float("inf") else None,
    }
