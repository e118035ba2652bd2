"""The strip that tells of a new version: offer, download, and where the file lies."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QLocale
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QWidget

from fashion_desktop.widgets.actions import Action
from fashion_desktop.widgets.message_bar import MessageBar, MessageLevel
from fashion_desktop.widgets.theme import Theme

NOTES, DOWNLOAD, SKIP, CANCEL, FOLDER = "notes", "download", "skip", "cancel", "folder"
_OFFERED = (
    Action(NOTES, "What’s new", tooltip="Read what has changed"),
    Action(DOWNLOAD, "Download", tooltip="Into your folder for downloads; nothing is installed"),
    Action(SKIP, "Not this version", "quiet", tooltip="Say nothing until there is a newer one"),
)
_UNDER_WAY = (Action(CANCEL, "Cancel", tooltip="Stop, and remove what has arrived"),)
_DONE = (Action(FOLDER, "Show in folder", tooltip="Open the folder that the file is in"),)
_FAILED = (Action(DOWNLOAD, "Try again"),)
_BAR_WIDTH_PX = 160
_BAR_STEPS = 1000
_BAR_PLACE = 2
"""Between text and buttons."""


class UpdateBar(MessageBar):
    """Hidden unless there is something to tell; its actions are the keys of this module."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent, stays=True)
        self.progress = QProgressBar()
        self.progress.setTextVisible(False)
        self.progress.setRange(0, _BAR_STEPS)
        self.progress.setFixedWidth(_BAR_WIDTH_PX)
        self.progress.setAccessibleName("Download of the new version: progress")
        layout = self.layout()
        if isinstance(layout, QHBoxLayout):
            layout.insertWidget(_BAR_PLACE, self.progress)
        self.progress.hide()

    def show_offer(self, version: str, running: str) -> None:
        """Tell of a new version."""
        self.progress.hide()
        self._tell(MessageLevel.INFO, f"New version {version}. You have {running}.", _OFFERED)

    def show_download(self, version: str, total_bytes: int) -> None:
        """Say that the download has begun."""
        self.progress.show()
        text = f"Downloading version {version}…"
        self._tell(MessageLevel.INFO, text, _UNDER_WAY, can_dismiss=False)
        self.show_progress(version, 0, total_bytes)

    def show_progress(self, version: str, done_bytes: int, total_bytes: int) -> None:
        """Say how far the download is."""
        self.progress.setValue(round(_BAR_STEPS * done_bytes / max(1, total_bytes)))
        # The message is not shown anew: the button would lose the focus.
        self._text.setText(
            f"Downloading version {version}: {size_text(done_bytes)} of {size_text(total_bytes)}"
        )

    def show_downloaded(self, version: str, path: Path) -> None:
        """Say where the file lies."""
        self.progress.hide()
        text = (
            f"Version {version} is downloaded and verified: “{path.name}”. "
            "Quit this program before you install it."
        )
        self._tell(MessageLevel.INFO, text, _DONE)

    def show_problem(self, text: str) -> None:
        """Say why the download failed, and offer it again."""
        self.progress.hide()
        self._tell(MessageLevel.ERROR, text, _FAILED)

    def clear(self) -> None:
        """Show nothing."""
        self.progress.hide()
        super().clear()

    def _tell(
        self,
        level: MessageLevel,
        text: str,
        actions: Sequence[Action],
        *,
        can_dismiss: bool = True,
    ) -> None:
        focused = self.window().focusWidget()
        was_here = focused is not None and self.isAncestorOf(focused)
        self.show_message(level, text, actions, can_dismiss=can_dismiss)
        if was_here:
            # The button that was pressed is gone; whoever uses the keyboard goes on here.
            first = self.action_buttons()[0]
            first.show()
            first.setFocus()


def size_text(size_bytes: int) -> str:
    """Return a size such as ``170 MB``."""
    return QLocale().formattedDataSize(size_bytes, 0, QLocale.DataSizeFormat.DataSizeSIFormat)
