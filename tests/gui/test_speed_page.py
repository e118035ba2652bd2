"""Settings for speed: what is chosen, what it costs, and how it is used without a mouse."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from fashion_desktop.domain.weights import WeightsChoice
from fashion_desktop.services.live_index import IndexState
from fashion_desktop.storage.settings_store import Settings
from fashion_desktop.widgets.settings_dialog import SettingsDialog
from fashion_desktop.widgets.speed_page import EXACT_BELOW, index_state_text
from fashion_desktop.widgets.theme import install_theme

SPEED_TAB = 2


@pytest.fixture
def parent(qtbot: QtBot, qapp: QApplication) -> QWidget:
    install_theme(qapp, "light")
    widget = QWidget()
    qtbot.addWidget(widget)
    widget.show()
    return widget


def opened(settings: Settings, parent: QWidget, qtbot: QtBot) -> SettingsDialog:
    dialog = SettingsDialog(settings, parent)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, on=False)
    dialog.open()
    qtbot.waitExposed(dialog)
    bar = dialog.tabs.tabBar()
    place = bar.tabRect(SPEED_TAB).center()
    qtbot.mouseClick(bar, Qt.MouseButton.LeftButton, pos=place)
    return dialog


def words(widget: QWidget) -> str:
    return "\n".join(label.text() for label in widget.findChildren(QLabel) if label.isVisible())


def test_both_are_chosen_and_saved(parent, qtbot: QtBot) -> None:
    dialog = opened(Settings(card_size=208), parent, qtbot)
    qtbot.keyClick(dialog.decoding, Qt.Key.Key_Down)
    qtbot.keyClick(dialog.search, Qt.Key.Key_Down)
    assert dialog.decoding.currentText() == "Full quality"
    assert dialog.search.currentText() == "Always exact"
    with qtbot.waitSignal(dialog.settings_changed) as caught:
        qtbot.mouseClick(dialog.save_button, Qt.MouseButton.LeftButton)
    assert caught.args == [Settings(card_size=208, decoding="full", search="exact")]


def test_what_is_stored_is_shown_again(parent, qtbot: QtBot) -> None:
    dialog = opened(Settings(decoding="full", search="exact"), parent, qtbot)
    assert dialog.decoding.currentText() == "Full quality"
    assert dialog.search.currentText() == "Always exact"
    with qtbot.assertNotEmitted(dialog.settings_changed):
        qtbot.mouseClick(dialog.save_button, Qt.MouseButton.LeftButton)


def test_the_error_is_stated_on_screen_and_to_screen_readers(parent, qtbot: QtBot) -> None:
    dialog = opened(Settings(), parent, qtbot)
    shown = words(dialog)
    for field, cost in (
        (dialog.decoding, "a distance of about 1, at most 2"),
        (dialog.search, "99\u00a0% of the ten nearest"),
    ):
        assert field.accessibleName()
        assert cost in shown
        assert cost in field.accessibleDescription()
    assert f"{EXACT_BELOW:,}"[:3] in shown


def test_tab_goes_from_top_to_bottom(parent, qtbot: QtBot) -> None:
    dialog = opened(Settings(), parent, qtbot)
    dialog.activateWindow()
    dialog.tabs.tabBar().setFocus()
    qtbot.waitUntil(dialog.tabs.tabBar().hasFocus)
    seen = []
    for _ in range(5):
        QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
        seen.append(QApplication.focusWidget())
    assert seen == [
        dialog.decoding,
        dialog.search,
        dialog.defaults_button,
        dialog.cancel_button,
        dialog.save_button,
    ]
    # The captions' letters lead there, too.
    QTest.keyClick(dialog, Qt.Key.Key_L, Qt.KeyboardModifier.AltModifier)
    assert QApplication.focusWidget() is dialog.decoding


def test_defaults_are_restored_in_every_field_once_saved(parent, qtbot: QtBot) -> None:
    before = Settings(
        theme="dark",
        device="cpu",
        decoding="full",
        search="exact",
        threshold=0.01,
        default_top_n=20,
        batch_size=8,
        keep_photos=False,
        weights=WeightsChoice.FILE,
        weights_file="/w.pth",
        card_size=208,
    )
    dialog = opened(before, parent, qtbot)
    with qtbot.assertNotEmitted(dialog.settings_changed):
        qtbot.mouseClick(dialog.defaults_button, Qt.MouseButton.LeftButton)
    assert "out of date" in words(dialog)
    with qtbot.waitSignal(dialog.settings_changed) as caught:
        qtbot.mouseClick(dialog.save_button, Qt.MouseButton.LeftButton)
    assert caught.args == [replace(Settings(), card_size=208)]


def test_nothing_moves_when_the_library_is_measured(parent, qtbot: QtBot) -> None:
    dialog = opened(Settings(), parent, qtbot)
    before = (dialog.size(), dialog.search.mapTo(dialog, dialog.search.rect().topLeft()))
    dialog.show_index_state(IndexState(1_000_000, False, 0.9973, False))
    QApplication.processEvents()
    assert "99" in words(dialog).split("This library")[1]
    after = (dialog.size(), dialog.search.mapTo(dialog, dialog.search.rect().topLeft()))
    assert after == before


@pytest.mark.parametrize(
    ("state", "says"),
    [
        (IndexState(39_655, True, None, False), "every search is exact now"),
        (IndexState(39_655, True, None, True), "every search is exact now"),
        (IndexState(EXACT_BELOW, True, None, True), "until then, exact"),
        (IndexState(EXACT_BELOW, True, None, False), "every search is exact now"),
        (IndexState(1_000_000, False, 0.9999, False), "9\u00a0% of the ten nearest"),
    ],
)
def test_how_this_library_is_searched(state: IndexState, says: str) -> None:
    text = index_state_text(state)
    assert says in text
    # Nothing that misses one in ten thousand is called complete.
    assert "100" not in text.replace("1000000", "").replace("1,000,000", "").split(")")[1]


def test_of_an_empty_library_nothing_is_said() -> None:
    assert index_state_text(IndexState(0, True, None, False)) == ""
