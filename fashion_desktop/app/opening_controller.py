"""Photos from outside the library: opened with the program, dropped, pasted, linked, chosen."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog

from fashion_desktop.app.context import WindowContext
from fashion_desktop.app.open_request import MAX_PHOTOS, OpenRequest, use_activation_token
from fashion_desktop.app.queries import photo_of_file
from fashion_desktop.app.search_controller import SearchController
from fashion_desktop.domain.file_types import PHOTO_SUFFIXES
from fashion_desktop.widgets.drop_payload import PhotoPayload
from fashion_desktop.widgets.message_bar import MessageLevel
from fashion_desktop.widgets.parts import count_text

CONNECT_FIRST = (
    "Connect a catalogue first, then open the photo again: "
    "look-alikes are looked for among your own products."
)


class OpeningController(QObject):
    """Finds look-alikes of photos that come from outside, where the user can see them."""

    def __init__(self, context: WindowContext, search: SearchController) -> None:
        super().__init__(context.window)
        self._context = context
        self._search = search
        self._waiting: list[OpenRequest] | None = []
        window, drops = context.window, context.window.drops
        drops.photos_dropped.connect(self.show_photos)
        drops.link_dropped.connect(self.show_link)
        drops.refused.connect(context.tasks.show_error)
        window.open_requested.connect(self.choose_photos)
        window.toolbar.photo_requested.connect(self.choose_photos)
        window.paste_requested.connect(lambda: drops.take(QGuiApplication.clipboard().mimeData()))

    def open(self, request: OpenRequest) -> None:
        """Bring the window to the front and look up the photos; while it starts, remember them."""
        if self._waiting is not None:
            self._waiting.append(request)
            return
        use_activation_token(request)
        self._context.window.show_in_front()
        self._show_files(request.photos, request.left_out)

    def begin(self) -> None:
        """The window is on show: look up what has been opened until now, all together."""
        waiting, self._waiting = self._waiting or [], None
        photos = tuple(dict.fromkeys(photo for request in waiting for photo in request.photos))
        self._show_files(photos, sum(request.left_out for request in waiting))

    def show_photos(self, photos: Sequence[PhotoPayload], left_out: int = 0) -> None:
        """Look up one or several photos; of very many the first ones, and say so.

        Args:
            left_out: how many more there were.
        """
        if not photos or not self._make_way():
            return
        kept = photos[:MAX_PHOTOS]
        left_out += len(photos) - len(kept)
        if left_out:
            text = (
                f"The first {count_text(len(kept))} photos are opened. "
                f"Open the other {count_text(left_out)} in smaller groups."
            )
            self._context.window.messages.show_message(MessageLevel.INFO, text)
        self._search.show_photos(kept)

    def show_link(self, url: str) -> None:
        """Look up the photo behind a link."""
        if self._make_way():
            self._search.show_link(url)

    def choose_photos(self) -> None:
        """Let the user choose photo files."""
        suffixes = " ".join(f"*{suffix}" for suffix in sorted(PHOTO_SUFFIXES))
        dialog = QFileDialog(self._context.window, "Find look-alikes of photos")
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        dialog.setNameFilters([f"Photos ({suffixes})", "All files (*)"])
        dialog.filesSelected.connect(self._show_files)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _show_files(self, paths: Sequence[str], left_out: int = 0) -> None:
        self.show_photos([photo_of_file(path) for path in paths], left_out)

    def _make_way(self) -> bool:
        """Uncover the place of the answer; return whether there can be one, or say why not."""
        window = self._context.window
        window.preview.close_preview()
        if window.shows_connect_page:
            if not window.connect_page.can_cancel:
                window.messages.show_message(MessageLevel.INFO, CONNECT_FIRST)
                return False
            window.show_library()
        return True
