"""Look-alikes of one query, filtered in memory as the threshold moves."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import (
    QAbstractListModel,
    QMimeData,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
)

from fashion_desktop.domain.matches import Match, SearchAnswer
from fashion_desktop.domain.similarity import DEFAULT_THRESHOLD
from fashion_desktop.viewmodels.card_roles import CARD_ROLES, card_answer
from fashion_desktop.viewmodels.match_text import distance_text, score_text
from fashion_desktop.viewmodels.product_mime import PRODUCT_MIME_TYPES, mime_of
from fashion_desktop.viewmodels.product_text import spoken_text
from fashion_desktop.viewmodels.roles import MatchRole, ProductRole
from fashion_desktop.viewmodels.thumbnail_provider import ThumbnailProvider

DEFAULT_SHOWN = 50
DEFAULT_THUMBNAIL_SIZE_PX = 128

Index = QModelIndex | QPersistentModelIndex

_NO_PARENT = QModelIndex()


class MatchListModel(QAbstractListModel):
    """Matches of an answer that reach the threshold, at most the top n, nearest first.

    Matches are sorted, so another threshold or top n only adds or removes rows at the end.
    """

    kept_changed = Signal(int)
    """How many candidates reach the threshold now, shown or not."""

    def __init__(
        self, thumbnails: ThumbnailProvider | None = None, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._thumbnails = thumbnails
        self._thumbnail_size_px = DEFAULT_THUMBNAIL_SIZE_PX
        self._answer: SearchAnswer | None = None
        self._matches: tuple[Match, ...] = ()
        self._scores: npt.NDArray[np.float64] = np.empty(0)
        self._threshold = DEFAULT_THRESHOLD
        self._top_n = DEFAULT_SHOWN
        self._kept = 0
        self._shown = 0
        if thumbnails is not None:
            thumbnails.ready.connect(self._on_thumbnails_ready)

    # For the window ----------------------------------------------------------------------

    @property
    def answer(self) -> SearchAnswer | None:
        """The answer shown, or None before the first."""
        return self._answer

    @property
    def threshold(self) -> float:
        """The lowest similarity score that is kept."""
        return self._threshold

    @property
    def top_n(self) -> int:
        """Most matches to show."""
        return self._top_n

    @property
    def kept_count(self) -> int:
        """How many candidates reach the threshold, shown or not."""
        return self._kept

    def nearest(self) -> Match | None:
        """Return the nearest candidate, whether or not it reaches the threshold."""
        return self._matches[0] if self._matches else None

    def matches(self) -> tuple[Match, ...]:
        """Return the matches shown."""
        return self._matches[: self._shown]

    def set_answer(self, answer: SearchAnswer | None) -> None:
        """Show another answer (None: nothing) at the same threshold and top n."""
        scores = np.array([match.score for match in answer.matches] if answer else [], np.float64)
        self.beginResetModel()
        self._answer = answer
        self._matches = answer.matches if answer else ()
        self._scores = scores
        self._kept = self._count_kept()
        self._shown = min(self._kept, self._top_n)
        self.endResetModel()
        self.kept_changed.emit(self._kept)

    def set_threshold(self, score: float) -> None:
        """Keep candidates whose score is at least ``score``."""
        self._threshold = score
        kept = self._count_kept()
        if kept != self._kept:
            self._kept = kept
            self._show(min(kept, self._top_n))
            self.kept_changed.emit(kept)

    def set_top_n(self, count: int) -> None:
        """Show at most ``count`` matches.

        Raises:
            ValueError: ``count`` is negative.
        """
        if count < 0:
            raise ValueError(f"cannot show {count} matches")
        self._top_n = count
        self._show(min(self._kept, count))

    def set_thumbnail_size(self, size_px: int) -> None:
        """Fit thumbnails into squares of so many logical pixels."""
        self._thumbnail_size_px = size_px

    # Qt ----------------------------------------------------------------------------------

    def rowCount(self, parent: Index = _NO_PARENT) -> int:
        """Return how many rows there are; a list has none below a row."""
        return 0 if parent.isValid() else self._shown

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return what a role says of a row; see ``roles``."""
        if not index.isValid() or index.row() >= self._shown:
            return None
        match = self._matches[index.row()]
        if role == MatchRole.MATCH:
            return match
        if role == MatchRole.SCORE:
            return match.score
        if role == MatchRole.SQUARED_L2:
            return match.squared_l2
        if role == MatchRole.SCORE_TEXT:
            return score_text(match.score)
        if role == MatchRole.DISTANCE_TEXT:
            return distance_text(match.squared_l2)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{spoken_text(match.product)}, similarity {score_text(match.score)}"
        if role not in CARD_ROLES:
            return None
        return card_answer(match.product, role, self._thumbnails, self._thumbnail_size_px)

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
        return mime_of([self._matches[index.row()].product for index in indexes])

    # -------------------------------------------------------------------------------------

    def _count_kept(self) -> int:
        # The scores fall, so the first that is too small ends what is kept.
        return int(np.searchsorted(-self._scores, -self._threshold, side="right"))

    def _show(self, shown: int) -> None:
        if shown > self._shown:
            self.beginInsertRows(QModelIndex(), self._shown, shown - 1)
            self._shown = shown
            self.endInsertRows()
        elif shown < self._shown:
            self.beginRemoveRows(QModelIndex(), shown, self._shown - 1)
            self._shown = shown
            self.endRemoveRows()

    def _on_thumbnails_ready(self, row_ids: Collection[int]) -> None:
        ready = set(row_ids)
        for row in range(self._shown):
            if self._matches[row].product.row_id in ready:
                index = self.index(row)
                self.dataChanged.emit(index, index, [int(ProductRole.THUMBNAIL)])
