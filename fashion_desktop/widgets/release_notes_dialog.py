"""What is new: the notes of the releases since the running version."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QDate, QLocale, Qt, Signal
from PySide6.QtWidgets import QDialog, QPlainTextEdit, QWidget

from fashion_desktop.domain.releases import Release
from fashion_desktop.widgets.parts import button, column, label, row

_SIZE_PX = (560, 440)
_NO_NOTES = "Nothing is said about this version."


class ReleaseNotesDialog(QDialog):
    """Shows the notes, the newest first, exactly as they are; show it with ``open()``."""

    download_requested = Signal()

    def __init__(self, news: Sequence[Release], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        title = f"What’s new in version {news[0].version}"
        self.setWindowTitle(title)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(*_SIZE_PX)
        self.text = QPlainTextEdit(notes_text(news))
        self.text.setReadOnly(True)
        self.text.setTabChangesFocus(True)
        self.text.setAccessibleName(title)
        self.text.document().setDocumentMargin(0)
        self.close_button = button("Close")
        self.download_button = button("Download", "primary")
        self.download_button.setDefault(True)
        self.close_button.clicked.connect(self.reject)
        self.download_button.clicked.connect(self._on_download)
        self.setLayout(
            column(
                label(title, "title"),
                self.text,
                row(0, self.close_button, self.download_button),
                margin=24,
                spacing=16,
            )
        )
        self.text.setFocus()

    def _on_download(self) -> None:
        self.download_requested.emit()
        self.accept()


def notes_text(news: Sequence[Release]) -> str:
    """Return the notes of all releases below each other, each with its version and day."""
    locale = QLocale()
    parts: list[str] = []
    for release in news:
        day = QDate(release.day.year, release.day.month, release.day.day)
        date = locale.toString(day, QLocale.FormatType.LongFormat)
        parts.append(f"{release.version} · {date}\n\n{release.notes or _NO_NOTES}")
    return "\n\n\n".join(parts)
