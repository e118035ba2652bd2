"""The grid's model: rows at once, cards when looked at, nothing on the GUI thread."""

from __future__ import annotations

import threading
from array import array
from collections.abc import Callable, Sequence
from dataclasses import replace

import pytest
from PySide6.QtCore import QItemSelectionModel, QModelIndex, Qt
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot
from support.cards import card

from fashion_desktop.domain.products import EmbeddingState, ProductCard, ProductQuery
from fashion_desktop.jobs.lane import Lane
from fashion_desktop.viewmodels.product_list_model import PAGE_ROWS, ProductListModel
from fashion_desktop.viewmodels.roles import ProductRole
from fashion_desktop.viewmodels.selection_keeper import SelectionKeeper


class FakeProducts:
    """Stands for ProductStore: products of memory, and a record of what was asked."""

    def __init__(self, count: int) -> None:
        self.ids = list(range(1, count + 1))
        self.changed: dict[int, ProductCard] = {}
        self.gone: set[int] = set()
        self.by_text: dict[str, list[int]] = {}
        self.asked_queries: list[str] = []
        self.asked_cards: list[list[int]] = []
        self.threads: set[str] = set()
        self.may_answer = threading.Event()
        self.may_answer.set()
        self.broken = False

    def row_ids(self, query: ProductQuery) -> array[int]:
        assert self.may_answer.wait(5.0)
        self.threads.add(threading.current_thread().name)
        self.asked_queries.append(query.text)
        if self.broken:
            raise OSError("The library cannot be read.")
        return array("q", self.by_text.get(query.text, self.ids))

    def cards(self, row_ids: Sequence[int]) -> list[ProductCard]:
        assert self.may_answer.wait(5.0)
        self.threads.add(threading.current_thread().name)
        self.asked_cards.append(list(row_ids))
        if self.broken:
            raise OSError("The library cannot be read.")
        return [self.changed.get(r) or card(r) for r in row_ids if r not in self.gone]


MakeModel = Callable[[FakeProducts], ProductListModel]


@pytest.fixture
def make_model(lane: Lane, qtbot: QtBot) -> MakeModel:
    kept = []

    def make(products: FakeProducts) -> ProductListModel:
        model = ProductListModel(products, lane, query_delay_ms=10)
        if len(products.ids) <= 1_000:
            # The tester walks all rows after every signal.
            fatal = QAbstractItemModelTester.FailureReportingMode.Fatal
            kept.append(QAbstractItemModelTester(model, fatal))
        with qtbot.waitSignal(model.refreshed, timeout=3_000):
            model.refresh()
        load(qtbot, model, 0)
        return model

    return make


def ask(model: ProductListModel, row: int, role: int = ProductRole.CARD) -> object:
    return model.data(model.index(row), role)


def load(qtbot: QtBot, model: ProductListModel, row: int) -> ProductCard:
    qtbot.waitUntil(lambda: ask(model, row) is not None, timeout=3_000)
    found = ask(model, row)
    assert isinstance(found, ProductCard)
    return found


def test_rows_are_there_at_once_and_cards_come_in_pages(
    qtbot: QtBot, make_model: MakeModel
) -> None:
    products = FakeProducts(1_000)
    model = make_model(products)
    products.asked_cards.clear()
    assert model.rowCount() == 1_000
    assert ask(model, 650, ProductRole.ROW_ID) == 651
    changes: list[tuple[int, int]] = []
    model.dataChanged.connect(lambda first, last, _roles: changes.append((first.row(), last.row())))
    assert ask(model, 650) is None
    assert ask(model, 650, Qt.ItemDataRole.DisplayRole) == ""
    assert ask(model, 650, ProductRole.STATE) is None
    assert load(qtbot, model, 650).id == "p651"
    assert products.asked_cards == [list(range(601, 801))]
    assert changes == [(600, 799)]
    assert products.threads == {"test", "test-worker_0"}


def test_every_role_answers(qtbot: QtBot, make_model: MakeModel) -> None:
    products = FakeProducts(3)
    products.changed[2] = card(2, state=EmbeddingState.FAILED, failure="The photo is damaged.")
    model = make_model(products)
    load(qtbot, model, 1)
    answers = {role: ask(model, 1, role) for role in ProductRole}
    tooltip = answers.pop(ProductRole.TOOLTIP)
    assert answers == {
        ProductRole.CARD: products.changed[2],
        ProductRole.ID: "p2",
        ProductRole.NAME: "Product 2",
        ProductRole.PRICE: "€39.90",
        ProductRole.STATE: EmbeddingState.FAILED,
        ProductRole.FAILURE: "The photo is damaged.",
        ProductRole.ROW_ID: 2,
        ProductRole.THUMBNAIL: None,
    }
    assert "The photo is damaged." in str(tooltip)
    assert ask(model, 1, Qt.ItemDataRole.ToolTipRole) == tooltip
    assert ask(model, 1, Qt.ItemDataRole.DisplayRole) == "Product 2"
    assert "Product 2" in str(ask(model, 1, Qt.ItemDataRole.AccessibleTextRole))
    assert ask(model, 1, Qt.ItemDataRole.DecorationRole) is None


def test_a_million_rows_keep_a_bounded_number_of_cards(qtbot: QtBot, make_model: MakeModel) -> None:
    products = FakeProducts(1_000_000)
    model = make_model(products)
    for page in range(60):
        load(qtbot, model, page * PAGE_ROWS)
    assert len(model._cards) <= 40 * PAGE_ROWS
    products.asked_cards.clear()
    assert ask(model, 59 * PAGE_ROWS) is not None
    assert ask(model, 0) is None
    qtbot.waitUntil(lambda: len(products.asked_cards) == 1, timeout=3_000)


def test_pages_scrolled_past_are_not_read(qtbot: QtBot, make_model: MakeModel) -> None:
    products = FakeProducts(100_000)
    model = make_model(products)
    load(qtbot, model, 0)
    products.asked_cards.clear()
    products.may_answer.clear()
    for page in range(1, 400):
        ask(model, page * PAGE_ROWS)
    products.may_answer.set()
    load(qtbot, model, 399 * PAGE_ROWS)
    qtbot.wait(50)
    firsts = [ids[0] // PAGE_ROWS for ids in products.asked_cards]
    assert len(firsts) <= 10
    assert firsts[1] == 399


def test_of_queries_in_quick_succession_the_last_counts(
    qtbot: QtBot, make_model: MakeModel
) -> None:
    products = FakeProducts(10)
    model = make_model(products)
    products.by_text = {"b": [2], "bl": [3], "blue": [4, 5]}
    products.asked_queries.clear()
    for text in ("b", "bl", "blue"):
        model.set_query(ProductQuery(text=text))
    with qtbot.waitSignal(model.refreshed, timeout=3_000) as refreshed:
        pass
    assert refreshed.args == [2]
    assert products.asked_queries == ["blue"]
    assert model.query.text == "blue"


def test_a_query_made_while_another_runs_replaces_it(qtbot: QtBot, make_model: MakeModel) -> None:
    products = FakeProducts(10)
    model = make_model(products)
    products.by_text = {"a": [1], "b": [2, 3]}
    products.may_answer.clear()
    totals: list[int] = []
    model.refreshed.connect(totals.append)
    model.set_query(ProductQuery(text="a"))
    qtbot.wait(40)
    model.set_query(ProductQuery(text="b"))
    qtbot.wait(40)
    products.may_answer.set()
    qtbot.waitUntil(lambda: bool(totals), timeout=3_000)
    assert totals == [2]
    assert model.row_ids_between(0, 1) == [2, 3]


def test_the_same_rows_again_are_no_reset(qtbot: QtBot, make_model: MakeModel) -> None:
    products = FakeProducts(10)
    model = make_model(products)
    load(qtbot, model, 0)
    resets: list[str] = []
    model.modelReset.connect(lambda: resets.append("reset"))
    model.about_to_refresh.connect(lambda: resets.append("about to"))
    products.changed[1] = card(1, name="New name")
    with qtbot.waitSignal(model.refreshed, timeout=3_000):
        model.refresh()
    assert resets == []
    assert ask(model, 0, ProductRole.NAME) == "Product 1"
    qtbot.waitUntil(lambda: ask(model, 0, ProductRole.NAME) == "New name", timeout=3_000)


def test_cards_stay_when_the_rows_change(qtbot: QtBot, make_model: MakeModel) -> None:
    products = FakeProducts(500)
    model = make_model(products)
    load(qtbot, model, 0)
    products.by_text = {"odd": list(range(1, 500, 2))}
    with qtbot.waitSignal(model.refreshed, timeout=3_000):
        model.set_query(ProductQuery(text="odd"))
    assert ask(model, 1) == card(3)


def test_commits_read_only_the_cached_cards_again(qtbot: QtBot, make_model: MakeModel) -> None:
    products = FakeProducts(1_000)
    model = make_model(products)
    load(qtbot, model, 0)
    products.asked_cards.clear()
    products.changed[5] = card(5, state=EmbeddingState.STALE)
    with qtbot.waitSignal(model.dataChanged, timeout=3_000) as changed:
        model.refresh_rows([5, 900])
    assert products.asked_cards == [[5]]
    assert (changed.args[0].row(), changed.args[1].row()) == (4, 4)
    assert ask(model, 4, ProductRole.STATE) is EmbeddingState.STALE


def test_a_product_that_has_gone_is_asked_for_once(qtbot: QtBot, make_model: MakeModel) -> None:
    products = FakeProducts(10)
    model = make_model(products)
    load(qtbot, model, 0)
    products.gone.add(3)
    with qtbot.waitSignal(model.dataChanged, timeout=3_000):
        model.refresh_rows([3])
    products.asked_cards.clear()
    for _ in range(20):
        ask(model, 2)
        qtbot.wait(1)
    assert products.asked_cards == []


def test_selection_and_current_product_survive_a_refresh(
    qtbot: QtBot, make_model: MakeModel
) -> None:
    products = FakeProducts(1_000)
    model = make_model(products)
    selection = QItemSelectionModel(model)
    keeper = SelectionKeeper(model, selection)
    flag = QItemSelectionModel.SelectionFlag
    for row in (0, 9, 10, 11, 998):
        selection.select(model.index(row), flag.Select)
    selection.setCurrentIndex(model.index(9), flag.NoUpdate)
    assert keeper.selected_row_ids() == [1, 10, 11, 12, 999]
    products.by_text = {"part": [*range(990, 1_000), 12, 10]}
    with qtbot.waitSignal(model.refreshed, timeout=3_000):
        model.set_query(ProductQuery(text="part"))
    assert sorted(keeper.selected_row_ids()) == [10, 12, 999]
    assert model.row_id_at(selection.currentIndex().row()) == 10
    with qtbot.waitSignal(model.refreshed, timeout=3_000):
        model.set_query(ProductQuery())
    assert keeper.selected_row_ids() == [10, 12, 999]


def test_rows_and_products_are_found_either_way(make_model: MakeModel) -> None:
    products = FakeProducts(3)
    products.ids = [30, 10, 20]
    model = make_model(products)
    assert [model.row_of(row_id) for row_id in (30, 10, 20, 99)] == [0, 1, 2, None]
    assert [model.row_id_at(row) for row in (-1, 0, 2, 3)] == [None, 30, 20, None]
    assert model.rowCount(model.index(0)) == 0
    assert model.data(QModelIndex(), ProductRole.ID) is None


def test_a_library_that_cannot_be_read_is_said_once_and_keeps_what_was_shown(
    qtbot: QtBot, make_model: MakeModel, caplog: pytest.LogCaptureFixture
) -> None:
    products = FakeProducts(10)
    model = make_model(products)
    products.broken = True
    with qtbot.waitSignal(model.failed, timeout=3_000) as failed:
        model.set_query(ProductQuery(text="x"))
    assert failed.args == ["The library cannot be read."]
    assert model.rowCount() == 10
    assert "could not be listed" in caplog.text
    with qtbot.waitSignal(model.failed, timeout=3_000):
        model.refresh_rows([1])
    assert ask(model, 0) == card(1)
    products.broken = False
    with qtbot.waitSignal(model.refreshed, timeout=3_000):
        model.set_query(ProductQuery())
    products.changed[1] = card(1, name="Back again")
    model.refresh_rows([1])
    qtbot.waitUntil(lambda: ask(model, 0, ProductRole.NAME) == "Back again", timeout=3_000)


def test_products_can_be_dragged_out_as_ids_and_addresses(
    qtbot: QtBot, make_model: MakeModel
) -> None:
    products = FakeProducts(3)
    products.changed[2] = card(2, image_url="photos/2.jpg")
    model = make_model(products)
    load(qtbot, model, 0)
    assert model.flags(model.index(0)) & Qt.ItemFlag.ItemIsDragEnabled
    data = model.mimeData([model.index(0), model.index(1)])
    assert data.text() == "p1\np2"
    assert [url.toString() for url in data.urls()] == ["https://shop.example/1.jpg"]


def test_a_list_painted_during_shutdown_stays_quiet(lane: Lane, qtbot: QtBot) -> None:
    model = ProductListModel(FakeProducts(10), lane, query_delay_ms=10)
    with qtbot.waitSignal(model.refreshed, timeout=3_000):
        model.refresh()
    assert lane.stop(5.0)
    assert ask(model, 0) is None
    model.set_query(ProductQuery(text="x"))
    model.refresh_rows([1])
    qtbot.wait(30)
    assert model.rowCount() == 10


def test_many_scattered_changes_are_one_signal(qtbot: QtBot, make_model: MakeModel) -> None:
    products = FakeProducts(200)
    model = make_model(products)
    load(qtbot, model, 0)
    for row_id in range(2, 200, 2):
        products.changed[row_id] = replace(card(row_id), name="Changed")
    ranges: list[tuple[int, int]] = []
    model.dataChanged.connect(lambda first, last, _roles: ranges.append((first.row(), last.row())))
    model.refresh_rows(range(2, 200, 2))
    qtbot.waitUntil(lambda: ask(model, 1, ProductRole.NAME) == "Changed", timeout=3_000)
    assert ranges == [(1, 197)]


def test_the_first_products_are_shown_before_all_have_been_listed(qtbot: QtBot, lane: Lane) -> None:
    products = FakeProducts(1_000)
    model = ProductListModel(products, lane, query_delay_ms=10)
    model.show_first([card(1), card(2)])
    assert model.rowCount() == 2
    assert ask(model, 1) == card(2)
    assert not model.is_listing
    with qtbot.waitSignal(model.refreshed, timeout=3_000):
        model.set_query(ProductQuery())
        assert model.is_listing
    assert not model.is_listing
    assert model.rowCount() == 1_000
    # They are known already: nothing flickers, and nothing is read twice.
    assert ask(model, 1) == card(2)
    assert not products.asked_cards


def test_the_listed_row_ids_are_one_array_until_the_list_changes(
    make_model: MakeModel, qtbot: QtBot
) -> None:
    products = FakeProducts(30)
    products.by_text["red"] = [7, 3]
    model = make_model(products)
    before = model.listed_row_ids
    assert before.tolist() == products.ids
    with qtbot.waitSignal(model.refreshed):
        model.refresh()
    assert model.listed_row_ids is before
    with qtbot.waitSignal(model.refreshed):
        model.set_query(ProductQuery(text="red"))
    assert model.listed_row_ids.tolist() == [7, 3]
