"""The strip at the top of the window: catalogue, search, and the operations."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QAction, QKeySequence, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QLineEdit, QMenu, QSizePolicy, QToolButton, QWidget

from fashion_desktop.domain.products import LibraryCounts
from fashion_desktop.domain.sources import SourceRecord
from fashion_desktop.widgets.generate_menu import GenerateMenu
from fashion_desktop.widgets.parts import count_text, counted, row, with_shortcut
from fashion_desktop.widgets.theme import Theme, icon

SYNC_KEYS = QKeySequence("F5")
UPDATE_KEYS = QKeySequence("Ctrl+U")
CONNECT_KEYS = QKeySequence("Ctrl+N")
SETTINGS_KEYS = QKeySequence("Ctrl+,")
_ICON_PX = 18
_SEARCH_WIDTHS_PX = (240, 360)


class MainToolbar(QWidget):
    """Buttons with words for what the program is for; the rest has icons.

    Attributes:
        search: the search field.
        generate_menu: what can be generated.
    """

    search_changed = Signal(str)
    sync_requested = Signal(object)
    """Id of the source to sync, or None for all."""
    update_requested = Signal(str)
    """``"selected"``, ``"stale"`` or ``"all"``."""
    compare_requested = Signal()
    """The answers of old and new weights shall be compared."""
    delete_requested = Signal()
    connect_requested = Signal()
    photo_requested = Signal()
    settings_requested = Signal()
    help_requested = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._selected = 0
        self._sources: list[SourceRecord] | None = None
        self._counts = LibraryCounts(0, 0, 0, 0, 0)
        self.setAccessibleName("Toolbar")
        self.search = QLineEdit()
        self.search.setPlaceholderText("Search names and ids…")
        self.search.setAccessibleName("Search products")
        self.search.setToolTip(with_shortcut("Search products", QKeySequence("Ctrl+F")))
        self.search.setClearButtonEnabled(True)
        self.search.addAction(icon("search", theme), QLineEdit.ActionPosition.LeadingPosition)
        self.search.setMinimumWidth(_SEARCH_WIDTHS_PX[0])
        self.search.setMaximumWidth(_SEARCH_WIDTHS_PX[1])
        self.search.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.search.textChanged.connect(self.search_changed)

        self.catalogue_menu = QMenu(self)
        self.catalogue_button = self._button("library", "Catalogue", "Catalogues and libraries")
        self.catalogue_button.setMenu(self.catalogue_menu)
        self.catalogue_button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.generate_menu = GenerateMenu(self)
        self.generate_button = self._button(
            "generate",
            "Generate",
            with_shortcut("Make missing embeddings", QKeySequence("Ctrl+G")),
            self.generate_menu,
        )
        self.generate_button.clicked.connect(self.generate_menu.missing_action.trigger)
        self.sync_button = self._button(
            "sync", "Sync", with_shortcut("Read the catalogue again", SYNC_KEYS)
        )
        self.sync_button.clicked.connect(lambda: self.sync_requested.emit(None))
        self.update_menu = QMenu(self)
        self.update_button = self._button(
            "update", "Update", "Fetch photos again and renew their embeddings", self.update_menu
        )
        self.update_button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.update_selected = self._update_action("selected")
        self.update_stale = self._update_action("stale")
        self.update_stale.setShortcut(UPDATE_KEYS)
        self.update_all = self._update_action("all")
        self.update_menu.addSeparator()
        self.compare_action = self.update_menu.addAction("Compare weights first…")
        self.compare_action.triggered.connect(self.compare_requested)
        self.delete_button = self._button(
            "trash", "Delete", "Delete the embeddings of the selected products (Del)"
        )
        self.delete_button.clicked.connect(self.delete_requested)
        self.photo_button = self._button(
            "photo",
            "",
            with_shortcut(
                "Find look-alikes of a photo", QKeySequence(QKeySequence.StandardKey.Open)
            ),
        )
        self.photo_button.clicked.connect(self.photo_requested)
        self.settings_button = self._button(
            "settings", "", with_shortcut("Settings", SETTINGS_KEYS)
        )
        self.settings_button.clicked.connect(self.settings_requested)
        self.help_button = self._button("help", "", "Help (F1)")
        self.help_button.clicked.connect(self.help_requested)
        for quiet in (self.photo_button, self.settings_button, self.help_button):
            quiet.setAccessibleName(quiet.toolTip())

        layout = row(
            self.catalogue_button,
            8,
            self.search,
            self.photo_button,
            0,
            self.sync_button,
            self.generate_button,
            self.update_button,
            self.delete_button,
            8,
            self.settings_button,
            self.help_button,
            spacing=4,
        )
        layout.setContentsMargins(8, 6, 8, 6)
        self.setLayout(layout)
        self.set_sources(())
        self._refresh()
        theme.changed.connect(self.update)

    def set_sources(self, sources: Sequence[SourceRecord]) -> None:
        """List the connected catalogues; the button is named after the only one, or counts them."""
        if self._sources == list(sources):
            # A menu that is filled anew while it is open would close.
            return
        self._sources = list(sources)
        names = [source.name for source in sources]
        title = names[0] if len(names) == 1 else counted(len(names), "catalogue")
        self.catalogue_button.setText(title if names else "No catalogue")
        self.catalogue_menu.clear()
        for source in sources:
            action = self.catalogue_menu.addAction(f"Sync “{source.name}”")
            action.triggered.connect(
                lambda _checked=False, source_id=source.id: self.sync_requested.emit(source_id)
            )
        if sources:
            self.catalogue_menu.addSeparator()
        connect = self.catalogue_menu.addAction("Connect a catalogue…")
        connect.setShortcut(CONNECT_KEYS)
        connect.triggered.connect(self.connect_requested)
        self.sync_button.setEnabled(bool(sources))

    def set_counts(self, counts: LibraryCounts) -> None:
        """Say what there is to generate and to update."""
        self._counts = counts
        self._refresh()

    def set_selected_count(self, count: int) -> None:
        """Say how many products are selected."""
        self._selected = count
        self._refresh()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the surface and the line below it."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._theme.colours.surface)
        painter.setPen(QPen(self._theme.colours.line))
        painter.drawLine(self.rect().bottomLeft(), self.rect().bottomRight())

    def _refresh(self) -> None:
        counts = self._counts
        self.generate_menu.set_counts(counts.missing + counts.failed, counts.products)
        self.generate_button.setEnabled(counts.products > 0)
        has_embeddings = counts.embedded + counts.stale
        for action, text, number in (
            (self.update_selected, "Selected", self._selected),
            (self.update_stale, "Out of date", counts.stale),
            (self.update_all, "All", has_embeddings),
        ):
            action.setText(f"{text} ({count_text(number)})" if number else text)
            action.setEnabled(number > 0)
        self.compare_action.setEnabled(counts.other_weights > 0)
        self.update_button.setEnabled(counts.products > 0)
        self.delete_button.setEnabled(self._selected > 0)

    def _update_action(self, scope: str) -> QAction:
        action = self.update_menu.addAction(scope)
        action.triggered.connect(lambda: self.update_requested.emit(scope))
        return action

    def _button(
        self, icon_name: str, text: str, tooltip: str, menu: QMenu | None = None
    ) -> QToolButton:
        made = QToolButton()
        made.setIcon(icon(icon_name, self._theme))
        made.setIconSize(QSize(_ICON_PX, _ICON_PX))
        made.setText(text)
        made.setToolTip(tooltip)
        made.setAutoRaise(True)
        made.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        if text:
            made.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        if menu is not None:
            made.setMenu(menu)
            made.setPopupMode(QToolButton.ToolButtonPopupMode.MenuButtonPopup)
        return made
