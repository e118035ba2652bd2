"""Background work reaches objects of the window without keeping them alive."""

from __future__ import annotations

import threading
import weakref
from collections.abc import Callable

import shiboken6
from PySide6.QtCore import QObject, QThread
from pytestqt.qtbot import QtBot

from fashion_desktop.jobs.relay import to_window


class _Listener(QObject):
    def __init__(self) -> None:
        super().__init__()
        self.heard: list[tuple[int, object]] = []

    def hear(self, number: int) -> None:
        self.heard.append((number, QThread.currentThread()))


def _in_thread(work: Callable[[], None]) -> None:
    thread = threading.Thread(target=work)
    thread.start()
    thread.join(5.0)


def test_calls_arrive_in_order_in_the_windows_thread(qtbot: QtBot) -> None:
    listener = _Listener()
    send = to_window(listener.hear)
    _in_thread(lambda: [send(number) for number in range(10_000)] and None)
    assert listener.heard == []
    qtbot.waitUntil(lambda: len(listener.heard) == 10_000, timeout=5_000)
    here = QThread.currentThread()
    assert listener.heard == [(number, here) for number in range(10_000)]


def test_an_object_that_has_gone_is_not_called_and_not_kept(qtbot: QtBot) -> None:
    listener = _Listener()
    send, gone = to_window(listener.hear), weakref.ref(listener)
    _in_thread(lambda: send(1))
    del listener
    assert gone() is None
    qtbot.wait(10)
    _in_thread(lambda: send(2))
    qtbot.wait(10)


def test_an_object_that_qt_deleted_is_not_called(qtbot: QtBot) -> None:
    listener = _Listener()
    send = to_window(listener.hear)
    shiboken6.delete(listener)
    _in_thread(lambda: send(1))
    qtbot.wait(10)
    assert listener.heard == []
