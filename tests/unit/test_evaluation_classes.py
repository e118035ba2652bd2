"""Figures by class, and the worst queries."""

from __future__ import annotations

import numpy as np
import pytest

from fashion_desktop.evaluation.classes import class_figures
from fashion_desktop.evaluation.labelled_photos import LabelledPhoto, Labels, PhotoSet
from fashion_desktop.evaluation.metrics import ASPECTS, DEPTH, Judged, judge
from fashion_desktop.evaluation.neighbours import Neighbours, nearest
from fashion_desktop.evaluation.worst import worst_section

ASPECT = ASPECTS["article_type"]


def answers(places: list[float], names: str) -> tuple[Judged, Neighbours, list[Labels]]:
    rows = np.array(places, dtype=np.float32)[:, None]
    keys = [str(number) for number in range(len(rows))]
    labels = [Labels(article_type=name.strip()) for name in names]
    neighbours = nearest(rows, rows, DEPTH, keys, keys)
    return judge(neighbours, labels, labels, ASPECT, keys, keys), neighbours, labels


def test_figures_of_each_class_the_largest_first() -> None:
    judged, neighbours, labels = answers([0, 1, 2, 3, 50], "AAABC")
    figures = class_figures(judged, neighbours, labels, ASPECT)
    assert [(of.name, of.queries) for of in figures] == [("A", 3), ("B", 1), ("C", 1)]
    assert figures[0].precision_1 == 1
    assert figures[0].precision_10 == pytest.approx(0.2)
    assert figures[0].possible_10 == pytest.approx(0.2)
    # B and C are equally often among their answers: the name decides.
    assert (figures[0].confused_with, figures[0].confused_share) == ("B", pytest.approx(3 / 30))
    assert figures[2].confused_with == "A"
    assert figures[2].possible_10 == 0


def test_unknown_ones_are_no_class_and_confuse_with_nothing() -> None:
    judged, neighbours, labels = answers([0, 1, 2], "A  ")
    figures = class_figures(judged, neighbours, labels, ASPECT)
    assert [of.name for of in figures] == ["A"]
    assert figures[0].confused_with == ""


def test_the_worst_come_first_and_at_most_two_of_a_class(photo_set: PhotoSet) -> None:
    # Twelve A lie together; four B lie among them, each far from the others of its class, and
    # there are enough B elsewhere for ten right answers.
    places = [float(n) for n in range(12)] + [2.1, 5.1, 8.1, 11.1] + [900.0 + n for n in range(12)]
    names = "A" * 12 + "B" * 16
    judged, neighbours, labels = answers(places, names)
    photos = tuple(
        LabelledPhoto(str(row), f"images/{row}.jpg", of) for row, of in enumerate(labels)
    )
    section = worst_section("Worst", (photo_set, photos), (photo_set, photos), judged, neighbours)
    assert [row.photo.labels.article_type for row in section.rows] == ["B", "B", "A", "A"]
    first = section.rows[0]
    assert first.photo.key in {"12", "13", "14", "15"}
    assert len(first.answers) == 8
    assert first.matches <= 3
    assert [answer.squared_l2 for answer in first.answers] == sorted(
        answer.squared_l2 for answer in first.answers
    )
    for answer in first.answers:
        assert answer.match == (answer.photo.labels.article_type == "B")


@pytest.fixture
def photo_set(tmp_path_factory: pytest.TempPathFactory) -> PhotoSet:
    from support.labelled_sets import make_catalogue

    from fashion_desktop.evaluation.labelled_photos import read_catalogue

    return read_catalogue(make_catalogue(tmp_path_factory.mktemp("set") / "catalogue", 1))
