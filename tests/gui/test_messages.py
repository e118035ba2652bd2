"""Message strip, empty states, status counts: what they say and offer."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QLocale, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from fashion_desktop.domain.products import LibraryCounts
from fashion_desktop.widgets.actions import Action
from fashion_desktop.widgets.elided_label import ElidedLabel
from fashion_desktop.widgets.empty_state import (
    NOT_SYNCED,
    EmptyContent,
    EmptyState,
    catalogue_unread,
    no_match,
)
from fashion_desktop.widgets.message_bar import MessageBar, MessageLevel
from fashion_desktop.widgets.status_counts import StatusCounts
from fashion_desktop.widgets.theme import Theme, install_theme


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    before = QLocale()
    QLocale.setDefault(QLocale("en_US"))
    yield
    QLocale.setDefault(before)


@pytest.fixture
def theme(qapp: QApplication) -> Theme:
    return install_theme(qapp, "light")


@pytest.fixture
def bar(qtbot: QtBot, theme: Theme) -> MessageBar:
    result = MessageBar(theme)
    qtbot.addWidget(result)
    return result


def test_a_message_is_shown_with_its_remedies(qtbot: QtBot, bar: MessageBar) -> None:
    assert bar.isHidden()
    actions = [Action("retry", "Retry"), Action("settings", "Settings", "quiet")]
    bar.show_message(MessageLevel.ERROR, "The catalogue does not answer.", actions)
    assert bar.isVisible()
    assert bar.accessibleName() == "The catalogue does not answer."
    assert [button.text() for button in bar.action_buttons()] == ["Retry", "Settings"]
    with qtbot.waitSignal(bar.action_requested, timeout=1_000) as caught:
        bar.action_buttons()[0].click()
    assert caught.args == ["retry"]
    assert bar.isHidden()


def test_a_new_message_takes_the_place_of_the_old(bar: MessageBar) -> None:
    bar.show_message(MessageLevel.ERROR, "One", [Action("a", "Retry")])
    bar.show_message(MessageLevel.INFO, "Two")
    assert (bar.text, bar.level) == ("Two", MessageLevel.INFO)
    assert bar.action_buttons() == []


def test_escape_dismisses(qtbot: QtBot, bar: MessageBar) -> None:
    bar.show_message(MessageLevel.WARNING, "One")
    with qtbot.waitSignal(bar.dismissed, timeout=1_000):
        QTest.keyClick(bar, Qt.Key.Key_Escape)
    assert bar.isHidden()


def test_markup_in_a_message_is_shown_as_it_is(bar: MessageBar) -> None:
    bar.show_message(MessageLevel.INFO, "<b>shirt</b>")
    label = next(child for child in bar.findChildren(type(bar._text)) if child.text())
    assert label.textFormat() == Qt.TextFormat.PlainText


@pytest.mark.parametrize(
    ("content", "keys"),
    [
        (NOT_SYNCED, ["sync", "connect"]),
        (no_match("blue", filtered=False), ["clear_search"]),
        (no_match("blue"), ["clear_search", "clear_filters"]),
        (no_match(), ["clear_filters"]),
        (catalogue_unread("No answer."), ["sync", "connect"]),
    ],
)
def test_empty_states_offer_their_remedies(
    qtbot: QtBot, theme: Theme, content: EmptyContent, keys: list[str]
) -> None:
    state = EmptyState(theme, content)
    qtbot.addWidget(state)
    asked: list[str] = []
    state.action_requested.connect(asked.append)
    for button in state.action_buttons():
        button.click()
    assert asked == keys
    assert state.accessibleName() == content.heading


def test_an_empty_state_can_say_something_else(qtbot: QtBot, theme: Theme) -> None:
    state = EmptyState(theme, NOT_SYNCED)
    qtbot.addWidget(state)
    state.set_content(no_match("dnim"))
    assert "dnim" in state.accessibleName()
    assert [button.text() for button in state.action_buttons()] == [
        "Clear search",
        "Clear filters",
    ]


def test_the_status_bar_counts(qtbot: QtBot) -> None:
    status = StatusCounts()
    qtbot.addWidget(status)
    assert status.text == "No products yet"
    status.set_counts(LibraryCounts(44072, 8200, 35860, 0, 12))
    assert status.text == "44,072 products · 8,200 embedded · 12 failed"
    status.set_counts(LibraryCounts(1, 0, 0, 1, 0))
    assert status.text == "1 product · 0 embedded · 1 stale"


def test_the_failed_count_leads_to_the_failed_products(qtbot: QtBot) -> None:
    status = StatusCounts()
    qtbot.addWidget(status)
    status.set_counts(LibraryCounts(5, 4, 0, 0, 1))
    button = status.findChild(QPushButton)
    assert button is not None
    with qtbot.waitSignal(status.failed_requested, timeout=1_000):
        button.click()


def test_a_label_without_room_offers_its_text_as_tooltip(qtbot: QtBot) -> None:
    label = ElidedLabel("A rather long sentence about a job")
    qtbot.addWidget(label)
    label.resize(60, 20)
    label.show()
    assert label.toolTip() == label.text()
    label.resize(600, 20)
    assert label.toolTip() == ""
