"""The products of the grid: all rows known by number, cards read when they are looked at."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Collection, Iterable, Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QMimeData,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    QTimer,
    Signal,
)

from fashion_desktop.domain.products import ProductCard, ProductQuery
from fashion_desktop.jobs.lane import Lane, LaneStoppedError
from fashion_desktop.jobs.relay import to_window
from fashion_desktop.viewmodels.card_cache import CardCache, WantedPages
from fashion_desktop.viewmodels.card_roles import CARD_ROLES, card_answer
from fashion_desktop.viewmodels.product_mime import PRODUCT_MIME_TYPES, mime_of
from fashion_desktop.viewmodels.product_reading import Asked, ProductsLike, list_rows, read_cards
from fashion_desktop.viewmodels.roles import ProductRole
from fashion_desktop.viewmodels.row_index import Int64s, RowIndex, ranges_of
from fashion_desktop.viewmodels.thumbnail_provider import ThumbnailProvider

PAGE_ROWS = 200
_MOST_PAGES = 40
_MOST_WANTED_PAGES = 8
_MOST_RANGES = 50
QUERY_DELAY_MS = 60
"""Keystrokes that follow each other faster than this are answered together."""
DEFAULT_THUMBNAIL_SIZE_PX = 176

Index = QModelIndex | QPersistentModelIndex

_NO_PARENT = QModelIndex()


class ProductListModel(QAbstractListModel):
    """Rows of a query. Lives in the window's thread; reads in the data lane.

    Until a card has been read, its roles are None (texts are empty), and a page of rows is
    read when one of them is asked for. What changed in the library is shown as it was until
    it has been read again, so that nothing flickers.

    Args:
        products: the store; used in the lane only.
        lane: where to read.
        thumbnails: answers ``ProductRole.THUMBNAIL``; None for a list without pictures.
        query_delay_ms: how long to wait for a newer query before running one.
    """

    about_to_refresh = Signal()
    """Just before the rows are replaced: the time to remember selection and position."""
    refreshed = Signal(int)
    """A query was answered, with so many rows, whether or not they differ from before."""
    failed = Signal(str)
    """The library could not be read; what was shown stays."""

    def __init__(
        self,
        products: ProductsLike,
        lane: Lane,
        thumbnails: ThumbnailProvider | None = None,
        *,
        query_delay_ms: int = QUERY_DELAY_MS,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._products = products
        self._lane = lane
        self._thumbnails = thumbnails
        self._thumbnail_size_px = DEFAULT_THUMBNAIL_SIZE_PX
        self._query = ProductQuery()
        self._rows = RowIndex(array("q"))
        self._cards = CardCache(_MOST_PAGES * PAGE_ROWS)
        self._wanted = WantedPages(_MOST_WANTED_PAGES)
        self._reading: set[int] = set()
        self._generation = 0
        self._listing = False
        self._list_again = False
        self._delay = QTimer(self)
        self._delay.setSingleShot(True)
        self._delay.setInterval(query_delay_ms)
        self._delay.timeout.connect(self._list)
        self._tell_listed = to_window(self._on_listed)
        self._tell_read = to_window(self._on_read)
        if thumbnails is not None:
            thumbnails.ready.connect(self._on_thumbnails_ready)

    # For the window ----------------------------------------------------------------------

    @property
    def query(self) -> ProductQuery:
        """The query asked last; its rows may be still to come."""
        return self._query

    @property
    def is_listing(self) -> bool:
        """Whether the rows of the query are still to come, or to come again."""
        return self._listing or self._delay.isActive()

    @property
    def is_reading(self) -> bool:
        """Whether there are cards to come that were asked for."""
        return bool(self._reading)

    @property
    def listed_row_ids(self) -> Int64s:
        """Row ids of all products listed, in order; the same array until others are listed."""
        return self._rows.row_ids

    def set_query(self, query: ProductQuery) -> None:
        """List other products soon; of several queries in quick succession the last counts."""
        self._query = query
        self._delay.start()

    def show_first(self, cards: Sequence[ProductCard]) -> None:
        """Show these products, the first of the query, until all of them have been listed."""
        self._cards.put((), cards)
        # No refresh has begun: what is selected from now on is not to be taken back by its end.
        self._reset(RowIndex(array("q", (card.row_id for card in cards))))

    def refresh(self) -> None:
        """Run the query again and read all cards again, for example after a sync."""
        self._cards.outdate()
        self._delay.start()

    def refresh_rows(self, row_ids: Iterable[int]) -> None:
        """Read these products again, as far as their cards are at hand."""
        outdated = sorted(self._cards.outdate(row_ids))
        if outdated:
            self._read(outdated, None)

    def set_thumbnail_size(self, size_px: int) -> None:
        """Fit thumbnails into squares of so many logical pixels."""
        self._thumbnail_size_px = size_px

    def row_id_at(self, row: int) -> int | None:
        """Return the row id in a row, or None beyond the list."""
        return self._rows.id_at(row) if 0 <= row < len(self._rows) else None

    def row_ids_between(self, first_row: int, last_row: int) -> list[int]:
        """Return the row ids of a range of rows, both ends included."""
        return self._rows.ids_between(max(0, first_row), last_row + 1)

    def row_of(self, row_id: int) -> int | None:
        """Return the row of a product, or None when it is not listed."""
        return self._rows.row_of(row_id)

    def rows_of(self, row_ids: Iterable[int]) -> Int64s:
        """Return the rows, rising, of those products that are listed."""
        return self._rows.rows_of(row_ids)

    def card_at(self, row: int) -> ProductCard | None:
        """Return a row's card; None until it has been read, which this asks for."""
        row_id = self._rows.id_at(row)
        if self._cards.needs(row_id):
            self._want(row // PAGE_ROWS)
        return self._cards.get(row_id)

    # Qt ----------------------------------------------------------------------------------

    def rowCount(self, parent: Index = _NO_PARENT) -> int:
        """Return how many rows there are; a list has none below a row."""
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return what a role says of a row; see ``roles``."""
        row = index.row()
        if not index.isValid() or row >= len(self._rows):
            return None
        if role == ProductRole.ROW_ID:
            return self._rows.id_at(row)
        if role not in CARD_ROLES:
            return None
        return card_answer(self.card_at(row), role, self._thumbnails, self._thumbnail_size_px)

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Return that rows can be selected and dragged out."""
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        return (
            Qt.ItemFlag.ItemIsEnabled
            | Qt.ItemFlag.ItemIsSelectable
            | Qt.ItemFlag.ItemIsDragEnabled
            | Qt.ItemFlag.ItemNeverHasChildren
        )

    def supportedDragActions(self) -> Qt.DropAction:
        """Return that products are copied, never moved."""
        return Qt.DropAction.CopyAction

    def mimeTypes(self) -> list[str]:
        """Return the formats of dragged products."""
        return list(PRODUCT_MIME_TYPES)

    def mimeData(self, indexes: Sequence[QModelIndex]) -> QMimeData:
        """Return dragged products as ids and addresses of photos."""
        cards = [self.card_at(index.row()) for index in indexes if index.isValid()]
        return mime_of([card for card in cards if card is not None])

    # In the window's thread --------------------------------------------------------------

    def _submit(self, work: Callable[[], Any]) -> bool:
        try:
            self._lane.submit(work)
        except LaneStoppedError:
            # The window may be painted once more while the program shuts down.
            return False
        return True

    def _list(self) -> None:
        if self._listing:
            self._list_again = True
            return
        self._generation += 1
        work = partial(list_rows, self._products, self._query, self._generation, self._tell_listed)
        self._listing = self._submit(work)

    def _on_listed(self, generation: int, rows: RowIndex | None, error: str) -> None:
        self._listing = False
        if error:
            self.failed.emit(error)
        if self._list_again:
            self._list_again = False
            self._list()
            return
        if rows is None or generation != self._generation:
            return
        self._wanted.clear()
        self._reading.clear()
        if rows.same_as(self._rows):
            if len(rows):
                self.dataChanged.emit(self.index(0), self.index(len(rows) - 1))
        else:
            self._replace(rows)
        self.refreshed.emit(len(rows))

    def _replace(self, rows: RowIndex) -> None:
        self.about_to_refresh.emit()
        self._reset(rows)

    def _reset(self, rows: RowIndex) -> None:
        self.beginResetModel()
        self._rows = rows
        self.endResetModel()

    def _want(self, page: int) -> None:
        if page in self._reading:
            return
        self._wanted.want(page)
        if not self._reading:
            self._read_next()

    def _read_next(self) -> None:
        page = self._wanted.take()
        while page is not None:
            first_row = page * PAGE_ROWS
            page_ids = self._rows.ids_between(first_row, first_row + PAGE_ROWS)
            needed = [row_id for row_id in page_ids if self._cards.needs(row_id)]
            if needed:
                if self._read(needed, page):
                    self._reading.add(page)
                return
            page = self._wanted.take()

    def _read(self, row_ids: list[int], page: int | None) -> bool:
        asked = Asked(row_ids, page, self._generation)
        taken = self._submit(partial(read_cards, self._products, asked, self._tell_read))
        if taken:
            self._cards.begin(row_ids)
        return taken

    def _on_read(self, asked: Asked, cards: list[ProductCard], error: str) -> None:
        if error:
            self.failed.emit(error)
        self._cards.put(asked.row_ids, cards)
        if asked.page is not None and asked.generation == self._generation:
            self._reading.discard(asked.page)
        self._tell_changed(asked.row_ids)
        if not self._reading:
            self._read_next()

    def _on_thumbnails_ready(self, row_ids: Collection[int]) -> None:
        self._tell_changed(row_ids, [int(ProductRole.THUMBNAIL)])

    def _tell_changed(self, row_ids: Iterable[int], roles: Sequence[int] = ()) -> None:
        ranges = ranges_of(self._rows.rows_of(row_ids))
        if len(ranges) > _MOST_RANGES:
            # One wide signal costs a view less than very many narrow ones.
            ranges = [(ranges[0][0], ranges[-1][1])]
        for first_row, last_row in ranges:
            self.dataChanged.emit(self.index(first_row), self.index(last_row), list(roles))
