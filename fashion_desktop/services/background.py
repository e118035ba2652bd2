"""Work that nobody waits for, ended before the library closes."""

from __future__ import annotations

import threading
from collections.abc import Callable


class Background:
    """Threads that are asked to stop, and waited for, in ``close``."""

    def __init__(self) -> None:
        self._stop = threading.Event()
        self._lock = threading.Lock()
        self._threads: list[threading.Thread] = []

    def start(self, name: str, work: Callable[[Callable[[], bool]], object]) -> bool:
        """Run ``work`` in a thread; it is given what tells whether it should stop.

        Returns:
            Whether it was started: nothing is once ``close`` was called.
        """
        with self._lock:
            if self._stop.is_set():
                return False
            self._threads = [thread for thread in self._threads if thread.is_alive()]
            thread = threading.Thread(
                target=work, args=(self._stop.is_set,), name=name, daemon=True
            )
            self._threads.append(thread)
            thread.start()
        return True

    def wait(self) -> None:
        """Wait until everything has ended by itself, also what was started meanwhile."""
        while True:
            with self._lock:
                running = [thread for thread in self._threads if thread.is_alive()]
            if not running:
                return
            for thread in running:
                thread.join()

    def close(self) -> None:
        """Stop everything and wait for it."""
        with self._lock:
            self._stop.set()
        self.wait()
