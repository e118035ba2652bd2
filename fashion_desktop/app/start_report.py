"""How long the program takes from its start until it shows products, and until it answers."""

from __future__ import annotations

import asyncio
import json
import sys
import time
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QAbstractItemView

from fashion_desktop.app.desktop import Desktop
from fashion_desktop.jobs.bridge import in_lane
from fashion_desktop.services.process_memory import resident_mb
from fashion_desktop.viewmodels.roles import ProductRole
from fashion_desktop.widgets.drop_payload import PhotoPayload

PATIENCE_S = 60.0
IDLE_AFTER_S = 3.0
"""How long after the last answer the memory of the window at rest is read."""
_LIBRARIES = ("torch", "onnxruntime", "faiss")


class StartReport:
    """Watches the window come up, looks up its first product, says what it saw, and closes it.

    Prints one JSON object a line: ``event``, ``at`` (seconds since the epoch), ``libraries``
    (which of the large ones were loaded by then) and ``resident_mb`` (memory of the process, in
    10^6 bytes); the last two are None where the system does not tell. The events are ``painted``
    (a grid with product cards), ``answered`` (look-alikes of the first product), ``photos`` (all
    cards have theirs), ``photo_answered`` (look-alikes of a photo from outside) and ``idle``.

    Attributes:
        status: exit status of the program.
    """

    def __init__(self) -> None:
        self.status = 3

    async def run(self, desktop: Desktop) -> None:
        """Watch a window that is about to be shown."""
        try:
            async with asyncio.timeout(PATIENCE_S):
                await self._watch(desktop)
            self.status = 0
        except TimeoutError:
            sys.stderr.write("The library shows no products, or the first is not embedded.\n")
        finally:
            desktop.request_close()

    async def _watch(self, desktop: Desktop) -> None:
        grid, panel = desktop.window.library.grid, desktop.window.library.similar
        painted, photos = _Painted(grid, _shows_cards), _Painted(grid, _shows_photos)
        answered = _Painted(panel.results, _shows_cards)
        _report("painted", await painted.at_s)
        panel.set_threshold(1e-6)
        row_id = grid.row_id_of(grid.index_of(0)) or 0
        desktop.search.show_row(row_id)
        _report("answered", await answered.at_s)
        _report("photos", await photos.at_s)
        context = desktop.context
        photo = await in_lane(context.picture_lane, lambda: context.pictures.thumbnail(row_id))
        panel.show_nothing()
        answered = _Painted(panel.results, _shows_cards)
        desktop.search.show_photos([PhotoPayload("Photo", photo or b"")])
        _report("photo_answered", await answered.at_s)
        await asyncio.sleep(IDLE_AFTER_S)
        _report("idle", time.time())


class _Painted(QObject):
    """Notices the first time that a view is painted while a condition holds.

    Attributes:
        at_s: when that was through, in seconds since the epoch.
    """

    def __init__(
        self, view: QAbstractItemView, condition: Callable[[QAbstractItemView], bool]
    ) -> None:
        super().__init__(view)
        self.at_s: asyncio.Future[float] = asyncio.get_running_loop().create_future()
        self._view = view
        self._condition = condition
        view.viewport().installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """See a paint event come; when the event loop goes on, it has been answered."""
        if event.type() == QEvent.Type.Paint and self._condition(self._view):
            watched.removeEventFilter(self)
            QTimer.singleShot(0, self._note)
        return False

    def _note(self) -> None:
        if not self.at_s.done():
            self.at_s.set_result(time.time())


def _shows_cards(view: QAbstractItemView) -> bool:
    return view.model().index(0, 0).data(ProductRole.CARD) is not None


def _shows_photos(view: QAbstractItemView) -> bool:
    model, row = view.model(), 0
    while row < model.rowCount():
        index = model.index(row, 0)
        if not view.visualRect(index).intersects(view.viewport().rect()):
            break
        if index.data(ProductRole.THUMBNAIL) is None:
            return False
        row += 1
    return row > 0


def _report(event: str, at_s: float) -> None:
    answer = {
        "event": event,
        "at": at_s,
        "libraries": _loaded_libraries(),
        "resident_mb": _resident_mb(),
    }
    sys.stdout.write(f"{json.dumps(answer)}\n")
    sys.stdout.flush()


def _loaded_libraries() -> list[str] | None:
    try:
        maps = Path("/proc/self/maps").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return None
    return [name for name in _LIBRARIES if f"/{name}/" in maps]


def _resident_mb() -> float | None:
    try:
        return resident_mb()
    except OSError:
        return None
