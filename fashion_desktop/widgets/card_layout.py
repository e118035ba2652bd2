"""Arithmetic of a grid of equal cells; all places are in content pixels, scroll included."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPoint, QRect

from fashion_desktop.widgets.card_painting import GAP_PX, CardMetrics

_SMALLEST_TILE_PX = 48


@dataclass(frozen=True, slots=True)
class CardLayout:
    """Where every row's cell is.

    Attributes:
        rows: number of cells.
        columns: cells beside each other.
        margin: free space in pixels before the first column and above the first row.
    """

    rows: int = 0
    columns: int = 1
    tile_width: int = 176
    cell_width: int = 188
    cell_height: int = 271
    margin: int = GAP_PX // 2

    @classmethod
    def fitting(cls, width: int, card_width: int, rows: int) -> CardLayout:
        """Return the layout whose cards fill ``width`` and come closest to ``card_width``."""
        usable = max(1, width - GAP_PX)
        columns = max(1, round(usable / (card_width + GAP_PX)))
        tile_width = max(_SMALLEST_TILE_PX, usable // columns - GAP_PX)
        cell = CardMetrics(tile_width).cell
        margin = max(0, (width - columns * cell.width()) // 2)
        return cls(rows, columns, tile_width, cell.width(), cell.height(), margin)

    @property
    def total_height(self) -> int:
        """Height of all rows with the free space above and below."""
        lines = -(-self.rows // self.columns)
        return lines * self.cell_height + GAP_PX if lines else 0

    def cell_rect(self, row: int) -> QRect:
        """Return the cell of a row, half a gap on each side included."""
        line, column = divmod(row, self.columns)
        return QRect(
            self.margin + column * self.cell_width,
            GAP_PX // 2 + line * self.cell_height,
            self.cell_width,
            self.cell_height,
        )

    def nearest_row(self, point: QPoint) -> int:
        """Return the row whose cell is nearest to ``point``; -1 without rows."""
        column = (point.x() - self.margin) // self.cell_width
        line = (point.y() - GAP_PX // 2) // self.cell_height
        column = max(0, min(column, self.columns - 1))
        row = max(0, line) * self.columns + column
        return min(row, self.rows - 1)

    def row_at(self, point: QPoint) -> int:
        """Return the row whose card is under ``point``; -1 between and beside cards."""
        row = self.nearest_row(point)
        half = GAP_PX // 2
        inside = row >= 0 and self.cell_rect(row).adjusted(half, half, -half, -half).contains(point)
        return row if inside else -1

    def rows_between(self, top: int, bottom: int) -> tuple[int, int]:
        """Return first and last row that show between two heights; ``(-1, -1)`` if none."""
        half = GAP_PX // 2
        first = max(0, (top - half) // self.cell_height) * self.columns
        last = (bottom - 1 - half) // self.cell_height * self.columns + self.columns - 1
        last = min(last, self.rows - 1)
        return (first, last) if first <= last else (-1, -1)

    def spans_within(self, rect: QRect) -> list[tuple[int, int]]:
        """Return the rows whose cards ``rect`` touches, as few (first, last) pairs as possible."""
        half = GAP_PX // 2
        rect = rect.adjusted(-half, -half, half, half)
        first_column = max(0, (rect.left() - self.margin) // self.cell_width)
        last_column = min((rect.right() - self.margin) // self.cell_width, self.columns - 1)
        first_line = max(0, (rect.top() - half) // self.cell_height)
        last_line = min((rect.bottom() - half) // self.cell_height, (self.rows - 1) // self.columns)
        if first_column > last_column or first_line > last_line or self.rows == 0:
            return []
        if (first_column, last_column) == (0, self.columns - 1):
            last = min(last_line * self.columns + last_column, self.rows - 1)
            return [(first_line * self.columns, last)]
        spans = []
        for line in range(first_line, last_line + 1):
            start = line * self.columns + first_column
            end = min(line * self.columns + last_column, self.rows - 1)
            if start <= end:
                spans.append((start, end))
        return spans

    def row_after(self, row: int, step: int) -> int:
        """Return the row reached from ``row`` by ``step``.

        A step of whole lines keeps its column at the ends, so that the cursor does not wander
        sideways; it may still reach a shorter last line.
        """
        target = row + step
        if step % self.columns == 0 and abs(step) >= self.columns > 1:
            column = row % self.columns
            last_line = (self.rows - 1) // self.columns
            line = max(0, min(target // self.columns, last_line))
            target = line * self.columns + column
        return max(0, min(target, self.rows - 1))
