"""Coroutines started from signals: kept alive, awaited at shutdown, errors never lost."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Coroutine
from typing import Any

from fashion_desktop.domain.errors import FashionDesktopError
from fashion_desktop.jobs.lane import LaneStoppedError

logger = logging.getLogger(__name__)

UNEXPECTED = "Something unexpected went wrong. The log file has the details."


class Tasks:
    """The window's running coroutines.

    Attributes:
        show_error: called in the window's thread with a sentence for people.
    """

    def __init__(self, show_error: Callable[[str], None]) -> None:
        self.show_error = show_error
        self._running: set[asyncio.Task[None]] = set()
        self._closed = False

    def start(self, coroutine: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        """Run a coroutine; an error that it raises is shown to the user.

        After ``cancel_all`` nothing is begun any more: the task is cancelled at once.
        """
        task = asyncio.get_running_loop().create_task(self._guarded(coroutine))
        self._running.add(task)
        task.add_done_callback(self._running.discard)
        # Of a task cancelled before its first step nobody has awaited the coroutine.
        task.add_done_callback(lambda _task: coroutine.close())
        if self._closed:
            task.cancel()
        return task

    async def cancel_all(self) -> None:
        """Cancel what still runs and wait for it."""
        self._closed = True
        running = [task for task in self._running if task is not asyncio.current_task()]
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)

    async def _guarded(self, coroutine: Coroutine[Any, Any, None]) -> None:
        try:
            await coroutine
        except FashionDesktopError as error:
            self.show_error(str(error))
        except LaneStoppedError:
            logger.debug("Work asked for during shutdown was not begun")
        except Exception:
            logger.exception("A task of the window failed")
            self.show_error(UNEXPECTED)
