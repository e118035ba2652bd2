"""The measured part of a model card: tables in Markdown from the JSON of an evaluation."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from fashion_desktop.evaluation.changes import CHANGES
from fashion_desktop.evaluation.classes import SMALLEST_CLASS
from fashion_desktop.evaluation.titles import (
    ASPECT_TITLES,
    FIGURE_TITLES,
    HIGHEST,
    HOME,
    HOME_TO_CATALOGUE,
)

Cell = str | float | int | None
Row = tuple[str, Mapping[str, Cell]]
"""What stands first in a row, and the other cells by the titles of their columns."""

_CHANGES = {change.name: change.title for change in CHANGES}
_PARTS = {"held-out": " that training never saw", "train": " that training saw"}
_UNKNOWN = "–"
_WORST_CLASSES = 6


def markdown_table(first_title: str, rows: Sequence[Row]) -> str:
    """Return rows as a Markdown table with every column that one of them has.

    Columns stand in the order in which they first appear; what a row lacks is a dash.
    """
    columns = list(dict.fromkeys(title for _, cells in rows for title in cells))
    lines = [[first_title, *columns], ["---", *("---:" for _ in columns)]]
    lines += [[name, *(cell_text(cells.get(title)) for title in columns)] for name, cells in rows]
    return "\n".join(_line(cells) for cells in lines)


def measured_paragraphs(
    results: Sequence[Mapping[str, Any]], evaluation: Mapping[str, Any], when_and_where: str
) -> list[str]:
    """Return the table of all contenders, how it was measured, and what is not in it.

    Args:
        results: of the evaluation, the weights that the card is of first.
        evaluation: as JSON; what it leaves out is left out here.
        when_and_where: for example "On 2026-05-01, two cores of a laptop".
    """
    rows: list[Row] = []
    for result in results:
        cells = {title: value for title, (value, _) in _quality_cells(result)}
        rows.append((str(result.get("name", _UNKNOWN)), cells))
    highest = {title: most for r in results[:1] for title, (_, most) in _quality_cells(r)}
    if not highest:
        return ["Not measured yet."]
    rows.append((f"*{HIGHEST}*", highest))
    photos = [
        f"{evaluation[key]:,} {what}"
        for key, what in (("catalogue_photos", "products"), ("home_photos", "photos from home"))
        if evaluation.get(key)
    ]
    measured_with = " and ".join(photos) or "labelled photos"
    part = _PARTS.get(str(evaluation.get("part")), "")
    return [
        f"{when_and_where}, with {measured_with}{part}. "
        "P@1 and P@10: share of the first, of the first ten answers that are right, by exact L2; "
        "mAP@10 also counts their order. Home: photos taken at home among each other; to "
        "catalogue: products of the same garment class.",
        markdown_table("", rows),
        *(f"Not compared: {cell_text(reason)}" for reason in evaluation.get("missing") or ()),
    ]


def robustness_paragraphs(
    results: Sequence[Mapping[str, Any]], evaluation: Mapping[str, Any]
) -> list[str]:
    """Return the table of changes that photos were put through; none without any."""
    rows: list[Row] = []
    for result in results:
        stood = (result.get("robustness") or {}).items()
        cells = {change_title(name): of["found_first"] for name, of in stood if of.get("queries")}
        if cells:
            rows.append((str(result.get("name", _UNKNOWN)), cells))
    if not rows:
        return []
    about = evaluation.get("changes") or {}
    told = "\n".join(f"- {change_title(name)}: {what}" for name, what in about.items())
    return [
        "Share of changed photos whose nearest product is the one they show:",
        markdown_table("", rows),
        *([told] if told else []),
    ]


def weak_classes(classes: Sequence[Mapping[str, Any]]) -> list[str]:
    """Return the classes that fall furthest short of what is possible for them."""
    large = [found for found in classes if found.get("queries", 0) >= SMALLEST_CLASS]

    def reached(found: Mapping[str, Any]) -> float:
        possible = found.get("possible_10") or 1.0
        return float(found.get("precision_10", 0.0)) / float(possible)

    weak = []
    for found in sorted(large, key=reached)[:_WORST_CLASSES]:
        other = found.get("confused_with")
        taken_for = f", taken for {other}" if other else ""
        weak.append(f"{found.get('name')} {found.get('precision_10', 0.0):.2f}{taken_for}")
    return weak


def cell_text(value: object) -> str:
    """Return a number with as many digits as count, or a text without line breaks."""
    if value is None:
        return _UNKNOWN
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int):
        return f"{value:,}"
    if isinstance(value, float):
        return f"{value:.3f}" if abs(value) <= 1 else f"{value:,.4g}"
    return " ".join(str(value).split())


def change_title(name: str) -> str:
    """Return the words for a change of photos, or for another name in an evaluation."""
    if name in _CHANGES:
        return _CHANGES[name]
    words = name.replace("_", " ")
    return words[:1].upper() + words[1:]


def _quality_cells(result: Mapping[str, Any]) -> Iterator[tuple[str, tuple[Cell, Cell]]]:
    """Yield titles with what was reached and what was possible."""
    quality = result.get("quality") or {}
    for aspect, title in ASPECT_TITLES.items():
        yield from _figures(quality.get(aspect), title, tuple(FIGURE_TITLES))
    yield from _figures(result.get("home"), HOME, ("precision_1", "precision_10"))
    yield from _figures(result.get("home_to_catalogue"), HOME_TO_CATALOGUE, ("precision_10",))


def _figures(
    measured: object, title: str, names: Sequence[str]
) -> Iterator[tuple[str, tuple[Cell, Cell]]]:
    if not isinstance(measured, Mapping):
        return
    reached, possible = measured.get("reached") or {}, measured.get("possible") or {}
    for name in names:
        if name in reached:
            yield f"{title} {FIGURE_TITLES[name]}", (reached[name], possible.get(name))


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cell.replace('|', '/') for cell in cells)} |"
