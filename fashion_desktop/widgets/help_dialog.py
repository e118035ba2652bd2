"""Help (F1): the main job in five steps, the shortcuts, and what the program is made of."""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QDialog, QGridLayout, QLayout, QTabWidget, QWidget

from fashion_desktop.widgets.about_page import AboutPage
from fashion_desktop.widgets.parts import button, column, holder, label, row

HelpTopic = Literal["steps", "shortcuts", "about"]

STEPS = (
    ("Connect a catalogue", "A product API, a folder of photos, a product feed, or the demo."),
    ("Generate embeddings", "Each photo is measured once. You can go on working meanwhile."),
    ("Choose a product", "Select it and press Enter, or drop a photo anywhere on the window."),
    ("Move the slider", "To the right only close look-alikes stay, to the left more come in."),
    ("Follow a result", "Double-click a look-alike to make it the next query; go back any time."),
)
SHORTCUTS = (
    ("Enter", "Find look-alikes of the selected product"),
    ("Space", "Large preview"),
    ("Ctrl+F", "Search names, ids and attributes"),
    ("Ctrl+O", "Open photos"),
    ("Ctrl+V", "Paste a photo or a link to one"),
    ("Alt+Left", "Back to the query before"),
    ("Alt+Right", "Forward again"),
    ("F5", "Sync: read the catalogue again"),
    ("Ctrl+G", "Generate missing embeddings"),
    ("Ctrl+U", "Update embeddings that are out of date"),
    ("Del", "Delete embeddings of the selected products"),
    ("Ctrl+Z", "Undo deleting"),
    ("Ctrl++", "Larger cards (or Ctrl and the mouse wheel)"),
    ("Ctrl+-", "Smaller cards"),
    ("Ctrl+N", "Connect a catalogue"),
    ("Ctrl+,", "Settings"),
    ("F1", "This help"),
)
_TOPICS: tuple[HelpTopic, ...] = ("steps", "shortcuts", "about")
_WIDTH_PX = 560


class HelpDialog(QDialog):
    """Three short pages; show it with ``open()``."""

    def __init__(
        self, version: str, parent: QWidget | None = None, *, topic: HelpTopic = "steps"
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle("Help")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setFixedWidth(_WIDTH_PX)
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        self.tabs.addTab(_steps(), "Five steps")
        self.tabs.addTab(_shortcuts(), "Shortcuts")
        self.tabs.addTab(AboutPage(version), "About")
        self.tabs.setCurrentIndex(_TOPICS.index(topic))
        close_button = button("Close")
        close_button.setDefault(True)
        close_button.clicked.connect(self.accept)
        self.setLayout(column(self.tabs, row(0, close_button), margin=24, spacing=16))


def _steps() -> QWidget:
    grid = _grid()
    for y, (title, text) in enumerate(STEPS):
        number = label(str(y + 1), "heading")
        number.setFixedWidth(32)
        grid.addWidget(number, y, 0, Qt.AlignmentFlag.AlignTop)
        grid.addLayout(
            column(label(title, "title"), label(text, "hint", wrap=True), spacing=2), y, 1
        )
    grid.setVerticalSpacing(16)
    return _page(grid)


def _shortcuts() -> QWidget:
    grid = _grid()
    for y, (keys, text) in enumerate(SHORTCUTS):
        grid.addWidget(label(_native(keys)), y, 0)
        grid.addWidget(label(text, "hint"), y, 1)
    grid.setColumnMinimumWidth(0, 112)
    return _page(grid)


def _grid() -> QGridLayout:
    grid = QGridLayout()
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setHorizontalSpacing(16)
    grid.setVerticalSpacing(8)
    grid.setColumnStretch(1, 1)
    return grid


def _page(content: QLayout) -> QWidget:
    return holder(column(16, content, 0, spacing=0))


def _native(keys: str) -> str:
    return QKeySequence(keys).toString(QKeySequence.SequenceFormat.NativeText)
