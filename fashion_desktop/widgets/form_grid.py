"""Captions on the left, fields on the right, and a quiet note below a field."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QGridLayout, QLabel, QWidget

from fashion_desktop.widgets.parts import column, label, row

CONTROL_HEIGHT_PX = 32
QWIDGETSIZE_MAX = 16_777_215
"""Qt's value for "as wide as there is room"."""
_CHOICE_HEIGHT_PX = 22
_ROW_GAP_PX = 16


class FormGrid(QGridLayout):
    """Rows whose captions stand level with the first line of their field."""

    def __init__(self, caption_width_px: int = 80) -> None:
        super().__init__()
        self.setContentsMargins(0, 0, 0, 0)
        self.setHorizontalSpacing(16)
        self.setVerticalSpacing(_ROW_GAP_PX)
        self.setColumnMinimumWidth(0, caption_width_px)
        self.setColumnStretch(1, 1)

    def add(self, name: str, field: QWidget, note: str = "", *, is_choice: bool = False) -> None:
        """Add a row.

        Args:
            name: caption, with its mnemonic marked by an ampersand.
            field: what the caption names.
            note: a sentence in small type below the field.
            is_choice: the field begins with a check box or radio button, which is less tall.
        """
        caption = QLabel(name)
        caption.setBuddy(field)
        caption.setFixedHeight(_CHOICE_HEIGHT_PX if is_choice else CONTROL_HEIGHT_PX)
        place = self.rowCount() if self.count() else 0
        top = Qt.AlignmentFlag.AlignTop
        self.addWidget(caption, place, 0, top | Qt.AlignmentFlag.AlignLeft)
        is_narrow = field.maximumWidth() < QWIDGETSIZE_MAX
        content = column(row(field, 0, spacing=0) if is_narrow else field, spacing=4)
        if note:
            field.setAccessibleDescription(note)
            content.addWidget(label(note, "secondary", wrap=True))
        self.addLayout(content, place, 1)


def choices(name: str, offered: Sequence[tuple[str, str]], width_px: int) -> QComboBox:
    """Return a field to choose from values, each with its words; ``name`` is for screen readers."""
    combo = QComboBox()
    for value, words in offered:
        combo.addItem(words, value)
    combo.setAccessibleName(name)
    combo.setFixedWidth(width_px)
    return combo
