"""Two starts on one library: the second hands over what it shall open, and strangers nothing."""

from __future__ import annotations

import ctypes
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest
from filelock import FileLock
from PySide6.QtCore import QDeadlineTimer
from PySide6.QtNetwork import QLocalSocket
from pytestqt.qtbot import QtBot

from fashion_desktop.app import single_instance
from fashion_desktop.app.open_request import MAX_BODY_BYTES, OpenRequest, framed
from fashion_desktop.app.single_instance import InstanceServer, hand_over, open_or_hand_over
from fashion_desktop.domain.errors import LibraryLockedError
from fashion_desktop.services.session import LibrarySession
from fashion_desktop.storage.settings_store import Settings

PHOTOS = OpenRequest(("/photos/två\nrader.jpg", "/photos/\udcff.png"), 2, "token")
OTHER_START = """
import sys
from pathlib import Path
from types import SimpleNamespace
from fashion_desktop.app.open_request import OpenRequest
from fashion_desktop.app.single_instance import open_or_hand_over
from fashion_desktop.storage.settings_store import Settings
print(open_or_hand_over(Path(sys.argv[1]), Settings(), OpenRequest.of(sys.argv[2:])))
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    library = tmp_path / "library"
    library.mkdir()
    return library


@pytest.fixture
def server(folder: Path) -> Iterator[InstanceServer]:
    running = InstanceServer(folder)
    yield running
    running.close()
    running.deleteLater()


class Caller:
    """Another start of the program, or a stranger, at the other end of the socket."""

    def __init__(self, folder: Path, data: bytes) -> None:
        self._socket = QLocalSocket()
        self._socket.connectToServer(single_instance._server_name(folder))
        assert self._socket.waitForConnected(1000)
        self._socket.write(data)
        self._socket.flush()

    @property
    def is_sent_away(self) -> bool:
        return self._socket.state() == QLocalSocket.LocalSocketState.UnconnectedState

    def answer(self, qtbot: QtBot) -> bytes:
        qtbot.waitUntil(lambda: self.is_sent_away)
        return bytes(self._socket.readAll().data())

    def hang_up(self) -> None:
        self._socket.abort()


def test_nobody_takes_over_where_nobody_listens(folder: Path) -> None:
    assert not hand_over(folder, PHOTOS)


def test_a_request_arrives_as_it_was_sent(
    server: InstanceServer, folder: Path, qtbot: QtBot
) -> None:
    taken: list[OpenRequest] = []
    server.serve(taken.append)
    assert Caller(folder, framed(PHOTOS)).answer(qtbot) == b"ok\n"
    assert taken == [PHOTOS]


def test_requests_wait_until_somebody_serves_them(
    server: InstanceServer, folder: Path, qtbot: QtBot
) -> None:
    first, second = (Caller(folder, framed(request)) for request in (PHOTOS, OpenRequest()))
    qtbot.wait(50)
    assert not first.is_sent_away
    taken: list[OpenRequest] = []
    server.serve(taken.append)
    assert first.answer(qtbot) == second.answer(qtbot) == b"ok\n"
    assert taken == [PHOTOS, OpenRequest()]


def test_a_large_request_comes_in_pieces(
    server: InstanceServer, folder: Path, qtbot: QtBot
) -> None:
    taken: list[OpenRequest] = []
    server.serve(taken.append)
    large = OpenRequest(tuple(f"/{number}{'界' * 1300}" for number in range(100)))
    assert Caller(folder, framed(large)).answer(qtbot) == b"ok\n"
    assert taken == [large]


@pytest.mark.parametrize(
    "data",
    [
        b"raise\n",
        b"GET / HTTP/1.1\r\n\r\n",
        bytes(64),
        (MAX_BODY_BYTES + 1).to_bytes(4, "big") + b"x" * 100,
        (5).to_bytes(4, "big") + b"[1,2]",
        (2).to_bytes(4, "big") + b"{}",
    ],
)
def test_strangers_are_sent_away_and_nothing_happens(
    data: bytes, server: InstanceServer, folder: Path, qtbot: QtBot
) -> None:
    taken: list[OpenRequest] = []
    server.serve(taken.append)
    assert Caller(folder, data).answer(qtbot) == b""
    assert Caller(folder, framed(PHOTOS)).answer(qtbot) == b"ok\n"
    assert taken == [PHOTOS]


def test_who_says_nothing_or_too_little_is_sent_away_in_the_end(
    server: InstanceServer, folder: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(single_instance, "CALLER_TIMEOUT_MS", 50)
    taken: list[OpenRequest] = []
    server.serve(taken.append)
    silent, slow = Caller(folder, b""), Caller(folder, framed(PHOTOS)[:-1])
    assert silent.answer(qtbot) == slow.answer(qtbot) == b""
    assert taken == []


def test_what_follows_a_request_is_not_read(
    server: InstanceServer, folder: Path, qtbot: QtBot
) -> None:
    taken: list[OpenRequest] = []
    server.serve(taken.append)
    assert Caller(folder, framed(OpenRequest()) + framed(PHOTOS)).answer(qtbot) == b"ok\n"
    assert taken == [OpenRequest()]


def test_who_hangs_up_before_being_served_does_no_harm(
    server: InstanceServer, folder: Path, qtbot: QtBot
) -> None:
    Caller(folder, b"").hang_up()
    taken: list[OpenRequest] = []
    server.serve(taken.append)
    assert Caller(folder, framed(PHOTOS)).answer(qtbot) == b"ok\n"
    assert taken == [PHOTOS]


def test_a_free_library_is_opened(folder: Path) -> None:
    session = open_or_hand_over(folder, Settings(), PHOTOS)
    assert isinstance(session, LibrarySession)
    session.close()


def test_a_library_that_a_window_has_open_is_left_to_it(
    server: InstanceServer, folder: Path, qtbot: QtBot
) -> None:
    taken: list[OpenRequest] = []
    server.serve(taken.append)
    with FileLock(folder / "library.lock"):
        # Qt waits with Python's global lock held: the other start needs a process of its own.
        other = subprocess.Popen(
            [sys.executable, "-c", OTHER_START, str(folder), *PHOTOS.photos],
            stdout=subprocess.PIPE,
            text=True,
        )
        qtbot.waitUntil(lambda: other.poll() is not None, timeout=60_000)
        answer, _ = other.communicate()
    assert answer == "None\n"
    assert [request.photos for request in taken] == [PHOTOS.photos]


def test_a_library_that_something_else_uses_is_refused(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(single_instance, "LOCK_PATIENCE_S", 0.2)
    with FileLock(folder / "library.lock"), pytest.raises(LibraryLockedError, match="in use"):
        open_or_hand_over(folder, Settings(), PHOTOS)


def test_a_window_that_is_just_closing_is_waited_for(folder: Path) -> None:
    lock = FileLock(folder / "library.lock", thread_local=False)
    lock.acquire()
    closing = threading.Timer(0.3, lock.release)
    closing.start()
    session = open_or_hand_over(folder, Settings(), PHOTOS)
    closing.join()
    assert session is not None
    session.close()


def test_a_socket_that_was_left_behind_is_replaced(folder: Path, qtbot: QtBot) -> None:
    crashed = InstanceServer(folder)
    after = InstanceServer(folder)
    taken: list[OpenRequest] = []
    after.serve(taken.append)
    assert Caller(folder, framed(PHOTOS)).answer(qtbot) == b"ok\n"
    assert taken == [PHOTOS]
    for server in (crashed, after):
        server.close()
        server.deleteLater()


def test_a_window_that_closes_takes_nothing_any_more(server: InstanceServer, folder: Path) -> None:
    taken: list[OpenRequest] = []
    server.serve(taken.append)
    server.close()
    began = QDeadlineTimer(5000)
    assert not hand_over(folder, PHOTOS)
    assert not began.hasExpired()
    assert taken == []


@pytest.mark.skipif(sys.platform == "win32", reason="pipes have names of their own there")
@pytest.mark.usefixtures("server")
def test_the_socket_lies_where_only_the_user_may_listen(tmp_path: Path) -> None:
    sockets = [path for path in tmp_path.iterdir() if path.is_socket()]
    assert [path.name.startswith("fashion-desktop-") for path in sockets] == [True]
    assert sockets[0].stat().st_mode & 0o077 == 0


def test_on_windows_the_open_window_is_allowed_to_come_to_the_front(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    allowed: list[int] = []
    user32 = SimpleNamespace(AllowSetForegroundWindow=allowed.append)
    monkeypatch.setattr(ctypes, "windll", SimpleNamespace(user32=user32), raising=False)
    single_instance._let_others_come_to_the_front()
    assert allowed == []
    monkeypatch.setattr(single_instance.sys, "platform", "win32")
    single_instance._let_others_come_to_the_front()
    assert allowed == [-1]
