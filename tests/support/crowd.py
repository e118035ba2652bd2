"""Threads that do the same thing again and again until told otherwise."""

from __future__ import annotations

import threading
from collections.abc import Callable
from types import TracebackType
from typing import Self


class Crowd:
    """Runs calls over and over, each in its own thread; ends and tells of failures on exit."""

    def __init__(self, *calls: Callable[[], object]) -> None:
        self._done = threading.Event()
        self._failures: list[BaseException] = []
        self._threads = [threading.Thread(target=self._repeat, args=(call,)) for call in calls]

    def _repeat(self, call: Callable[[], object]) -> None:
        try:
            while not self._done.is_set():
                call()
        except BaseException as error:  # noqa: BLE001
            self._failures.append(error)

    def __enter__(self) -> Self:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._done.set()
        for thread in self._threads:
            thread.join()
        assert self._failures == []
