"""Dropping anything anywhere on a window, with a calm overlay that says what will happen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QMimeData, QObject, QPoint, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QDropEvent, QPainter, QPaintEvent, QPen, QWindow
from PySide6.QtWidgets import QApplication, QWidget

from fashion_desktop.widgets.drop_payload import (
    DropPayload,
    FeedPayload,
    FolderPayload,
    LinkPayload,
    PhotosPayload,
    RefusedPayload,
    promise,
    read_payload,
)
from fashion_desktop.widgets.theme import Theme, icon, interface_font
from fashion_desktop.widgets.theme.fonts import TITLE_PX

if TYPE_CHECKING:
    from collections.abc import Mapping

_INSET_PX = 16
_CORNER_PX = 12
_ICON_PX = 40
_PLATE_WIDTH_PX = 320
_PLATE_HEIGHT_PX = 152
_PLATE_PADDING_PX = 48
# Some platforms forget to say that a refused drag has left; then the overlay must not stay.
_FORGOTTEN_DRAG_MS = 1500

_ICONS: Mapping[type, str] = {
    PhotosPayload: "photo",
    LinkPayload: "photo",
    FolderPayload: "folder",
    FeedPayload: "table",
    RefusedPayload: "info",
}


class DropOverlay(QWidget):
    """Covers ``window`` while something is dragged over it, and reports what was dropped.

    Real drags are caught before they reach any child, so views and fields cannot swallow
    them; a drag that starts inside the program, or comes while a dialog waits, is left alone.
    """

    photos_dropped = Signal(list)
    """``list[PhotoPayload]``."""
    folder_dropped = Signal(str)
    feed_dropped = Signal(str)
    """Path or web address of a feed."""
    link_dropped = Signal(str)
    refused = Signal(str)
    """Reason in a sentence; only after an explicit paste, a drag shows its own refusal."""

    def __init__(self, window: QWidget, theme: Theme) -> None:
        super().__init__(window)
        self._window = window
        self._theme = theme
        self._payload: DropPayload | None = None
        self._handle: QWindow | None = None
        self._leave_timer = QTimer(self)
        self._leave_timer.setSingleShot(True)
        self._leave_timer.setInterval(_FORGOTTEN_DRAG_MS)
        self._leave_timer.timeout.connect(self._end_drag)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAccessibleName("Drop area")
        self.hide()
        theme.changed.connect(self.update)
        window.setAcceptDrops(True)
        window.installEventFilter(self)
        self._watch_handle()

    def take(self, mime: QMimeData) -> bool:
        """Use the content of the clipboard or of a drop; return whether there was any use."""
        payload = read_payload(mime)
        self._announce(payload)
        if isinstance(payload, RefusedPayload):
            self.refused.emit("There is no photo to paste. Copy a photo or its link first.")
            return False
        return True

    @property
    def text(self) -> str:
        """What the overlay says now; empty while it is hidden."""
        return promise(self._payload) if self._payload and self.isVisible() else ""

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Notice drags before the window's children do, and the window's size."""
        kind = event.type()
        if kind in {QEvent.Type.Show, QEvent.Type.WinIdChange}:
            self._watch_handle()
        elif kind == QEvent.Type.Resize and watched is self._window:
            self.setGeometry(self._window.rect())
        elif isinstance(event, QDropEvent):
            return self._on_drag(event)
        elif kind == QEvent.Type.DragLeave:
            self._end_drag()
        return super().eventFilter(watched, event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the veil, its frame, and what will happen."""
        if self._payload is None:
            return
        colours = self._theme.colours
        refused = isinstance(self._payload, RefusedPayload)
        tint = "secondary" if refused else "accent"
        mark = QColor(getattr(colours, tint))
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        veil = QColor(colours.ground)
        veil.setAlphaF(0.8)
        painter.fillRect(self.rect(), veil)
        frame = QRectF(self.rect()).adjusted(_INSET_PX, _INSET_PX, -_INSET_PX, -_INSET_PX)
        painter.setPen(QPen(mark if not refused else QColor(colours.muted), 2))
        painter.drawRoundedRect(frame, _CORNER_PX, _CORNER_PX)
        self._paint_plate(painter, frame, tint)
        painter.end()

    def _paint_plate(self, painter: QPainter, frame: QRectF, tint: str) -> None:
        """Draw icon and words on a plate of their own, so that nothing shines through them."""
        colours = self._theme.colours
        font = interface_font(TITLE_PX, semibold=True)
        painter.setFont(font)
        words_px = painter.fontMetrics().horizontalAdvance(self.text)
        width_px = min(max(words_px + 2 * _PLATE_PADDING_PX, _PLATE_WIDTH_PX), frame.width() - 32)
        plate = QRectF(0, 0, width_px, _PLATE_HEIGHT_PX)
        plate.moveCenter(frame.center())
        painter.setPen(QPen(QColor(colours.line), 1))
        painter.setBrush(QColor(colours.surface))
        painter.drawRoundedRect(plate, _CORNER_PX, _CORNER_PX)
        place = QPoint(round(plate.center().x()) - _ICON_PX // 2, round(plate.top()) + 32)
        picture = icon(_ICONS[type(self._payload)], self._theme, tint=tint)
        picture.paint(painter, place.x(), place.y(), _ICON_PX, _ICON_PX)
        painter.setPen(QColor(colours.text))
        words = plate.adjusted(16, 32 + _ICON_PX + 8, -16, -16)
        flags = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(words, int(flags) | int(Qt.TextFlag.TextWordWrap), self.text)

    def _watch_handle(self) -> None:
        handle = self._window.windowHandle()
        if handle is not None and handle is not self._handle:
            handle.installEventFilter(self)
            self._handle = handle

    def _on_drag(self, event: QDropEvent) -> bool:
        """Answer a drag over the window; return whether nobody else needs to see it."""
        if event.source() is not None or QApplication.activeModalWidget() is not None:
            return False
        if event.type() == QEvent.Type.Drop:
            payload = read_payload(event.mimeData())
            self._end_drag()
            if isinstance(payload, RefusedPayload):
                return not payload.is_text
            event.setDropAction(Qt.DropAction.CopyAction)
            event.accept()
            self._announce(payload)
            return True
        if event.type() == QEvent.Type.DragEnter or self._payload is None:
            self._payload = read_payload(event.mimeData(), with_bytes=False)
        if isinstance(self._payload, RefusedPayload):
            if self._payload.is_text:
                # Words are for the search field: let them pass without a word.
                return False
            self._leave_timer.start()
            event.ignore()
        else:
            event.setDropAction(Qt.DropAction.CopyAction)
            event.accept()
        self._show()
        return True

    def _show(self) -> None:
        if self.isVisible():
            return
        self.setGeometry(self._window.rect())
        self.setAccessibleDescription(promise(self._payload) if self._payload else "")
        self.raise_()
        self.show()

    def _end_drag(self) -> None:
        self._leave_timer.stop()
        self._payload = None
        self.hide()

    def _announce(self, payload: DropPayload) -> None:
        match payload:
            case PhotosPayload(photos):
                self.photos_dropped.emit(list(photos))
            case FolderPayload(path):
                self.folder_dropped.emit(path)
            case FeedPayload(location):
                self.feed_dropped.emit(location)
            case LinkPayload(url):
                self.link_dropped.emit(url)
            case RefusedPayload():
                pass
