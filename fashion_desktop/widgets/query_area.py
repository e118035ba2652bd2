"""What is being looked up: its picture, its name, and the other photos dropped with it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QPixmap, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QButtonGroup,
    QFrame,
    QHBoxLayout,
    QScrollArea,
    QWidget,
)

from fashion_desktop.domain.products import EmbeddingState, ProductCard, format_price
from fashion_desktop.viewmodels.product_text import STATE_WORDS
from fashion_desktop.widgets.card_painting import fitted_rect, paint_state_mark
from fashion_desktop.widgets.parts import column, label, plain_tooltip, row, selectable
from fashion_desktop.widgets.theme import Theme

PICTURE_SIZE = QSize(80, 104)
_THUMB_SIZE = QSize(48, 60)
_CORNER_PX = 6
_MAT_PX = 4
_GAP_PX = 16
_NAME_LINES = 3
_LONG_WORD = 16
_LINE_HEIGHT_PX = 20
# A little less than three whole lines, because words do not fill theirs.
_NAME_WIDTH_LINES = 2.6
_ZERO_WIDTH_SPACE = "\u200b"
_MARK_PX = 16


@dataclass(frozen=True, slots=True)
class QueryView:
    """A query as people see it.

    Attributes:
        label: name of the product, or file name of the photo.
        subtitle: id and price, or the photo's size in pixels.
        pixmap: the picture; a null pixmap while there is none yet.
        product_id: the source's own id; None for a photo that is no product.
        state: the product's embedding; None for a photo that is no product.
    """

    label: str
    subtitle: str
    pixmap: QPixmap
    product_id: str | None = None
    state: EmbeddingState | None = None

    @classmethod
    def of_product(cls, card: ProductCard, pixmap: QPixmap) -> QueryView:
        """Return the view of a product."""
        price = format_price(card.price, card.currency)
        subtitle = " · ".join(part for part in (card.id, price) if part)
        return cls(card.name or card.id, subtitle, pixmap, card.id, card.state)


class PictureTile(QWidget):
    """A picture fitted on a soft tile, never cropped or stretched."""

    def __init__(self, theme: Theme, size: QSize) -> None:
        super().__init__()
        self._theme = theme
        self._pixmap = QPixmap()
        self.setFixedSize(size)
        theme.changed.connect(self.update)

    def set_pixmap(self, pixmap: QPixmap) -> None:
        """Show another picture."""
        self._pixmap = pixmap
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw tile and picture."""
        painter = QPainter(self)
        paint_tile(painter, QRectF(self.rect()), self._pixmap, self._theme)
        painter.end()


def paint_tile(painter: QPainter, area: QRectF, pixmap: QPixmap, theme: Theme) -> None:
    """Draw a picture fitted on a soft tile that fills ``area``."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(theme.colours.tile))
    painter.drawRoundedRect(area, _CORNER_PX, _CORNER_PX)
    if not pixmap.isNull():
        frame = area.adjusted(_MAT_PX, _MAT_PX, -_MAT_PX, -_MAT_PX)
        target = fitted_rect(pixmap.size(), frame)
        painter.drawPixmap(target, pixmap, QRectF(pixmap.rect()))


class StateMark(QWidget):
    """The quiet mark of an embedding's state, as on the cards."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._state: EmbeddingState | None = None
        self.setFixedSize(_MARK_PX, _MARK_PX)
        theme.changed.connect(self.update)

    def set_state(self, state: EmbeddingState | None) -> None:
        """Show another state, or none."""
        self._state = state
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the mark."""
        if self._state is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        centre = QPointF(_MARK_PX / 2, _MARK_PX / 2)
        paint_state_mark(painter, self._state, centre, self._theme)
        painter.end()


class QueryArea(QWidget):
    """Picture, name, facts and state of the query; of a fixed height, so that nothing jumps."""

    query_chosen = Signal(int)
    """Place of the photo chosen among those that were dropped together."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._picture = PictureTile(theme, PICTURE_SIZE)
        self._full_name = ""
        self._name = label(role="title", wrap=True)
        self._name.setMaximumHeight(_NAME_LINES * _LINE_HEIGHT_PX)
        self._subtitle = selectable(label(role="hint"))
        self._mark = StateMark(theme)
        self._state = label(role="hint")
        self._state_row = row(self._mark, self._state, 0, spacing=4)
        self._strip = QueryStrip(theme)
        self._strip.chosen.connect(self.query_chosen)
        texts = column(self._name, self._subtitle, self._state_row, 0, spacing=4)
        line = row(self._picture, texts, spacing=_GAP_PX)
        line.setStretchFactor(texts, 1)
        self.setLayout(column(line, self._strip))

    def show_query(self, query: QueryView) -> None:
        """Show a query."""
        self._picture.set_pixmap(query.pixmap)
        self._picture.setAccessibleName(f"Photo of {query.label}")
        self._full_name = query.label
        self._fit_name()
        self._name.setToolTip(plain_tooltip(query.label))
        self._subtitle.setText(query.subtitle)
        self._mark.set_state(query.state)
        self._mark.setVisible(query.state is not None)
        self._state.setText(STATE_WORDS[query.state] if query.state else "")
        self.setAccessibleName(f"Query: {query.label}")

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Let as much of the name show as fits."""
        super().resizeEvent(event)
        self._fit_name()

    def set_queries(self, queries: Sequence[QueryView], current: int = 0) -> None:
        """Offer the photos that were dropped together; fewer than two hide the strip."""
        self._strip.set_queries(queries, current)

    def renew_query(self, place: int, query: QueryView) -> None:
        """Show what has become known of one of the photos that are offered."""
        self._strip.renew_query(place, query)

    def _fit_name(self) -> None:
        self._name.ensurePolished()
        width = max(self.width() - PICTURE_SIZE.width() - _GAP_PX, _GAP_PX)
        text = self._name.fontMetrics().elidedText(
            self._full_name, Qt.TextElideMode.ElideMiddle, round(width * _NAME_WIDTH_LINES)
        )
        self._name.setText(" ".join(_breakable(word) for word in text.split(" ")))

    def strip_buttons(self) -> list[QAbstractButton]:
        """Return the small pictures to switch with, in order."""
        return self._strip.buttons()


def _breakable(word: str) -> str:
    """Return a long word, such as a file name, that may be broken anywhere."""
    return word if len(word) < _LONG_WORD else _ZERO_WIDTH_SPACE.join(word)


class QueryStrip(QScrollArea):
    """Small pictures in one line, one of them chosen."""

    chosen = Signal(int)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._group = QButtonGroup(self)
        self._thumbs: list[_Thumb] = []
        self._line = QHBoxLayout()
        self._line.setContentsMargins(0, 0, 0, 0)
        self._line.setSpacing(8)
        self._line.addStretch(1)
        inside = QWidget()
        inside.setLayout(self._line)
        self.setWidget(inside)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setFixedHeight(_THUMB_SIZE.height() + 12)
        self.setAccessibleName("Dropped photos")
        self._group.idClicked.connect(self.chosen)
        self.hide()

    def set_queries(self, queries: Sequence[QueryView], current: int) -> None:
        """Show other pictures; those that stay where they are are not made anew."""
        thumbs = self._thumbs
        while len(thumbs) > len(queries):
            old = thumbs.pop()
            self._group.removeButton(old)
            self._line.removeWidget(old)
            old.hide()
            old.deleteLater()
        for number, query in enumerate(queries):
            if number == len(thumbs):
                thumbs.append(_Thumb(self._theme))
                self._group.addButton(thumbs[number], number)
                self._line.insertWidget(number, thumbs[number])
            thumbs[number].set_query(query)
            thumbs[number].setChecked(number == current)
        self.setVisible(len(queries) > 1)

    def renew_query(self, place: int, query: QueryView) -> None:
        """Show another picture in one place; without effect once that place has gone."""
        if place < len(self._thumbs):
            self._thumbs[place].set_query(query)

    def buttons(self) -> list[QAbstractButton]:
        """Return the pictures in order."""
        return self._group.buttons()


class _Thumb(QAbstractButton):
    """One small picture to click."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._pixmap = QPixmap()
        self._theme = theme
        self.setCheckable(True)
        self.setFixedSize(_THUMB_SIZE)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        theme.changed.connect(self.update)

    def set_query(self, query: QueryView) -> None:
        """Show another picture."""
        self._pixmap = query.pixmap
        self.setToolTip(plain_tooltip(query.label))
        self.setAccessibleName(query.label)
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        area = QRectF(self.rect())
        paint_tile(painter, area, self._pixmap, self._theme)
        if self.isChecked() or self.hasFocus() or self.underMouse():
            colours = self._theme.colours
            strong = self.isChecked() or self.hasFocus()
            painter.setPen(QPen(QColor(colours.accent if strong else colours.muted), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(area.adjusted(1, 1, -1, -1), _CORNER_PX - 1, _CORNER_PX - 1)
        painter.end()
