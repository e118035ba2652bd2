"""Many pokes become few signals, and the last poke is never lost."""

from __future__ import annotations

import threading
import time

from PySide6.QtCore import QObject, QThread, Signal
from pytestqt.qtbot import QtBot

from fashion_desktop.jobs.throttle import Throttle


class _Listener(QObject):
    def __init__(self) -> None:
        super().__init__()
        self.times_s: list[float] = []
        self.threads: set[object] = set()

    def note(self) -> None:
        self.times_s.append(time.monotonic())
        self.threads.add(QThread.currentThread())


def _watched(interval_ms: int) -> tuple[Throttle, _Listener]:
    throttle, listener = Throttle(interval_ms), _Listener()
    throttle.due.connect(listener.note)
    return throttle, listener


def test_ten_thousand_pokes_from_other_threads_are_few_signals_in_the_owners_thread(
    qtbot: QtBot,
) -> None:
    throttle, listener = _watched(50)
    began_s = time.monotonic()

    def poke() -> None:
        for _ in range(5_000):
            throttle.poke()
            time.sleep(0.00005)

    threads = [threading.Thread(target=poke) for _ in range(2)]
    for thread in threads:
        thread.start()
    qtbot.waitUntil(lambda: not any(thread.is_alive() for thread in threads), timeout=20_000)
    qtbot.wait(120)
    took_s = time.monotonic() - began_s
    assert 2 <= len(listener.times_s) <= took_s / 0.050 + 2
    assert listener.threads == {QThread.currentThread()}


def test_the_first_poke_is_answered_at_once_and_the_last_one_always(qtbot: QtBot) -> None:
    throttle, listener = _watched(80)
    throttle.poke()
    qtbot.waitUntil(lambda: len(listener.times_s) == 1, timeout=60)
    throttle.poke()
    throttle.poke()
    qtbot.waitUntil(lambda: len(listener.times_s) == 2, timeout=1_000)
    assert listener.times_s[1] - listener.times_s[0] >= 0.075
    qtbot.wait(120)
    assert len(listener.times_s) == 2


def test_flushing_delivers_what_is_outstanding_once(qtbot: QtBot) -> None:
    throttle, listener = _watched(10_000)
    throttle.flush()
    assert not listener.times_s
    throttle.poke()
    throttle.flush()
    assert len(listener.times_s) == 1
    qtbot.wait(30)
    assert len(listener.times_s) == 1


def test_ten_thousand_signals_with_true_and_none_keep_their_references() -> None:
    class Emitter(QObject):
        sent = Signal(object)

    received: list[object] = []
    emitter = Emitter()
    emitter.sent.connect(received.append)
    for _ in range(5_000):
        emitter.sent.emit(True)
        emitter.sent.emit(None)
    assert received == [True, None] * 5_000
