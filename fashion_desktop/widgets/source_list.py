"""The catalogues that are connected already."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QDateTime, QLocale, QSize, Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QInputDialog,
    QLabel,
    QLineEdit,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from fashion_desktop.domain.sources import SourceKind, SourceRecord
from fashion_desktop.widgets.confirm_dialog import disconnect_dialog
from fashion_desktop.widgets.parts import button, column, counted, label, plain_tooltip, row
from fashion_desktop.widgets.theme import Theme, icon

KIND_WORDS = {
    SourceKind.API: "Product API",
    SourceKind.FOLDER: "Folder",
    SourceKind.FEED: "Feed",
    SourceKind.DEMO: "Demo",
}
KIND_ICONS = {
    SourceKind.API: "api",
    SourceKind.FOLDER: "folder",
    SourceKind.FEED: "table",
    SourceKind.DEMO: "shirt",
}
_ICON_PX = 20


class SourceList(QWidget):
    """One row a source: name, kind, products, last sync, and how to disconnect it."""

    disconnect_requested = Signal(int)
    """Id of the source, after the question was answered."""
    token_changed = Signal(int, str)
    """Id of the source and its new token."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._rows = QVBoxLayout()
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setSpacing(0)
        self.setLayout(column(label("Connected", "title"), self._rows))
        self.hide()

    def show_sources(self, sources: Sequence[SourceRecord]) -> None:
        """Show ``sources``; nothing at all when there are none."""
        while item := self._rows.takeAt(0):
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        for source in sources:
            self._rows.addWidget(self._row(source))
        self.setVisible(bool(sources))

    def _row(self, source: SourceRecord) -> QWidget:
        mark = _IconLabel(KIND_ICONS[source.config.kind], self._theme)
        name = label(source.name)
        facts = label(describe(source), "secondary")
        for text in (name, facts):
            text.setMinimumWidth(0)
            text.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        facts.setToolTip(plain_tooltip(source.config.location))
        disconnect_button = button("Disconnect…", "quiet")
        disconnect_button.setAccessibleName(f"Disconnect {source.name}")
        disconnect_button.clicked.connect(lambda: self._ask(source))
        texts = column(name, facts, spacing=2)
        line = row(mark, 8, texts)
        if source.config.kind is SourceKind.API and not source.config.token_env:
            line.addWidget(self._token_button(source))
        line.addWidget(disconnect_button)
        line.setStretchFactor(texts, 1)
        line.setContentsMargins(0, 8, 0, 8)
        result = QFrame()
        result.setLayout(line)
        return result

    def _token_button(self, source: SourceRecord) -> QPushButton:
        made = button("Change token…", "quiet", tooltip="Enter the token that the shop gave you")
        made.setAccessibleName(f"Change the token of {source.name}")
        made.clicked.connect(lambda: self._ask_for_token(source))
        return made

    def _ask_for_token(self, source: SourceRecord) -> None:
        dialog = QInputDialog(self.window())
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setWindowTitle("Change token")
        dialog.setLabelText(f"Token of “{source.name}”, kept in your system's keyring:")
        dialog.setTextEchoMode(QLineEdit.EchoMode.Password)
        dialog.setOkButtonText("Save token")
        dialog.textValueSelected.connect(
            lambda token: self.token_changed.emit(source.id, token.strip())
        )
        dialog.open()

    def _ask(self, source: SourceRecord) -> None:
        dialog = disconnect_dialog(source.name, source.products, self.window())
        dialog.confirmed.connect(lambda: self.disconnect_requested.emit(source.id))
        dialog.open()


def describe(source: SourceRecord) -> str:
    """Return kind, size and last sync of a source, for example ``Feed · 1,204 products``."""
    parts = [KIND_WORDS[source.config.kind], counted(source.products, "product")]
    if source.last_synced_at is None:
        parts.append("not synced yet")
    else:
        when = QDateTime.fromSecsSinceEpoch(int(source.last_synced_at))
        parts.append(f"synced {QLocale().toString(when, QLocale.FormatType.ShortFormat)}")
    return " · ".join(parts)


class _IconLabel(QLabel):
    """An icon that follows the theme."""

    def __init__(self, icon_name: str, theme: Theme) -> None:
        super().__init__()
        self._icon_name = icon_name
        self._theme = theme
        self.setFixedSize(_ICON_PX, _ICON_PX)
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        theme.changed.connect(self._draw)
        self._draw()

    def _draw(self) -> None:
        picture = icon(self._icon_name, self._theme, tint="secondary")
        self.setPixmap(picture.pixmap(QSize(_ICON_PX, _ICON_PX), self.devicePixelRatioF()))
