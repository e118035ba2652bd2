"""The page "Connect a catalogue": the first start's empty state, opened again later."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QFrame, QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from fashion_desktop.widgets.choice_card import ChoiceCard
from fashion_desktop.widgets.connect_forms import ApiForm, FilesForm
from fashion_desktop.widgets.feed_mapping_page import FeedMappingPage
from fashion_desktop.widgets.parts import (
    button,
    column,
    holder,
    icon_button,
    label,
    row,
)
from fashion_desktop.widgets.source_list import SourceList
from fashion_desktop.widgets.status_line import StatusLine
from fashion_desktop.widgets.theme import Theme, icon

if TYPE_CHECKING:
    from fashion_desktop.catalogue.feed import FeedPreview
    from fashion_desktop.domain.sources import SourceRecord

_WIDE_PX = 880
_NARROW_PX = 560
_MARGIN_PX = 32
_TOP_GAP_PX = 72
_BAR_HEIGHT_PX = 40


class ConnectPage(QWidget):
    """Three large choices; choosing one shows its form in place."""

    test_requested = Signal(object, str)
    """``SourceConfig`` and token."""
    connect_requested = Signal(object, str, str)
    """``SourceConfig``, name (empty for one made up from the location) and token."""
    feed_inspection_requested = Signal(str)
    demo_requested = Signal()
    disconnect_requested = Signal(int)
    token_changed = Signal(int, str)
    """Id of a source and its new token."""
    went_back = Signal()
    """Nobody waits any more for what was asked for."""
    cancelled = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setAccessibleName("Connect a catalogue")
        self.api_form = ApiForm(theme)
        self.files_form = FilesForm(theme)
        self.mapping_page = FeedMappingPage(theme)
        self.source_list = SourceList(theme)
        self.api_card = ChoiceCard(
            "api",
            "Product API",
            "Read products and photos from your shop, at an address and with a token if needed.",
            theme,
        )
        self.files_card = ChoiceCard(
            "folder",
            "Folder or feed",
            "Use photos on this computer, or a CSV or TSV feed with links to them.",
            theme,
        )
        self.demo_card = ChoiceCard(
            "shirt",
            "Try the demo",
            "240 drawn products, ready at once. Nothing to set up, nothing leaves this computer.",
            theme,
        )
        self._choices_status = StatusLine(theme)
        self.back_button = button("Back", "quiet", tooltip="Back to the choices (Esc)")
        self.back_button.setIcon(icon("back", theme))
        self.close_button = icon_button("close", theme, "Close", QKeySequence(Qt.Key.Key_Escape))
        self._stack = QStackedWidget()
        self._choices = self._build_choices()
        self._api = _centred(self.api_form, _NARROW_PX)
        self._files = _centred(self.files_form, _NARROW_PX)
        self._mapping = _centred(self.mapping_page, None)
        for page in (self._choices, self._api, self._files, self._mapping):
            self._stack.addWidget(page)
        bar = row(self.back_button, 0, self.close_button)
        bar.setContentsMargins(16, 16, 16, 0)
        # The bar is as tall with its buttons hidden.
        bar.addStrut(_BAR_HEIGHT_PX)
        layout = column(bar, self._stack, spacing=0)
        layout.setStretchFactor(self._stack, 1)
        self.setLayout(layout)
        self._connect_parts()
        self.set_can_cancel(False)
        self._go_to(self._choices)

    # What the rest of the window uses

    @property
    def can_cancel(self) -> bool:
        """Whether there is a library to go back to."""
        return not self.close_button.isHidden()

    def set_can_cancel(self, can_cancel: bool) -> None:
        """Offer to close the page: there is a library to go back to."""
        self.close_button.setVisible(can_cancel)

    def show_sources(self, sources: Sequence[SourceRecord]) -> None:
        """List the catalogues that are connected already."""
        self.source_list.show_sources(sources)

    def show_choices(self) -> None:
        """Start over with the three choices and empty messages."""
        self._unlock()
        for status in self._statuses():
            status.clear()
        self._go_to(self._choices)

    def show_folder(self, path: str) -> None:
        """Show the form for a folder that was dropped on the window."""
        self._unlock()
        self.files_form.set_folder(path)
        self._go_to(self._files)

    def show_feed(self, location: str) -> None:
        """Show the form for a feed that was dropped, and ask for its columns at once."""
        self._unlock()
        self.files_form.set_feed(location)
        self._go_to(self._files)
        self._inspect(location)

    def show_feed_preview(self, location: str, preview: FeedPreview) -> None:
        """Show the columns of the feed at this location."""
        self._unlock()
        self._status().clear()
        name = self.files_form.name.text().strip()
        self.mapping_page.show_preview(location, preview, name)
        self._go_to(self._mapping)

    def show_test_result(self, text: str, ok: bool) -> None:
        """Say how the test of the connection went."""
        self._unlock()
        if ok:
            self.api_form.status.show_good(text)
        else:
            self.api_form.status.show_bad(text)

    def show_busy(self, text: str) -> None:
        """Say what is under way, and lock the form meanwhile."""
        self._set_busy(True)
        self._status().show_busy(text)

    def show_error(self, text: str) -> None:
        """Say what went wrong on the page that is shown."""
        self._unlock()
        self._status().show_bad(text)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go back, or close the page, with Esc."""
        if event.key() != Qt.Key.Key_Escape:
            super().keyPressEvent(event)
        elif self._stack.currentWidget() is not self._choices:
            self._go_back()
        elif self.can_cancel:
            self.cancelled.emit()

    # Inside

    def _build_choices(self) -> QWidget:
        heading = label("Connect a catalogue", "heading")
        intro = label(
            "Choose where your products and their photos are. You can connect more than one.",
            "hint",
            wrap=True,
        )
        cards = row(self.api_card, self.files_card, self.demo_card, spacing=16)
        drop_hint = label("Or drop a folder or a CSV file anywhere on this window.", "hint")
        return _centred(
            holder(
                column(
                    _TOP_GAP_PX,
                    heading,
                    intro,
                    16,
                    cards,
                    8,
                    drop_hint,
                    self._choices_status,
                    16,
                    self.source_list,
                    0,
                )
            ),
            _WIDE_PX,
        )

    def _connect_parts(self) -> None:
        self.api_card.clicked.connect(lambda: self._go_to(self._api))
        self.files_card.clicked.connect(lambda: self._go_to(self._files))
        self.demo_card.clicked.connect(self.demo_requested)
        self.back_button.clicked.connect(self._go_back)
        self.close_button.clicked.connect(self.cancelled)
        self.api_form.test_requested.connect(self._on_test_requested)
        for part in (self.api_form, self.files_form):
            part.connect_requested.connect(self.connect_requested)
        self.mapping_page.import_requested.connect(self.connect_requested)
        self.files_form.inspection_requested.connect(self._inspect)
        self.source_list.disconnect_requested.connect(self.disconnect_requested)
        self.source_list.token_changed.connect(self.token_changed)

    def _on_test_requested(self, config: object, token: str) -> None:
        self.show_busy("Asking the catalogue…")
        self.test_requested.emit(config, token)

    def _inspect(self, location: str) -> None:
        self.show_busy("Reading the columns…")
        self.feed_inspection_requested.emit(location)

    def _go_back(self) -> None:
        on_mapping = self._stack.currentWidget() is self._mapping
        self._unlock()
        self._go_to(self._files if on_mapping else self._choices)
        self.went_back.emit()

    def _go_to(self, page: QWidget) -> None:
        self._stack.setCurrentWidget(page)
        self.back_button.setVisible(page is not self._choices)
        self._first_field(page).setFocus()

    def _first_field(self, page: QWidget) -> QWidget:
        if page is self._choices:
            return self.api_card
        if page is self._api:
            return self.api_form.address
        if page is self._files:
            is_folder = self.files_form.folder_choice.isChecked()
            return (self.files_form.folder if is_folder else self.files_form.feed).line
        return self.mapping_page.name

    def _status(self) -> StatusLine:
        return self._statuses()[self._stack.currentIndex()]

    def _statuses(self) -> tuple[StatusLine, ...]:
        """The messages, in the order of the pages."""
        return (
            self._choices_status,
            self.api_form.status,
            self.files_form.status,
            self.mapping_page.status,
        )

    def _unlock(self) -> None:
        self._set_busy(False)
        for status in self._statuses():
            if status.kind == "busy":
                status.clear()

    def _set_busy(self, busy: bool) -> None:
        for part in (self.api_form, self.files_form, self.mapping_page):
            part.set_busy(busy)
        for card in (self.api_card, self.files_card, self.demo_card):
            card.setEnabled(not busy)


def _centred(content: QWidget, width_px: int | None) -> QScrollArea:
    """Return ``content`` at most ``width_px`` wide in the middle, scrolling when it must."""
    if width_px is not None:
        content.setMaximumWidth(width_px)
    inside = QWidget()
    layout = QVBoxLayout(inside)
    layout.setContentsMargins(_MARGIN_PX, 16, _MARGIN_PX, _MARGIN_PX)
    line = row(content)
    if width_px is not None:
        line.insertStretch(0, 1)
        line.addStretch(1)
        line.setStretchFactor(content, 1000)
    layout.addLayout(line)
    area = QScrollArea()
    area.setWidget(inside)
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    return area
