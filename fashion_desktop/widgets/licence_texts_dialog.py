"""The licences of everything the program is made of, word for word."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontDatabase, QTextCursor
from PySide6.QtWidgets import QDialog, QPlainTextEdit, QWidget

from fashion_desktop.widgets.parts import button, column, label, row

_SIZE_PX = (720, 560)


class LicenceTextsDialog(QDialog):
    """Shows a long text to scroll through; show it with ``open()``."""

    def __init__(self, file: Path, parent: QWidget | None = None, *, part: str = "") -> None:
        """Read the texts.

        Args:
            part: name and version of the part whose licence is shown first, as its heading in
                the file has them; empty: the file's beginning.
        """
        super().__init__(parent)
        self.setWindowTitle("Licence texts")
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(*_SIZE_PX)
        text = file.read_text(encoding="utf-8")
        self.text = QPlainTextEdit(text)
        self.text.setReadOnly(True)
        self.text.setTabChangesFocus(True)
        # The texts are laid out in columns of characters.
        self.text.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self.text.setAccessibleName("Licence texts")
        close_button = button("Close")
        close_button.setDefault(True)
        close_button.clicked.connect(self.accept)
        where = label(f"Also in the file {file}", "hint", wrap=True)
        self.setLayout(column(self.text, where, row(0, close_button), margin=24, spacing=16))
        self._go_to(max(0, text.find(f"=\n{part}\n") + 2) if part else 0)
        self.text.setFocus()

    def _go_to(self, position: int) -> None:
        # From the end upwards: the line that is looked for becomes the first one in sight.
        self.text.moveCursor(QTextCursor.MoveOperation.End)
        cursor = self.text.textCursor()
        cursor.setPosition(position)
        self.text.setTextCursor(cursor)
