"""The main window: the connect page or the light table, jobs and counts below."""

from __future__ import annotations

import sys
from collections.abc import Callable

from PySide6.QtCore import QByteArray, QEvent, Qt, Signal
from PySide6.QtGui import QAction, QCloseEvent, QKeySequence
from PySide6.QtWidgets import QMainWindow, QStackedWidget, QWidget

from fashion_desktop.viewmodels.match_list_model import MatchListModel
from fashion_desktop.widgets.application_menu import application_menu
from fashion_desktop.widgets.connect_page import ConnectPage
from fashion_desktop.widgets.drop_overlay import DropOverlay
from fashion_desktop.widgets.job_panel import JobPanel
from fashion_desktop.widgets.library_view import LibraryView
from fashion_desktop.widgets.main_toolbar import SETTINGS_KEYS, SYNC_KEYS, MainToolbar
from fashion_desktop.widgets.message_bar import MessageBar
from fashion_desktop.widgets.parts import column
from fashion_desktop.widgets.preview_window import PreviewWindow
from fashion_desktop.widgets.similar_panel import SimilarPanel
from fashion_desktop.widgets.status_counts import StatusCounts
from fashion_desktop.widgets.theme import Theme, app_icon
from fashion_desktop.widgets.update_bar import UpdateBar

DEFAULT_SIZE = (1280, 800)
MINIMUM_SIZE = (1120, 640)
HELP_KEYS = QKeySequence("F1")


class MainWindow(QMainWindow):
    """Holds the parts together and knows the shortcuts; what they do is decided elsewhere.

    Attributes:
        toolbar, messages, notice, updates, connect_page, library, jobs, status, preview, drops:
            its parts.
    """

    close_requested = Signal()
    """The user wants to quit; the window stays until ``close_for_good``."""
    open_requested = Signal()
    paste_requested = Signal()
    undo_requested = Signal()
    help_requested = Signal()
    pixel_ratio_changed = Signal(float)
    """Device pixels a logical one, when the window is shown and when it changes screens."""

    def __init__(self, theme: Theme, matches: MatchListModel) -> None:
        super().__init__()
        self._may_close = False
        self.setWindowTitle("Fashion Desktop")
        self.setWindowIcon(app_icon())
        self.setMinimumSize(*MINIMUM_SIZE)
        self.resize(*DEFAULT_SIZE)
        self.toolbar = MainToolbar(theme)
        self.messages = MessageBar(theme)
        self.notice = MessageBar(theme, stays=True)
        self.updates = UpdateBar(theme)
        self.connect_page = ConnectPage(theme)
        self.library = LibraryView(theme, SimilarPanel(theme, matches))
        self.jobs = JobPanel(theme)
        self.status = StatusCounts()
        self._pages = QStackedWidget()
        self._pages.addWidget(self.connect_page)
        self._pages.addWidget(self.library)
        central = QWidget()
        strips = (self.toolbar, self.messages, self.notice, self.updates)
        layout = column(*strips, self._pages, self.jobs, self.status, spacing=0)
        layout.setStretchFactor(self._pages, 1)
        central.setLayout(layout)
        self.setCentralWidget(central)
        self.preview = PreviewWindow(theme, central)
        self.drops = DropOverlay(self, theme)
        self._add_shortcuts()
        if sys.platform == "darwin":
            self._menu = application_menu(
                self.open_requested.emit,
                self.toolbar.settings_requested.emit,
                self.help_requested.emit,
            )

    @property
    def shows_connect_page(self) -> bool:
        """Whether the connect page is on show."""
        return self._pages.currentWidget() is self.connect_page

    def show_connect_page(self, *, can_cancel: bool) -> None:
        """Turn to the page where catalogues are connected."""
        self.connect_page.set_can_cancel(can_cancel)
        self.connect_page.show_choices()
        self.toolbar.setVisible(can_cancel)
        self.status.setVisible(can_cancel)
        self._pages.setCurrentWidget(self.connect_page)

    def show_library(self) -> None:
        """Turn to the light table."""
        self.toolbar.show()
        self.status.show()
        self._pages.setCurrentWidget(self.library)
        self.library.grid.setFocus(Qt.FocusReason.OtherFocusReason)

    def save_layout(self) -> tuple[str, str]:
        """Return window geometry and panel widths as text."""
        return _text(self.saveGeometry()), _text(self.library.save_layout())

    def restore_layout(self, geometry: str, splitter: str) -> None:
        """Bring back what ``save_layout`` returned; nonsense is ignored."""
        if geometry:
            self.restoreGeometry(_bytes(geometry))
        if splitter:
            self.library.restore_layout(_bytes(splitter))

    def show_in_front(self) -> None:
        """Bring the window to the user's attention."""
        self.setWindowState(self.windowState() & ~Qt.WindowState.WindowMinimized)
        self.show()
        self.raise_()
        self.activateWindow()

    def close_for_good(self) -> None:
        """Close the window; everything is stored."""
        self._may_close = True
        self.close()

    def event(self, event: QEvent) -> bool:
        """Notice screens with another pixel density."""
        if event.type() in {QEvent.Type.Show, QEvent.Type.DevicePixelRatioChange}:
            self.pixel_ratio_changed.emit(self.devicePixelRatioF())
        return super().event(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Ask for an orderly end first."""
        if self._may_close:
            super().closeEvent(event)
            return
        event.ignore()
        self.close_requested.emit()

    def _add_shortcuts(self) -> None:
        similar = self.library.similar
        self._shortcut(QKeySequence.StandardKey.Open, self.open_requested.emit)
        self._shortcut(QKeySequence.StandardKey.Paste, self.paste_requested.emit)
        self._shortcut(QKeySequence.StandardKey.Undo, self.undo_requested.emit)
        self._shortcut(QKeySequence.StandardKey.Find, self._focus_search)
        self._shortcut(HELP_KEYS, self.help_requested.emit)
        self._shortcut(QKeySequence.StandardKey.Quit, self.close_requested.emit)
        self._shortcut(SYNC_KEYS, self.toolbar.sync_button.click)
        self._shortcut(SETTINGS_KEYS, self.toolbar.settings_requested.emit)
        self._shortcut(QKeySequence("Alt+Left"), similar.back_button.click)
        self._shortcut(QKeySequence("Alt+Right"), similar.forward_button.click)
        for action in (
            self.toolbar.generate_menu.missing_action,
            self.toolbar.update_stale,
        ):
            self.addAction(action)

    def _shortcut(
        self, keys: QKeySequence | QKeySequence.StandardKey, triggered: Callable[[], object]
    ) -> None:
        action = QAction(self)
        if isinstance(keys, QKeySequence):
            action.setShortcut(keys)
        else:
            action.setShortcuts(keys)
        action.triggered.connect(triggered)
        self.addAction(action)

    def _focus_search(self) -> None:
        self.toolbar.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.toolbar.search.selectAll()


def _text(data: QByteArray) -> str:
    return bytes(data.toBase64().data()).decode("ascii")


def _bytes(text: str) -> QByteArray:
    return QByteArray.fromBase64(text.encode("ascii", "ignore"))
