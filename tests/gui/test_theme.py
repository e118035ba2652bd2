from typing import cast

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetricsF, QPalette
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from fashion_desktop.widgets.theme import (
    DARK,
    LIGHT,
    Theme,
    ThemeMode,
    install_theme,
    interface_font,
)


@pytest.fixture
def theme(qapp: QApplication) -> Theme:
    return install_theme(qapp, "light")


def test_modes_set_colours_palette_and_sheet(theme: Theme, qapp: QApplication) -> None:
    assert theme.colours is LIGHT
    assert qapp.palette().color(QPalette.ColorRole.Window).name().upper() == LIGHT.ground
    theme.set_mode("dark")
    assert theme.mode == "dark"
    assert theme.colours is DARK
    assert qapp.palette().color(QPalette.ColorRole.Window).name().upper() == DARK.ground
    assert DARK.accent in qapp.styleSheet()
    assert "$" not in qapp.styleSheet()


def test_changed_fires_once_per_change_after_the_colours_are_in_force(theme: Theme) -> None:
    seen = []
    theme.changed.connect(lambda: seen.append(theme.colours))
    theme.set_mode("light")
    assert seen == []
    theme.set_mode("dark")
    assert seen == [DARK]


def test_system_mode_follows_the_system_live(
    theme: Theme, monkeypatch: pytest.MonkeyPatch, qapp: QApplication
) -> None:
    reported = Qt.ColorScheme.Light
    hints = qapp.styleHints()
    monkeypatch.setattr(type(hints), "colorScheme", lambda _hints: reported)
    theme.set_mode("system")
    assert theme.colours is LIGHT
    reported = Qt.ColorScheme.Dark
    hints.colorSchemeChanged.emit(reported)
    assert theme.colours is DARK
    reported = Qt.ColorScheme.Unknown
    hints.colorSchemeChanged.emit(reported)
    assert theme.colours is LIGHT


def test_a_fixed_mode_ignores_the_system(theme: Theme, qapp: QApplication) -> None:
    qapp.styleHints().colorSchemeChanged.emit(Qt.ColorScheme.Dark)
    assert theme.colours is LIGHT


def test_installing_again_switches_the_one_theme(theme: Theme, qapp: QApplication) -> None:
    assert install_theme(qapp, "dark") is theme
    assert theme.colours is DARK


def test_unknown_mode_is_refused(theme: Theme) -> None:
    with pytest.raises(ValueError, match="sepia"):
        theme.set_mode(cast("ThemeMode", "sepia"))


@pytest.mark.usefixtures("theme")
def test_shipped_typeface_is_used_with_figures_of_equal_width() -> None:
    font = interface_font()
    assert font.families()[0] == "Inter"
    metrics = QFontMetricsF(font)
    assert metrics.horizontalAdvance("1111") == metrics.horizontalAdvance("0000")


@pytest.mark.usefixtures("theme")
@pytest.mark.parametrize(("role", "size_px"), [("title", 15), ("secondary", 11), ("heading", 21)])
def test_label_roles_keep_the_typeface(qtbot: QtBot, role: str, size_px: int) -> None:
    label = QLabel("37 of 500")
    qtbot.addWidget(label)
    label.setProperty("role", role)
    label.ensurePolished()
    assert label.font().pixelSize() == size_px
    metrics = QFontMetricsF(label.font())
    assert metrics.horizontalAdvance("1111") == metrics.horizontalAdvance("0000")
