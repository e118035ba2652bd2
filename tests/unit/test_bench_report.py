"""The result as text."""

from __future__ import annotations

from typing import Any

import pytest
from support.bench_results import figure, many_figures, result

from fashion_desktop.bench.figure import Better, Target
from fashion_desktop.bench.report import (
    folded,
    number_text,
    sections,
    summary_lines,
    target_text,
    value_text,
)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "0"),
        (39_655, "39,655"),
        (100.4, "100"),
        (37.12, "37.1"),
        (35, "35.0"),
        (2.5, "2.5"),
        (0.0416, "0.0416"),
        (0.00013, "0.00013"),
        (2e-7, "2.0e-07"),
        (-23.6, "-23.6"),
    ],
)
def test_numbers_have_three_significant_digits(value: float, text: str) -> None:
    assert number_text(value) == text


def test_targets_say_which_way_they_judge() -> None:
    assert target_text(figure()) == ""
    assert target_text(figure(target=Target(1500))) == "≤ 1,500 ms"
    ratio = Target(1.9, of_ratio=True)
    assert target_text(figure(better=Better.HIGHER, target=ratio)) == "≥ 1.9×"
    assert value_text(1.5, "") == "1.5"


def test_tables_are_grouped_by_topic_and_end_with_growth() -> None:
    found = list(sections(many_figures()))
    assert [title for title, _, _ in found] == ["Inference", "Search", "Slider", "Memory", ""]
    head, rows, aligned = found[0][1]
    assert len(head) == len(rows[0]) == len(aligned)
    assert rows[0][0] == "✓"
    assert rows[0][2:] == ["30.0 photos/s", "10.0 photos/s", "3×", "≥ 1.9×", "60.0 photos/s"]
    # Nothing of the topic has a size, so there is no column for it.
    assert head == ["", "What", "Ours", "Baseline", "Ratio", "Target", "Limit"]
    assert found[0][2] == ["[1] Baseline: eager.", "[2] Limit: peak of the processor."]
    assert rows[0][1].endswith(" [1, 2]")
    assert found[2][1][1][0][0] == "✗"
    assert found[3][1][1][0][0] == "–"
    [growth] = found[-1][1][1]
    assert growth == ["What search.similar.p95 is (ms)", "1,000", "10,000", "+0.30", "+1.00"]


def test_what_several_figures_say_is_a_footnote_once() -> None:
    same: dict[str, Any] = {"baseline": 1.0, "baseline_what": "the old way"}
    figures = [
        figure("a", **same),
        figure("b", **same, note="(More)"),
        figure("c", note="Own. " * 60),
    ]
    [(_, (_, rows, _), notes)] = sections(result(*figures))
    assert [row[1].partition("is ")[2] for row in rows] == ["[1]", "[1, 2]", "[3]"]
    assert notes[:2] == ["[1] Baseline: the old way.", "[2] (More)."]
    assert max(map(len, folded(notes))) <= 110
    assert len(folded(notes)) > 2


def test_the_summary_counts_targets_and_names_what_is_missing() -> None:
    lines = summary_lines(many_figures())
    assert lines[0] == "1 of 2 targets met."
    assert "slider" in lines[1]
    assert "20.0 ms (≤ 16 ms)" in lines[1]
    assert any("gpu" in line and "No GPU." in line for line in lines)
    assert any("start" in line and "SIGSEGV" in line for line in lines)


def test_the_summary_of_a_missed_ratio_gives_the_ratio() -> None:
    missed = figure(ours=9.0, baseline=10.0, target=Target(0.6, of_ratio=True), size=40_000)
    assert "40,000 products: 0.9× (≤ 0.6×)" in summary_lines(result(missed))[1]


def test_without_targets_nothing_is_judged() -> None:
    [line] = summary_lines(result(figure()))
    assert line.startswith("Measured 1 figure")
