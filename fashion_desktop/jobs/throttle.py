"""Many calls from any thread become few signals in the owner's thread."""

from __future__ import annotations

import threading

from PySide6.QtCore import QElapsedTimer, QObject, Qt, QTimer, Signal


class Throttle(QObject):
    """Emits ``due`` at most once an interval, and always once more after the last poke.

    ``poke`` may be called from any thread and as often as convenient: while one ``due`` is
    outstanding further pokes cost nothing, so a stalled window never finds a flooded queue.
    Everything else belongs to the thread the object lives in.

    Args:
        interval_ms: shortest time between two ``due`` signals.
    """

    due = Signal()
    _poked = Signal()

    def __init__(self, interval_ms: int, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._interval_ms = interval_ms
        self._lock = threading.Lock()
        self._outstanding = False
        self._since_due = QElapsedTimer()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._fire)
        self._poked.connect(self._schedule, Qt.ConnectionType.QueuedConnection)

    def poke(self) -> None:
        """Ask for a ``due``; thread-safe."""
        with self._lock:
            if self._outstanding:
                return
            self._outstanding = True
        self._poked.emit()

    def flush(self) -> None:
        """Emit an outstanding ``due`` now instead of later."""
        if self._outstanding:
            self._timer.stop()
            self._fire()

    def _schedule(self) -> None:
        if not self._outstanding:
            return
        waited_ms = self._since_due.elapsed() if self._since_due.isValid() else self._interval_ms
        if waited_ms >= self._interval_ms:
            self._fire()
        else:
            self._timer.start(self._interval_ms - waited_ms)

    def _fire(self) -> None:
        with self._lock:
            self._outstanding = False
        self._since_due.start()
        self.due.emit()
