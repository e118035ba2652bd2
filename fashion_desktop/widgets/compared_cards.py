"""Cards of a comparison: a look-alike, and whether it came in or has left."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QPixmap
from PySide6.QtWidgets import QWidget

from fashion_desktop.domain.products import ProductCard, format_price
from fashion_desktop.services.shadow_comparison import ComparedAnswer
from fashion_desktop.viewmodels.match_text import distance_text, score_text
from fashion_desktop.viewmodels.product_text import title_text
from fashion_desktop.widgets.card_painting import CardFace, CardLook, CardMetrics, CardPainter
from fashion_desktop.widgets.parts import count_text, label, plain_tooltip, row
from fashion_desktop.widgets.theme import Theme

Side = Literal["old", "new"]
PhotoOf = Callable[[ProductCard, int], QPixmap | None]

_MARK_PX = 20
_MARK_INSET_PX = 6
_ARM_PX = 4.5
_PHOTO_STEP_PX = 48
_OTHER: dict[Side, Side] = {"old": "new", "new": "old"}


def paint_change_mark(painter: QPainter, place: QRectF, side: Side, theme: Theme) -> None:
    """Draw a plus on a filled disc for what came in, a minus in a ring for what has left."""
    colours = theme.colours
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    disc = place.adjusted(1, 1, -1, -1)
    if side == "new":
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colours.accent))
        arms = QPen(QColor(colours.accent_text), 2)
    else:
        painter.setPen(QPen(QColor(colours.secondary), 1.5))
        painter.setBrush(QColor(colours.surface))
        arms = QPen(QColor(colours.text), 2)
    painter.drawEllipse(disc)
    arms.setCapStyle(Qt.PenCapStyle.RoundCap)
    painter.setPen(arms)
    centre, across, down = place.center(), QPointF(_ARM_PX, 0), QPointF(0, _ARM_PX)
    painter.drawLine(centre - across, centre + across)
    if side == "new":
        painter.drawLine(centre - down, centre + down)


def change_text(answer: ComparedAnswer, side: Side, shown: int) -> str:
    """Return in words where the other weights put an answer."""
    place = count_text(answer.other_place)
    if answer.in_both:
        return f"Also among the first {shown} with the {_OTHER[side]} weights, at place {place}"
    if side == "new":
        return f"New among the first {shown}: at place {place} with the old weights"
    return f"No longer among the first {shown}: at place {place} with the new weights"


class ComparedCard(QWidget):
    """One product as a card; its size is its place's affair."""

    def __init__(self, theme: Theme, photo_of: PhotoOf, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._photo_of = photo_of
        self._painter = CardPainter(theme)
        self._card: ProductCard | None = None
        self._face: CardFace | None = None
        self._mark: Side | None = None
        theme.changed.connect(self._forget)

    @property
    def card(self) -> ProductCard | None:
        """The product on show."""
        return self._card

    @property
    def mark(self) -> Side | None:
        """``"new"`` for what came in, ``"old"`` for what has left, None for what stays."""
        return self._mark

    def show_query(self, card: ProductCard) -> None:
        """Show what is looked for."""
        price = format_price(card.price, card.currency)
        self._card, self._mark = card, None
        self._face = CardFace(title_text(card), price, card.id if card.name else "")
        self.setAccessibleName(f"Looked for: {title_text(card)}, id {card.id}")
        self.setToolTip(plain_tooltip(f"{title_text(card)}\n{card.id}"))
        self.update()

    def show_answer(self, answer: ComparedAnswer | None, side: Side, shown: int) -> None:
        """Show a look-alike; None leaves the place free."""
        self.setVisible(answer is not None)
        if answer is None:
            self._card = self._face = self._mark = None
            return
        card = self._card = answer.match.product
        self._mark = None if answer.in_both else side
        score, distance = score_text(answer.match.score), distance_text(answer.match.squared_l2)
        moved = f"{'was' if side == 'new' else 'now'} {count_text(answer.other_place)}"
        self._face = CardFace(
            title_text(card), f"{score} · {distance}", "" if answer.in_both else moved
        )
        change = change_text(answer, side, shown)
        self.setAccessibleName(
            f"Place {answer.place} with the {side} weights: {title_text(card)}, id {card.id}, "
            f"similarity {score}. {change}."
        )
        facts = f"{card.id} · {score} · {distance}"
        self.setToolTip(plain_tooltip(f"{title_text(card)}\n{facts}\n{change}"))
        self.update()

    def set_tile_width(self, width_px: int) -> None:
        """Take the size of a card whose tile is so wide."""
        metrics = CardMetrics(width_px)
        self._painter.set_metrics(metrics)
        self.resize(metrics.cell)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the card, and the mark on its tile."""
        if self._card is None:
            return
        metrics = self._painter.metrics
        edge_px = metrics.tile_height - 2 * metrics.mat
        photo = self._photo_of(self._card, -(-edge_px // _PHOTO_STEP_PX) * _PHOTO_STEP_PX)
        painter = QPainter(self)
        cell = QRect(self.rect().topLeft(), metrics.cell)
        self._painter.paint(painter, cell, self._face, photo, CardLook())
        if self._mark is not None:
            corner = metrics.tile_rect(cell).topLeft().toPointF()
            inset = QPointF(_MARK_INSET_PX, _MARK_INSET_PX)
            place = QRectF(corner + inset, corner + inset + QPointF(_MARK_PX, _MARK_PX))
            paint_change_mark(painter, place, self._mark, self._theme)
        painter.end()

    def _forget(self) -> None:
        self._painter.forget()
        self.update()


class RowTitle(QWidget):
    """Names a row of answers and says what its mark means."""

    def __init__(self, theme: Theme, side: Side, parent: QWidget) -> None:
        super().__init__(parent)
        self._title = label("Old weights" if side == "old" else "New weights", "title")
        words = "has left" if side == "old" else "came in"
        hint = "Each set of weights has a scale of its own: compare the order, not the figures."
        self.setToolTip(hint)
        self.setAccessibleDescription(hint)
        self.setLayout(
            row(self._title, 8, _MarkSign(theme, side), label(words, "secondary"), 0, spacing=6)
        )

    def set_name(self, words: str) -> None:
        """Name the weights."""
        self._title.setText(words)
        self.setAccessibleName(words)


class _MarkSign(QWidget):
    def __init__(self, theme: Theme, side: Side) -> None:
        super().__init__()
        self._theme = theme
        self._side: Side = side
        self.setFixedSize(_MARK_PX, _MARK_PX)
        theme.changed.connect(self.update)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        paint_change_mark(painter, QRectF(self.rect()), self._side, self._theme)
        painter.end()
