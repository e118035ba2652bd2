"""Look-alikes filtered in memory."""

from __future__ import annotations

import time

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester
from support.cards import answer

from fashion_desktop.domain.similarity import score_from_squared_l2
from fashion_desktop.viewmodels.match_list_model import MatchListModel
from fashion_desktop.viewmodels.roles import MatchRole, ProductRole


class _Watch:
    """Notes every change of the rows of a model."""

    def __init__(self, model: MatchListModel) -> None:
        self.changes: list[tuple[str, int, int]] = []
        model.rowsInserted.connect(self._inserted)
        model.rowsRemoved.connect(self._removed)
        model.modelReset.connect(self._reset)

    def _inserted(self, _parent: object, first: int, last: int) -> None:
        self.changes.append(("inserted", first, last))

    def _removed(self, _parent: object, first: int, last: int) -> None:
        self.changes.append(("removed", first, last))

    def _reset(self) -> None:
        self.changes.append(("reset", -1, -1))


@pytest.fixture
def model() -> MatchListModel:
    model = MatchListModel()
    fatal = QAbstractItemModelTester.FailureReportingMode.Fatal
    QAbstractItemModelTester(model, fatal, model)
    return model


def ids(model: MatchListModel) -> list[object]:
    return [model.data(model.index(row), ProductRole.ID) for row in range(model.rowCount())]


def test_without_an_answer_there_is_nothing(model: MatchListModel) -> None:
    assert model.rowCount() == 0
    assert model.nearest() is None
    assert model.answer is None


def test_the_threshold_removes_and_adds_rows_at_the_end_only(model: MatchListModel) -> None:
    model.set_answer(answer(0.0, 195.0, 300.0, 500.0, 900.0, 2_000.0))
    assert ids(model) == ["p1", "p2", "p3", "p4", "p5"]
    watch = _Watch(model)
    model.set_threshold(score_from_squared_l2(350.0))
    assert ids(model) == ["p1", "p2", "p3"]
    model.set_threshold(1e-9)
    assert len(ids(model)) == 6
    model.set_threshold(1e-8)
    assert watch.changes == [("removed", 3, 4), ("inserted", 3, 5)]


def test_a_candidate_exactly_at_the_threshold_is_kept(model: MatchListModel) -> None:
    model.set_answer(answer(195.0, 300.0))
    model.set_threshold(score_from_squared_l2(195.0))
    assert ids(model) == ["p1"]
    model.set_threshold(np.nextafter(score_from_squared_l2(195.0), 1.0))
    assert ids(model) == []
    assert model.nearest() is not None
    assert model.kept_count == 0


def test_top_n_bounds_what_is_shown_but_not_what_is_counted(model: MatchListModel) -> None:
    model.set_answer(answer(*range(100)))
    kept: list[int] = []
    model.kept_changed.connect(kept.append)
    watch = _Watch(model)
    assert (model.rowCount(), model.kept_count) == (50, 100)
    model.set_top_n(10)
    assert (model.rowCount(), model.kept_count) == (10, 100)
    model.set_threshold(score_from_squared_l2(59.0))
    assert (model.rowCount(), model.kept_count) == (10, 60)
    model.set_threshold(score_from_squared_l2(4.0))
    assert (model.rowCount(), model.kept_count) == (5, 5)
    model.set_top_n(3)
    model.set_top_n(0)
    assert kept == [60, 5]
    assert watch.changes == [
        ("removed", 10, 49),
        ("removed", 5, 9),
        ("removed", 3, 4),
        ("removed", 0, 2),
    ]
    with pytest.raises(ValueError, match="-1"):
        model.set_top_n(-1)


def test_a_new_answer_keeps_threshold_and_top_n(model: MatchListModel) -> None:
    model.set_threshold(score_from_squared_l2(10.0))
    model.set_top_n(2)
    model.set_answer(answer(1.0, 2.0, 3.0, 40.0))
    assert ids(model) == ["p1", "p2"]
    assert [match.squared_l2 for match in model.matches()] == [1.0, 2.0]
    model.set_answer(answer(11.0))
    assert ids(model) == []
    model.set_answer(None)
    assert model.nearest() is None


def test_rows_tell_score_and_distance(model: MatchListModel) -> None:
    model.set_answer(answer(195.3))
    index = model.index(0)
    assert index.data(MatchRole.SCORE) == pytest.approx(1 / 196.3)
    assert index.data(MatchRole.SQUARED_L2) == 195.3
    assert index.data(MatchRole.SCORE_TEXT) == "0.0051"
    assert index.data(MatchRole.DISTANCE_TEXT) == "d 195"
    assert index.data(MatchRole.MATCH).product.id == "p1"
    assert index.data(ProductRole.CARD).name == "Product 1"
    assert index.data(Qt.ItemDataRole.DisplayRole) == "Product 1"
    spoken = index.data(Qt.ItemDataRole.AccessibleTextRole)
    assert spoken == "Product 1, id p1, €39.90, embedded, similarity 0.0051"
    assert index.data(Qt.ItemDataRole.DecorationRole) is None


def test_matches_can_be_dragged_out(model: MatchListModel) -> None:
    model.set_answer(answer(1.0, 2.0))
    data = model.mimeData([model.index(1)])
    assert data.text() == "p2"
    assert data.urls()[0].fileName() == "2.jpg"


def test_filtering_five_hundred_takes_less_than_a_millisecond() -> None:
    model = MatchListModel()
    model.set_answer(answer(*(float(d) for d in range(500))))
    model.set_top_n(500)
    thresholds = [score_from_squared_l2(float(d)) for d in range(0, 500, 7)]
    times_s = []
    for threshold in thresholds * 3:
        began_s = time.perf_counter()
        model.set_threshold(threshold)
        times_s.append(time.perf_counter() - began_s)
    assert float(np.median(times_s)) < 0.001
