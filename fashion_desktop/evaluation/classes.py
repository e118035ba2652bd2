"""Which classes are found well, and what the others are taken for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from fashion_desktop.evaluation.labelled_photos import Labels
from fashion_desktop.evaluation.metrics import DEPTH, Aspect, Judged
from fashion_desktop.evaluation.neighbours import Neighbours

SMALLEST_CLASS = 10
"""Figures of classes with fewer queries say little, and are left out where people read them."""


@dataclass(frozen=True, slots=True)
class ClassFigures:
    """The queries of one class.

    Attributes:
        possible_10: highest possible precision@10.
        confused_with: the class most frequent among the first ten answers that are no match,
            or "".
        confused_share: how much of all answers it is.
    """

    name: str
    queries: int
    precision_1: float
    precision_10: float
    possible_10: float
    confused_with: str
    confused_share: float


def class_figures(
    judged: Judged, neighbours: Neighbours, labels: Sequence[Labels], aspect: Aspect
) -> list[ClassFigures]:
    """Return the figures of each class, the largest first.

    Args:
        judged: the same answers, judged by the same aspect; queries and gallery are one set.
    """
    values = [aspect(known) for known in labels]
    places: dict[str, list[int]] = {}
    for place, row in enumerate(judged.rows):
        places.setdefault(values[row], []).append(place)
    precision_1, precision_10 = judged.precision(1), judged.precision(DEPTH)
    found = []
    for name, of_class in places.items():
        answers = neighbours.rows[judged.rows[of_class]]
        wrong = Counter(values[row] for row in answers.ravel() if row >= 0)
        del wrong[name], wrong[""]
        other, count = min(wrong.items(), key=lambda item: (-item[1], item[0]), default=("", 0))
        found.append(
            ClassFigures(
                name=name,
                queries=len(of_class),
                precision_1=float(precision_1[of_class].mean()),
                precision_10=float(precision_10[of_class].mean()),
                possible_10=float(judged.available[of_class].clip(max=DEPTH).mean()) / DEPTH,
                confused_with=other,
                confused_share=count / answers.size,
            )
        )
    return sorted(found, key=lambda figures: (-figures.queries, figures.name))
