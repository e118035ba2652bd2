"""A result as text for people."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator, Sequence

from fashion_desktop.bench.figure import Better, Figure
from fashion_desktop.bench.growth import Growth, growths
from fashion_desktop.bench.result import Result
from fashion_desktop.domain.wording import counted

Table = tuple[Sequence[str], list[list[str]], str]
"""Head, rows, and one letter a column: ``r`` for right-aligned."""

_HEAD = ("", "What", "Products", "Ours", "Baseline", "Ratio", "Target", "Limit")
_ALIGNED = "llrrrrrr"
_GROWTH_HEAD = ("Growth with the number of products", "From", "To", "Exponent", "Baseline's")
_MARKS = {True: "✓", False: "✗", None: "–"}
_WIDTH = 110
_HUNDRED = 100
_SMALL = 1e-3
_VERY_SMALL = 1e-5


def sections(result: Result) -> Iterator[tuple[str, Table, list[str]]]:
    """Yield a title, a table and footnotes for each topic, then one for growth."""
    for topic in dict.fromkeys(found.topic for found in result.figures):
        figures = [found.figure for found in result.figures if found.topic == topic]
        notes: list[str] = []
        rows = [_row(figure, notes) for figure in figures]
        yield topic.capitalize(), _without_empty_columns(rows), notes
    found = growths(found.figure for found in result.figures)
    if found:
        yield "", (_GROWTH_HEAD, [_growth_row(growth) for growth in found], "lrrrr"), []


def summary_lines(result: Result) -> list[str]:
    """Return how many targets are met, and what could not be measured."""
    judged = [f.figure for f in result.figures if f.figure.met is not None]
    met = sum(1 for figure in judged if figure.met)
    lines = [
        f"{met} of {counted(len(judged), 'target')} met."
        if judged
        else f"Measured {counted(len(result.figures), 'figure')}; none of them has a target."
    ]
    lines += [f"Not met: {_title(figure)}" for figure in judged if not figure.met]
    lines += [f"Nothing to measure: {topic}: {why}" for topic, why in result.skipped.items()]
    lines += [f"Not measured: {topic}: {why}" for topic, why in result.failed.items()]
    return lines


def number_text(value: float) -> str:
    """Return a number with three significant digits, and all digits of larger ones."""
    if value == 0:
        return "0"
    if abs(value) >= _HUNDRED:
        return f"{value:,.0f}"
    if abs(value) < _SMALL:
        return f"{value:.1e}" if abs(value) < _VERY_SMALL else f"{value:.6f}".rstrip("0")
    digits = f"{value:.3g}"
    return f"{value:.1f}" if "." not in digits and abs(value) >= 10 else digits


def value_text(value: float, unit: str) -> str:
    """Return a value with its unit."""
    return f"{number_text(value)} {unit}".rstrip()


def target_text(figure: Figure) -> str:
    """Return for example "≥ 1.9×" or "≤ 16 ms"; empty without a target."""
    if figure.target is None:
        return ""
    sign = "≥" if figure.better is Better.HIGHER else "≤"
    bound = figure.target.bound
    of = "×" if figure.target.of_ratio else f" {figure.unit}".rstrip()
    return f"{sign} {bound:,.4g}{of}" if abs(bound) < 10_000 else f"{sign} {bound:,.0f}{of}"


def _without_empty_columns(rows: list[list[str]]) -> Table:
    kept = [number for number in range(len(_HEAD)) if any(row[number] for row in rows)]
    return (
        [_HEAD[number] for number in kept],
        [[row[number] for number in kept] for row in rows],
        "".join(_ALIGNED[number] for number in kept),
    )


def _row(figure: Figure, notes: list[str]) -> list[str]:
    said = []
    if figure.baseline is not None and figure.baseline_what:
        said.append(f"Baseline: {_sentence(figure.baseline_what)}")
    if figure.limit is not None and figure.limit_what:
        said.append(f"Limit: {_sentence(figure.limit_what)}")
    if figure.note:
        said.append(_sentence(figure.note))
    return [
        _MARKS[figure.met],
        figure.what + _references(said, notes),
        f"{figure.size:,}" if figure.size is not None else "",
        value_text(figure.ours, figure.unit),
        "" if figure.baseline is None else value_text(figure.baseline, figure.unit),
        "" if figure.ratio is None else f"{number_text(figure.ratio)}×",
        target_text(figure),
        "" if figure.limit is None else value_text(figure.limit, figure.unit),
    ]


def _references(said: list[str], notes: list[str]) -> str:
    """Return the numbers of the footnotes that say this; what was said before is not repeated."""
    numbers = []
    for text in said:
        known = [note.split(" ", 1)[1] for note in notes]
        if text not in known:
            notes.append(f"[{len(notes) + 1}] {text}")
            known.append(text)
        numbers.append(known.index(text) + 1)
    return f" [{', '.join(map(str, numbers))}]" if numbers else ""


def folded(notes: Iterable[str]) -> list[str]:
    """Return footnotes in lines that fit a terminal."""
    return [
        line
        for note in notes
        for line in textwrap.wrap(note, _WIDTH, initial_indent="  ", subsequent_indent="      ")
    ]


def _growth_row(growth: Growth) -> list[str]:
    def text(exponent: float | None) -> str:
        return "" if exponent is None else f"{exponent:+.2f}"

    return [
        f"{growth.what} ({growth.unit})",
        f"{growth.sizes[0]:,}",
        f"{growth.sizes[-1]:,}",
        text(growth.exponent),
        text(growth.baseline_exponent),
    ]


def _title(figure: Figure) -> str:
    size = f", {figure.size:,} products" if figure.size is not None else ""
    value = figure.ours
    if figure.target is not None and figure.target.of_ratio and figure.ratio is not None:
        return f"{figure.what}{size}: {number_text(figure.ratio)}× ({target_text(figure)})"
    return f"{figure.what}{size}: {value_text(value, figure.unit)} ({target_text(figure)})"


def _sentence(text: str) -> str:
    text = text.strip()
    return text if text.endswith((".", "!", "?")) else f"{text}."
