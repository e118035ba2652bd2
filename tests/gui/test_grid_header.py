"""The line above the grid."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QLocale
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from fashion_desktop.domain.products import EmbeddingState, LibraryCounts, SortKey
from fashion_desktop.widgets.grid_header import GridHeader
from fashion_desktop.widgets.theme import install_theme


@pytest.fixture
def header(qtbot: QtBot, qapp: QApplication) -> GridHeader:
    result = GridHeader(install_theme(qapp, "light"))
    qtbot.addWidget(result)
    result.set_counts(LibraryCounts(44072, 8200, 35850, 10, 12))
    return result


@pytest.fixture(autouse=True)
def _english() -> object:
    before = QLocale()
    QLocale.setDefault(QLocale("en_US"))
    yield
    QLocale.setDefault(before)


@pytest.mark.parametrize(
    ("shown", "total", "text"),
    [
        (1284, 44072, "1,284 of 44,072 products"),
        (44072, 44072, "44,072 products"),
        (0, 44072, "0 of 44,072 products"),
        (1, 1, "1 product"),
        (0, 0, "No products"),
    ],
)
def test_it_says_how_many(header: GridHeader, shown: int, total: int, text: str) -> None:
    header.set_shown(shown, total)
    assert header.text == text


def test_choosing_an_order_signals_its_key(qtbot: QtBot, header: GridHeader) -> None:
    position = header.sort_combo.findData(SortKey.PRICE_LOW)
    with qtbot.waitSignal(header.sort_changed, timeout=1_000) as caught:
        header.sort_combo.activated.emit(position)
    assert caught.args == [SortKey.PRICE_LOW]


def test_states_are_offered_with_their_numbers(qtbot: QtBot, header: GridHeader) -> None:
    texts = [header.state_combo.itemText(n) for n in range(header.state_combo.count())]
    assert texts == [
        "All states",
        "Embedded · 8,200",
        "Missing · 35,850",
        "Stale · 10",
        "Failed · 12",
    ]
    with qtbot.waitSignal(header.state_filter_changed, timeout=1_000) as caught:
        header.state_combo.activated.emit(4)
    assert caught.args == [frozenset({EmbeddingState.FAILED})]
    with qtbot.waitSignal(header.state_filter_changed, timeout=1_000) as caught:
        header.state_combo.activated.emit(0)
    assert caught.args == [frozenset()]


def test_several_states_chosen_elsewhere_are_named_so(header: GridHeader) -> None:
    header.set_states(frozenset({EmbeddingState.FAILED, EmbeddingState.STALE}))
    assert header.state_combo.currentText() == "Several states"
    header.set_states(frozenset({EmbeddingState.STALE}))
    assert header.state_combo.currentText() == "Stale · 10"
    header.set_states(frozenset())
    assert header.state_combo.currentText() == "All states"


def test_new_counts_keep_the_chosen_state(header: GridHeader) -> None:
    header.set_states(frozenset({EmbeddingState.MISSING}))
    header.set_counts(LibraryCounts(44072, 44072, 0, 0, 0))
    assert header.state_combo.currentText() == "Missing · 0"


def test_the_size_slider_signals_and_can_be_set_silently(qtbot: QtBot, header: GridHeader) -> None:
    with qtbot.waitSignal(header.card_size_changed, timeout=1_000) as caught:
        header.size_slider.setValue(240)
    assert caught.args == [240]
    with qtbot.assertNotEmitted(header.card_size_changed):
        header.set_card_size(120)
    assert header.size_slider.value() == 120
