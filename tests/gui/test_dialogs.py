"""Dialogs and menus: what they ask, say and emit."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QApplication, QDialog, QLabel, QListWidget, QWidget
from pytestqt.qtbot import QtBot

from fashion_desktop.domain.jobs import JobKind, JobScope, JobSpec, SyncPreview
from fashion_desktop.domain.weights import Fit, Preprocessing, WeightsChoice, WeightsInfo
from fashion_desktop.storage.settings_store import Settings
from fashion_desktop.widgets import settings_dialog
from fashion_desktop.widgets.confirm_dialog import delete_dialog, disconnect_dialog
from fashion_desktop.widgets.generate_dialog import GenerateDialog
from fashion_desktop.widgets.generate_menu import GenerateMenu
from fashion_desktop.widgets.help_dialog import SHORTCUTS, STEPS, HelpDialog
from fashion_desktop.widgets.settings_dialog import SettingsDialog
from fashion_desktop.widgets.sync_preview_dialog import LISTED, SyncPreviewDialog
from fashion_desktop.widgets.theme import install_theme


@pytest.fixture
def parent(qtbot: QtBot, qapp: QApplication) -> QWidget:
    install_theme(qapp, "light")
    widget = QWidget()
    qtbot.addWidget(widget)
    widget.show()
    return widget


def words(widget: QWidget) -> str:
    return "\n".join(label.text() for label in widget.findChildren(QLabel))


def opened(dialog: QDialog) -> QDialog:
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, on=False)
    dialog.open()
    return dialog


def test_delete_says_that_it_can_be_undone(parent, qtbot: QtBot) -> None:
    dialog = opened(delete_dialog(12, parent))
    assert "Delete 12 embeddings?" in words(dialog)
    assert "You can undo this afterwards." in words(dialog)
    assert dialog.action_button.text() == "Delete 12 embeddings"
    with qtbot.waitSignal(dialog.confirmed):
        dialog.action_button.click()
    assert not dialog.isVisible()


def test_delete_one(parent) -> None:
    dialog = delete_dialog(1, parent)
    assert "Delete this embedding?" in words(dialog)
    assert dialog.action_button.text() == "Delete embedding"


def test_a_stray_enter_deletes_nothing(parent, qtbot: QtBot) -> None:
    dialog = opened(delete_dialog(3, parent))
    with qtbot.assertNotEmitted(dialog.confirmed):
        qtbot.keyClick(dialog, Qt.Key.Key_Return)
    assert not dialog.isVisible()


def test_enter_presses_the_button_that_has_the_focus(parent, qtbot: QtBot) -> None:
    generate = opened(GenerateDialog(10, 4, parent))
    generate.cancel_button.setFocus()
    with qtbot.assertNotEmitted(generate.job_requested):
        qtbot.keyClick(generate.cancel_button, Qt.Key.Key_Return)
    assert not generate.isVisible()
    delete = opened(delete_dialog(3, parent))
    delete.action_button.setFocus()
    with qtbot.waitSignal(delete.confirmed):
        qtbot.keyClick(delete.action_button, Qt.Key.Key_Return)


def test_enter_in_a_field_goes_ahead(parent, qtbot: QtBot) -> None:
    dialog = opened(GenerateDialog(10, 4, parent))
    dialog.batch_size.setFocus()
    with qtbot.waitSignal(dialog.job_requested):
        qtbot.keyClick(dialog.batch_size, Qt.Key.Key_Return)


def test_disconnect_says_that_embeddings_are_kept(parent) -> None:
    dialog = disconnect_dialog("Spring range", 1204, parent)
    assert "Disconnect “Spring range”?" in words(dialog)
    assert "Embeddings are kept" in words(dialog)


def test_sync_preview_counts_lists_and_removes(parent, qtbot: QtBot) -> None:
    preview = SyncPreview(1204, 33, 12, 42823, gone_ids=("a1", "b2"))
    dialog = opened(SyncPreviewDialog(preview, {"a1": "Blue dress"}, parent))
    shown = words(dialog)
    assert "2 products no longer in the catalogue" in shown
    assert "Their embeddings are kept" in shown
    for name in ("New", "Changed", "Changed photos", "Unchanged", "Gone", "33", "12"):
        assert name in shown
    view = dialog.findChild(QListWidget)
    assert [view.item(i).text() for i in range(view.count())] == ["Blue dress  ·  a1", "b2"]
    assert dialog.action_button.text() == "Remove 2 products"
    assert dialog.keep_button.text() == "Keep them"
    with qtbot.waitSignal(dialog.removal_requested) as caught:
        dialog.action_button.click()
    assert caught.args == [["a1", "b2"]]


def test_keeping_removes_nothing(parent, qtbot: QtBot) -> None:
    dialog = opened(SyncPreviewDialog(SyncPreview(gone_ids=("a1",)), {}, parent))
    with qtbot.assertNotEmitted(dialog.removal_requested):
        dialog.keep_button.click()
    assert not dialog.isVisible()


def test_a_very_long_list_of_gone_products_is_cut(parent) -> None:
    gone = tuple(str(n) for n in range(LISTED + 1204))
    view = SyncPreviewDialog(SyncPreview(gone_ids=gone), {}, parent).findChild(QListWidget)
    assert view.count() == LISTED + 1
    assert view.item(LISTED).text().startswith("and 1")


def test_generate_menu_counts_and_emits(parent, qtbot: QtBot) -> None:
    menu = GenerateMenu(parent)
    assert not menu.missing_action.isEnabled()
    assert not menu.selected_action.isEnabled()
    assert not menu.all_action.isEnabled()
    menu.set_counts(missing=12, total=240)
    menu.set_selected_ids(["a", "b", "c"])
    menu.set_batch_size(8)
    assert menu.missing_action.text() == "Missing (12)"
    assert menu.selected_action.text() == "Selected (3)"
    with qtbot.waitSignal(menu.job_requested) as missing:
        menu.missing_action.trigger()
    with qtbot.waitSignal(menu.job_requested) as selected:
        menu.selected_action.trigger()
    assert missing.args == [JobSpec(JobKind.GENERATE, JobScope.MISSING, batch_size=8)]
    assert selected.args == [
        JobSpec(JobKind.GENERATE, JobScope.SELECTED, ("a", "b", "c"), batch_size=8)
    ]


def test_generate_all_asks_for_page_and_batch_size(parent, qtbot: QtBot) -> None:
    menu = GenerateMenu(parent)
    menu.set_counts(missing=0, total=44_072)
    menu.all_action.trigger()
    dialog = parent.findChild(GenerateDialog)
    assert dialog.isVisible()
    assert dialog.start_page.maximum() == 441
    dialog.start_page.setValue(4)
    dialog.batch_size.setValue(64)
    assert "A page is 100 products" in words(dialog)
    assert "43" in dialog._summary.text()
    with qtbot.waitSignal(menu.job_requested) as caught:
        dialog.generate_button.click()
    assert caught.args == [JobSpec(JobKind.GENERATE, JobScope.ALL, start_page=4, batch_size=64)]


def test_generate_all_without_products_says_what_to_do(parent) -> None:
    dialog = GenerateDialog(0, 32, parent)
    assert not dialog.generate_button.isEnabled()
    assert "Sync a catalogue first" in words(dialog)


@pytest.mark.parametrize(
    ("chosen", "offered"),
    [("auto", ["auto", "cpu"]), ("mps", ["auto", "cpu", "mps"])],
)
def test_only_devices_that_there_may_be_are_offered_and_the_chosen_one(
    parent, monkeypatch: pytest.MonkeyPatch, chosen: str, offered: list[str]
) -> None:
    monkeypatch.setattr(settings_dialog, "offered_devices", lambda: frozenset({"auto", "cpu"}))
    field = SettingsDialog(Settings(device=chosen), parent).device
    assert [field.itemData(n) for n in range(field.count())] == offered
    assert field.currentData() == chosen


def test_settings_are_emitted_as_a_whole(parent, qtbot: QtBot) -> None:
    before = Settings(card_size=208, window_geometry="abc")
    dialog = opened(SettingsDialog(before, parent))
    dialog.theme.setCurrentIndex(dialog.theme.findData("dark"))
    dialog.device.setCurrentIndex(dialog.device.findData("cpu"))
    dialog.threshold.setValue(0.002)
    dialog.top_n.setValue(20)
    dialog.batch_size.setValue(16)
    dialog.keep_photos.setChecked(False)
    with qtbot.waitSignal(dialog.settings_changed) as caught:
        dialog.save_button.click()
    assert caught.args == [
        replace(
            before,
            theme="dark",
            device="cpu",
            threshold=0.002,
            default_top_n=20,
            batch_size=16,
            keep_photos=False,
        )
    ]


def test_unchanged_settings_are_not_emitted(parent, qtbot: QtBot) -> None:
    settings = Settings(theme="light", device="cuda", weights_file="/w.pth", threshold=0.0025)
    dialog = opened(SettingsDialog(settings, parent))
    with qtbot.assertNotEmitted(dialog.settings_changed):
        dialog.save_button.click()
    assert not dialog.isVisible()


def test_the_similarity_to_start_at_may_be_left_to_the_weights(parent) -> None:
    dialog = opened(SettingsDialog(Settings(), parent))
    assert dialog.threshold.text() == "Automatic"
    assert dialog.settings().threshold == 0.0
    dialog.threshold.setValue(0.002)
    dialog.defaults_button.click()
    assert dialog.settings().threshold == 0.0


@pytest.mark.parametrize("says", ["all", "little", "too much"])
def test_the_weights_in_use_are_described(parent, says: str) -> None:
    info = WeightsInfo("fashion", "0123456789abcdef", Preprocessing(72, 96, Fit.PAD))
    if says == "all":
        info = replace(info, version="2", licence="MIT", trained_on="Photos of a shop, MIT")
    if says == "too much":
        info = replace(info, version="2" * 999, licence="MIT\n" * 999, trained_on="Photos " * 999)
    dialog = opened(SettingsDialog(Settings(), parent))
    dialog.tabs.setCurrentIndex(1)
    size = dialog.size()
    dialog.show_weights(info)
    shown = dialog.weights_in_use.text()
    assert "Input: 72\u00a0×\u00a096 pixels" in shown
    assert "0123456789abcdef" in shown
    assert ("In use: fashion 2\n" in shown) == (says == "all")
    assert ("Trained on: Photos of a shop, MIT" in shown) == (says == "all")
    assert ("Licence" in shown) == (says != "little")
    assert len(shown) < 400
    assert dialog.size() == size


def test_a_change_of_weights_is_explained(parent) -> None:
    dialog = SettingsDialog(Settings(), parent)
    assert "out of date" not in words(dialog)
    dialog.weights.choose(WeightsChoice.FILE)
    assert not dialog.save_button.isEnabled()
    assert "Choose the weights file first." in words(dialog)
    dialog.weights.file.set_text("/w.safetensors")
    assert dialog.save_button.isEnabled()
    assert "out of date" in words(dialog)
    dialog.weights.choose(WeightsChoice.BUNDLED)
    assert "out of date" not in words(dialog)


def test_weights_are_downloaded_before_they_are_used(parent, qtbot: QtBot) -> None:
    dialog = opened(SettingsDialog(Settings(), parent))
    dialog.tabs.setCurrentIndex(1)
    choice = WeightsChoice.IMAGENET_V2
    dialog.weights.choose(choice)
    assert not dialog.save_button.isEnabled()
    action = dialog.weights.download_button(choice)
    with qtbot.waitSignal(dialog.download_requested) as asked:
        action.click()
    assert asked.args == [choice]
    dialog.weights.show_progress(choice, 40_000_000, 98_000_000)
    assert "40 MB of 98 MB" in words(dialog)
    assert action.text() == "Cancel"
    with qtbot.waitSignal(dialog.download_cancelled) as cancelled:
        action.click()
    assert cancelled.args == [choice]
    dialog.weights.show_download_error(choice, "The server does not answer.")
    assert action.text() == "Try again"
    assert "The server does not answer." in words(dialog)
    dialog.weights.set_downloaded(choice)
    assert dialog.save_button.isEnabled()
    assert dialog.settings().weights is choice


def test_settings_fields_have_names_for_screen_readers(parent) -> None:
    dialog = SettingsDialog(Settings(), parent)
    for field in (dialog.theme, dialog.threshold, dialog.top_n, dialog.device, dialog.batch_size):
        assert field.accessibleName()


def test_help_shows_steps_shortcuts_and_licences(parent) -> None:
    dialog = HelpDialog("0.1.0", parent, topic="shortcuts")
    shown = words(dialog)
    assert dialog.tabs.currentIndex() == 1
    assert len(STEPS) == 5
    for title, _text in STEPS:
        assert title in shown
    for keys, text in SHORTCUTS:
        assert text in shown
        assert not QKeySequence(keys).isEmpty()
    assert "Version 0.1.0" in shown
    dialog.tabs.setCurrentIndex(2)
    opened(dialog)
    table = dialog.tabs.currentWidget().table
    assert "LGPL-3.0-only" in {table.item(y, 2).text() for y in range(table.rowCount())}
