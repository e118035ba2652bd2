"""Starting the window: application, theme, library, event loop."""

from __future__ import annotations

import asyncio
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from types import FrameType

import qasync
from PySide6.QtCore import QLocale, QTimer
from PySide6.QtWidgets import QApplication, QMessageBox

from fashion_desktop import __version__
from fashion_desktop.app.desktop import Desktop, Tour
from fashion_desktop.app.logging_setup import set_up_logging
from fashion_desktop.app.settings_controller import theme_mode
from fashion_desktop.app.single_instance import InstanceServer, raise_other_window
from fashion_desktop.app.window_first import window_first
from fashion_desktop.domain.errors import FashionDesktopError, LibraryLockedError
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
    library: Path | None, tour: Tour | None = None, store: SettingsStore | None = None
) -> int:
    """Open the window on a library and return the exit status when it is closed.

    Args:
        library: the library's folder; None for the per-user default.
        tour: uses the window beside the user.
        store: where the settings are kept; None for the user's own.
    """
    app = QApplication.instance()
    if not isinstance(app, QApplication):
        app = QApplication(sys.argv[:1])
    set_up_application(app)
    store = store or SettingsStore()
    settings = store.load()
    theme = install_theme(app, theme_mode(settings))
    folder = library or default_library_folder()
    try:
        session = LibrarySession.open(folder, settings=settings)
    except LibraryLockedError as error:
        if raise_other_window(folder):
            return 0
        return _refuse(str(error))
    except FashionDesktopError as error:
        return _refuse(str(error))
    instances = InstanceServer(session.folder)
    loop = qasync.QEventLoop(app)
    asyncio.set_event_loop(loop)
    with loop, _Signals() as signals, window_first():
        loop.run_until_complete(_serve(session, store, theme, instances, signals, tour))
    instances.close()
    return 0


def set_up_application(app: QApplication) -> None:
    """Name the application and route its log."""
    app.setApplicationName("fashion-desktop")
    app.setApplicationDisplayName("Fashion Desktop")
    app.setApplicationVersion(__version__)
    app.setDesktopFileName("fashion-desktop")
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
    tour: Tour | None,
) -> None:
    desktop = Desktop(session, store, theme)
    instances.raise_requested.connect(desktop.window.show_in_front)
    signals.arrived = desktop.request_close
    for warning in store.warnings:
        desktop.context.tasks.show_error(warning)
    await desktop.run(tour)


def _refuse(text: str) -> int:
    box = QMessageBox(QMessageBox.Icon.Warning, "Fashion Desktop", text)
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
