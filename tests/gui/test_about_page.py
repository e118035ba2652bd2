from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from fashion_desktop.storage.licences import LicensedPart
from fashion_desktop.widgets import about_page
from fashion_desktop.widgets.about_page import AboutPage
from fashion_desktop.widgets.licence_texts_dialog import LicenceTextsDialog

PARTS = (
    LicensedPart("Fashion Desktop", "1.2", "MIT"),
    LicensedPart("zlib", "1.3", "Zlib", "https://zlib.example/<b>"),
    LicensedPart("unstated", "2.0", ""),
)
RULE = "=" * 78


@pytest.fixture
def texts(tmp_path, monkeypatch):
    file = tmp_path / "THIRD-PARTY-LICENCES.txt"
    blocks = [f"{RULE}\n{part.name} {part.version}\n" + "words\n" * 200 for part in PARTS]
    file.write_text("Parts\n" + "\n".join(blocks), encoding="utf-8")
    monkeypatch.setattr(about_page, "licensed_parts", lambda: PARTS)
    monkeypatch.setattr(about_page, "licence_texts", lambda: file)
    return file


@pytest.fixture
def page(texts, qtbot):
    assert texts.is_file()
    page = AboutPage("1.2")
    qtbot.addWidget(page)
    page.show()
    return page


def shown_texts(page: AboutPage) -> LicenceTextsDialog:
    (dialog,) = page.findChildren(LicenceTextsDialog)
    return dialog


def first_line(dialog: LicenceTextsDialog) -> str:
    return dialog.text.firstVisibleBlock().text()


def test_all_parts_are_listed_with_their_licences(page) -> None:
    table = page.table
    rows = [[table.item(y, x).text() for x in range(3)] for y in range(table.rowCount())]
    assert rows == [
        ["Fashion Desktop", "1.2", "MIT"],
        ["zlib", "1.3", "Zlib"],
        ["unstated", "2.0", "See its home page"],
    ]
    assert "<b>" not in table.item(1, 0).toolTip()


def test_the_list_waits_until_it_is_looked_at(texts, qtbot, monkeypatch) -> None:
    asked = []
    monkeypatch.setattr(about_page, "licensed_parts", lambda: asked.append(texts) or PARTS)
    page = AboutPage("1.2")
    qtbot.addWidget(page)
    assert asked == []
    page.show()
    page.hide()
    page.show()
    assert asked == [texts]


def test_the_texts_open_at_their_beginning(page) -> None:
    page.texts_button.click()
    dialog = shown_texts(page)
    assert first_line(dialog) == "Parts"
    assert dialog.text.isReadOnly()
    assert dialog.text.hasFocus() or not dialog.isActiveWindow()


def test_enter_on_a_part_shows_its_licence(page, qtbot) -> None:
    page.table.setCurrentCell(1, 0)
    page.table.setFocus()
    qtbot.keyClick(page.table, Qt.Key.Key_Return)
    assert first_line(shown_texts(page)) == "zlib 1.3"


def test_a_part_without_a_section_shows_the_beginning(page, texts) -> None:
    dialog = LicenceTextsDialog(texts, page, part="nothing 1.0")
    assert first_line(dialog) == "Parts"


def test_a_checkout_has_no_texts_to_show(texts, qtbot, monkeypatch) -> None:
    assert texts.is_file()
    monkeypatch.setattr(about_page, "licence_texts", lambda: None)
    page = AboutPage("1.2")
    qtbot.addWidget(page)
    page.show()
    assert not page.texts_button.isVisible()
    page.table.setCurrentCell(1, 0)
    qtbot.keyClick(page.table, Qt.Key.Key_Return)
    assert page.findChildren(LicenceTextsDialog) == []
