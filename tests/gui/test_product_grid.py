"""The product grid over the real product model: what survives a refresh, what keys ask for."""

from __future__ import annotations

from array import array
from collections.abc import Sequence

import pytest
from PySide6.QtCore import QItemSelectionModel, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from support.cards import card

from fashion_desktop.domain.products import ProductCard, ProductQuery
from fashion_desktop.jobs.lane import Lane
from fashion_desktop.viewmodels.product_list_model import ProductListModel
from fashion_desktop.widgets.product_grid import ProductGrid
from fashion_desktop.widgets.theme import install_theme

SELECT = QItemSelectionModel.SelectionFlag.Select


class Products:
    """Stands for ProductStore."""

    def __init__(self) -> None:
        self.ids = list(range(1, 5001))

    def row_ids(self, _query: ProductQuery) -> array[int]:
        return array("q", self.ids)

    def cards(self, row_ids: Sequence[int]) -> list[ProductCard]:
        return [card(row_id) for row_id in row_ids]


@pytest.fixture
def products() -> Products:
    return Products()


@pytest.fixture
def model(qtbot: QtBot, lane: Lane, products: Products) -> ProductListModel:
    result = ProductListModel(products, lane, query_delay_ms=1)
    refresh(qtbot, result)
    return result


@pytest.fixture
def grid(qtbot: QtBot, qapp: QApplication, model: ProductListModel) -> ProductGrid:
    result = ProductGrid(install_theme(qapp, "light"))
    qtbot.addWidget(result)
    result.setModel(model)
    result.resize(1000, 700)
    result.show()
    result.setFocus()
    return result


def refresh(qtbot: QtBot, model: ProductListModel) -> None:
    with qtbot.waitSignal(model.refreshed, timeout=3_000):
        model.refresh()


def choose(grid: ProductGrid, *row_ids: int) -> None:
    assert grid.show_product(row_ids[0])
    for row_id in row_ids[1:]:
        grid.selectionModel().select(grid.index_of(row_id - 1), SELECT)


def test_what_is_selected_before_all_are_listed_stays_selected(
    qtbot: QtBot, grid: ProductGrid, model: ProductListModel, products: Products
) -> None:
    model.show_first([card(1), card(2), card(3)])
    choose(grid, 2)
    products.ids = products.ids[:3]
    refresh(qtbot, model)
    assert grid.selected_row_ids() == [2]
    model.show_first([card(1), card(2), card(3)])
    choose(grid, 3)
    products.ids = [*products.ids, 4, 5]
    refresh(qtbot, model)
    assert grid.selected_row_ids() == [3]


def test_a_refresh_keeps_the_selected_products(
    qtbot: QtBot, grid: ProductGrid, model: ProductListModel, products: Products
) -> None:
    choose(grid, 20, 30, 31)
    products.ids = [9001, 9002, *[row_id for row_id in products.ids if row_id != 31]]
    refresh(qtbot, model)
    assert grid.selected_row_ids() == [20, 30]
    assert grid.row_id_of(grid.currentIndex()) == 20


def test_a_refresh_keeps_the_product_at_the_top_of_the_screen(
    qtbot: QtBot, grid: ProductGrid, model: ProductListModel, products: Products
) -> None:
    grid.verticalScrollBar().setValue(20_017)
    index = grid.index_of(grid.visible_rows[0])
    row_id, top = grid.row_id_of(index), grid.visualRect(index).top()
    assert row_id is not None
    # Whole lines come in above, so that the product keeps its column, too.
    products.ids = [*range(9001, 9001 + 3 * grid.column_count), *products.ids]
    refresh(qtbot, model)
    row = model.row_of(row_id)
    assert row is not None
    assert grid.visualRect(grid.index_of(row)).top() == top


def test_at_the_top_new_products_can_be_seen(
    qtbot: QtBot, grid: ProductGrid, model: ProductListModel, products: Products
) -> None:
    products.ids = [9001, *products.ids]
    refresh(qtbot, model)
    assert grid.verticalScrollBar().value() == 0
    assert grid.row_id_of(grid.index_of(0)) == 9001


def test_a_shorter_list_without_the_product_starts_at_the_top(
    qtbot: QtBot, grid: ProductGrid, model: ProductListModel, products: Products
) -> None:
    grid.verticalScrollBar().setValue(20_000)
    products.ids = [3, 4]
    refresh(qtbot, model)
    assert grid.visible_rows == (0, 1)
    assert grid.verticalScrollBar().value() == 0


def test_delete_asks_for_all_selected_products(qtbot: QtBot, grid: ProductGrid) -> None:
    choose(grid, 5, 7)
    with qtbot.waitSignal(grid.delete_requested, timeout=1_000) as caught:
        QTest.keyClick(grid, Qt.Key.Key_Delete)
    assert caught.args == [[5, 7]]


def test_delete_with_nothing_selected_asks_for_nothing(qtbot: QtBot, grid: ProductGrid) -> None:
    with qtbot.assertNotEmitted(grid.delete_requested):
        QTest.keyClick(grid, Qt.Key.Key_Delete)


def test_copy_asks_for_the_ids(qtbot: QtBot, grid: ProductGrid) -> None:
    choose(grid, 5)
    with qtbot.waitSignal(grid.copy_ids_requested, timeout=1_000) as caught:
        QTest.keyClick(grid, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert caught.args == [[5]]


@pytest.mark.parametrize(
    ("text", "signal_name", "argument"),
    [
        ("Find look-alikes", "look_alikes_requested", 5),
        ("Show large", "preview_requested", 5),
        ("Generate embeddings", "generate_requested", [5, 7]),
        ("Update embeddings", "update_requested", [5, 7]),
        ("Delete embeddings", "delete_requested", [5, 7]),
        ("Copy ids", "copy_ids_requested", [5, 7]),
        ("Open product page", "page_requested", 5),
    ],
)
def test_the_menu_of_a_selected_card_acts_on_the_selection(
    qtbot: QtBot, grid: ProductGrid, text: str, signal_name: str, argument: object
) -> None:
    choose(grid, 5, 7)
    menu = grid.context_menu(5)
    action = next(action for action in menu.actions() if action.text() == text)
    with qtbot.waitSignal(getattr(grid, signal_name), timeout=1_000) as caught:
        action.trigger()
    assert caught.args == [argument]
    menu.close()


def test_the_menu_of_another_card_acts_on_that_card(qtbot: QtBot, grid: ProductGrid) -> None:
    choose(grid, 5, 7)
    menu = grid.context_menu(9)
    action = next(action for action in menu.actions() if action.text() == "Copy id")
    with qtbot.waitSignal(grid.copy_ids_requested, timeout=1_000) as caught:
        action.trigger()
    assert caught.args == [[9]]
    menu.close()


def test_selecting_says_which_products(qtbot: QtBot, grid: ProductGrid) -> None:
    with qtbot.waitSignal(grid.selection_changed, timeout=1_000) as caught:
        choose(grid, 12)
    assert caught.args == [[12]]


def test_a_selection_that_a_filter_takes_away_is_said_too(
    qtbot: QtBot, grid: ProductGrid, model: ProductListModel, products: Products
) -> None:
    choose(grid, 3, 7, 9)
    said: list[list[int]] = []
    grid.selection_changed.connect(said.append)
    products.ids = [7, 100, 101]
    refresh(qtbot, model)
    assert said[-1] == [7]
    products.ids = [100, 101]
    refresh(qtbot, model)
    assert said[-1] == []
    told = len(said)
    refresh(qtbot, model)
    assert len(said) == told


def test_a_product_that_is_not_listed_cannot_be_shown(grid: ProductGrid) -> None:
    assert not grid.show_product(999_999)


def test_another_model_takes_the_place_of_the_first(
    qtbot: QtBot, grid: ProductGrid, lane: Lane
) -> None:
    other_products = Products()
    other_products.ids = [1, 2, 3]
    other = ProductListModel(other_products, lane, query_delay_ms=1)
    grid.setModel(other)
    refresh(qtbot, other)
    choose(grid, 2)
    assert grid.selected_row_ids() == [2]
    assert grid.visible_rows == (0, 2)
