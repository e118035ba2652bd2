"""A field for a folder or a file, typed or chosen."""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import QDir, Qt, Signal
from PySide6.QtWidgets import QFileDialog, QLineEdit, QWidget

from fashion_desktop.widgets.parts import button, row

PathKind = Literal["folder", "file"]


class PathField(QWidget):
    """A line for a path, and a button that opens the system's chooser without blocking."""

    changed = Signal(str)

    def __init__(self, kind: PathKind, name: str, hint: str, file_filter: str = "") -> None:
        super().__init__()
        self._kind = kind
        self._name = name
        self._filter = file_filter
        self.line = QLineEdit()
        self.line.setPlaceholderText(hint)
        self.line.setAccessibleName(name)
        self.choose_button = button("Choose…")
        self.choose_button.setAccessibleName(f"Choose: {name}")
        self.setLayout(row(self.line, self.choose_button))
        self.setFocusProxy(self.line)
        self.line.textChanged.connect(self.changed)
        self.choose_button.clicked.connect(self._choose)

    def text(self) -> str:
        """Return the path, or the web address, without blanks or quotes around it."""
        return self.line.text().strip().strip("\"'")

    def set_text(self, text: str) -> None:
        """Show a path."""
        self.line.setText(text if "://" in text else QDir.toNativeSeparators(text))

    def _choose(self) -> None:
        dialog = QFileDialog(self, self._name)
        if self._kind == "folder":
            dialog.setFileMode(QFileDialog.FileMode.Directory)
            dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        else:
            dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
            dialog.setNameFilter(self._filter)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(self.set_text)
        dialog.open()
