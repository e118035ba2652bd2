"""The menu that macOS shows under the program's name, at the top of the screen."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenuBar

from fashion_desktop import DISPLAY_NAME


def application_menu(
    open_photos: Callable[[], object],
    show_settings: Callable[[], object],
    show_help: Callable[[], object],
) -> QMenuBar:
    """Return a menu bar for all windows of the program; keep it as long as they live.

    By their roles macOS moves settings and "About" to where people look for them there, and
    adds "Quit" itself. Shortcuts stay with the windows, which have them on every system.
    """
    bar = QMenuBar()
    file_menu = bar.addMenu("File")
    _add(file_menu.addAction("Open photos…"), open_photos, QAction.MenuRole.NoRole)
    _add(file_menu.addAction("Settings…"), show_settings, QAction.MenuRole.PreferencesRole)
    help_menu = bar.addMenu("Help")
    _add(help_menu.addAction(f"{DISPLAY_NAME} help"), show_help, QAction.MenuRole.NoRole)
    _add(help_menu.addAction(f"About {DISPLAY_NAME}"), show_help, QAction.MenuRole.AboutRole)
    return bar


def _add(action: QAction, triggered: Callable[[], object], role: QAction.MenuRole) -> None:
    action.setMenuRole(role)
    action.triggered.connect(triggered)
