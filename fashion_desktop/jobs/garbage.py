"""Python's cyclic garbage, collected where it cannot do harm."""

from __future__ import annotations

import gc
import sys
import time

from PySide6.QtCore import QObject, QTimer

DEFAULT_INTERVAL_MS = 1_000
_LONG_S = 0.02
_MANY_MODULES = 50


class GarbageCollector(QObject):
    """Collects cyclic garbage in the window's thread only, until ``stop``.

    Python collects in whichever thread happens to allocate. Were that a lane, windows and
    timers that are garbage would be destroyed in the lane, and Qt would crash. One collector
    at a time; keep it as long as lanes run.

    A collection over everything that a neural network's library brings takes longer than a
    window may stall. What many new modules have brought is therefore left out of collections
    altogether, and so is whatever is alive after a collection that took long.
    """

    def __init__(
        self, interval_ms: int = DEFAULT_INTERVAL_MS, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        gc.disable()
        self._modules = len(sys.modules)
        self._timer = QTimer(self)
        self._timer.setInterval(interval_ms)
        self._timer.timeout.connect(self.collect)
        self._timer.start()

    def collect(self) -> None:
        """Collect as much as Python would by now have collected by itself."""
        if len(sys.modules) - self._modules > _MANY_MODULES:
            self._modules = len(sys.modules)
            gc.freeze()
            return
        thresholds, counts = gc.get_threshold(), gc.get_count()
        # From the oldest generation down, because collecting one collects the younger too.
        for generation in (2, 1, 0):
            if counts[generation] > thresholds[generation]:
                began_s = time.perf_counter()
                gc.collect(generation)
                if generation == 2 and time.perf_counter() - began_s > _LONG_S:
                    gc.freeze()
                return

    def stop(self) -> None:
        """Leave collecting to Python again; once no lane runs any more."""
        self._timer.stop()
        gc.enable()
