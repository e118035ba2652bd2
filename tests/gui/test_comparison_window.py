"""The comparison of old and new weights on screen: what it says, its marks, its keys."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import pairwise

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPixmap
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from fashion_desktop.domain.jobs import ItemFailure, JobProgress
from fashion_desktop.domain.matches import Match
from fashion_desktop.domain.products import EmbeddingState, ProductCard
from fashion_desktop.services.shadow_comparison import (
    ComparedAnswer,
    ComparedQuery,
    ShadowComparison,
)
from fashion_desktop.services.shadow_ranking import LabelAgreement
from fashion_desktop.widgets.compared_cards import Side
from fashion_desktop.widgets.comparison_window import ComparisonWindow
from fashion_desktop.widgets.parts import count_text
from fashion_desktop.widgets.theme import Theme, install_theme

SHOWN = 6


def card(number: int) -> ProductCard:
    return ProductCard(
        number,
        f"P{number}",
        f"Garment {number}",
        9.0,
        "EUR",
        EmbeddingState.STALE,
        f"h{number}",
        "",
    )


def query(number: int, same: int, shown: int = SHOWN) -> ComparedQuery:
    """A query of whose answers the first ``same`` stay."""
    old = [100 + n for n in range(shown)]
    new = [*old[:same], *(200 + n for n in range(shown - same))]
    rows = {"old": old, "new": new}
    answers = {
        side: tuple(
            ComparedAnswer(
                Match(card(n), 195.0 + place),
                place,
                place if n in other else 30 + place,
                n in other,
            )
            for place, n in enumerate(row, 1)
        )
        for (side, row), other in zip(rows.items(), (new, old), strict=True)
    }
    return ComparedQuery(card(number), answers["old"], answers["new"], same)


def result(overlaps: tuple[int, ...] = (4, 6, 0, 5), shown: int = SHOWN) -> ShadowComparison:
    return ShadowComparison(
        old_weights="Starter",
        new_weights="Trial",
        fingerprint="f" * 16,
        embedded=44072,
        compared=len(overlaps),
        shown=shown,
        queries=tuple(query(n, same, shown) for n, same in enumerate(overlaps, 1)),
        median_same=4.5,
        labels=(LabelAgreement("baseColour", 0.42, 0.63),),
        left_out=(ItemFailure("P9", "The photo is gone."),),
    )


@pytest.fixture
def theme(qapp: QApplication) -> Iterator[Theme]:
    installed = install_theme(qapp, "light")
    yield installed
    installed.set_mode("light")


@pytest.fixture
def window(theme: Theme, qtbot: QtBot) -> ComparisonWindow:
    def photo_of(shown: ProductCard, size_px: int) -> QPixmap:
        pixmap = QPixmap(size_px * 3 // 4, size_px)
        pixmap.fill(QColor.fromHsv(shown.row_id * 37 % 360, 120, 200))
        return pixmap

    made = ComparisonWindow(theme, photo_of)
    made.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, on=False)
    qtbot.addWidget(made)
    made.show()
    qtbot.waitExposed(made)
    return made


def words(window: ComparisonWindow) -> str:
    return "\n".join(x.text() for x in window.findChildren(QLabel) if x.isVisible())


def offers(window: ComparisonWindow) -> dict[str, QPushButton]:
    return {b.text(): b for b in window.findChildren(QPushButton) if b.isVisible()}


def test_the_work_is_followed_and_can_be_cancelled(window: ComparisonWindow, qtbot: QtBot) -> None:
    window.show_working(1000)
    assert f"Choosing {count_text(1000)} products" in words(window)
    assert "Nothing in your library changes." in words(window)
    window.show_progress(JobProgress(320, 1000, 61.0, 11.0))
    assert f"Embedding 320 of {count_text(1000)} · 61/s · 15 s left" in words(window)
    window.show_progress(JobProgress(1000, 1000, 61.0, 0.0))
    assert "Comparing the answers" in words(window)
    with qtbot.waitSignal(window.cancel_requested):
        QTest.mouseClick(offers(window)["Cancel"], Qt.MouseButton.LeftButton)


def test_both_rows_say_what_came_in_and_what_has_left(window: ComparisonWindow) -> None:
    window.show_result(result())
    shown = words(window)
    assert "Of the first 6 look-alikes 4.5 stay the same (median of 4 products)." in shown
    assert "Among the first 3, the same base colour: 42\u00a0% old, 63\u00a0% new" in shown
    assert "1 product left out" in shown
    assert "4 of 6 the same" in shown
    assert "Old weights: Starter" in shown
    assert "New weights: Trial" in shown
    changes: dict[Side, str] = {
        "old": "No longer among the first 6",
        "new": "New among the first 6",
    }
    for side, change in changes.items():
        cards = window.answers.rows[side]
        assert [c.mark for c in cards] == [None] * 4 + [side] * 2
        for place, shown_card in enumerate(cards, 1):
            marked = shown_card.mark is not None
            assert (change in shown_card.toolTip()) is marked
            assert (change in shown_card.accessibleName()) is marked
            assert f"Place {place} with the {side} weights" in shown_card.accessibleName()
        assert "0.0051 · d 196" in cards[0].toolTip()
        assert "at place 35" in cards[4].toolTip()
    assert "Garment 1" in window.answers.query.accessibleName()


def test_the_two_marks_differ_in_shape(window: ComparisonWindow) -> None:
    window.show_result(result((0,)))
    old, new = (window.answers.rows[side][5] for side in ("old", "new"))
    pictures = [c.grab().toImage() for c in (old, new)]
    # The upright arm of the plus, halfway between the middle of the disc and its top.
    x, y = 6 + 6 + 10, 6 + 6 + 6
    middle = [picture.pixelColor(x, y + 4).lightness() for picture in pictures]
    above = [picture.pixelColor(x, y).lightness() for picture in pictures]
    assert abs(above[1] - middle[1]) < 40, "the plus has an upright arm"
    assert abs(above[0] - middle[0]) > 100, "the minus has none"


def test_keys_and_buttons_go_through_the_sample(window: ComparisonWindow, qtbot: QtBot) -> None:
    with qtbot.waitSignal(window.shown_changed) as told:
        window.show_result(result())
    assert told.args[0][0] == 1
    assert len(told.args[0]) == 1 + 6 + 2
    assert "1 of 4" in words(window)
    assert not window.previous_button.isEnabled()
    for key, position in (
        (Qt.Key.Key_Right, "2 of 4"),
        (Qt.Key.Key_Right, "3 of 4"),
        (Qt.Key.Key_Left, "2 of 4"),
        (Qt.Key.Key_End, "4 of 4"),
        (Qt.Key.Key_Right, "4 of 4"),
        (Qt.Key.Key_Home, "1 of 4"),
        (Qt.Key.Key_PageDown, "4 of 4"),
        (Qt.Key.Key_PageUp, "1 of 4"),
    ):
        QTest.keyClick(window, key)
        assert position in words(window)
    QTest.mouseClick(window.next_button, Qt.MouseButton.LeftButton)
    assert "6 of 6 the same" in words(window)
    QTest.mouseClick(window.previous_button, Qt.MouseButton.LeftButton)
    assert "4 of 6 the same" in words(window)


def test_what_changes_most_can_be_looked_at_first(window: ComparisonWindow) -> None:
    window.show_result(result())
    QTest.keyClick(window.order, Qt.Key.Key_Down)
    seen = []
    for _ in range(4):
        seen.append(window.answers.query.card)
        QTest.keyClick(window, Qt.Key.Key_Right)
    assert [c.row_id for c in seen if c is not None] == [3, 1, 4, 2]


def test_updating_is_offered_once_the_new_weights_are_in_use(
    window: ComparisonWindow, qtbot: QtBot
) -> None:
    window.show_result(result())
    assert "save them in settings" in words(window)
    assert set(offers(window)) == {"Close"}
    window.set_offer(1284)
    assert "until you choose the old weights in settings" in words(window)
    assert set(offers(window)) == {
        "Keep the old ones for now",
        f"Update all {count_text(1284)} products",
    }
    window.set_offer(1)
    assert "Update 1 product" in offers(window)
    window.set_offer(0)
    assert set(offers(window)) == {"Close"}
    window.set_offer(1284)
    window.show_working(1000)
    window.show_result(result())
    assert set(offers(window)) == {"Close"}, "what was offered was said of another comparison"
    assert "settings" not in window.text
    window.set_offer(1284)
    with qtbot.waitSignal(window.update_requested):
        QTest.mouseClick(window.update_button, Qt.MouseButton.LeftButton)
    assert not window.isVisible()


@pytest.mark.parametrize("way", ["button", "escape"])
def test_keeping_closes_and_asks_for_nothing(
    window: ComparisonWindow, qtbot: QtBot, way: str
) -> None:
    window.show_result(result())
    window.set_offer(24)
    with (
        qtbot.assertNotEmitted(window.update_requested),
        qtbot.waitSignal(window.finished),
    ):
        if way == "button":
            QTest.mouseClick(window.keep_button, Qt.MouseButton.LeftButton)
        else:
            QTest.keyClick(window, Qt.Key.Key_Escape)
    assert not window.isVisible()


@pytest.mark.parametrize(
    ("focused", "updates", "closes"),
    [
        ("next_button", False, False),
        ("order", False, False),
        ("keep_button", False, True),
        ("update_button", True, True),
    ],
)
def test_enter_presses_only_the_button_that_has_the_focus(
    window: ComparisonWindow, focused: str, updates: bool, closes: bool
) -> None:
    asked: list[bool] = []
    window.update_requested.connect(lambda: asked.append(True))
    window.show_result(result())
    window.set_offer(24)
    widget = getattr(window, focused)
    widget.setFocus()
    QTest.keyClick(widget, Qt.Key.Key_Return)
    assert bool(asked) is updates
    assert window.isVisible() is not closes


def test_a_problem_is_said_with_a_way_out(window: ComparisonWindow, qtbot: QtBot) -> None:
    window.show_problem("These weights cannot be compared", "The file is damaged.")
    assert "The file is damaged." in words(window)
    with qtbot.waitSignal(window.retry_requested):
        QTest.mouseClick(offers(window)["Try again"], Qt.MouseButton.LeftButton)
    QTest.mouseClick(offers(window)["Close"], Qt.MouseButton.LeftButton)
    assert not window.isVisible()


def test_a_small_sample_leaves_places_free(window: ComparisonWindow) -> None:
    window.show_result(result((2, 3), shown=3))
    assert "2 of 3 the same" in words(window)
    visible = [c.isVisible() for c in window.answers.rows["new"]]
    assert visible == [True] * 3 + [False] * 3
    window.show_result(result())
    assert all(c.isVisible() for c in window.answers.rows["new"])


@pytest.mark.parametrize("size", [(2000, 1300), (1200, 752), (700, 560)])
def test_photos_take_the_room_there_is(
    window: ComparisonWindow, size: tuple[int, int], qtbot: QtBot
) -> None:
    window.show_result(result())
    window.resize(*size)
    qtbot.waitUntil(lambda: window.answers.rows["old"][0].width() > 0)
    area = window.answers.rect()
    cards = [window.answers.query, *window.answers.rows["old"], *window.answers.rows["new"]]
    for shown in cards:
        assert area.contains(shown.geometry()), "no card is cut off"
    for one, other in pairwise(cards):
        assert not one.geometry().intersects(other.geometry())


def test_it_follows_the_scheme(window: ComparisonWindow, theme: Theme) -> None:
    window.show_result(result())
    light = window.grab().toImage().pixelColor(4, 4).lightness()
    theme.set_mode("dark")
    assert light > 200
    assert window.grab().toImage().pixelColor(4, 4).lightness() < 60
    tile = window.answers.rows["old"][0].grab().toImage().pixelColor(8, 40).lightness()
    assert tile < 90


def test_photos_that_come_later_are_painted(
    theme: Theme, qtbot: QtBot, make_photo: Callable[[], QPixmap]
) -> None:
    there: dict[int, QPixmap] = {}
    window = ComparisonWindow(theme, lambda shown, _size: there.get(shown.row_id))
    window.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, on=False)
    qtbot.addWidget(window)
    window.show_result(result())
    window.show()
    qtbot.waitExposed(window)
    first = window.answers.rows["old"][0]
    centre = first.rect().center()
    assert first.grab().toImage().pixelColor(centre).saturation() < 20
    there[100] = make_photo()
    window.photos_arrived([100])
    assert first.grab().toImage().pixelColor(centre).saturation() > 100


@pytest.fixture
def make_photo() -> Callable[[], QPixmap]:
    def make() -> QPixmap:
        pixmap = QPixmap(90, 120)
        pixmap.fill(QColor("#C02040"))
        return pixmap

    return make
