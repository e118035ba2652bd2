"""The program's own window to measure in, and how long its frames take."""

from __future__ import annotations

import asyncio
import os
import sys
import time
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from PySide6.QtCore import QObject
    from PySide6.QtWidgets import QAbstractItemView

    from fashion_desktop.app.desktop import Desktop

WINDOW_SIZE = (1920, 1080)
_POLL_S = 0.005
_SLEEP_S = 0.002
"""A shorter pause is no sleep but the event loop at work."""


def choose_platform(environment: dict[str, str] | os._Environ[str]) -> None:
    """Have Qt draw into memory where there is no screen."""
    has_screen = not sys.platform.startswith("linux") or any(
        environment.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY")
    )
    if not has_screen:
        environment.setdefault("QT_QPA_PLATFORM", "offscreen")


def use_window(
    library: Path, settings: Path, use: Callable[[Desktop], Coroutine[Any, Any, None]]
) -> None:
    """Open the window on a library, use it, and close it. Blocks until all of it has ended.

    Args:
        settings: the settings file, so that the user's own stays as it is.
        use: coroutine function; gets the window once it has settled after the start.

    Raises:
        RuntimeError: ``use`` did not come to its end.
    """
    choose_platform(os.environ)
    from fashion_desktop.app.main import run_window
    from fashion_desktop.storage.settings_store import SettingsStore

    done = False

    async def tour(desktop: Desktop) -> None:
        nonlocal done
        try:
            desktop.window.resize(*WINDOW_SIZE)
            await until(lambda: desktop.settled and desktop.browse.overview is not None)
            await use(desktop)
            done = True
        finally:
            desktop.request_close()

    run_window(library, tour, SettingsStore(settings))
    if not done:
        raise RuntimeError("The measured window could not be used; its log has the details.")


async def until(condition: Callable[[], bool], patience_s: float = 120.0) -> None:
    """Let the window work until it got somewhere.

    Raises:
        TimeoutError: it did not.
    """
    deadline_s = time.monotonic() + patience_s
    while not condition():
        if time.monotonic() > deadline_s:
            raise TimeoutError
        await asyncio.sleep(_POLL_S)


class FrameMeter:
    """Times frames: stretches of work of the window's thread in which a view was painted.

    A stretch begins with the first event after the thread has slept or has finished a frame,
    and ends when all that was to be painted is, so all that belongs to a frame counts:
    handling input, reading the model, painting, waiting for Python's lock.

    Attributes:
        frames_s: how long each frame took.
    """

    def __init__(self, view: QAbstractItemView) -> None:
        from PySide6.QtCore import QAbstractEventDispatcher, QCoreApplication

        self.frames_s: list[float] = []
        self._began_s = self._slept_s = time.perf_counter()
        self._is_first = self._painted = False
        self._viewport = view.viewport()
        self._filter = _event_filter(self._on_event)
        self._dispatcher = QAbstractEventDispatcher.instance()
        self._dispatcher.aboutToBlock.connect(self._on_about_to_block)
        application = QCoreApplication.instance()
        if application is not None:
            application.installEventFilter(self._filter)

    def stop(self) -> None:
        """Measure no more."""
        self._dispatcher.aboutToBlock.disconnect(self._on_about_to_block)
        self._filter.deleteLater()
        self._end_stretch()

    def _on_event(self, watched: QObject, is_paint: bool) -> None:
        if self._is_first:
            self._is_first = False
            now_s = time.perf_counter()
            # The loop also looks for sleep between two events of one stretch, but finds none.
            if now_s - self._slept_s > _SLEEP_S:
                self._end_stretch()
                self._began_s = now_s
        if is_paint and watched is self._viewport:
            self._painted = True

    def _on_about_to_block(self) -> None:
        self._slept_s = time.perf_counter()
        self._is_first = True
        if self._painted:
            self._end_stretch()
            self._began_s = self._slept_s

    def _end_stretch(self) -> None:
        if self._painted:
            self.frames_s.append(self._slept_s - self._began_s)
        self._painted = False


def _event_filter(note: Callable[[QObject, bool], None]) -> QObject:
    from PySide6.QtCore import QEvent, QObject

    paint = QEvent.Type.Paint

    class EventFilter(QObject):
        def eventFilter(self, watched: QObject, event: QEvent) -> bool:
            note(watched, event.type() == paint)
            return False

    return EventFilter()
