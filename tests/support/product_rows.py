"""A product model that knows everything at once, for tests of what is painted."""

from __future__ import annotations

from PySide6.QtCore import QAbstractListModel, QModelIndex, Qt
from PySide6.QtGui import QPixmap
from support.cards import card

from fashion_desktop.domain.products import ProductCard
from fashion_desktop.viewmodels.product_text import title_text, tooltip_text
from fashion_desktop.viewmodels.roles import MatchRole, ProductRole

_NO_PARENT = QModelIndex()


class ProductRows(QAbstractListModel):
    """Rows 0, 1, … are products 1, 2, …; photos are set by row."""

    def __init__(self, count: int) -> None:
        super().__init__()
        self.count = count
        self.changed: dict[int, ProductCard] = {}
        self.photos: dict[int, QPixmap] = {}
        self.asked = 0

    def rowCount(self, parent: QModelIndex = _NO_PARENT) -> int:
        return 0 if parent.isValid() else self.count

    def card(self, row: int) -> ProductCard:
        return self.changed.get(row) or card(row + 1)

    def data(self, index: QModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        self.asked += 1
        row = index.row()
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return title_text(self.card(row))
            case ProductRole.CARD:
                return self.card(row)
            case ProductRole.ROW_ID:
                return row + 1
            case ProductRole.THUMBNAIL:
                return self.photos.get(row)
            case ProductRole.TOOLTIP:
                return tooltip_text(self.card(row))
            case MatchRole.SCORE_TEXT:
                return "0.0051"
            case MatchRole.DISTANCE_TEXT:
                return "d 195"
        return None

    def photo_arrives(self, row: int, photo: QPixmap) -> None:
        self.photos[row] = photo
        self.dataChanged.emit(self.index(row), self.index(row), [int(ProductRole.THUMBNAIL)])
