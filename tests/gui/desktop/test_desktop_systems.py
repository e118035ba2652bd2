"""What the systems ask of the window: macOS quits and has a menu, Windows groups buttons."""

from __future__ import annotations

import logging
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtGui import QAction, QGuiApplication
from PySide6.QtWidgets import QApplication, QMenu
from support.desk import Desk, in_window_loop

from fashion_desktop import DISPLAY_NAME, IDENTIFIER
from fashion_desktop.app import logging_setup
from fashion_desktop.app.single_instance import _server_name
from fashion_desktop.app.taskbar import name_taskbar_button
from fashion_desktop.cli.argument_types import path, without_stray_quote
from fashion_desktop.cli.library import _quoted
from fashion_desktop.cli.search_verbs import files_meant
from fashion_desktop.widgets.application_menu import application_menu
from fashion_desktop.widgets.theme import Theme, ThemeMode, install_theme


@in_window_loop
async def test_quitting_from_the_dock_is_an_orderly_end(desk: Desk) -> None:
    """macOS sends this for Quit in the menu and in the Dock, and for a log out."""
    await desk.open()
    app = QApplication.instance()
    assert app is not None
    QCoreApplication.sendEvent(app, QEvent(QEvent.Type.Quit))
    # Refused for now: the window ends the program itself, once everything is stored.
    await desk.until("the end has begun", desk.desktop._closing.is_set)
    running, desk._running = desk._running, None
    assert running is not None
    await running
    desk._desktop = None
    assert not any(widget.isVisible() for widget in QApplication.topLevelWidgets())


def test_every_screen_is_drawn_at_its_own_scale() -> None:
    policy = QGuiApplication.highDpiScaleFactorRoundingPolicy()
    assert policy == Qt.HighDpiScaleFactorRoundingPolicy.PassThrough


@pytest.mark.parametrize(
    ("mode", "asked"),
    [
        ("dark", Qt.ColorScheme.Dark),
        ("light", Qt.ColorScheme.Light),
        ("system", Qt.ColorScheme.Unknown),
    ],
)
def test_title_bars_are_asked_to_follow_the_theme(
    mode: ThemeMode, asked: Qt.ColorScheme, qapp: QApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    theme: Theme = install_theme(qapp, "light")
    hints = QGuiApplication.styleHints()
    scheme: list[Qt.ColorScheme] = []
    monkeypatch.setattr(type(hints), "setColorScheme", lambda _hints, s: scheme.append(s))
    monkeypatch.setattr(
        type(hints), "unsetColorScheme", lambda _hints: scheme.append(Qt.ColorScheme.Unknown)
    )
    theme.set_mode(mode)
    assert scheme == [asked]


def test_the_taskbar_button_is_the_shortcuts() -> None:
    told: list[str] = []
    name_taskbar_button(told.append)
    assert told == [IDENTIFIER]
    name_taskbar_button()


def test_the_menu_of_the_mac_has_its_roles(qapp: QApplication) -> None:
    assert qapp is not None
    done: list[str] = []
    bar = application_menu(
        lambda: done.append("open"), lambda: done.append("settings"), lambda: done.append("help")
    )
    actions = {
        action.text(): action for menu in bar.findChildren(QMenu) for action in menu.actions()
    }
    roles = {text: action.menuRole() for text, action in actions.items()}
    assert roles["Settings…"] == QAction.MenuRole.PreferencesRole
    assert roles[f"About {DISPLAY_NAME}"] == QAction.MenuRole.AboutRole
    for action in actions.values():
        assert action.shortcut().isEmpty()
        action.trigger()
    assert done == ["open", "settings", "help", "help"]
    bar.deleteLater()


def test_a_log_that_another_window_writes_goes_on_growing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Windows refuses to rename a file that is open elsewhere."""
    monkeypatch.setattr(logging_setup, "log_folder", lambda: tmp_path)
    monkeypatch.setattr(logging_setup, "MAX_LOG_BYTES", 200)
    monkeypatch.setattr(logging, "basicConfig", lambda **_options: None)
    handler = logging_setup.log_file()
    assert handler is not None

    def refuse(_source: Path, _target: Path) -> Path:
        raise PermissionError(13, "The process cannot access the file")

    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", refuse)
        for number in range(20):
            handler.emit(logging.makeLogRecord({"msg": f"line {number} of the log"}))
    log = tmp_path / "fashion-desktop.log"
    assert len(log.read_text(encoding="utf-8").splitlines()) == 20
    handler.emit(logging.makeLogRecord({"msg": "and a new file"}))
    handler.close()
    assert log.read_text(encoding="utf-8").splitlines() == ["and a new file"]
    assert (tmp_path / "fashion-desktop.log.1").is_file()


def test_commands_are_quoted_for_the_shell_at_hand(monkeypatch: pytest.MonkeyPatch) -> None:
    words = ["fashion-desktop", "update", "--library", "C:\\My library"]
    assert _quoted(words).endswith("'C:\\My library'")
    monkeypatch.setattr(sys, "platform", "win32")
    assert _quoted(words) == 'fashion-desktop update --library "C:\\My library"'


def test_a_library_has_one_window_however_its_folder_is_spelt(tmp_path: Path) -> None:
    (tmp_path / "Library").mkdir()
    (tmp_path / "library").symlink_to("Library")
    names = {_server_name(tmp_path / name) for name in ("Library", "library")}
    assert len(names) == 1
    assert _server_name(tmp_path) not in names


def test_patterns_are_resolved_where_the_shell_does_not(tmp_path: Path) -> None:
    for name in ("b.jpg", "a.jpg", "c.png"):
        (tmp_path / name).touch()
    assert files_meant(str(tmp_path / "*.jpg")) == [str(tmp_path / n) for n in ("a.jpg", "b.jpg")]
    assert files_meant(str(tmp_path / "?.gif")) == [str(tmp_path / "?.gif")]
    for photo in ("photo.jpg", "https://shop.example/p?id=1", "-"):
        assert files_meant(photo) == [photo]


def test_a_folder_that_windows_quoted_too_much_is_understood(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert without_stray_quote('C:\\My photos"') == "C:\\My photos"
    assert without_stray_quote("C:\\My photos") == "C:\\My photos"
    assert path('a"') == Path('a"')
    monkeypatch.setattr(sys, "platform", "win32")
    assert path('a"') == Path("a")
