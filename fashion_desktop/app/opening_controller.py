"""Photos that the system hands over: opened with the program, or dropped on its icon."""

from __future__ import annotations

from PySide6.QtCore import QObject

from fashion_desktop.app.context import WindowContext
from fashion_desktop.app.open_request import MAX_PHOTOS, OpenRequest, use_activation_token
from fashion_desktop.app.queries import photo_of_file
from fashion_desktop.app.search_controller import SearchController
from fashion_desktop.widgets.message_bar import MessageLevel
from fashion_desktop.widgets.parts import count_text

CONNECT_FIRST = (
    "Connect a catalogue first, then open the photo again: "
    "look-alikes are looked for among your own products."
)


class OpeningController(QObject):
    """Finds look-alikes of photos that come from outside the window, once it is on show."""

    def __init__(self, context: WindowContext, search: SearchController) -> None:
        super().__init__(context.window)
        self._context = context
        self._search = search
        self._waiting: list[OpenRequest] | None = []

    def open(self, request: OpenRequest) -> None:
        """Bring the window to the front and look up the photos; while it starts, remember them."""
        if self._waiting is not None:
            self._waiting.append(request)
            return
        use_activation_token(request)
        self._context.window.show_in_front()
        self._look_up(request)

    def begin(self) -> None:
        """The window is on show: look up what has been opened until now, all together."""
        waiting, self._waiting = self._waiting or [], None
        photos = tuple(dict.fromkeys(photo for request in waiting for photo in request.photos))
        left_out = sum(request.left_out for request in waiting)
        left_out += max(0, len(photos) - MAX_PHOTOS)
        self._look_up(OpenRequest(photos[:MAX_PHOTOS], left_out))

    def _look_up(self, request: OpenRequest) -> None:
        window = self._context.window
        if not request.photos:
            return
        if window.shows_connect_page:
            if not window.connect_page.can_cancel:
                window.messages.show_message(MessageLevel.INFO, CONNECT_FIRST)
                return
            window.show_library()
        if request.left_out:
            text = (
                f"The first {count_text(len(request.photos))} photos are opened. "
                f"Open the other {count_text(request.left_out)} in smaller groups."
            )
            window.messages.show_message(MessageLevel.INFO, text)
        self._search.show_photos([photo_of_file(path) for path in request.photos])
