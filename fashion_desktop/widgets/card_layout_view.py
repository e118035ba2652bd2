"""Where the cards of a grid are, for any number of them.

Every place is arithmetic from the row number, so a million rows lay out as fast as ten; what
``QListView`` would compute item by item is overridden. It stays a ``QListView`` because Qt
describes those to screen readers.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import (
    QItemSelection,
    QItemSelectionModel,
    QItemSelectionRange,
    QModelIndex,
    QPoint,
    QRect,
    Qt,
    Signal,
)
from PySide6.QtGui import QRegion
from PySide6.QtWidgets import QAbstractItemView, QListView, QWidget

from fashion_desktop.widgets.card_delegate import Index
from fashion_desktop.widgets.card_layout import CardLayout

SMALLEST_CARD_PX = 96
LARGEST_CARD_PX = 320
DEFAULT_CARD_PX = 176
_Action = QAbstractItemView.CursorAction
_Hint = QAbstractItemView.ScrollHint


class CardLayoutView(QListView):
    """Even rows of equal cards that fill the width; subclasses paint them.

    Signals:
        card_size_changed: the asked width of a card in pixels, after it changed.
        tile_width_changed: the cards' own width, which fills the row evenly, after it changed.
        visible_rows_changed: first and last row on screen; ``(-1, -1)`` when there is none.
    """

    card_size_changed = Signal(int)
    tile_width_changed = Signal(int)
    visible_rows_changed = Signal(int, int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._card_size_px = DEFAULT_CARD_PX
        self._layout = CardLayout()
        self._visible_rows = (-1, -1)
        self._anchor_row: int | None = None
        self.setUniformItemSizes(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        # A bar that comes and goes would change the width, and with it every card.
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.verticalScrollBar().valueChanged.connect(self._on_scrolled)

    @property
    def card_size(self) -> int:
        """Asked width of a card in pixels; the cards' own width fills the row evenly."""
        return self._card_size_px

    def set_card_size(self, size_px: int) -> None:
        """Ask for another width of cards; what is in the middle of the screen stays there."""
        size_px = max(SMALLEST_CARD_PX, min(LARGEST_CARD_PX, size_px))
        if size_px == self._card_size_px:
            return
        self._card_size_px = size_px
        self.updateGeometries()
        self.viewport().update()
        self.card_size_changed.emit(size_px)

    @property
    def column_count(self) -> int:
        """Cards in a full row."""
        return self._layout.columns

    @property
    def visible_rows(self) -> tuple[int, int]:
        """First and last row on screen; ``(-1, -1)`` when there is none."""
        return self._visible_rows

    # Geometry

    def updateGeometries(self) -> None:
        """Lay out for the present size and rows, which only takes arithmetic."""
        viewport = self.viewport().size()
        old = self._layout
        scroll_px = self.verticalScrollBar().value()
        new = CardLayout.fitting(viewport.width(), self._card_size_px, self._row_count())
        self._layout = new
        if new.tile_width != old.tile_width:
            self.tile_width_changed.emit(new.tile_width)
        bar = self.verticalScrollBar()
        bar.setSingleStep(max(1, new.cell_height // 6))
        bar.setPageStep(max(1, viewport.height()))
        bar.setRange(0, max(0, new.total_height - viewport.height()))
        if (old.columns, old.cell_height) != (new.columns, new.cell_height):
            anchor = self._anchor_row
            if anchor is None:
                anchor = self._row_to_keep(old, scroll_px)
            bar.setValue(self._scroll_after(old, scroll_px, anchor))
            # Until someone scrolls it stays the anchor, else many small steps would drift.
            self._anchor_row = anchor
        self._report_visible_rows()

    def _row_to_keep(self, old: CardLayout, scroll_px: int) -> int:
        """Return the current row when it is on screen, else the first that mostly is."""
        current = self.currentIndex().row()
        if current >= 0 and self._is_on_screen(old, current, scroll_px):
            return current
        return old.nearest_row(QPoint(0, scroll_px + old.cell_height // 2))

    def _scroll_after(self, old: CardLayout, scroll_px: int, anchor: int) -> int:
        """Return the scroll position that leaves the anchor about where it was."""
        if scroll_px <= 0 or anchor < 0:
            return 0
        room = max(0, self.viewport().height() - self._layout.cell_height)
        before = max(0, min(old.cell_rect(anchor).top() - scroll_px, room))
        return self._layout.cell_rect(anchor).top() - before

    def _is_on_screen(self, layout: CardLayout, row: int, scroll_px: int) -> bool:
        rect = layout.cell_rect(row).translated(0, -scroll_px)
        return rect.bottom() >= 0 and rect.top() < self.viewport().height()

    def reset(self) -> None:
        """Start anew with the model's rows."""
        super().reset()
        self.updateGeometries()

    def doItemsLayout(self) -> None:
        """Skip what the base class would compute item by item."""
        QAbstractItemView.doItemsLayout(self)

    def horizontalOffset(self) -> int:
        """Return 0: cards never scroll sideways."""
        return 0

    def verticalOffset(self) -> int:
        """Return the scroll position in pixels."""
        return self.verticalScrollBar().value()

    def visualRect(self, index: Index) -> QRect:
        """Return a row's cell in the viewport."""
        if not index.isValid():
            return QRect()
        return self._layout.cell_rect(index.row()).translated(0, -self.verticalOffset())

    def indexAt(self, point: QPoint) -> QModelIndex:
        """Return the row whose card is at a point of the viewport."""
        row = self._layout.row_at(point + QPoint(0, self.verticalOffset()))
        return self.index_of(row)

    def scrollTo(
        self,
        index: Index,
        hint: _Hint = _Hint.EnsureVisible,
    ) -> None:
        """Bring a row into view."""
        if not index.isValid():
            return
        cell = self._layout.cell_rect(index.row())
        bar = self.verticalScrollBar()
        height = self.viewport().height()
        if hint == _Hint.PositionAtTop:
            bar.setValue(cell.top())
        elif hint == _Hint.PositionAtBottom:
            bar.setValue(cell.bottom() + 1 - height)
        elif hint == _Hint.PositionAtCenter:
            bar.setValue(cell.center().y() - height // 2)
        elif cell.top() < bar.value() or cell.height() > height:
            bar.setValue(cell.top())
        elif cell.bottom() >= bar.value() + height:
            bar.setValue(cell.bottom() + 1 - height)

    def dataChanged(self, top_left: Index, bottom_right: Index, _roles: Sequence[int] = ()) -> None:
        """Repaint rows that changed, as far as they are on screen."""
        first = max(top_left.row(), self._visible_rows[0])
        last = min(bottom_right.row(), self._visible_rows[1])
        if first > last:
            return
        area = self.visualRect(self.index_of(first))
        for row in range(first + 1, last + 1):
            area = area.united(self.visualRect(self.index_of(row)))
        self.viewport().update(area)

    def _row_count(self) -> int:
        model = self.model()
        return model.rowCount(self.rootIndex()) if model is not None else 0

    def index_of(self, row: int) -> QModelIndex:
        """Return the model index of a row; invalid beyond the rows."""
        model = self.model()
        if model is None:
            return QModelIndex()
        return model.index(row, self.modelColumn(), self.rootIndex())

    def _on_scrolled(self) -> None:
        self._anchor_row = None
        self._report_visible_rows()

    def _report_visible_rows(self) -> None:
        rows = self._layout.rows_between(
            self.verticalOffset(), self.verticalOffset() + self.viewport().height()
        )
        if rows == self._visible_rows:
            return
        self._visible_rows = rows
        self.visible_rows_changed.emit(*rows)

    # Selection and cursor

    def moveCursor(
        self, action: QAbstractItemView.CursorAction, _modifiers: Qt.KeyboardModifier
    ) -> QModelIndex:
        """Return the row that a cursor key leads to."""
        rows = self._layout.rows
        if rows == 0:
            return QModelIndex()
        row = self.currentIndex().row()
        if row < 0:
            return self.index_of(max(0, self._visible_rows[0]))
        columns = self._layout.columns
        page = max(1, self.viewport().height() // self._layout.cell_height) * columns
        forward = self.layoutDirection() == Qt.LayoutDirection.LeftToRight
        steps = {
            _Action.MoveUp: -columns,
            _Action.MoveDown: columns,
            _Action.MoveLeft: -1 if forward else 1,
            _Action.MoveRight: 1 if forward else -1,
            _Action.MovePrevious: -1,
            _Action.MoveNext: 1,
            _Action.MovePageUp: -page,
            _Action.MovePageDown: page,
            _Action.MoveHome: -row,
            _Action.MoveEnd: rows - 1 - row,
        }
        return self.index_of(self._layout.row_after(row, steps[action]))

    def selectAll(self) -> None:
        """Select every row as one range; the base class asks about each of them."""
        last = self.index_of(self._layout.rows - 1)
        if last.isValid():
            everything = QItemSelection(self.index_of(0), last)
            self.selectionModel().select(
                everything, QItemSelectionModel.SelectionFlag.ClearAndSelect
            )

    def setSelection(self, rect: QRect, command: QItemSelectionModel.SelectionFlag) -> None:
        """Select the rows from one corner to the other, or within a dragged rectangle."""
        offset = QPoint(0, self.verticalOffset())
        selection = QItemSelection()
        if self.state() == QAbstractItemView.State.DragSelectingState:
            spans = self._layout.spans_within(rect.normalized().translated(offset))
        elif rect.width() == 1 and rect.height() == 1:
            row = self._layout.row_at(rect.topLeft() + offset)
            spans = [(row, row)] if row >= 0 else []
        else:
            ends = sorted(
                self._layout.nearest_row(point + offset)
                for point in (rect.topLeft(), rect.bottomRight())
            )
            spans = [(ends[0], ends[1])]
        for first, last in spans:
            start, end = self.index_of(first), self.index_of(last)
            if start.isValid() and end.isValid():
                selection.append(QItemSelectionRange(start, end))
        self.selectionModel().select(selection, command)

    def visualRegionForSelection(self, selection: QItemSelection) -> QRegion:
        """Return where the selected rows on screen are."""
        region = QRegion()
        for span in selection.toList():
            first = max(span.top(), self._visible_rows[0])
            for row in range(first, min(span.bottom(), self._visible_rows[1]) + 1):
                region += self.visualRect(self.index_of(row))
        return region
