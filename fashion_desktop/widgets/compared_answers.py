"""One query and its answers by old and by new weights: two rows of photos, as large as fits."""

from __future__ import annotations

from collections.abc import Collection

from PySide6.QtCore import QPoint
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from fashion_desktop.domain.comparison import ANSWERS_SHOWN
from fashion_desktop.services.shadow_comparison import ComparedQuery
from fashion_desktop.widgets.card_painting import GAP_PX, CardMetrics
from fashion_desktop.widgets.compared_cards import ComparedCard, PhotoOf, RowTitle, Side
from fashion_desktop.widgets.parts import label
from fashion_desktop.widgets.theme import Theme

_QUERY_TIMES = 1.35
_TITLE_PX = 28
_GAP_PX = 24
_ROW_GAP_PX = 12
_EDGE_PX = GAP_PX // 2
_SMALLEST_TILE_PX = 72
_LARGEST_TILE_PX = 240
_SIDES: tuple[Side, Side] = ("old", "new")


class ComparedAnswers(QWidget):
    """Places its cards itself: they grow and shrink with the room there is."""

    def __init__(self, theme: Theme, photo_of: PhotoOf) -> None:
        super().__init__()
        self._query_title = label("Looked for", "hint")
        self._query_title.setParent(self)
        self.query = ComparedCard(theme, photo_of, self)
        self.titles = {side: RowTitle(theme, side, self) for side in _SIDES}
        self.rows = {
            side: tuple(ComparedCard(theme, photo_of, self) for _ in range(ANSWERS_SHOWN))
            for side in _SIDES
        }
        self.setAccessibleName("Answers")
        smallest = _SMALLEST_TILE_PX
        self.setMinimumSize(self._width_px(smallest), 2 * self._row_height_px(smallest))

    def show_query(self, query: ComparedQuery, shown: int) -> None:
        """Show a query and its answers, ``shown`` a row."""
        self.query.show_query(query.product)
        for side, answers in zip(_SIDES, (query.old, query.new), strict=True):
            padded = [*answers, *[None] * ANSWERS_SHOWN]
            for card, answer in zip(self.rows[side], padded, strict=False):
                card.show_answer(answer, side, shown)

    def row_ids(self) -> list[int]:
        """Return the products on show."""
        cards = (self.query, *self.rows["old"], *self.rows["new"])
        return list(dict.fromkeys(c.card.row_id for c in cards if c.card is not None))

    def photos_arrived(self, row_ids: Collection[int]) -> None:
        """Paint the photos of these products, which are there now."""
        for card in (self.query, *self.rows["old"], *self.rows["new"]):
            if card.card is not None and card.card.row_id in row_ids:
                card.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Make the photos as large as fits."""
        super().resizeEvent(event)
        tile = self._fitting_tile_px()
        query_px = round(tile * _QUERY_TIMES)
        self.query.set_tile_width(query_px)
        left = CardMetrics(query_px).cell.width() + _GAP_PX
        title_px = self.width() - left - _EDGE_PX
        cell = CardMetrics(tile).cell
        for number, side in enumerate(_SIDES):
            top = number * self._row_height_px(tile)
            self.titles[side].setGeometry(left + _EDGE_PX, top, title_px, _TITLE_PX)
            for place, card in enumerate(self.rows[side]):
                card.set_tile_width(tile)
                card.move(QPoint(left + place * cell.width(), top + _TITLE_PX))
        self._query_title.setGeometry(_EDGE_PX, 0, left, _TITLE_PX)
        self.query.move(0, _TITLE_PX)

    def _fitting_tile_px(self) -> int:
        tile = _LARGEST_TILE_PX
        while tile > _SMALLEST_TILE_PX and (
            self._width_px(tile) > self.width() or 2 * self._row_height_px(tile) > self.height()
        ):
            tile -= 2
        return tile

    @staticmethod
    def _width_px(tile: int) -> int:
        query = CardMetrics(round(tile * _QUERY_TIMES)).cell.width()
        return query + _GAP_PX + ANSWERS_SHOWN * CardMetrics(tile).cell.width()

    @staticmethod
    def _row_height_px(tile: int) -> int:
        return _TITLE_PX + CardMetrics(tile).cell.height() + _ROW_GAP_PX
