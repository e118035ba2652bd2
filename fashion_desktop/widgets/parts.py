"""Small building blocks shared by panels, pages and dialogs: labels, buttons, layouts.

Roles and kinds are the style sheet's: it, not the widget, decides how they look.
"""

from __future__ import annotations

from html import escape
from typing import Literal

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QLayout,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from fashion_desktop.domain import wording
from fashion_desktop.widgets.theme import Theme, icon
from fashion_desktop.widgets.wording import number_text

LabelRole = Literal["", "title", "heading", "secondary", "hint", "error", "warning"]
ButtonKind = Literal["", "primary", "danger", "quiet"]

ICON_SIZE = QSize(16, 16)


def label(text: str = "", role: LabelRole = "", *, wrap: bool = False) -> QLabel:
    """Return a label that shows ``text`` as it is, whatever characters are in it."""
    result = QLabel(text)
    result.setTextFormat(Qt.TextFormat.PlainText)
    result.setWordWrap(wrap)
    set_role(result, role)
    return result


def set_role(widget: QWidget, role: LabelRole) -> None:
    """Change the role of a label that is already on screen."""
    if widget.property("role") == role:
        return
    widget.setProperty("role", role)
    style = widget.style()
    style.unpolish(widget)
    style.polish(widget)


def selectable(text_label: QLabel) -> QLabel:
    """Let people copy the text of a label."""
    text_label.setTextInteractionFlags(
        Qt.TextInteractionFlag.TextSelectableByMouse
        | Qt.TextInteractionFlag.TextSelectableByKeyboard
    )
    # Reached by Tab, a label that only shows text would be in the way.
    text_label.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
    return text_label


def button(text: str, kind: ButtonKind = "", *, tooltip: str = "") -> QPushButton:
    """Return a push button of a kind the style sheet knows."""
    result = QPushButton(text)
    if kind:
        result.setProperty("kind", kind)
    result.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
    if tooltip:
        result.setToolTip(tooltip)
    return result


def icon_button(
    icon_name: str, theme: Theme, name: str, shortcut: QKeySequence | None = None
) -> QToolButton:
    """Return a button that shows only an icon; ``name`` is its tooltip and accessible name."""
    result = QToolButton()
    result.setIcon(icon(icon_name, theme))
    result.setIconSize(ICON_SIZE)
    result.setAccessibleName(name)
    result.setToolTip(with_shortcut(name, shortcut) if shortcut else name)
    return result


def plain_tooltip(text: str) -> str:
    """Return a tooltip that shows text from outside as it is; Qt would render what looks rich."""
    if "<" not in text:
        return text
    lines = (escape(line) for line in text.split("\n"))
    return f"<div>{'<br>'.join(lines)}</div>"


def with_shortcut(text: str, shortcut: QKeySequence) -> str:
    """Return a tooltip that ends in its shortcut, for example ``Back (Alt+Left)``."""
    return f"{text} ({shortcut.toString(QKeySequence.SequenceFormat.NativeText)})"


def column(*items: QWidget | QLayout | int, margin: int = 0, spacing: int = 8) -> QVBoxLayout:
    """Return a vertical layout; a number among ``items`` is a gap in pixels, 0 a stretch."""
    layout = QVBoxLayout()
    _fill(layout, items, margin, spacing)
    return layout


def row(*items: QWidget | QLayout | int, margin: int = 0, spacing: int = 8) -> QHBoxLayout:
    """Return a horizontal layout; a number among ``items`` is a gap in pixels, 0 a stretch."""
    layout = QHBoxLayout()
    _fill(layout, items, margin, spacing)
    return layout


def _fill(
    layout: QVBoxLayout | QHBoxLayout,
    items: tuple[QWidget | QLayout | int, ...],
    margin: int,
    spacing: int,
) -> None:
    layout.setContentsMargins(margin, margin, margin, margin)
    layout.setSpacing(spacing)
    for item in items:
        if isinstance(item, int):
            if item:
                layout.addSpacing(item)
            else:
                layout.addStretch(1)
        elif isinstance(item, QLayout):
            layout.addLayout(item)
        else:
            layout.addWidget(item)


def holder(layout: QLayout) -> QWidget:
    """Return a widget that does nothing but hold ``layout``."""
    result = QWidget()
    result.setLayout(layout)
    return result


def count_text(number: int) -> str:
    """Return a whole number with the locale's thousands separators."""
    return number_text(number)


def counted(number: int, singular: str, plural: str = "") -> str:
    """Return for example ``1 product`` or ``1,284 products``."""
    return wording.counted(number, singular, plural, number_text)
