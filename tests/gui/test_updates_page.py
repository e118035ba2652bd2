"""Settings about new versions, the strip that tells of one, and what is new in it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import QLocale, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from fashion_desktop.domain.releases import Release
from fashion_desktop.storage.settings_store import Settings
from fashion_desktop.widgets.message_bar import MessageLevel
from fashion_desktop.widgets.release_notes_dialog import ReleaseNotesDialog, notes_text
from fashion_desktop.widgets.settings_dialog import SettingsDialog
from fashion_desktop.widgets.theme import Theme, install_theme
from fashion_desktop.widgets.update_bar import UpdateBar
from fashion_desktop.widgets.updates_page import UpdatesPage

FEED = "https://shop.example/releases.json"


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    before = QLocale()
    QLocale.setDefault(QLocale("en_GB"))
    yield
    QLocale.setDefault(before)


@pytest.fixture(autouse=True)
def theme(qapp: QApplication) -> Theme:
    return install_theme(qapp, "light")


@pytest.fixture
def dialog(qtbot: QtBot) -> SettingsDialog:
    result = SettingsDialog(Settings())
    result.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, on=False)
    qtbot.addWidget(result)
    result.tabs.setCurrentWidget(result.updates)
    result.show()
    return result


@pytest.fixture
def bar(qtbot: QtBot, theme: Theme) -> UpdateBar:
    result = UpdateBar(theme)
    qtbot.addWidget(result)
    return result


def words(widget: QWidget) -> str:
    labels = widget.findChildren(QLabel)
    return "\n".join(label.text() for label in labels if label.isVisible())


def test_it_is_off_and_says_what_is_sent(dialog: SettingsDialog) -> None:
    page = dialog.updates
    assert not page.check.isChecked()
    assert not page.check_button.isEnabled()
    assert dialog.save_button.isEnabled()
    assert "Only this program’s name and version are sent" in words(page)
    assert "This copy came without an address" in words(page)
    assert page.check.accessibleDescription()
    assert page.address.accessibleName()


def test_switched_on_it_asks_for_an_address(dialog: SettingsDialog) -> None:
    page = dialog.updates
    page.check.click()
    assert "enter the address" in words(dialog)
    assert not dialog.save_button.isEnabled()
    assert not page.check_button.isEnabled()
    page.address.setText("http://shop.example/releases.json")
    assert "must begin with https://" in words(dialog)
    assert not dialog.save_button.isEnabled()
    page.address.setText(f"  {FEED} ")
    assert dialog.save_button.isEnabled()
    assert page.check_button.isEnabled()
    page.check.click()
    assert not page.check_button.isEnabled()


def test_it_is_saved(dialog: SettingsDialog, qtbot: QtBot) -> None:
    dialog.updates.check.click()
    dialog.updates.address.setText(f" {FEED} ")
    with qtbot.waitSignal(dialog.settings_changed) as caught:
        dialog.save_button.click()
    assert caught.args == [Settings(release_check=True, release_feed=FEED)]


def test_it_shows_what_is_set_and_the_defaults_switch_it_off(qtbot: QtBot) -> None:
    settings = Settings(release_check=True, release_feed=FEED)
    dialog = SettingsDialog(settings)
    qtbot.addWidget(dialog)
    assert dialog.settings() == settings
    dialog.defaults_button.click()
    assert dialog.settings() == Settings()


def test_a_built_in_address_is_used_when_none_is_entered(qtbot: QtBot) -> None:
    page = UpdatesPage(100, built_in=FEED)
    qtbot.addWidget(page)
    assert page.address.placeholderText() == FEED
    page.check.click()
    assert page.problem() == ""
    with qtbot.waitSignal(page.check_requested) as caught:
        page.check_button.click()
    assert caught.args == [FEED]
    assert page.address_text() == ""


def test_a_check_is_asked_for_once_and_its_result_shown(
    dialog: SettingsDialog, qtbot: QtBot
) -> None:
    page = dialog.updates
    page.fill(is_on=True, address=FEED)
    with qtbot.waitSignal(page.check_requested) as caught:
        QTest.keyClick(page.check_button, Qt.Key.Key_Space)
    assert caught.args == [FEED]
    page.show_checking()
    with qtbot.assertNotEmitted(page.check_requested):
        page.check_button.click()
    assert "Checking…" in words(page)
    page.show_result("The server cannot be reached.", is_error=True)
    assert "The server cannot be reached." in words(page)
    with qtbot.waitSignal(page.check_requested):
        page.check_button.click()


def test_the_last_check_is_said(dialog: SettingsDialog) -> None:
    dialog.updates.show_last_check(0.0)
    assert "Never checked." in words(dialog.updates)
    dialog.updates.show_last_check(1_790_000_000.0)
    assert "Last checked: 21/09/2026" in words(dialog.updates)


def test_everything_is_reached_by_tab(dialog: SettingsDialog) -> None:
    page = dialog.updates
    page.fill(is_on=True, address=FEED)
    dialog.activateWindow()
    page.check.setFocus()
    seen = []
    for _ in range(3):
        seen.append(QApplication.focusWidget())
        QTest.keyClick(seen[-1], Qt.Key.Key_Tab)
    assert seen == [page.check, page.address, page.check_button]


def test_the_strip_offers(bar: UpdateBar, qtbot: QtBot) -> None:
    assert bar.isHidden()
    bar.show_offer("0.2.0", "0.1.0")
    assert bar.text == "New version 0.2.0. You have 0.1.0."
    assert bar.accessibleName() == bar.text
    assert [b.text() for b in bar.action_buttons()] == [
        "What’s new",
        "Download",
        "Not this version",
    ]
    assert not bar.progress.isVisible()
    with qtbot.waitSignal(bar.action_requested) as caught:
        bar.action_buttons()[1].click()
    assert caught.args == ["download"]
    assert bar.isVisible()
    QTest.keyClick(bar, Qt.Key.Key_Escape)
    assert bar.isHidden()


def test_a_download_shows_how_far_it_is_and_how_to_stop_it(bar: UpdateBar, qtbot: QtBot) -> None:
    bar.show_offer("0.2.0", "0.1.0")
    bar.show_download("0.2.0", 170_000_000)
    (cancel,) = bar.action_buttons()
    bar.show_progress("0.2.0", 34_000_000, 170_000_000)
    assert bar.text == "Downloading version 0.2.0: 34 MB of 170 MB"
    assert bar.progress.value() == 200
    assert bar.progress.isVisible()
    assert bar.action_buttons() == [cancel], "the focus would be lost"
    with qtbot.assertNotEmitted(bar.dismissed):
        QTest.keyClick(bar, Qt.Key.Key_Escape)
    assert bar.isVisible()


def test_the_keyboard_stays_in_the_strip(bar: UpdateBar) -> None:
    bar.show_offer("0.2.0", "0.1.0")
    bar.action_buttons()[1].setFocus()
    bar.show_download("0.2.0", 10)
    assert bar.window().focusWidget() is bar.action_buttons()[0]
    bar.show_downloaded("0.2.0", Path("/home/me/Downloads/f.deb"))
    assert bar.window().focusWidget() is bar.action_buttons()[0]


def test_the_end_of_a_download(bar: UpdateBar) -> None:
    bar.show_download("0.2.0", 10)
    bar.show_downloaded("0.2.0", Path("/home/me/Downloads/fashion-desktop-0.2.0.deb"))
    assert "downloaded and verified: “fashion-desktop-0.2.0.deb”" in bar.text
    assert [button.text() for button in bar.action_buttons()] == ["Show in folder"]
    assert not bar.progress.isVisible()
    bar.show_problem("There is not enough space.")
    assert bar.level is MessageLevel.ERROR
    assert [button.text() for button in bar.action_buttons()] == ["Try again"]


def test_the_notes_of_all_versions_since_are_shown_as_they_are(qtbot: QtBot) -> None:
    news = (
        Release("0.3.0", date(2026, 12, 24), "<b>Bold</b> & more", ()),
        Release("0.2.0", date(2026, 12, 1), "", ()),
    )
    dialog = ReleaseNotesDialog(news)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, on=False)
    qtbot.addWidget(dialog)
    dialog.show()
    shown = dialog.text.toPlainText()
    assert shown == notes_text(news)
    assert shown.startswith("0.3.0 · Thursday, 24 December 2026\n\n<b>Bold</b> & more")
    assert "0.2.0 · Tuesday, 1 December 2026\n\nNothing is said about this version." in shown
    assert dialog.text.isReadOnly()
    with qtbot.waitSignal(dialog.download_requested):
        dialog.download_button.click()
    assert not dialog.isVisible()
