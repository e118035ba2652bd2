"""The line above the product grid: how many, in which order, which state, how large."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QIcon, QPainter, QPixmap
from PySide6.QtWidgets import QComboBox, QSlider, QWidget

from fashion_desktop.domain.products import EmbeddingState, LibraryCounts
from fashion_desktop.widgets.card_layout_view import (
    DEFAULT_CARD_PX,
    LARGEST_CARD_PX,
    SMALLEST_CARD_PX,
)
from fashion_desktop.widgets.card_painting import paint_state_mark
from fashion_desktop.widgets.elided_label import ElidedLabel
from fashion_desktop.widgets.parts import count_text, counted, icon_button, row
from fashion_desktop.widgets.theme import Theme
from fashion_desktop.widgets.wording import SORT_LABELS, STATE_LABELS

_SIZE_STEP_PX = 16
_SLIDER_WIDTH_PX = 88
_MARK_ICON_PX = 14
_COMBO_WIDTHS_PX = (180, 132)
_LIST_WIDTH_PX = 200


def state_icon(state: EmbeddingState, theme: Theme, scale: float = 1.0) -> QIcon:
    """Return a state's mark as an icon for menus and lists."""
    side = round(_MARK_ICON_PX * scale)
    pixmap = QPixmap(side, side)
    pixmap.setDevicePixelRatio(scale)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    centre = QRectF(0, 0, _MARK_ICON_PX, _MARK_ICON_PX).center()
    paint_state_mark(painter, state, centre, theme)
    painter.end()
    return QIcon(pixmap)


class GridHeader(QWidget):
    """Counts and controls of the grid.

    Signals:
        sort_changed: the ``SortKey`` that the user chose.
        state_filter_changed: frozenset of ``EmbeddingState`` to keep; empty for all.
        card_size_changed: the card width in pixels that the user chose.
    """

    sort_changed = Signal(object)
    state_filter_changed = Signal(object)
    card_size_changed = Signal(int)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._counts = LibraryCounts(0, 0, 0, 0, 0)
        self._title = ElidedLabel("No products")
        self._title.setProperty("role", "title")
        self.sort_combo = QComboBox()
        for key, text in SORT_LABELS.items():
            self.sort_combo.addItem(text, key)
        self.sort_combo.setAccessibleName("Sort products by")
        self.sort_combo.setToolTip("Sort products by")
        self.state_combo = QComboBox()
        self.state_combo.setIconSize(QSize(_MARK_ICON_PX, _MARK_ICON_PX))
        self.state_combo.setAccessibleName("Show products by embedding state")
        self.state_combo.setToolTip("Show products by embedding state")
        self._smaller = icon_button("grid-small", theme, "Smaller cards")
        self._larger = icon_button("grid-large", theme, "Larger cards")
        self._smaller.setToolTip("Smaller cards (Ctrl+-)")
        self._larger.setToolTip("Larger cards (Ctrl++)")
        self.size_slider = QSlider(Qt.Orientation.Horizontal)
        self.size_slider.setRange(SMALLEST_CARD_PX, LARGEST_CARD_PX)
        self.size_slider.setSingleStep(_SIZE_STEP_PX)
        self.size_slider.setPageStep(_SIZE_STEP_PX * 3)
        self.size_slider.setValue(DEFAULT_CARD_PX)
        self.size_slider.setFixedWidth(_SLIDER_WIDTH_PX)
        self.size_slider.setAccessibleName("Card size")
        self.size_slider.setToolTip("Card size (Ctrl+mouse wheel)")
        for combo, width_px in zip(
            (self.state_combo, self.sort_combo), _COMBO_WIDTHS_PX, strict=True
        ):
            combo.setFixedWidth(width_px)
            combo.view().setMinimumWidth(_LIST_WIDTH_PX)
        layout = row(self._title, self.state_combo, self.sort_combo, 4, spacing=8)
        layout.addLayout(row(self._smaller, self.size_slider, self._larger, spacing=0))
        layout.setContentsMargins(12, 8, 8, 4)
        self.setLayout(layout)
        self._fill_states()
        self.sort_combo.activated.connect(self._on_sort)
        self.state_combo.activated.connect(self._on_state)
        self.size_slider.valueChanged.connect(self.card_size_changed)
        self._smaller.clicked.connect(lambda: self._step_size(-_SIZE_STEP_PX))
        self._larger.clicked.connect(lambda: self._step_size(_SIZE_STEP_PX))
        theme.changed.connect(self._fill_states)

    @property
    def text(self) -> str:
        """The count on show."""
        return self._title.text()

    def set_shown(self, shown: int, total: int) -> None:
        """Show how many of all products the grid lists."""
        if shown == total:
            text = counted(total, "product") if total else "No products"
        else:
            text = f"{count_text(shown)} of {counted(total, 'product')}"
        self._title.set_text(text)

    def set_counts(self, counts: LibraryCounts) -> None:
        """Show how many products are in each state."""
        if counts != self._counts:
            self._counts = counts
            self._fill_states()

    def set_states(self, states: frozenset[EmbeddingState]) -> None:
        """Show a state filter without signalling it; several states count as a choice of many."""
        if len(states) > 1:
            several = self.state_combo.count() - 1
            if self.state_combo.itemData(several) is not False:
                self.state_combo.addItem("Several states", False)
                several += 1
            self.state_combo.setCurrentIndex(several)
            return
        wanted = next(iter(states), None)
        for position in range(self.state_combo.count()):
            if self.state_combo.itemData(position) == wanted:
                self.state_combo.setCurrentIndex(position)
                return

    def set_card_size(self, size_px: int) -> None:
        """Show a card size without signalling it."""
        blocked = self.size_slider.blockSignals(True)
        self.size_slider.setValue(size_px)
        self.size_slider.blockSignals(blocked)

    def _step_size(self, step_px: int) -> None:
        self.size_slider.setValue(self.size_slider.value() + step_px)

    def _fill_states(self) -> None:
        chosen = max(0, self.state_combo.currentIndex())
        counts = self._counts
        numbers = {
            EmbeddingState.EMBEDDED: counts.embedded,
            EmbeddingState.MISSING: counts.missing,
            EmbeddingState.STALE: counts.stale,
            EmbeddingState.FAILED: counts.failed,
        }
        if self.state_combo.count() == 0:
            self.state_combo.addItem("All states", None)
            for state in numbers:
                self.state_combo.addItem("", state)
        scale = self.devicePixelRatioF()
        for position, (state, number) in enumerate(numbers.items(), start=1):
            text = STATE_LABELS[state]
            self.state_combo.setItemText(position, f"{text} · {count_text(number)}")
            self.state_combo.setItemIcon(position, state_icon(state, self._theme, scale))
        self.state_combo.setCurrentIndex(chosen)

    def _on_sort(self, position: int) -> None:
        self.sort_changed.emit(self.sort_combo.itemData(position))

    def _on_state(self, position: int) -> None:
        state = self.state_combo.itemData(position)
        if state is not False:
            self.state_filter_changed.emit(frozenset() if state is None else frozenset({state}))
