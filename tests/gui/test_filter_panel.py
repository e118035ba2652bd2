"""Filters: what is offered, what is chosen, what is signalled."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QLocale, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from fashion_desktop.domain.products import EmbeddingState, FacetValue, LibraryCounts
from fashion_desktop.widgets.filter_panel import FilterPanel
from fashion_desktop.widgets.theme import install_theme

COLOURS = [FacetValue("Blue", 4921), FacetValue("R&D red", 12)]
COUNTS = LibraryCounts(products=100, embedded=60, missing=30, stale=7, failed=3)


@pytest.fixture
def panel(qtbot: QtBot, qapp: QApplication) -> FilterPanel:
    result = FilterPanel(install_theme(qapp, "light"))
    qtbot.addWidget(result)
    result.resize(240, 700)
    result.set_facets({"baseColour": COLOURS, "gender": [FacetValue("Men", 50)]})
    result.set_price_range((4.0, 310.0))
    result.set_counts(COUNTS)
    return result


def emissions(panel: FilterPanel) -> list[tuple[object, object, object]]:
    caught: list[tuple[object, object, object]] = []
    panel.filters_changed.connect(lambda *args: caught.append(args))
    return caught


def test_without_anything_to_filter_by_it_hides(qtbot: QtBot, qapp: QApplication) -> None:
    panel = FilterPanel(install_theme(qapp, "light"))
    qtbot.addWidget(panel)
    assert panel.isHidden()
    panel.set_facets({"brand": [FacetValue("Puma", 3)]})
    assert not panel.isHidden()
    panel.set_facets({})
    assert panel.isHidden()


def test_checking_values_signals_all_filters(panel: FilterPanel) -> None:
    caught = emissions(panel)
    panel.facet_section("baseColour").row_for("R&D red").box.click()
    panel.state_section.row_for("Failed").box.click()
    assert caught[0] == ({"baseColour": frozenset({"R&D red"})}, (None, None), frozenset())
    assert caught[1][2] == frozenset({EmbeddingState.FAILED})
    panel.facet_section("baseColour").row_for("R&D red").box.click()
    assert caught[2][0] == {}


def test_headings_are_words_and_say_how_much_is_chosen(panel: FilterPanel) -> None:
    section = panel.facet_section("baseColour")
    assert section.header.text() == "Base colour"
    section.row_for("Blue").box.click()
    assert section.header.text() == "Base colour · 1"


def test_sections_open_and_close(panel: FilterPanel) -> None:
    section = panel.facet_section("gender")
    assert not section.expanded
    section.header.click()
    assert section.expanded
    assert not section.row_for("Men").isHidden()


def test_prices_are_read_in_the_locale_and_put_in_order(panel: FilterPanel) -> None:
    panel.lowest.setLocale(QLocale("de_DE"))
    caught = emissions(panel)
    QTest.keyClicks(panel.lowest, "99,50")
    QTest.keyClick(panel.lowest, Qt.Key.Key_Return)
    QTest.keyClicks(panel.highest, "10")
    QTest.keyClick(panel.highest, Qt.Key.Key_Return)
    assert [args[1] for args in caught] == [(99.5, None), (10.0, 99.5)]


@pytest.mark.parametrize("text", ["abc", "-5", "1e999"])
def test_a_price_that_is_none_is_marked_and_ignored(panel: FilterPanel, text: str) -> None:
    caught = emissions(panel)
    QTest.keyClicks(panel.lowest, text)
    QTest.keyClick(panel.lowest, Qt.Key.Key_Return)
    assert panel.lowest.property("invalid") is True
    assert caught == []


def test_clear_filters_clears_everything_with_one_signal(panel: FilterPanel) -> None:
    panel.facet_section("baseColour").row_for("Blue").box.click()
    panel.state_section.row_for("Stale").box.click()
    QTest.keyClicks(panel.highest, "50")
    QTest.keyClick(panel.highest, Qt.Key.Key_Return)
    caught = emissions(panel)
    panel.clear_filters()
    assert caught == [({}, (None, None), frozenset())]
    assert not panel.is_filtering
    panel.clear_filters()
    assert len(caught) == 1


def test_new_counts_keep_what_is_chosen_even_when_it_is_gone(panel: FilterPanel) -> None:
    section = panel.facet_section("baseColour")
    section.row_for("R&D red").box.click()
    caught = emissions(panel)
    panel.set_facets({"baseColour": [FacetValue("Green", 1)]})
    assert panel.facet_section("baseColour") is section
    assert panel.facets == {"baseColour": frozenset({"R&D red"})}
    assert caught == []


def test_many_values_are_shown_on_request(panel: FilterPanel) -> None:
    values = [FacetValue(f"Brand {n}", 50 - n) for n in range(40)]
    panel.set_facets({"brand": values})
    section = panel.facet_section("brand")
    assert section.row_for("Brand 39").isHidden()
    more = next(b for b in section.findChildren(type(panel._clear)) if "more" in b.text())
    assert more.text() == "Show 32 more"
    more.click()
    assert not section.row_for("Brand 39").isHidden()


def test_states_chosen_elsewhere_are_shown_without_a_signal(panel: FilterPanel) -> None:
    caught = emissions(panel)
    panel.set_states(frozenset({EmbeddingState.MISSING}))
    assert panel.states == frozenset({EmbeddingState.MISSING})
    assert caught == []
