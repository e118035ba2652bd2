"""Starting the window: application, theme, library, event loop."""

from __future__ import annotations

import asyncio
import signal
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from types import FrameType

import qasync
from PySide6.QtCore import QLocale, QTimer
from PySide6.QtWidgets import QApplication, QMessageBox

from fashion_desktop import DISPLAY_NAME, EXECUTABLE_NAME, IDENTIFIER, __version__
from fashion_desktop.app.application import Application
from fashion_desktop.app.desktop import Desktop, Tour
from fashion_desktop.app.logging_setup import set_up_logging
from fashion_desktop.app.open_request import OpenRequest
from fashion_desktop.app.settings_controller import theme_mode
from fashion_desktop.app.single_instance import InstanceServer, open_or_hand_over
from fashion_desktop.app.taskbar import name_taskbar_button
from fashion_desktop.app.window_first import window_first
from fashion_desktop.domain.errors import FashionDesktopError
from fashion_desktop.services.session import LibrarySession
from fashion_desktop.storage.settings_store import (
    SettingsStore,
    default_library_folder,
)
from fashion_desktop.widgets.theme import Theme, app_icon, install_theme

SIGNAL_POLL_MS = 250
EXIT_COULD_NOT = 3

_Handler = Callable[[int, FrameType | None], object] | int | None


def run_window(
    library: Path | None,
    tour: Tour | None = None,
    store: SettingsStore | None = None,
    photos: Sequence[str] = (),
) -> int:
    """Open the window on a library and return the exit status when it is closed.

    Args:
        library: the library's folder; None for the per-user default.
        tour: uses the window beside the user.
        store: where the settings are kept; None for the user's own.
        photos: files to look up at once, in the window that is open on the library if there is.
    """
    name_taskbar_button()
    app = QApplication.instance()
    if not isinstance(app, QApplication):
        # X11 shows windows under the name of the program that is started, wherever it lies.
        app = Application([EXECUTABLE_NAME])
    set_up_application(app)
    store = store or SettingsStore()
    settings = store.load()
    theme = install_theme(app, theme_mode(settings))
    folder = library or default_library_folder()
    request = OpenRequest.of(photos)
    try:
        session = open_or_hand_over(folder, settings, request)
    except FashionDesktopError as error:
        return _refuse(str(error))
    if session is None:
        return 0
    instances = InstanceServer(session.folder)
    loop = qasync.QEventLoop(app)
    asyncio.set_event_loop(loop)
    with loop, _Signals() as signals, window_first():
        loop.run_until_complete(_serve(session, store, theme, instances, signals, request, tour))
    instances.close()
    return 0


def set_up_application(app: QApplication) -> None:
    """Name the application and route its log."""
    app.setApplicationName(EXECUTABLE_NAME)
    app.setApplicationDisplayName(DISPLAY_NAME)
    app.setApplicationVersion(__version__)
    app.setDesktopFileName(IDENTIFIER)
    app.setWindowIcon(app_icon())
    # The loop ends when everything is stored, not when the last window is gone.
    app.setQuitOnLastWindowClosed(False)
    if QLocale().language() == QLocale.Language.C:
        # No locale at all: better English digits in groups of three than none.
        QLocale.setDefault(QLocale(QLocale.Language.English))
    set_up_logging()


async def _serve(
    session: LibrarySession,
    store: SettingsStore,
    theme: Theme,
    instances: InstanceServer,
    signals: _Signals,
    request: OpenRequest,
    tour: Tour | None,
) -> None:
    desktop = Desktop(session, store, theme)
    desktop.opening.open(request)
    instances.serve(desktop.opening.open)
    app = QApplication.instance()
    if isinstance(app, Application):
        app.set_opener(lambda photos: desktop.opening.open(OpenRequest.of(photos)))
    signals.arrived = desktop.request_close
    for warning in store.warnings:
        desktop.context.tasks.show_error(warning)
    await desktop.run(tour, on_closing=instances.close)


def _refuse(text: str) -> int:
    box = QMessageBox(QMessageBox.Icon.Warning, DISPLAY_NAME, text)
    if sys.stderr is not None:
        sys.stderr.write(f"{text}\n")
    if QApplication.platformName() != "offscreen":
        box.exec()
    return EXIT_COULD_NOT


class _Signals:
    """Turns SIGINT and SIGTERM into an orderly end while it is entered.

    Python notices signals only between its own instructions, and a window at rest executes
    none: hence a timer that does nothing.
    """

    def __init__(self) -> None:
        self.arrived: Callable[[], None] | None = None
        self._timer = QTimer()
        self._timer.setInterval(SIGNAL_POLL_MS)
        self._timer.timeout.connect(lambda: None)
        self._before: dict[signal.Signals, _Handler] = {}

    def __enter__(self) -> _Signals:
        for number in (signal.SIGINT, signal.SIGTERM):
            self._before[number] = signal.signal(number, self._on_signal)
        self._timer.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._timer.stop()
        for number, handler in self._before.items():
            signal.signal(number, handler)

    def _on_signal(self, _number: int, _frame: object) -> None:
        if self.arrived is not None:
            self.arrived()
