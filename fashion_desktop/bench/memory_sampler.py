"""The memory of this process over time."""

from __future__ import annotations

import threading
import time
from types import TracebackType
from typing import Self

from fashion_desktop.services.process_memory import resident_mb


class MemorySampler:
    """Samples the resident memory in the background while its block runs.

    Attributes:
        samples: (seconds since the start, MB) of each.
    """

    def __init__(self, interval_s: float = 0.2) -> None:
        self.samples: list[tuple[float, float]] = []
        self._interval_s = interval_s
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._run, name="memory-sampler", daemon=True)
        self._began = 0.0

    def __enter__(self) -> Self:
        """Take the first sample and go on."""
        self._began = time.monotonic()
        self._take()
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Take the last sample."""
        self._ended.set()
        self._thread.join()
        self._take()

    def _run(self) -> None:
        while not self._ended.wait(self._interval_s):
            self._take()

    def _take(self) -> None:
        self.samples.append((time.monotonic() - self._began, resident_mb()))
