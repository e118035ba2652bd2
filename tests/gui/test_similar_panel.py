"""The panel "Like this": its states, the threshold, top n, keys and menu."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QColor, QGuiApplication, QPixmap
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from fashion_desktop.domain.matches import Match, SearchAnswer
from fashion_desktop.domain.products import EmbeddingState, ProductCard
from fashion_desktop.domain.similarity import score_from_squared_l2
from fashion_desktop.viewmodels.match_list_model import MatchListModel
from fashion_desktop.widgets.query_area import QueryView
from fashion_desktop.widgets.similar_panel import SimilarPanel
from fashion_desktop.widgets.theme import install_theme

DISTANCES = [100.0, 200.0, 300.0, 400.0, 2000.0]


def card(number: int, state: EmbeddingState = EmbeddingState.EMBEDDED) -> ProductCard:
    return ProductCard(
        row_id=number,
        id=f"sku-{number}",
        name=f"Shirt {number}",
        price=39.9,
        currency="EUR",
        state=state,
        image_hash="",
        image_url="",
        failure="the photo is not an image" if state is EmbeddingState.FAILED else "",
    )


def answer_of(distances: list[float], searched: int = 500) -> SearchAnswer:
    matches = tuple(Match(card(i + 1), d) for i, d in enumerate(distances))
    return SearchAnswer("sku-0", matches, searched, "f00d")


def picture() -> QPixmap:
    pixmap = QPixmap(30, 40)
    pixmap.fill(QColor("#3557E0"))
    return pixmap


QUERY_CARD = card(0)


@pytest.fixture
def panel(qtbot: QtBot, qapp: QApplication) -> SimilarPanel:
    widget = SimilarPanel(install_theme(qapp, "light"), MatchListModel())
    qtbot.addWidget(widget)
    widget.resize(384, 720)
    widget.show()
    qtbot.waitExposed(widget)
    return widget


@pytest.fixture
def query() -> Callable[[], QueryView]:
    return lambda: QueryView.of_product(QUERY_CARD, picture())


def words(widget: QWidget) -> str:
    """All words on screen."""
    return "\n".join(label.text() for label in widget.findChildren(QLabel) if label.isVisible())


def press(panel: SimilarPanel, text: str) -> None:
    QApplication.processEvents()
    buttons = [
        button
        for state in (panel.state, panel._start)
        for button in state.action_buttons()
        if button.isVisible()
    ]
    next(button for button in buttons if button.text() == text).click()


def rows(panel: SimilarPanel) -> int:
    return panel.results.model().rowCount(QModelIndex())


def test_it_starts_with_an_invitation(panel: SimilarPanel) -> None:
    assert "Pick a product or drop a photo" in words(panel)
    assert not panel.results.isVisible()


def test_an_answer_shows_query_and_look_alikes_above_the_threshold(panel, query) -> None:
    panel.show_answer(query(), answer_of(DISTANCES))
    shown = words(panel)
    assert "Shirt 0" in shown
    assert "sku-0 · €39.90" in shown
    assert "embedded" in shown
    assert panel.results.isVisible()
    assert rows(panel) == 4
    assert "4 of 5" in shown


def test_the_slider_filters_at_once(panel, query) -> None:
    panel.show_answer(query(), answer_of(DISTANCES))
    panel.slider.set_threshold(score_from_squared_l2(250))
    assert rows(panel) == 2
    panel.slider.set_threshold(score_from_squared_l2(3000))
    assert rows(panel) == 5


def test_top_n_limits_the_cards_and_says_so(panel, query, qtbot: QtBot) -> None:
    panel.set_threshold(0.0001)
    panel.show_answer(query(), answer_of([float(n) for n in range(1, 61)]))
    with qtbot.waitSignal(panel.top_n_changed) as caught:
        panel.top_n.setCurrentIndex(panel.top_n.findData(10))
    assert caught.args == [10]
    assert rows(panel) == 10
    assert "10 shown" in words(panel)
    panel.top_n.setCurrentIndex(panel.top_n.findText("All"))
    assert rows(panel) == 60


def test_an_unusual_top_n_of_the_settings_is_offered(panel, query) -> None:
    panel.set_top_n(3)
    panel.show_answer(query(), answer_of(DISTANCES))
    assert panel.top_n.currentText() == "3"
    assert rows(panel) == 3


def test_no_result_at_this_threshold_offers_the_nearest(panel, query, qtbot: QtBot) -> None:
    panel.set_threshold(0.5)
    panel.show_answer(query(), answer_of(DISTANCES))
    assert "Nearest is 0.0099" in words(panel)
    with qtbot.waitSignal(panel.threshold_committed) as caught:
        press(panel, "Show it")
    assert caught.args == [score_from_squared_l2(100.0)]
    assert rows(panel) == 1
    assert panel.results.isVisible()


def test_an_empty_index_offers_to_generate_all(panel, query, qtbot: QtBot) -> None:
    panel.show_answer(query(), answer_of([], searched=0))
    assert "Nothing is embedded yet" in words(panel)
    with qtbot.waitSignal(panel.generate_all_requested):
        press(panel, "Generate all")


def test_an_empty_index_before_any_query(panel) -> None:
    panel.show_empty_index()
    assert "Nothing is embedded yet" in words(panel)
    assert "Similarity" not in words(panel)


def test_a_lonely_product_is_told_so(panel, query) -> None:
    panel.show_answer(query(), answer_of([], searched=1))
    assert "Nothing to compare with yet" in words(panel)


@pytest.mark.parametrize(
    ("state", "heading", "verb"),
    [
        (EmbeddingState.MISSING, "This product has no embedding yet", "Generate now"),
        (EmbeddingState.STALE, "This product's embedding is out of date", "Update now"),
        (EmbeddingState.FAILED, "This product could not be embedded", "Try again"),
    ],
)
def test_a_product_without_embedding(panel, qtbot: QtBot, state, heading, verb) -> None:
    panel.show_no_embedding(card(7, state), picture())
    assert heading in words(panel)
    assert "Shirt 7" in words(panel)
    if state is EmbeddingState.FAILED:
        assert "the photo is not an image" in words(panel)
    with qtbot.waitSignal(panel.generate_requested) as caught:
        press(panel, verb)
    assert caught.args == ["sku-7"]


def test_an_error_has_plain_words_and_a_retry(panel, query, qtbot: QtBot) -> None:
    panel.show_answer(query(), answer_of(DISTANCES))
    panel.show_error("The photo cannot be fetched", "cdn.example does not answer.", retry=True)
    assert "The photo cannot be fetched" in words(panel)
    with qtbot.waitSignal(panel.retry_requested):
        press(panel, "Retry")
    panel.show_error("Not a photo", "Choose another file.", retry=False)
    assert panel.state.action_buttons() == []


def test_a_fast_answer_never_shows_that_it_works(panel, query) -> None:
    panel.show_answer(query(), answer_of(DISTANCES))
    panel.show_busy("Looking for look-alikes…")
    assert panel.results.isVisible()
    panel.show_answer(query(), answer_of(DISTANCES[:2]))
    assert not panel._busy_timer.isActive()
    assert rows(panel) == 2


def test_a_slow_answer_shows_that_it_works(panel, query, qtbot: QtBot) -> None:
    panel.show_answer(query(), answer_of(DISTANCES))
    panel.show_busy("Looking for look-alikes…")
    qtbot.waitUntil(lambda: "Looking for look-alikes…" in words(panel), timeout=2000)
    assert not panel.results.isVisible()
    panel.show_answer(query(), answer_of(DISTANCES))
    assert panel.results.isVisible()


def test_a_slow_first_answer_shows_that_it_works(panel, qtbot: QtBot) -> None:
    panel.show_busy("Reading the photo…")
    qtbot.waitUntil(lambda: "Reading the photo…" in words(panel), timeout=2000)
    panel.show_nothing()
    assert "Pick a product or drop a photo" in words(panel)


def test_nothing_jumps_when_the_answer_arrives(panel, query) -> None:
    panel.show_no_embedding(QUERY_CARD, picture())
    QApplication.processEvents()
    before = panel.slider.mapTo(panel, panel.slider.rect().topLeft())
    panel.show_answer(query(), answer_of(DISTANCES))
    QApplication.processEvents()
    assert panel.slider.mapTo(panel, panel.slider.rect().topLeft()) == before


def test_enter_asks_for_a_new_query_and_space_for_a_preview(panel, query, qtbot: QtBot) -> None:
    panel.show_answer(query(), answer_of(DISTANCES))
    panel.results.setCurrentIndex(panel.results.model().index(1, 0))
    with qtbot.waitSignal(panel.query_requested) as chosen:
        qtbot.keyClick(panel.results, Qt.Key.Key_Return)
    with qtbot.waitSignal(panel.preview_requested) as preview:
        qtbot.keyClick(panel.results, Qt.Key.Key_Space)
    assert chosen.args == ["sku-2"]
    assert preview.args == [2]


def test_double_click_asks_for_a_new_query(panel, query, qtbot: QtBot) -> None:
    panel.show_answer(query(), answer_of(DISTANCES))
    QApplication.processEvents()
    place = panel.results.visualRect(panel.results.model().index(2, 0)).center()
    viewport = panel.results.viewport()
    qtbot.mouseClick(viewport, Qt.MouseButton.LeftButton, pos=place)
    with qtbot.waitSignal(panel.query_requested) as caught:
        qtbot.mouseDClick(viewport, Qt.MouseButton.LeftButton, pos=place)
    assert caught.args == ["sku-3"]


def test_the_menu_of_a_result(panel, query, qtbot: QtBot) -> None:
    panel.show_answer(query(), answer_of(DISTANCES))
    menu = panel.results.menu_for(panel.results.model().index(3, 0))
    actions = {action.text(): action for action in menu.actions()}
    with qtbot.waitSignal(panel.query_requested) as chosen:
        actions["Use as query"].trigger()
    with qtbot.waitSignal(panel.show_in_grid_requested) as shown:
        actions["Show in grid"].trigger()
    actions["Copy id sku-4"].trigger()
    assert chosen.args == ["sku-4"]
    assert shown.args == [4]
    assert QGuiApplication.clipboard().text() == "sku-4"
    assert panel.results.menu_for(QModelIndex()) is None


def test_several_photos_can_be_switched_between(panel, qtbot: QtBot) -> None:
    views = [QueryView(f"{n}.jpg", "800 × 1,200 px", picture()) for n in range(3)]
    panel.set_queries(views, current=0)
    panel.show_answer(views[0], answer_of(DISTANCES))
    assert "800 × 1,200 px" in words(panel)
    with qtbot.waitSignal(panel.query_chosen) as caught:
        panel.query_area.strip_buttons()[2].click()
    assert caught.args == [2]
    panel.set_queries([])
    assert panel.query_area.strip_buttons() == []


def test_back_forward_and_close(panel, qtbot: QtBot) -> None:
    assert not panel.back_button.isEnabled()
    panel.set_can_go(back=True, forward=True)
    for button, signal in (
        (panel.back_button, panel.back_requested),
        (panel.forward_button, panel.forward_requested),
        (panel.close_button, panel.closed),
    ):
        with qtbot.waitSignal(signal):
            button.click()
        assert button.toolTip().startswith(button.accessibleName())


def test_out_of_date_embeddings_are_noted(panel, query, qtbot: QtBot) -> None:
    panel.show_answer(query(), answer_of(DISTANCES))
    panel.set_stale_count(120)
    assert "120 embeddings are out of date" in words(panel)
    with qtbot.waitSignal(panel.update_requested):
        panel.update_button.click()
    panel.set_stale_count(120, 119)
    assert "119 products were embedded with other weights and are not searched." in words(panel)
    assert "1 embedding is out of date: the photo changed." in words(panel)
    panel.set_stale_count(7, 7)
    assert "out of date" not in words(panel)
    panel.set_stale_count(0)
    assert not panel.update_button.isVisible()


def test_results_on_screen_are_reported_for_their_thumbnails(panel, query, qtbot: QtBot) -> None:
    with qtbot.waitSignal(panel.shown_changed, check_params_cb=bool):
        panel.show_answer(query(), answer_of(DISTANCES))
    assert panel.results.shown_row_ids() == [1, 2, 3, 4]


def test_the_box_can_be_used_while_the_list_is_filtered(panel, query, qtbot: QtBot) -> None:
    panel.show_answer(query(), answer_of(DISTANCES))
    box = panel.only_listed
    assert not box.isEnabled()
    assert box.accessibleName()
    assert "first" in box.toolTip()
    panel.only_listed.set_filtered(filtered=True)
    with qtbot.waitSignal(box.toggled):
        qtbot.mouseClick(box, Qt.MouseButton.LeftButton)
    panel.only_listed.set_filtered(filtered=False)
    panel.only_listed.set_filtered(filtered=True)
    assert box.isChecked()
    panel.top_n.setFocus()
    qtbot.keyClick(panel.top_n, Qt.Key.Key_Tab)
    assert box.hasFocus()
    qtbot.keyClick(box, Qt.Key.Key_Space)
    assert not box.isChecked()


def test_the_count_line_says_among_how_many(panel, query) -> None:
    panel.show_answer(query(), answer_of(DISTANCES), 1)
    assert "among 1 listed product\n" in words(panel)
    panel.show_answer(query(), answer_of(DISTANCES), 12)
    assert "among 12 listed products" in words(panel)
    panel.show_answer(query(), answer_of(DISTANCES))
    assert "among" not in words(panel)
    panel.show_answer(query(), answer_of(DISTANCES), 12)
    panel.show_error("Not a photo", "Choose another file.", retry=False)
    assert "among" not in words(panel)


@pytest.mark.parametrize(
    ("listed", "heading"), [(0, "The list is empty"), (12, "No look-alikes in this list")]
)
def test_a_list_without_look_alikes_offers_the_whole_library(
    panel, query, qtbot: QtBot, listed, heading
) -> None:
    panel.only_listed.set_filtered(filtered=True)
    panel.only_listed.setChecked(True)
    panel.show_answer(query(), answer_of([]), listed)
    assert heading in words(panel)
    panel.resize(panel.minimumSize())
    QApplication.processEvents()
    for offer in panel.state.action_buttons():
        assert offer.width() >= offer.sizeHint().width()
    with qtbot.waitSignal(panel.only_listed.toggled) as caught:
        press(panel, "Look everywhere")
    assert caught.args == [False]


def test_without_any_embedding_the_list_is_not_blamed(panel, query) -> None:
    panel.show_answer(query(), answer_of([], searched=0), 12)
    assert "Nothing is embedded yet" in words(panel)
