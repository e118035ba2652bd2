"""The grid as such: any number of cards, keys, pointer, size, what is on screen."""

from __future__ import annotations

import time

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QPixmap, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from support.cards import card
from support.product_rows import ProductRows

from fashion_desktop.domain.products import EmbeddingState
from fashion_desktop.widgets.card_delegate import FADE_MS
from fashion_desktop.widgets.card_grid import CardGrid
from fashion_desktop.widgets.card_layout_view import DEFAULT_CARD_PX, LARGEST_CARD_PX
from fashion_desktop.widgets.match_delegate import MatchDelegate
from fashion_desktop.widgets.product_delegate import ProductDelegate
from fashion_desktop.widgets.theme import Theme, install_theme

Key = Qt.Key


@pytest.fixture
def theme(qapp: QApplication) -> Theme:
    return install_theme(qapp, "light")


def shown_grid(qtbot: QtBot, theme: Theme, count: int) -> tuple[CardGrid, ProductRows]:
    grid, rows = CardGrid(theme), ProductRows(count)
    rows.setParent(grid)
    qtbot.addWidget(grid)
    grid.set_card_delegate(ProductDelegate(theme, grid))
    grid.setModel(rows)
    grid.resize(1000, 700)
    with qtbot.waitExposed(grid):
        grid.show()
    grid.setFocus()
    grid.viewport().repaint()
    return grid, rows


def current(grid: CardGrid) -> int:
    return grid.currentIndex().row()


def selected(grid: CardGrid) -> list[int]:
    return sorted(index.row() for index in grid.selectionModel().selectedIndexes())


def click(
    grid: CardGrid, row: int, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier
) -> None:
    place = grid.visualRect(grid.index_of(row)).center()
    QTest.mouseClick(grid.viewport(), Qt.MouseButton.LeftButton, modifier, place)


@pytest.mark.parametrize("count", [40_000, 1_000_000])
def test_a_huge_catalogue_is_laid_out_and_scrolled_to_its_end(
    qtbot: QtBot, theme: Theme, count: int
) -> None:
    started_s = time.perf_counter()
    grid, rows = shown_grid(qtbot, theme, count)
    assert time.perf_counter() - started_s < 3.0
    assert rows.asked < 2_000, "only what is on screen may be asked for"
    bar = grid.verticalScrollBar()
    bar.setValue(bar.maximum())
    assert grid.visible_rows[1] == count - 1
    last = grid.visualRect(grid.index_of(count - 1))
    assert grid.viewport().rect().contains(last)
    grid.grab()
    assert rows.asked < 4_000


def test_scrolling_through_asks_only_for_what_comes_into_view(qtbot: QtBot, theme: Theme) -> None:
    grid, _rows = shown_grid(qtbot, theme, 40_000)
    seen = []
    grid.visible_rows_changed.connect(lambda first, last: seen.append((first, last)))
    for _ in range(20):
        grid.verticalScrollBar().setValue(grid.verticalScrollBar().value() + 100)
        grid.viewport().repaint()
    assert seen
    assert seen == sorted(seen)
    assert all(0 <= first <= last < 40_000 for first, last in seen)
    assert max(last - first for first, last in seen) < 60


def test_arrows_move_by_card_and_by_line(qtbot: QtBot, theme: Theme) -> None:
    grid, _rows = shown_grid(qtbot, theme, 100)
    columns = grid.column_count
    grid.setCurrentIndex(grid.index_of(0))
    moves = (
        (Key.Key_Right, 1),
        (Key.Key_Down, 1 + columns),
        (Key.Key_Left, columns),
        (Key.Key_Left, columns - 1),
        (Key.Key_End, 99),
        (Key.Key_Right, 99),
        (Key.Key_Home, 0),
        (Key.Key_Up, 0),
    )
    for key, row in moves:
        QTest.keyClick(grid, key)
        assert current(grid) == row
        assert selected(grid) == [row]
        cell = grid.visualRect(grid.index_of(row))
        assert grid.viewport().rect().contains(cell)


def test_page_keys_move_by_a_page(qtbot: QtBot, theme: Theme) -> None:
    grid, _rows = shown_grid(qtbot, theme, 1000)
    grid.setCurrentIndex(grid.index_of(1))
    QTest.keyClick(grid, Key.Key_PageDown)
    page = current(grid) - 1
    assert page > 0
    assert page % grid.column_count == 0
    QTest.keyClick(grid, Key.Key_PageUp)
    assert current(grid) == 1


def test_shift_selects_in_reading_order(qtbot: QtBot, theme: Theme) -> None:
    grid, _rows = shown_grid(qtbot, theme, 100)
    columns = grid.column_count
    click(grid, 2)
    click(grid, columns + 1, Qt.KeyboardModifier.ShiftModifier)
    assert selected(grid) == list(range(2, columns + 2))
    QTest.keyClick(grid, Key.Key_Left, Qt.KeyboardModifier.ShiftModifier)
    assert selected(grid) == list(range(2, columns + 1))


def test_ctrl_click_adds_and_removes(qtbot: QtBot, theme: Theme) -> None:
    grid, _rows = shown_grid(qtbot, theme, 100)
    click(grid, 0)
    click(grid, 3, Qt.KeyboardModifier.ControlModifier)
    assert selected(grid) == [0, 3]
    click(grid, 0, Qt.KeyboardModifier.ControlModifier)
    assert selected(grid) == [3]


def test_a_click_between_cards_selects_nothing(qtbot: QtBot, theme: Theme) -> None:
    grid, _rows = shown_grid(qtbot, theme, 100)
    click(grid, 1)
    corner = grid.visualRect(grid.index_of(1)).topLeft()
    no_key = Qt.KeyboardModifier.NoModifier
    QTest.mouseClick(grid.viewport(), Qt.MouseButton.LeftButton, no_key, corner)
    assert selected(grid) == []


def test_a_rectangle_dragged_from_a_gap_selects_a_block(qtbot: QtBot, theme: Theme) -> None:
    grid, _rows = shown_grid(qtbot, theme, 100)
    columns = grid.column_count
    start = grid.visualRect(grid.index_of(0)).topLeft() + QPoint(1, 1)
    end = grid.visualRect(grid.index_of(columns + 1)).center()
    button, no_key = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    QTest.mousePress(grid.viewport(), button, no_key, start)
    for step in range(1, 6):
        QTest.mouseMove(grid.viewport(), start + (end - start) * step / 5)
    assert selected(grid) == [0, 1, columns, columns + 1]
    QTest.mouseRelease(grid.viewport(), button, no_key, end)
    assert selected(grid) == [0, 1, columns, columns + 1]


def test_select_all_takes_a_million(qtbot: QtBot, theme: Theme) -> None:
    grid, _rows = shown_grid(qtbot, theme, 1_000_000)
    QTest.keyClick(grid, Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    ranges = grid.selectionModel().selection().toList()
    assert [(span.top(), span.bottom()) for span in ranges] == [(0, 999_999)]


def test_enter_and_double_click_ask_for_look_alikes(qtbot: QtBot, theme: Theme) -> None:
    grid, _rows = shown_grid(qtbot, theme, 100)
    asked: list[int] = []
    grid.look_alikes_requested.connect(asked.append)
    grid.setCurrentIndex(grid.index_of(4))
    QTest.keyClick(grid, Key.Key_Return)
    place = grid.visualRect(grid.index_of(2)).center()
    no_key = Qt.KeyboardModifier.NoModifier
    click(grid, 2)
    QTest.mouseDClick(grid.viewport(), Qt.MouseButton.LeftButton, no_key, place)
    assert asked == [5, 3]


def test_space_asks_for_the_preview_and_keeps_the_selection(qtbot: QtBot, theme: Theme) -> None:
    grid, _rows = shown_grid(qtbot, theme, 100)
    grid.setCurrentIndex(grid.index_of(4))
    with qtbot.waitSignal(grid.preview_requested, timeout=1_000) as caught:
        QTest.keyClick(grid, Key.Key_Space)
    assert caught.args == [5]
    assert selected(grid) == [4]


def test_escape_selects_nothing(qtbot: QtBot, theme: Theme) -> None:
    grid, _rows = shown_grid(qtbot, theme, 100)
    grid.setCurrentIndex(grid.index_of(4))
    QTest.keyClick(grid, Key.Key_Escape)
    assert selected(grid) == []


def test_letters_go_to_the_search_and_never_walk_the_rows(qtbot: QtBot, theme: Theme) -> None:
    grid, rows = shown_grid(qtbot, theme, 40_000)
    asked = rows.asked
    with qtbot.waitSignal(grid.text_typed, timeout=1_000) as caught:
        QTest.keyClick(grid, "b")
    assert caught.args == ["b"]
    assert rows.asked - asked < 2_000


def test_ctrl_wheel_and_keys_change_the_card_size_within_limits(qtbot: QtBot, theme: Theme) -> None:
    grid, _rows = shown_grid(qtbot, theme, 1000)
    sizes: list[int] = []
    grid.card_size_changed.connect(sizes.append)
    columns = grid.column_count
    centre = QPointF(grid.viewport().rect().center())
    for _ in range(20):
        wheel = QWheelEvent(
            centre,
            grid.viewport().mapToGlobal(centre),
            QPoint(),
            QPoint(0, 120),
            Qt.MouseButton.NoButton,
            Qt.KeyboardModifier.ControlModifier,
            Qt.ScrollPhase.NoScrollPhase,
            False,
        )
        QApplication.sendEvent(grid.viewport(), wheel)
    assert sizes == sorted(set(sizes))
    assert grid.card_size == LARGEST_CARD_PX
    assert grid.column_count < columns
    QTest.keyClick(grid, Key.Key_0, Qt.KeyboardModifier.ControlModifier)
    assert grid.card_size == DEFAULT_CARD_PX
    assert grid.column_count == columns


def test_a_new_size_keeps_what_is_on_screen(qtbot: QtBot, theme: Theme) -> None:
    grid, _rows = shown_grid(qtbot, theme, 40_000)
    grid.scrollTo(grid.index_of(20_000), CardGrid.ScrollHint.PositionAtTop)
    for size_px in (96, 320, 200, 96):
        grid.set_card_size(size_px)
        first, last = grid.visible_rows
        assert first <= 20_000 <= last
    grid.resize(600, 500)
    first, last = grid.visible_rows
    assert first <= 20_000 <= last


def test_hovering_repaints_the_card_under_the_pointer(qtbot: QtBot, theme: Theme) -> None:
    grid, _rows = shown_grid(qtbot, theme, 10)
    rect = grid.visualRect(grid.index_of(1))
    # The pointer may still be where an earlier test left it.
    QTest.mouseMove(grid.viewport(), grid.visualRect(grid.index_of(3)).center())
    qtbot.wait(50)
    before = grid.viewport().grab(rect).toImage()
    QTest.mouseMove(grid.viewport(), rect.center())
    qtbot.waitUntil(lambda: grid.viewport().grab(rect).toImage() != before, timeout=2_000)
    QTest.mouseMove(grid.viewport(), grid.visualRect(grid.index_of(2)).center())
    qtbot.waitUntil(lambda: grid.viewport().grab(rect).toImage() == before, timeout=2_000)


def photo() -> QPixmap:
    pixmap = QPixmap(60, 80)
    pixmap.fill(QColor("#cc0000"))
    return pixmap


def delegate_of(grid: CardGrid) -> ProductDelegate:
    delegate = grid.itemDelegate()
    assert isinstance(delegate, ProductDelegate)
    return delegate


def test_a_photo_that_arrives_on_screen_fades_in(qtbot: QtBot, theme: Theme) -> None:
    grid, rows = shown_grid(qtbot, theme, 1000)
    delegate_of(grid).set_animated(True)
    rows.photo_arrives(1, photo())
    grid.viewport().repaint()
    assert delegate_of(grid).fading_row_ids == {2}
    centre = grid.visualRect(grid.index_of(1)).center() - QPoint(0, 20)
    red = QColor("#cc0000")
    qtbot.waitUntil(
        lambda: grid.viewport().grab().toImage().pixelColor(centre) == red, timeout=FADE_MS * 20
    )
    qtbot.waitUntil(lambda: not delegate_of(grid).fading_row_ids, timeout=FADE_MS * 20)


def test_without_animations_photos_are_simply_there(qtbot: QtBot, theme: Theme) -> None:
    grid, rows = shown_grid(qtbot, theme, 1000)
    delegate_of(grid).set_animated(False)
    rows.photo_arrives(1, photo())
    grid.viewport().repaint()
    assert not delegate_of(grid).fading_row_ids
    centre = grid.visualRect(grid.index_of(1)).center() - QPoint(0, 20)
    assert grid.viewport().grab().toImage().pixelColor(centre) == QColor("#cc0000")


def test_a_photo_that_arrived_off_screen_does_not_fade(qtbot: QtBot, theme: Theme) -> None:
    grid, rows = shown_grid(qtbot, theme, 1000)
    delegate_of(grid).set_animated(True)
    grid.viewport().repaint()
    grid.verticalScrollBar().setValue(grid.verticalScrollBar().maximum())
    grid.viewport().repaint()
    rows.photo_arrives(1, photo())
    grid.verticalScrollBar().setValue(0)
    grid.viewport().repaint()
    assert not delegate_of(grid).fading_row_ids


def test_rows_removed_under_the_scroll_position(qtbot: QtBot, theme: Theme) -> None:
    grid, rows = shown_grid(qtbot, theme, 5000)
    grid.verticalScrollBar().setValue(grid.verticalScrollBar().maximum())
    rows.beginRemoveRows(grid.rootIndex(), 3, 4999)
    rows.count = 3
    rows.endRemoveRows()
    qtbot.waitUntil(lambda: grid.visible_rows == (0, 2), timeout=2_000)
    assert grid.verticalScrollBar().maximum() == 0


def test_tool_tips_say_state_and_reason_in_words(qtbot: QtBot, theme: Theme) -> None:
    grid, rows = shown_grid(qtbot, theme, 10)
    rows.changed[0] = card(1, state=EmbeddingState.FAILED, failure="The photo is damaged.")
    text = delegate_of(grid).tool_tip_of(grid.index_of(0))
    assert "The photo is damaged." in text
    assert "failed" in text.lower()


def test_result_cards_say_score_and_distance(qtbot: QtBot, theme: Theme) -> None:
    grid, _rows = shown_grid(qtbot, theme, 10)
    face = MatchDelegate(theme, grid).face_of(grid.index_of(0))
    assert face is not None
    assert face.title == "Product 1"
    assert face.detail == "0.0051 · d 195"
    assert face.state is None


def test_a_product_without_name_shows_its_id_once(qtbot: QtBot, theme: Theme) -> None:
    grid, rows = shown_grid(qtbot, theme, 10)
    rows.changed[0] = card(1, name="")
    face = delegate_of(grid).face_of(grid.index_of(0))
    assert face is not None
    assert (face.title, face.note) == ("p1", "")


def test_a_change_of_scheme_repaints_the_cards(qtbot: QtBot, theme: Theme) -> None:
    grid, _rows = shown_grid(qtbot, theme, 10)
    light = grid.viewport().grab().toImage()
    theme.set_mode("dark")
    dark = grid.viewport().grab().toImage()
    theme.set_mode("light")
    assert dark != light
    assert grid.viewport().grab().toImage() == light
