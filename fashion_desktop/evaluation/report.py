"""An evaluation as tables and lines for people."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import Any

from fashion_desktop.domain.similarity import DEFAULT_THRESHOLD
from fashion_desktop.domain.wording import counted
from fashion_desktop.evaluation.changes import CHANGES
from fashion_desktop.evaluation.classes import SMALLEST_CLASS, ClassFigures
from fashion_desktop.evaluation.distances import QUANTILES, DistanceReport
from fashion_desktop.evaluation.evaluate import Evaluation, Result
from fashion_desktop.evaluation.metrics import Figures, Measured
from fashion_desktop.evaluation.titles import (
    ASPECT_TITLES,
    FIGURE_TITLES,
    HIGHEST,
    HOME,
    HOME_TO_CATALOGUE,
)

Table = tuple[Sequence[str], list[list[str]], str]
"""Head, rows, and one letter a column: ``r`` for right-aligned."""

_BAR_COLUMNS = 30
_WIDTH = 100


def sections(evaluation: Evaluation) -> Iterator[tuple[str, Table, list[str]]]:
    """Yield title, table and lines below it: a summary first, then everything in detail."""
    results = evaluation.results
    yield "Summary", _summary(results), []
    if results[0].quality:
        yield "Products among each other", _catalogue(results), []
    if results[0].home:
        yield "Photos from home", *_home(results)
    if results[0].robustness:
        yield "Changed photos that find their own product first", *_robustness(results)
    if results[0].distances:
        yield "Squared L2 distances", _distances(results), histogram_lines(results[0])
    for aspect, figures in results[0].classes.items():
        title = f"By {ASPECT_TITLES[aspect].lower()}, with {results[0].name}"
        yield title, *_classes(figures)


def as_json(evaluation: Evaluation) -> dict[str, Any]:
    """Return all that was measured, ready for JSON; worst queries by their keys."""
    return {
        "catalogue_photos": evaluation.catalogue_photos,
        "home_photos": evaluation.home_photos,
        "changes": {change.name: change.about for change in CHANGES},
        "quantiles": list(QUANTILES),
        "results": [asdict(result) for result in evaluation.results],
        "failed": [{"file": file, "reason": why} for file, why in evaluation.failed.items()],
        "worst": [
            {
                "title": section.title,
                "queries": [
                    {
                        "key": row.photo.key,
                        "matches": row.matches,
                        "answers": [answer.photo.key for answer in row.answers],
                    }
                    for row in section.rows
                ],
            }
            for section in evaluation.worst
        ],
    }


def _summary(results: Sequence[Result]) -> Table:
    columns: list[tuple[str, list[str], str]] = []

    def add(title: str, measures: list[Measured | None], name: str) -> None:
        if None not in measures:
            found = [measured for measured in measures if measured is not None]
            values = [_share(getattr(measured.reached, name)) for measured in found]
            title = f"{title} {FIGURE_TITLES[name]}"
            columns.append((title, values, _share(getattr(found[0].possible, name))))

    for aspect, title in ASPECT_TITLES.items():
        add(title, [result.quality.get(aspect) for result in results], "precision_10")
    add(HOME, [result.home for result in results], "precision_1")
    add(HOME_TO_CATALOGUE, [result.home_to_catalogue for result in results], "precision_10")
    if any(change.queries for change in results[0].robustness.values()):
        worst = [
            min(change.found_first for change in result.robustness.values() if change.queries)
            for result in results
        ]
        columns.append(("Worst change", [_share(value) for value in worst], _share(1.0)))
    rows = [
        [result.name, f"{result.dimension:,}", *(values[number] for _, values, _ in columns)]
        for number, result in enumerate(results)
    ]
    if columns:
        rows.append([HIGHEST, "", *(possible for _, _, possible in columns)])
    return ("", "Numbers", *(title for title, _, _ in columns)), rows, "lr" + "r" * len(columns)


def _catalogue(results: Sequence[Result]) -> Table:
    aspects = list(results[0].quality)
    head = [""]
    for aspect in aspects:
        head += _figure_titles(ASPECT_TITLES[aspect])

    def row(name: str, figures: list[Figures]) -> list[str]:
        return [name, *(text for of_aspect in figures for text in _three(of_aspect))]

    rows = [
        row(result.name, [result.quality[aspect].reached for aspect in aspects])
        for result in results
    ]
    rows.append(row(HIGHEST, [results[0].quality[a].possible for a in aspects]))
    return head, rows, "l" + "r" * (len(head) - 1)


def _home(results: Sequence[Result]) -> tuple[Table, list[str]]:
    head = ["", *_figure_titles(HOME)]
    notes: list[str] = []
    crossed = all(result.home_to_catalogue and result.home_to_known for result in results)
    if crossed:
        head += ["Catalogue P@1", "P@10", "Any of 10", "Known P@10"]
        notes = _folded(
            "Home: photos from home among themselves. Catalogue: photos from home look for "
            "products of their garment class; a product whose class is not known is never right. "
            "Any of 10: at least one of the first ten is right. Known: only among products of a "
            "known class."
        )

    def row(name: str, home: Figures, cross: Figures | None, known: Figures | None) -> list[str]:
        cells = [name, *_three(home)]
        if cross and known:
            values = (cross.precision_1, cross.precision_10, cross.hit_10, known.precision_10)
            cells += [_share(value) for value in values]
        return cells

    def reached(measured: Measured | None) -> Figures | None:
        return measured.reached if measured and crossed else None

    def possible(measured: Measured | None) -> Figures | None:
        return measured.possible if measured and crossed else None

    rows = [
        row(r.name, r.home.reached, reached(r.home_to_catalogue), reached(r.home_to_known))
        for r in results
        if r.home
    ]
    first = results[0]
    if first.home:
        cross, known = possible(first.home_to_catalogue), possible(first.home_to_known)
        rows.append(row(HIGHEST, first.home.possible, cross, known))
    return (head, rows, "l" + "r" * (len(head) - 1)), notes


def _robustness(results: Sequence[Result]) -> tuple[Table, list[str]]:
    head = ["", *(change.title for change in CHANGES)]
    rows = [
        [result.name, *(_share(result.robustness[change.name].found_first) for change in CHANGES)]
        for result in results
    ]
    counts = {change.name: results[0].robustness[change.name].queries for change in CHANGES}
    rows.append(["photos", *(f"{counts[change.name]:,}" for change in CHANGES)])
    about = "; ".join(f"{change.title}: {change.about}" for change in CHANGES)
    return (head, rows, "l" + "r" * len(CHANGES)), _folded(f"{about}.")


def _distances(results: Sequence[Result]) -> Table:
    shown = (0, 2, 4)
    head = [""]
    for kind in ("Nearest", "At random"):
        head += [f"{kind} {QUANTILES[shown[0]]:.0%}"]
        head += [f"{QUANTILES[place]:.0%}" for place in shown[1:]]
    head += ["Score of 50% nearest", f"Random pairs from {DEFAULT_THRESHOLD} up"]
    rows = []
    for result in results:
        report = result.distances
        if report is None or not report.nearest.pairs or not report.random.pairs:
            continue
        cells = [
            f"{spread.squared_l2[place]:,.4g}"
            for spread in (report.nearest, report.random)
            for place in shown
        ]
        rows.append(
            [
                result.name,
                *cells,
                f"{report.nearest.scores[2]:.4f}",
                _share(report.random.within_threshold),
            ]
        )
    return head, rows, "l" + "r" * (len(head) - 1)


def histogram_lines(result: Result) -> list[str]:
    """Return the histogram of a result's distances, drawn with letters."""
    report = result.distances
    if report is None:
        return []
    lines = ["", f"{result.name}: # to the nearest neighbour, + of random pairs", ""]
    width = max(len(f"{edge:,.4g}") for edge in report.edges)
    for number, (nearest, random) in enumerate(zip(*_bars(report), strict=True)):
        edges = [f"{edge:,.4g}".rjust(width) for edge in report.edges[number : number + 2]]
        lines.append(f"{edges[0]} – {edges[1]}  {nearest.ljust(_BAR_COLUMNS)}  {random}".rstrip())
    return lines


def _bars(report: DistanceReport) -> tuple[list[str], list[str]]:
    def bars(counts: Sequence[int], letter: str) -> list[str]:
        largest = max(1, *counts)
        return [letter * -(-count * _BAR_COLUMNS // largest) for count in counts]

    return bars(report.nearest.counts, "#"), bars(report.random.counts, "+")


def _classes(figures: Sequence[ClassFigures]) -> tuple[Table, list[str]]:
    shown = [found for found in figures if found.queries >= SMALLEST_CLASS] or list(figures)
    rows = [
        [
            found.name,
            f"{found.queries:,}",
            _share(found.precision_1),
            _share(found.precision_10),
            _share(found.possible_10),
            f"{found.confused_with} ({found.confused_share:.0%})" if found.confused_with else "",
        ]
        for found in sorted(shown, key=lambda found: (found.precision_10, found.name))
    ]
    left_out = len(figures) - len(shown)
    note = f"And {counted(left_out, 'smaller class', 'smaller classes')}; all are in the JSON."
    head = ("", "Photos", "P@1", "P@10", "Possible", "Most confused with (share of answers)")
    return (head, rows, "lrrrrl"), [note] if left_out else []


def _figure_titles(title: str) -> list[str]:
    """Return the heads of a measure's columns; only the first one names it."""
    first, *others = FIGURE_TITLES.values()
    return [f"{title} {first}", *others]


def _three(figures: Figures) -> list[str]:
    return [_share(getattr(figures, name)) for name in FIGURE_TITLES]


def _share(value: float) -> str:
    return f"{value:.3f}"


def _folded(text: str) -> list[str]:
    return textwrap.wrap(text, _WIDTH)
