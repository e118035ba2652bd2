"""The page "Connect a catalogue": choices, forms, messages, sources, feed mapping."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QApplication,
    QFileDialog,
    QInputDialog,
    QLabel,
    QLineEdit,
    QPushButton,
)
from pytestqt.qtbot import QtBot

from fashion_desktop.catalogue.feed import FeedPreview
from fashion_desktop.domain.sources import SourceConfig, SourceKind, SourceRecord
from fashion_desktop.widgets.confirm_dialog import ConfirmDialog
from fashion_desktop.widgets.connect_page import ConnectPage
from fashion_desktop.widgets.theme import install_theme

FEED = "https://shop.example/feed.csv"
PREVIEW = FeedPreview(
    columns=("sku", "label", "pic", "cost"),
    sample_rows=(("1", "Blue dress", "1.jpg", "39.90"), ("2", "Red hat", "2.jpg", "12.00")),
    delimiter=";",
    encoding="utf-8",
    suggested_mapping={"sku": "id", "label": "name"},
    row_count=1204,
)


@pytest.fixture
def page(qtbot: QtBot, qapp: QApplication) -> ConnectPage:
    widget = ConnectPage(install_theme(qapp, "light"))
    qtbot.addWidget(widget)
    widget.resize(1280, 760)
    widget.show()
    qtbot.waitExposed(widget)
    return widget


def test_three_choices_at_first(page, qtbot: QtBot) -> None:
    for card in (page.api_card, page.files_card, page.demo_card):
        assert card.isVisible()
        assert card.accessibleName()
        assert card.accessibleDescription()
    assert not page.close_button.isVisible()
    with qtbot.waitSignal(page.demo_requested):
        page.demo_card.click()


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Space])
def test_a_choice_works_by_keyboard_and_escape_goes_back(page, qtbot: QtBot, key) -> None:
    qtbot.keyClick(page.api_card, key)
    assert page.api_form.isVisible()
    assert not page.api_card.isVisible()
    qtbot.keyClick(page, Qt.Key.Key_Escape)
    assert page.api_card.isVisible()


def test_connecting_a_product_api(page, qtbot: QtBot) -> None:
    page.api_card.click()
    form = page.api_form
    qtbot.keyClicks(form.address, " shop.example/api ")
    qtbot.keyClicks(form.token, "s3cret")
    qtbot.keyClicks(form.name, "Spring range")
    assert form.token.echoMode() == QLineEdit.EchoMode.Password
    with qtbot.waitSignal(page.connect_requested) as caught:
        qtbot.keyClick(form.name, Qt.Key.Key_Return)
    config = SourceConfig(SourceKind.API, "https://shop.example/api")
    assert caught.args == [config, "Spring range", "s3cret"]


@pytest.mark.parametrize(
    ("typed", "address"),
    [
        ("http://shop.example", "http://shop.example"),
        ("localhost:8000/api", "http://localhost:8000/api"),
        ("127.0.0.1:8000", "http://127.0.0.1:8000"),
    ],
)
def test_addresses_are_completed_with_care(page, typed: str, address: str) -> None:
    page.api_form.address.setText(typed)
    assert page.api_form.config().location == address


def test_an_empty_address_is_asked_for(page, qtbot: QtBot) -> None:
    page.api_card.click()
    with qtbot.assertNotEmitted(page.connect_requested):
        page.api_form.connect_button.click()
    assert page.api_form.status.kind == "bad"
    assert "https://shop.example/api" in page.api_form.status.text


def test_the_test_of_a_connection(page, qtbot: QtBot) -> None:
    page.api_card.click()
    page.api_form.address.setText("shop.example")
    with qtbot.waitSignal(page.test_requested) as caught:
        page.api_form.test_button.click()
    assert caught.args == [SourceConfig(SourceKind.API, "https://shop.example"), ""]
    assert page.api_form.status.kind == "busy"
    assert not page.api_form.connect_button.isEnabled()
    page.show_test_result("Connected: 44,072 products.", ok=True)
    assert page.api_form.status.kind == "good"
    assert page.api_form.connect_button.isEnabled()
    page.show_test_result("The catalogue refuses the token.", ok=False)
    assert page.api_form.status.kind == "bad"


def test_connecting_a_folder(page, qtbot: QtBot, tmp_path: Path) -> None:
    page.files_card.click()
    page.files_form.folder.set_text(str(tmp_path))
    page.files_form.attributes.set_text(str(tmp_path / "a.csv"))
    with qtbot.waitSignal(page.connect_requested) as caught:
        page.files_form.action.click()
    config = SourceConfig(SourceKind.FOLDER, str(tmp_path), str(tmp_path / "a.csv"))
    assert caught.args == [config, "", ""]


@pytest.mark.parametrize(
    ("typed", "folder"),
    [("~nobody/photos", "~nobody/photos"), ("~/photos", str(Path.home() / "photos"))],
)
def test_a_folder_may_begin_with_a_tilde(page, qtbot: QtBot, typed: str, folder: str) -> None:
    page.files_card.click()
    page.files_form.folder.set_text(typed)
    with qtbot.waitSignal(page.connect_requested) as caught:
        page.files_form.action.click()
    assert caught.args[0] == SourceConfig(SourceKind.FOLDER, str(Path(folder)))


def test_choosing_a_folder_does_not_block(page, tmp_path: Path) -> None:
    page.files_card.click()
    page.files_form.folder.choose_button.click()
    dialog = page.files_form.folder.findChild(QFileDialog)
    assert dialog.fileMode() == QFileDialog.FileMode.Directory
    dialog.fileSelected.emit(str(tmp_path))
    dialog.close()
    assert page.files_form.folder.text() == str(tmp_path)


def test_nothing_chosen_is_asked_for(page) -> None:
    page.files_card.click()
    page.files_form.action.click()
    assert page.files_form.status.text == "Choose the folder that holds your photos."
    page.files_form.feed_choice.setChecked(True)
    page.files_form.action.click()
    assert page.files_form.status.text.startswith("Choose a CSV or TSV file")


def test_a_dropped_folder_fills_the_form(page, tmp_path: Path) -> None:
    page.show_folder(str(tmp_path))
    assert page.files_form.isVisible()
    assert page.files_form.folder.text() == str(tmp_path)


def test_a_feed_is_mapped_before_it_is_imported(page, qtbot: QtBot) -> None:
    page.files_card.click()
    page.files_form.feed_choice.setChecked(True)
    page.files_form.feed.set_text(FEED)
    page.files_form.name.setText("Spring")
    with qtbot.waitSignal(page.feed_inspection_requested) as asked:
        page.files_form.action.click()
    assert asked.args == [FEED]
    assert page.files_form.status.kind == "busy"

    # What is typed meanwhile is another feed.
    page.files_form.feed.set_text("https://shop.example/other.csv")
    page.show_feed_preview(FEED, PREVIEW)
    mapping = page.mapping_page
    assert mapping.isVisible()
    assert not mapping.import_button.isEnabled()
    assert mapping.problem() == "Choose which column holds the photo."
    mapping.header().combo(2).setCurrentText("Photo")
    assert mapping.import_button.isEnabled()
    with qtbot.waitSignal(page.connect_requested) as caught:
        mapping.import_button.click()
    config, name, token = caught.args
    assert config.kind is SourceKind.FEED
    assert config.location == FEED
    assert config.column_mapping == {"sku": "id", "label": "name", "pic": "image"}
    assert (name, token) == ("Spring", "")


def test_the_mapping_shows_what_was_found_out(page) -> None:
    page.show_feed_preview(FEED, PREVIEW)
    mapping = page.mapping_page
    assert "products, the first 2 below. Separated by semicolons, encoding UTF-8." in (
        mapping._facts.text()
    )
    assert mapping.table.rowCount() == 2
    assert mapping.table.item(1, 1).text() == "Red hat"


def test_a_field_belongs_to_one_column_only(page) -> None:
    page.show_feed_preview(FEED, PREVIEW)
    header = page.mapping_page.header()
    header.combo(3).setCurrentText("Id")
    assert page.mapping_page.mapping() == {"label": "name", "cost": "id"}
    assert header.field(0) == ""


def test_the_choices_stay_above_their_columns(page) -> None:
    page.show_feed_preview(FEED, PREVIEW)
    header = page.mapping_page.header()
    header.resizeSection(0, 240)
    for column in range(4):
        left = header.sectionViewportPosition(column)
        combo = header.combo(column)
        assert left < combo.x() < combo.geometry().right() < left + header.sectionSize(column)


def test_a_feed_without_rows_cannot_be_imported(page) -> None:
    full = {"sku": "id", "pic": "image"}
    page.show_feed_preview(FEED, FeedPreview(("sku", "pic"), (), ",", "utf-8", full, 0))
    assert not page.mapping_page.import_button.isEnabled()
    assert page.mapping_page.problem().startswith("This feed has no products yet.")


def test_back_from_the_mapping_leads_to_the_form(page) -> None:
    page.show_feed_preview(FEED, PREVIEW)
    page.back_button.click()
    assert page.files_form.isVisible()


def test_who_goes_back_waits_no_more(page, qtbot: QtBot) -> None:
    for go_back in (page.back_button.click, lambda: qtbot.keyClick(page, Qt.Key.Key_Escape)):
        page.show_feed(FEED)
        with qtbot.waitSignal(page.went_back):
            go_back()
        assert page.api_card.isEnabled()
        assert page.files_form.status.kind == "none"


def test_an_error_is_shown_where_it_happened_and_unlocks(page) -> None:
    page.show_feed("/gone.csv")
    assert not page.files_form.action.isEnabled()
    page.show_error("The file is not there any more.")
    assert page.files_form.status.text == "The file is not there any more."
    assert page.files_form.action.isEnabled()
    page.show_choices()
    assert page.files_form.status.kind == "none"


def test_connected_sources_can_be_disconnected_after_a_question(page, qtbot: QtBot) -> None:
    config = SourceConfig(SourceKind.API, "https://shop.example")
    page.show_sources([SourceRecord(7, "Spring range", config, None, 1)])
    texts = [label.text() for label in page.source_list.findChildren(QLabel)]
    assert "Product API · 1 product · not synced yet" in texts
    _button(page, "Disconnect…").click()
    dialog = page.window().findChild(ConfirmDialog)
    assert dialog.isVisible()
    assert dialog.keep_button.hasFocus() or dialog.keep_button.isDefault()
    with qtbot.waitSignal(page.disconnect_requested) as caught:
        dialog.action_button.click()
    assert caught.args == [7]
    page.show_sources([])
    assert not page.source_list.isVisible()


def test_the_token_of_a_connected_shop_can_be_changed(page, qtbot: QtBot) -> None:
    config = SourceConfig(SourceKind.API, "https://shop.example")
    page.show_sources([SourceRecord(7, "Spring range", config, None, 1)])
    _button(page, "Change token…").click()
    dialog = page.window().findChild(QInputDialog)
    assert dialog.textEchoMode() is QLineEdit.EchoMode.Password
    dialog.setTextValue(" s3cret ")
    with qtbot.waitSignal(page.token_changed) as caught:
        dialog.accept()
    assert caught.args == [7, "s3cret"]


def test_only_shops_with_a_stored_token_offer_to_change_it(page) -> None:
    by_variable = SourceConfig(SourceKind.API, "https://shop.example", token_env="SHOP_TOKEN")
    folder = SourceConfig(SourceKind.FOLDER, "/photos")
    page.show_sources(
        [SourceRecord(1, "Shop", by_variable, None, 1), SourceRecord(2, "Photos", folder, None, 1)]
    )
    assert not [b for b in page.source_list.findChildren(QPushButton) if "token" in b.text()]


def _button(page: ConnectPage, text: str) -> QPushButton:
    (found,) = (b for b in page.source_list.findChildren(QPushButton) if b.text() == text)
    return found


def test_the_page_can_be_closed_once_there_is_a_library(page, qtbot: QtBot) -> None:
    page.set_can_cancel(True)
    with qtbot.waitSignal(page.cancelled):
        page.close_button.click()
    with qtbot.waitSignal(page.cancelled):
        qtbot.keyClick(page, Qt.Key.Key_Escape)
