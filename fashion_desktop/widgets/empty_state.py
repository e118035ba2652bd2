"""A designed empty or broken state: an icon, what is the matter, and what to do about it."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QLabel, QPushButton, QWidget

from fashion_desktop.widgets.actions import Action, action_buttons, show_actions
from fashion_desktop.widgets.parts import column, label, row
from fashion_desktop.widgets.theme import Theme, icon

_ICON_PX = 40
_ICON_COLOUR = "muted"
_TEXT_WIDTH_PX = 400


@dataclass(frozen=True, slots=True)
class EmptyContent:
    """What an empty state says and offers (at most three actions)."""

    icon_name: str
    heading: str
    text: str = ""
    actions: tuple[Action, ...] = ()


NOT_SYNCED = EmptyContent(
    "sync",
    "The catalogue is connected, but empty so far",
    "Sync reads its products. You can go on working meanwhile.",
    (Action("sync", "Sync now", "primary"), Action("connect", "Connect another catalogue")),
)
SYNCING = EmptyContent(
    "sync",
    "Reading the catalogue…",
    "Products appear here as they are read.",
)


def catalogue_unread(reason: str) -> EmptyContent:
    """Return what to say when the catalogue of an empty library does not answer."""
    return EmptyContent(
        "warning",
        "The catalogue cannot be read",
        reason,
        (
            Action("sync", "Try again", "primary"),
            Action("connect", "Check the connection"),
        ),
    )


def no_match(search_text: str = "", *, filtered: bool = True) -> EmptyContent:
    """Return what to say when search and filters leave nothing."""
    what = f"“{search_text}”" if search_text else "these filters"
    offers = [Action("clear_search", "Clear search")] if search_text else []
    if filtered:
        offers.append(Action("clear_filters", "Clear filters"))
    return EmptyContent(
        "search",
        f"No product matches {what}",
        "Names, ids and attributes are searched. Try fewer or shorter words.",
        tuple(offers),
    )


class EmptyState(QWidget):
    """Shows an ``EmptyContent`` in the middle of the space it has.

    Signals:
        action_requested: the key of the action whose button was clicked.
    """

    action_requested = Signal(str)

    def __init__(
        self, theme: Theme, content: EmptyContent | None = None, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._icon_name = ""
        self._picture = QLabel()
        self._picture.setFixedSize(_ICON_PX, _ICON_PX)
        self._heading = label(role="title", wrap=True)
        self._text = label(wrap=True)
        for text_label in (self._heading, self._text):
            text_label.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            text_label.setFixedWidth(_TEXT_WIDTH_PX)
        self._buttons = row(spacing=8)
        middle = Qt.AlignmentFlag.AlignHCenter
        layout = column(0, spacing=8, margin=24)
        layout.addWidget(self._picture, 0, middle)
        layout.addSpacing(4)
        layout.addWidget(self._heading, 0, middle)
        layout.addWidget(self._text, 0, middle)
        layout.addSpacing(12)
        layout.addLayout(row(0, self._buttons, 0))
        layout.addStretch(1)
        self.setLayout(layout)
        theme.changed.connect(self._follow_theme)
        if content is not None:
            self.set_content(content)

    def set_content(self, content: EmptyContent) -> None:
        """Say something else."""
        self._icon_name = content.icon_name
        self._follow_theme()
        self._heading.setText(content.heading)
        self._text.setText(content.text)
        self._text.setVisible(bool(content.text))
        self._fit_texts()
        self.setAccessibleName(content.heading)
        self.setAccessibleDescription(content.text)
        show_actions(self._buttons, content.actions, self.action_requested)

    def set_text_width(self, width_px: int) -> None:
        """Break lines after so many pixels, for places that are narrow."""
        for text_label in (self._heading, self._text):
            text_label.setFixedWidth(width_px)
        self._fit_texts()

    def action_buttons(self) -> list[QPushButton]:
        """Return the buttons on offer, from left to right."""
        return action_buttons(self._buttons)

    def _fit_texts(self) -> None:
        """Reserve the lines that the texts need: the layout asks for them at its own width."""
        for text_label in (self._heading, self._text):
            text_label.ensurePolished()
            lines_px = text_label.heightForWidth(text_label.maximumWidth())
            text_label.setMinimumHeight(max(lines_px, 0))

    def _follow_theme(self) -> None:
        self._text.setStyleSheet(f"color: {self._theme.colours.secondary};")
        if self._icon_name:
            picture = icon(self._icon_name, self._theme, tint=_ICON_COLOUR)
            size = QSize(_ICON_PX, _ICON_PX)
            self._picture.setPixmap(picture.pixmap(size, self.devicePixelRatioF()))
