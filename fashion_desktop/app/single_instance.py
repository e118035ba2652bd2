"""A second start on the same library hands what it shall open to the first window."""

from __future__ import annotations

import hashlib
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, QTimer
from PySide6.QtNetwork import QLocalServer, QLocalSocket

from fashion_desktop.app.open_request import (
    LENGTH_BYTES,
    MAX_BODY_BYTES,
    NotARequestError,
    OpenRequest,
    body_length,
    framed,
    request_of,
)
from fashion_desktop.domain.errors import LibraryLockedError
from fashion_desktop.services.session import LibrarySession
from fashion_desktop.storage.file_identity import identity_of
from fashion_desktop.storage.settings_store import Settings

CONNECT_TIMEOUT_MS = 500
ANSWER_TIMEOUT_MS = 10_000
"""A window that is just starting answers late."""
CALLER_TIMEOUT_MS = 5_000
LOCK_PATIENCE_S = 2.0
"""A window that is just closing, or not listening yet, has the library for so long at most."""
_LOCK_POLL_S = 0.1
_ACCEPTED = b"ok\n"
_LONGEST_SOCKET_PATH = 100
_ANY_PROCESS = -1


def open_or_hand_over(
    folder: Path, settings: Settings, request: OpenRequest
) -> LibrarySession | None:
    """Open a library; None when a window that has it open has taken over the request.

    Raises:
        LibraryLockedError: the library is in use, and not by a window.
        LibraryError: it cannot be used.
    """
    deadline_s = time.monotonic() + LOCK_PATIENCE_S
    while True:
        try:
            return LibrarySession.open(folder, settings=settings)
        except LibraryLockedError:
            if hand_over(folder, request):
                return None
            if time.monotonic() > deadline_s:
                raise
        time.sleep(_LOCK_POLL_S)


def hand_over(folder: Path, request: OpenRequest) -> bool:
    """Send a request to the window that has this library open; return whether it was taken."""
    socket = QLocalSocket()
    socket.connectToServer(_server_name(folder))
    if not socket.waitForConnected(CONNECT_TIMEOUT_MS):
        return False
    _let_others_come_to_the_front()
    socket.write(framed(request))
    while socket.bytesToWrite():
        if not socket.waitForBytesWritten(ANSWER_TIMEOUT_MS):
            return False
    answer = b""
    while len(answer) < len(_ACCEPTED) and socket.waitForReadyRead(ANSWER_TIMEOUT_MS):
        answer += bytes(socket.readAll().data())
    socket.disconnectFromServer()
    return answer == _ACCEPTED


class InstanceServer(QObject):
    """Listens for later starts on the same library, from the moment it is made.

    What they ask waits until ``serve`` is called.
    """

    def __init__(self, folder: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._handler: Callable[[OpenRequest], object] | None = None
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._on_connection)
        name = _server_name(folder)
        # Whoever left a socket behind is gone: this process holds the library's lock.
        QLocalServer.removeServer(name)
        self._server.listen(name)

    def serve(self, handler: Callable[[OpenRequest], object]) -> None:
        """Have every request handled, those that wait first."""
        self._handler = handler
        self._on_connection()

    def close(self) -> None:
        """Stop listening; later starts then wait for the library."""
        self._handler = None
        self._server.close()

    def _on_connection(self) -> None:
        while self._handler is not None and self._server.hasPendingConnections():
            _Caller(self._server.nextPendingConnection(), self._handler)


class _Caller(QObject):
    """One connection: reads one request, answers it, and goes away."""

    def __init__(self, socket: QLocalSocket, handler: Callable[[OpenRequest], object]) -> None:
        super().__init__(socket)
        self._socket = socket
        self._handler = handler
        self._received = bytearray()
        self._is_done = False
        socket.setReadBufferSize(LENGTH_BYTES + MAX_BODY_BYTES)
        socket.disconnected.connect(socket.deleteLater)
        socket.readyRead.connect(self._on_data)
        QTimer.singleShot(CALLER_TIMEOUT_MS, self, socket.abort)
        if socket.state() == QLocalSocket.LocalSocketState.UnconnectedState:
            # Gone before it was listened to.
            socket.deleteLater()
        self._on_data()

    def _on_data(self) -> None:
        if self._is_done:
            self._socket.readAll()
            return
        self._received += self._socket.readAll().data()
        try:
            request = self._request()
        except NotARequestError:
            # Not one of us.
            self._is_done = True
            self._socket.abort()
            return
        if request is not None:
            self._is_done = True
            self._socket.write(_ACCEPTED)
            self._socket.flush()
            self._socket.disconnectFromServer()
            self._handler(request)

    def _request(self) -> OpenRequest | None:
        if len(self._received) < LENGTH_BYTES:
            return None
        end = LENGTH_BYTES + body_length(bytes(self._received[:LENGTH_BYTES]))
        if len(self._received) < end:
            return None
        return request_of(bytes(self._received[LENGTH_BYTES:end]))


def _server_name(folder: Path) -> str:
    digest = hashlib.sha256(identity_of(folder).encode("utf-8", "surrogateescape"))
    name = f"fashion-desktop-{digest.hexdigest()[:16]}"
    # Where nobody else can listen under this name. Without such a folder Qt takes the
    # system's one for temporary files.
    private = os.environ.get("XDG_RUNTIME_DIR", "")
    path = Path(private, name)
    is_private = bool(private) and path.is_absolute() and path.parent.is_dir()
    return str(path) if is_private and len(str(path)) <= _LONGEST_SOCKET_PATH else name


def _let_others_come_to_the_front() -> None:
    """On Windows only the process that the user has started may let another one do so."""
    if sys.platform == "win32":
        import ctypes

        ctypes.windll.user32.AllowSetForegroundWindow(_ANY_PROCESS)
