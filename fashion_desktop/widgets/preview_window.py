"""The large preview: one photo over the whole window, with what is known of the product."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QEvent, QObject, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPixmap,
    QShowEvent,
)
from PySide6.QtWidgets import QVBoxLayout, QWidget

from fashion_desktop.domain.products import ProductCard, format_price
from fashion_desktop.domain.wording import attribute_label
from fashion_desktop.viewmodels.product_text import title_text
from fashion_desktop.widgets.card_painting import fitted_rect
from fashion_desktop.widgets.elided_label import ElidedLabel
from fashion_desktop.widgets.parts import button, count_text, icon_button, label, row
from fashion_desktop.widgets.theme import Theme
from fashion_desktop.widgets.wording import STATE_LABELS

_LARGEST_ENLARGEMENT = 4.0
_MARGIN_PX = 24
_MOST_ATTRIBUTES = 6
_STEPS = {
    Qt.Key.Key_Left: -1,
    Qt.Key.Key_Up: -1,
    Qt.Key.Key_PageUp: -1,
    Qt.Key.Key_Right: 1,
    Qt.Key.Key_Down: 1,
    Qt.Key.Key_PageDown: 1,
}
_CLOSING_KEYS = {Qt.Key.Key_Escape, Qt.Key.Key_Space}


class _PhotoArea(QWidget):
    """Paints the photo fitted; a small one is enlarged only so far that it stays honest."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._photo: QPixmap | None = None
        self._fit_size: QSize | None = None
        self._message = ""

    def set_photo(self, photo: QPixmap | None, fit_size: QSize | None = None) -> None:
        """Show a photo as large as one of ``fit_size`` would be."""
        self._photo = photo
        self._fit_size = fit_size or (photo.size() if photo is not None else None)
        self.update()

    def set_message(self, text: str) -> None:
        """Say something in the place of the photo."""
        self._message = text
        self.update()

    def photo_rect(self) -> QRectF:
        """Return where the photo is painted; empty without one."""
        if self._photo is None or self._fit_size is None:
            return QRectF()
        frame = QRectF(self.rect())
        fitted = fitted_rect(self._fit_size, frame)
        limit = self._fit_size.toSizeF() * (_LARGEST_ENLARGEMENT / self.devicePixelRatioF())
        if fitted.width() > limit.width():
            fitted.setSize(limit)
            fitted.moveCenter(frame.center())
        return fitted

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        if self._photo is not None:
            place = self.photo_rect().toAlignedRect()
            sharp = self._photo.scaled(
                place.size() * self.devicePixelRatioF(),
                Qt.AspectRatioMode.IgnoreAspectRatio,
                Qt.TransformationMode.SmoothTransformation,
            )
            painter.drawPixmap(place, sharp)
        elif self._message:
            painter.setPen(QColor(self._theme.colours.secondary))
            painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self._message)
        painter.end()


class PreviewWindow(QWidget):
    """Covers its parent until Escape or Space; the photo itself is delivered later.

    Signals:
        step_requested: -1 for the previous product, 1 for the next.
        look_alikes_requested: row id of the product on show.
        closed: the preview has gone.
    """

    step_requested = Signal(int)
    look_alikes_requested = Signal(object)
    closed = Signal()

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._covered = parent
        self._card: ProductCard | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName("Large preview")
        self._photo = _PhotoArea(theme)
        self._previous = icon_button("chevron-left", theme, "Previous product")
        self._next = icon_button("chevron-right", theme, "Next product")
        self._close = icon_button("close", theme, "Close preview")
        self._previous.setToolTip("Previous product (Left)")
        self._next.setToolTip("Next product (Right)")
        self._close.setToolTip("Close preview (Esc)")
        self._position = label(role="secondary")
        self._name = ElidedLabel(mode=Qt.TextElideMode.ElideMiddle)
        self._name.setProperty("role", "title")
        self._facts = ElidedLabel()
        self._facts.setProperty("role", "secondary")
        self._look_alikes = button("Find look-alikes", "primary", tooltip="Enter")
        self._build()
        self._previous.clicked.connect(lambda: self.step_requested.emit(-1))
        self._next.clicked.connect(lambda: self.step_requested.emit(1))
        self._close.clicked.connect(self.close_preview)
        self._look_alikes.clicked.connect(self._request_look_alikes)
        theme.changed.connect(self.update)
        parent.installEventFilter(self)
        self.hide()

    @property
    def row_id(self) -> int | None:
        """The product on show, or None while closed."""
        return self._card.row_id if self._card is not None else None

    @property
    def facts(self) -> str:
        """What is said of the product below its name."""
        return self._facts.text()

    def photo_rect(self) -> QRectF:
        """Return where the photo is, in the photo area; empty without one."""
        return self._photo.photo_rect()

    def show_product(
        self,
        card: ProductCard,
        attributes: Mapping[str, str] | None = None,
        *,
        position: int = 0,
        total: int = 0,
        thumbnail: QPixmap | None = None,
    ) -> None:
        """Show a product, with its thumbnail until ``set_image`` brings the photo.

        Args:
            position: 1-based place in the grid's order; 0 when it has none.
            total: number of products in the grid.
        """
        self._card = card
        self._name.set_text(title_text(card))
        facts = [card.id, format_price(card.price, card.currency), STATE_LABELS[card.state]]
        facts += [
            f"{attribute_label(name)}: {value}"
            for name, value in list((attributes or {}).items())[:_MOST_ATTRIBUTES]
            if value
        ]
        self._facts.set_text(" · ".join(fact for fact in facts if fact))
        where = f"{count_text(position)} of {count_text(total)}" if position else ""
        self._position.setText(where)
        self._previous.setEnabled(position != 1)
        self._next.setEnabled(not position or position < total)
        self._photo.set_message("Loading the photo…")
        self._photo.set_photo(thumbnail)
        self.setAccessibleDescription(f"{self._name.text()}, {self._facts.text()}")
        self.setGeometry(self._covered.rect())
        self.show()
        self.raise_()
        self.setFocus()

    def set_image(self, image: QImage | None) -> None:
        """Show the photo, or that it cannot be had; a thumbnail on show then stays."""
        if image is None or image.isNull():
            reason = self._card.failure if self._card is not None else ""
            self._photo.set_message(reason or "The photo cannot be shown.")
            return
        self._photo.set_photo(QPixmap.fromImage(image))
        width, height = count_text(image.width()), count_text(image.height())
        size = f"{width} by {height} px"
        self._facts.set_text(f"{self._facts.text().split(' · Photo ')[0]} · Photo {size}")

    def close_preview(self) -> None:
        """Uncover the window."""
        if self.isHidden():
            return
        self._card = None
        self._photo.set_photo(None)
        self.hide()
        self.closed.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Step, close, or find look-alikes."""
        key = event.key()
        if key in _CLOSING_KEYS:
            self.close_preview()
        elif key in _STEPS:
            step = _STEPS[Qt.Key(key)]
            if (self._previous if step < 0 else self._next).isEnabled():
                self.step_requested.emit(step)
        elif key in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self._request_look_alikes()
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Keep clicks from what is covered."""
        event.accept()

    def showEvent(self, event: QShowEvent) -> None:
        """Cover the parent."""
        self.setGeometry(self._covered.rect())
        super().showEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow the size of the window that is covered."""
        if watched is self._covered and event.type() == QEvent.Type.Resize:
            self.setGeometry(self._covered.rect())
        return super().eventFilter(watched, event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the ground, and a line above the caption."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(self._theme.colours.ground))
        painter.end()

    def _build(self) -> None:
        top = row(self._position, 0, self._close, spacing=8)
        top.setContentsMargins(16, 8, 8, 0)
        middle = row(self._previous, self._photo, self._next, spacing=16)
        middle.setStretch(1, 1)
        for widget in (self._previous, self._next):
            # Without an alignment their fixed height would be that of the photo, too.
            middle.setAlignment(widget, Qt.AlignmentFlag.AlignVCenter)
        middle.setContentsMargins(16, 8, 16, 8)
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(self._name)
        words.addWidget(self._facts)
        bottom = row(words, self._look_alikes, spacing=16)
        bottom.setStretch(0, 1)
        bottom.setContentsMargins(_MARGIN_PX, 8, _MARGIN_PX, _MARGIN_PX)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(top)
        layout.addLayout(middle, 1)
        layout.addLayout(bottom)
        # The keys belong to the preview as a whole; Tab still reaches every button.
        for widget in (self._previous, self._next, self._close):
            widget.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    def _request_look_alikes(self) -> None:
        if self._card is not None:
            row_id = self._card.row_id
            self.close_preview()
            self.look_alikes_requested.emit(row_id)
