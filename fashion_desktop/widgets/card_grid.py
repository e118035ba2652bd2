"""A grid of cards: painting, pointer and keys; where the cards are is the base class's affair."""

from __future__ import annotations

from PySide6.QtCore import QAbstractItemModel, QEvent, QModelIndex, QPoint, QRect, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QHoverEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QStyle, QStyleOptionViewItem, QWidget

from fashion_desktop.viewmodels.match_list_model import MatchListModel
from fashion_desktop.viewmodels.product_list_model import ProductListModel
from fashion_desktop.widgets.card_delegate import CardDelegate
from fashion_desktop.widgets.card_layout_view import DEFAULT_CARD_PX, CardLayoutView
from fashion_desktop.widgets.card_painting import CardMetrics
from fashion_desktop.widgets.theme import Theme

_CARD_STEP_PX = 16
_WHEEL_NOTCH = 120
_PHOTO_STEP_PX = 48
_KEYPAD = Qt.KeyboardModifier.KeypadModifier
_CONTROL = Qt.KeyboardModifier.ControlModifier
_SIZE_STEPS = {
    Qt.Key.Key_Plus: _CARD_STEP_PX,
    Qt.Key.Key_Equal: _CARD_STEP_PX,
    Qt.Key.Key_Minus: -_CARD_STEP_PX,
}


class CardGrid(CardLayoutView):
    """Cards painted by a ``CardDelegate``, for products and for results.

    Signals:
        look_alikes_requested: row id of the card that was double-clicked or confirmed by Enter.
        preview_requested: row id of the current card, by Space.
        text_typed: letters typed on the grid, for the search field.
    """

    look_alikes_requested = Signal(object)
    preview_requested = Signal(object)
    text_typed = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._hovered_row = -1
        self._wheel_rest = 0
        self._band: QRect | None = None
        self._band_start = QPoint()
        self._card_delegate: CardDelegate | None = None
        self.setMouseTracking(True)
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.doubleClicked.connect(self._request_look_alikes)
        self.tile_width_changed.connect(self._fit_cards)
        self.visible_rows_changed.connect(self._forget_hidden_arrivals)

    def set_card_delegate(self, delegate: CardDelegate) -> None:
        """Paint rows with ``delegate``."""
        self._card_delegate = delegate
        self.setItemDelegate(delegate)
        self._fit_cards(self._layout.tile_width)

    def setModel(self, model: QAbstractItemModel | None) -> None:
        """Show the rows of a model."""
        super().setModel(model)
        self.updateGeometries()
        self._fit_cards(self._layout.tile_width)

    def _fit_cards(self, tile_width_px: int) -> None:
        """Paint, and have thumbnails made, for cards of another size."""
        metrics = CardMetrics(tile_width_px)
        if self._card_delegate is not None:
            self._card_delegate.set_metrics(metrics)
        model = self.model()
        if isinstance(model, ProductListModel | MatchListModel):
            # In steps, so that dragging an edge of the window does not load everything anew.
            edge_px = metrics.tile_height - 2 * metrics.mat
            model.set_thumbnail_size(-(-edge_px // _PHOTO_STEP_PX) * _PHOTO_STEP_PX)

    def row_id_of(self, index: QModelIndex) -> int | None:
        """Return the library's number of the product in a row."""
        if self._card_delegate is None or not index.isValid():
            return None
        return self._card_delegate.row_id_of(index)

    # Keys

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Answer Enter, Space, Escape and the keys for card size."""
        modifiers = event.modifiers() & ~_KEYPAD
        key = event.key()
        if modifiers == _CONTROL and key in _SIZE_STEPS:
            self.set_card_size(self.card_size + _SIZE_STEPS[Qt.Key(key)])
        elif modifiers == _CONTROL and key == Qt.Key.Key_0:
            self.set_card_size(DEFAULT_CARD_PX)
        elif modifiers == Qt.KeyboardModifier.NoModifier and self._handle_plain_key(key):
            return
        else:
            super().keyPressEvent(event)

    def _handle_plain_key(self, key: int) -> bool:
        if key in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self._request_look_alikes(self.currentIndex())
        elif key == Qt.Key.Key_Space:
            row_id = self.row_id_of(self.currentIndex())
            if row_id is not None:
                self.preview_requested.emit(row_id)
        elif key == Qt.Key.Key_Escape and self.selectionModel().hasSelection():
            self.clearSelection()
        else:
            return False
        return True

    def keyboardSearch(self, search: str) -> None:
        """Pass typed letters on."""
        # Qt would ask the model for the name of every row; the search field knows better.
        if search.strip():
            self.text_typed.emit(search)

    def _request_look_alikes(self, index: QModelIndex) -> None:
        row_id = self.row_id_of(index)
        if row_id is not None:
            self.look_alikes_requested.emit(row_id)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Change the card size with Ctrl, else scroll."""
        if not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            super().wheelEvent(event)
            return
        self._wheel_rest += event.angleDelta().y()
        notches = int(self._wheel_rest / _WHEEL_NOTCH)
        self._wheel_rest -= notches * _WHEEL_NOTCH
        self.set_card_size(self.card_size + notches * _CARD_STEP_PX)
        event.accept()

    # Painting and pointer

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the ground, the cards that need it, and the selection rectangle."""
        painter = QPainter(self.viewport())
        area = event.rect()
        colours = self._theme.colours
        painter.fillRect(area, QColor(colours.ground))
        offset = self.verticalOffset()
        first, last = self._layout.rows_between(area.top() + offset, area.bottom() + 1 + offset)
        delegate = self._card_delegate
        if delegate is not None and first >= 0:
            self._paint_cards(painter, delegate, range(first, last + 1), area)
        if self._band is not None:
            colour = QColor(colours.accent)
            painter.setPen(colour)
            colour.setAlpha(30)
            painter.setBrush(colour)
            painter.drawRect(self._band.translated(0, -offset))
        painter.end()

    def _paint_cards(
        self, painter: QPainter, delegate: CardDelegate, rows: range, area: QRect
    ) -> None:
        option = QStyleOptionViewItem()
        self.initViewItemOption(option)
        flag = QStyle.StateFlag
        plain = flag.State_Enabled
        selection = self.selectionModel()
        current = self.currentIndex().row() if self.hasFocus() else -1
        for row in rows:
            index = self.index_of(row)
            rect = self.visualRect(index)
            if not rect.intersects(area):
                continue
            state = plain
            if selection.isSelected(index):
                state |= flag.State_Selected
            if row == current:
                state |= flag.State_HasFocus
            if row == self._hovered_row:
                state |= flag.State_MouseOver
            option.rect = rect
            option.state = state
            delegate.paint(painter, option, index)

    def viewportEvent(self, event: QEvent) -> bool:
        """Follow the pointer."""
        if isinstance(event, QHoverEvent):
            leaving = event.type() == QEvent.Type.HoverLeave
            point = event.position().toPoint()
            self._set_hovered(-1 if leaving else self.indexAt(point).row())
        return super().viewportEvent(event)

    def _set_hovered(self, row: int) -> None:
        if row == self._hovered_row:
            return
        for changed in (self._hovered_row, row):
            if changed >= 0:
                self.viewport().update(self.visualRect(self.index_of(changed)))
        self._hovered_row = row

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Remember where a selection rectangle would begin."""
        self._band_start = event.position().toPoint() + QPoint(0, self.verticalOffset())
        super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Draw out the selection rectangle."""
        QAbstractItemView.mouseMoveEvent(self, event)
        if self.state() == QAbstractItemView.State.DragSelectingState:
            end = event.position().toPoint() + QPoint(0, self.verticalOffset())
            self._band = QRect(self._band_start, end).normalized()
            self.viewport().update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Remove the selection rectangle."""
        QAbstractItemView.mouseReleaseEvent(self, event)
        if self._band is not None:
            self._band = None
            self.viewport().update()

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        """Scroll what is painted already."""
        QAbstractItemView.scrollContentsBy(self, dx, dy)
        self._set_hovered(-1)

    def _forget_hidden_arrivals(self, first: int, last: int) -> None:
        if self._card_delegate is None or first < 0:
            return
        row_ids = (self.row_id_of(self.index_of(row)) for row in range(first, last + 1))
        self._card_delegate.keep_waiting({row_id for row_id in row_ids if row_id is not None})
