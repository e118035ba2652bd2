"""What product and result delegates have in common: painting, fading in, tool tips."""

from __future__ import annotations

import time
from collections.abc import Collection

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QSize, QTimer
from PySide6.QtGui import QHelpEvent, QPainter, QPixmap
from PySide6.QtWidgets import (
    QAbstractItemDelegate,
    QAbstractItemView,
    QStyle,
    QStyleOptionViewItem,
    QToolTip,
)

from fashion_desktop.widgets.card_painting import CardFace, CardLook, CardMetrics, CardPainter
from fashion_desktop.widgets.theme.scheme import Theme

Index = QModelIndex | QPersistentModelIndex

FADE_MS = 120
_FRAME_MS = 16
_SELECTED = QStyle.StateFlag.State_Selected.value
_FOCUSED = QStyle.StateFlag.State_HasFocus.value
_HOVERED = QStyle.StateFlag.State_MouseOver.value


class CardDelegate(QAbstractItemDelegate):
    """Paints every row as a card; subclasses say what a row's card shows.

    A photo fades in only when its card was on screen without it before.
    """

    def __init__(self, theme: Theme, view: QAbstractItemView) -> None:
        super().__init__(view)
        self._view = view
        self._painter = CardPainter(theme)
        self._waiting: set[int] = set()
        self._fade_started_s: dict[int, float] = {}
        self._fading: dict[int, QPersistentModelIndex] = {}
        self._animated: bool | None = None
        self._timer = QTimer(self)
        self._timer.setInterval(_FRAME_MS)
        self._timer.timeout.connect(self._repaint_fading)
        theme.changed.connect(self._on_theme_changed)

    # What subclasses say

    def face_of(self, index: Index) -> CardFace | None:
        """Return what the card says, or None while the row is not loaded."""
        raise NotImplementedError

    def photo_of(self, index: Index) -> QPixmap | None:
        """Return the row's thumbnail, or None while there is none."""
        raise NotImplementedError

    def row_id_of(self, index: Index) -> int | None:
        """Return the library's number of the row's product, or None while unknown."""
        raise NotImplementedError

    def tool_tip_of(self, index: Index) -> str:
        """Return what the card means in words."""
        raise NotImplementedError

    # For the view

    @property
    def metrics(self) -> CardMetrics:
        """Sizes of the cards."""
        return self._painter.metrics

    def set_metrics(self, metrics: CardMetrics) -> None:
        """Paint cards of another size from now on."""
        self._painter.set_metrics(metrics)

    def set_animated(self, animated: bool | None) -> None:
        """Fade photos in or not; None does what the platform asks for."""
        self._animated = animated

    def keep_waiting(self, row_ids: Collection[int]) -> None:
        """Forget which photos are awaited except those of ``row_ids``, the rows on screen."""
        self._waiting.intersection_update(row_ids)

    @property
    def fading_row_ids(self) -> frozenset[int]:
        """Products whose photos are fading in at this moment."""
        return frozenset(self._fading)

    # Qt

    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:
        """Return the size of a cell."""
        return self._painter.metrics.cell

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint one row."""
        face = self.face_of(index)
        photo = self.photo_of(index) if face is not None else None
        state = option.state.value
        look = CardLook(
            hovered=bool(state & _HOVERED),
            selected=bool(state & _SELECTED),
            focused=bool(state & _FOCUSED),
            photo_opacity=self._opacity(index, photo) if face is not None else 1.0,
        )
        self._painter.paint(painter, option.rect, face, photo, look)

    def helpEvent(
        self,
        event: QHelpEvent,
        view: QAbstractItemView,
        _option: QStyleOptionViewItem,
        index: Index,
    ) -> bool:
        """Show the tool tip."""
        text = self.tool_tip_of(index) if index.isValid() else ""
        QToolTip.showText(event.globalPos(), text, view)
        return True

    # Fading

    def _opacity(self, index: Index, photo: QPixmap | None) -> float:
        row_id = self.row_id_of(index)
        if row_id is None:
            return 1.0
        if photo is None:
            self._waiting.add(row_id)
            return 1.0
        if row_id in self._waiting:
            self._waiting.discard(row_id)
            if self._wants_animation():
                self._fade_started_s[row_id] = time.monotonic()
                self._fading[row_id] = QPersistentModelIndex(index)
                self._timer.start()
        started_s = self._fade_started_s.get(row_id)
        if started_s is None:
            return 1.0
        return min(1.0, (time.monotonic() - started_s) * 1000 / FADE_MS)

    def _wants_animation(self) -> bool:
        if self._animated is not None:
            return self._animated
        hint = QStyle.StyleHint.SH_Widget_Animation_Duration
        return self._view.style().styleHint(hint, None, self._view) > 0

    def _repaint_fading(self) -> None:
        now_s = time.monotonic()
        for row_id, index in list(self._fading.items()):
            if index.isValid():
                self._view.viewport().update(self._view.visualRect(index))
            if (now_s - self._fade_started_s[row_id]) * 1000 >= FADE_MS:
                del self._fading[row_id]
                del self._fade_started_s[row_id]
        if not self._fading:
            self._timer.stop()

    def _on_theme_changed(self) -> None:
        self._painter.forget()
        self._view.viewport().update()
