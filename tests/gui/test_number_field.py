import pytest
from PySide6.QtCore import QLocale, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from fashion_desktop.widgets.number_field import NumberField, parse_number

ENGLISH = QLocale(QLocale.Language.English, QLocale.Country.UnitedStates)
GERMAN = QLocale(QLocale.Language.German, QLocale.Country.Germany)


@pytest.mark.parametrize(
    ("text", "locale", "number"),
    [
        ("0.0034", ENGLISH, 0.0034),
        (" d ≤ 293 ", ENGLISH, 293.0),
        ("1,284", ENGLISH, 1284.0),
        ("3.4e-3", ENGLISH, 0.0034),
        ("0,0034", ENGLISH, 0.0034),
        ("0,0034", GERMAN, 0.0034),
        ("1.284", GERMAN, 1284.0),
        ("", ENGLISH, None),
        ("alike", ENGLISH, None),
        ("1/3", ENGLISH, None),
        ("nan", ENGLISH, None),
        ("inf", ENGLISH, None),
        ("1e999", ENGLISH, None),
    ],
)
def test_parse_number(text: str, locale: QLocale, number: float | None) -> None:
    assert parse_number(text, locale) == number


@pytest.fixture
def field(qtbot: QtBot) -> NumberField:
    field = NumberField("d ≤", lambda number: number >= 0, "Type 0 or more.")
    qtbot.addWidget(field)
    field.setLocale(ENGLISH)
    field.show_number("293")
    field.show()
    return field


def type_text(field: NumberField, text: str) -> None:
    field.selectAll()
    QTest.keyClicks(field, text)


def test_enter_reports_the_number_once(field: NumberField) -> None:
    seen: list[float] = []
    field.entered.connect(seen.append)
    type_text(field, "120.5")
    assert seen == []
    QTest.keyClick(field, Qt.Key.Key_Return)
    field.clearFocus()
    assert seen == [120.5]


def test_untouched_field_reports_nothing(field: NumberField) -> None:
    seen: list[float] = []
    field.entered.connect(seen.append)
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert seen == []


@pytest.mark.parametrize("text", ["alike", "-4", ""])
def test_what_is_no_valid_number_is_put_back_with_an_outline(field: NumberField, text: str) -> None:
    seen: list[float] = []
    field.entered.connect(seen.append)
    type_text(field, text or "1")
    if not text:
        QTest.keyClick(field, Qt.Key.Key_Backspace)
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert seen == []
    assert field.text() == "293"
    assert field.property("invalid") is True
    QTest.keyClicks(field, "5")
    assert field.property("invalid") is False


def test_outline_fades_by_itself(qtbot: QtBot, field: NumberField) -> None:
    type_text(field, "alike")
    QTest.keyClick(field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: field.property("invalid") is False, timeout=4000)
    assert field.text() == "293"


def test_numbers_shown_meanwhile_do_not_disturb_typing(field: NumberField) -> None:
    type_text(field, "12")
    field.show_number("500")
    assert field.text() == "12"
    QTest.keyClick(field, Qt.Key.Key_Escape)
    assert field.text() == "500"
