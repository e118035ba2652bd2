"""The queries with the worst answers, to look at."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from fashion_desktop.evaluation.labelled_photos import LabelledPhoto, PhotoSet
from fashion_desktop.evaluation.metrics import DEPTH, Judged
from fashion_desktop.evaluation.neighbours import Neighbours

ROWS = 12
ANSWERS = 8
_MOST_OF_ONE_CLASS = 2

Photos = tuple[PhotoSet, tuple[LabelledPhoto, ...]]
"""Where photos are, and those that the rows of features belong to."""


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer to a query.

    Attributes:
        match: whether it is right.
    """

    photo: LabelledPhoto
    squared_l2: float
    match: bool


@dataclass(frozen=True, slots=True)
class WorstQuery:
    """A query, its first answers, and how many of ten are right."""

    photo: LabelledPhoto
    answers: tuple[Answer, ...]
    matches: int


@dataclass(frozen=True, slots=True)
class Section:
    """The worst queries of one kind.

    Attributes:
        queries, gallery: where their photos are.
    """

    title: str
    queries: PhotoSet
    gallery: PhotoSet
    rows: tuple[WorstQuery, ...]


def worst_section(
    title: str, queries: Photos, gallery: Photos, judged: Judged, neighbours: Neighbours
) -> Section:
    """Return the queries with the lowest precision, at most two of a class.

    Queries that even a perfect order could not answer with ten matches only come when there are
    not enough others. Among equal ones the more confident come first: those whose first answer
    is nearest.
    """
    precision = judged.precision(DEPTH)
    first = neighbours.squared_l2[judged.rows, 0]
    order = sorted(
        range(len(judged.rows)),
        key=lambda place: (judged.available[place] < DEPTH, precision[place], first[place]),
    )
    of_class: Counter[str] = Counter()
    rows = []
    for place in order:
        row = int(judged.rows[place])
        photo = queries[1][row]
        name = photo.labels.article_type or photo.labels.garment
        if of_class[name] >= _MOST_OF_ONE_CLASS or precision[place] == 1:
            continue
        of_class[name] += 1
        answers = tuple(
            Answer(gallery[1][answer], float(squared_l2), bool(match))
            for answer, squared_l2, match in zip(
                neighbours.rows[row, :ANSWERS],
                neighbours.squared_l2[row, :ANSWERS],
                judged.matches[place, :ANSWERS],
                strict=True,
            )
            if answer >= 0
        )
        rows.append(WorstQuery(photo, answers, int(judged.matches[place].sum())))
        if len(rows) == ROWS:
            break
    return Section(title, queries[0], gallery[0], tuple(rows))
