"""Where cards are: arithmetic that must hold for any width, size and number."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QRect

from fashion_desktop.widgets.card_layout import CardLayout
from fashion_desktop.widgets.card_painting import GAP_PX


@pytest.mark.parametrize("width", [300, 707, 1280, 3840])
@pytest.mark.parametrize("card_width", [96, 176, 320])
def test_cards_fill_the_width_with_even_gaps(width: int, card_width: int) -> None:
    layout = CardLayout.fitting(width, card_width, 1000)
    first, last = layout.cell_rect(0), layout.cell_rect(layout.columns - 1)
    assert first.left() >= 0
    assert last.right() < width
    assert width - (last.right() + 1 - first.left()) <= GAP_PX + layout.columns
    assert layout.cell_width == layout.tile_width + GAP_PX


def test_a_narrow_view_still_has_one_column() -> None:
    layout = CardLayout.fitting(10, 176, 5)
    assert layout.columns == 1
    assert layout.tile_width > 0


def test_every_card_is_found_where_it_is() -> None:
    layout = CardLayout.fitting(1000, 176, 123)
    assert [layout.row_at(layout.cell_rect(row).center()) for row in range(123)] == list(range(123))


def test_nothing_is_found_between_cards_and_after_the_last() -> None:
    layout = CardLayout.fitting(1000, 176, 7)
    assert layout.row_at(layout.cell_rect(0).topLeft()) == -1
    assert layout.row_at(layout.cell_rect(7).center()) == -1


def test_a_million_rows_end_where_arithmetic_says() -> None:
    layout = CardLayout.fitting(1000, 176, 1_000_000)
    last = layout.cell_rect(999_999)
    assert layout.total_height == last.bottom() + 1 + GAP_PX // 2
    assert layout.rows_between(last.top(), layout.total_height)[1] == 999_999


def test_a_step_down_keeps_the_column_and_stops_at_the_end() -> None:
    layout = CardLayout(rows=10, columns=4)
    assert layout.row_after(1, 4) == 5
    assert layout.row_after(5, 4) == 9
    assert layout.row_after(6, 4) == 9
    assert layout.row_after(2, -4) == 2
    assert layout.row_after(3, 1) == 4
    assert layout.row_after(9, 1) == 9


def test_a_dragged_rectangle_selects_what_it_touches() -> None:
    layout = CardLayout.fitting(1000, 176, 40)
    a, b = layout.cell_rect(1).center(), layout.cell_rect(layout.columns + 2).center()
    assert layout.spans_within(QRect(a, b)) == [
        (1, 2),
        (layout.columns + 1, layout.columns + 2),
    ]
    everything = QRect(QPoint(0, 0), QPoint(1000, 100_000))
    assert layout.spans_within(everything) == [(0, 39)]


def test_without_rows_there_is_nothing_to_find() -> None:
    layout = CardLayout.fitting(1000, 176, 0)
    assert layout.total_height == 0
    assert layout.rows_between(0, 500) == (-1, -1)
    assert layout.spans_within(QRect(0, 0, 500, 500)) == []
    assert layout.row_at(QPoint(50, 50)) == -1
