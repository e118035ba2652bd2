"""Background threads that run coroutines."""

from __future__ import annotations

import asyncio
import logging
import os
import sys
import threading
from collections.abc import Callable, Coroutine
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from functools import partial
from typing import Any, TypeVar

from PySide6.QtCore import QObject, QThread

logger = logging.getLogger(__name__)

T = TypeVar("T")

DEFAULT_STOP_TIMEOUT_S = 10.0
_BACKGROUND_NICENESS = 5

_stragglers: set[Lane] = set()
"""Lanes that did not stop in time: destroying a running QThread would abort the process."""


class LaneStoppedError(RuntimeError):
    """Work was handed to a lane that is stopping or has stopped."""


class Lane(QThread):
    """A thread with an asyncio loop of its own; call ``start()`` before work can run.

    Args:
        name: what debuggers, logs and the operating system call the thread.
        background: on Linux the thread, and every thread it starts (a network's workers,
            executors), yields to the window; elsewhere the thread itself has low priority.
        workers: threads for blocking calls (``asyncio.to_thread``) made in the lane.
        on_stop: coroutine function awaited in the lane after its tasks have ended, for
            closing what belongs to the lane's loop.
    """

    def __init__(
        self,
        name: str,
        *,
        background: bool = False,
        workers: int = 4,
        on_stop: Callable[[], Coroutine[Any, Any, None]] | None = None,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.on_stop = on_stop
        self._name = name
        self._background = background
        self._workers = workers
        self._lock = threading.Lock()
        self._stopping = False
        self._loop: asyncio.AbstractEventLoop | None = None
        self._stop_asked: asyncio.Event | None = None
        self._early: list[tuple[Callable[[], Coroutine[Any, Any, Any]], Future[Any]]] = []
        self._tasks: set[asyncio.Task[Any]] = set()

    @property
    def stopping(self) -> bool:
        """Whether the lane takes no more work."""
        return self._stopping

    def submit(self, coroutine_factory: Callable[[], Coroutine[Any, Any, T]]) -> Future[T]:
        """Run a coroutine in the lane; thread-safe. Cancelling the future cancels its task.

        Work submitted before ``start()`` runs once the lane is up.

        Raises:
            LaneStoppedError: the lane is stopping or has stopped.
        """
        future: Future[T] = Future()
        with self._lock:
            if self._stopping:
                raise LaneStoppedError(f"the lane {self._name} has stopped")
            if self._loop is None:
                self._early.append((coroutine_factory, future))
            else:
                self._loop.call_soon_threadsafe(self._spawn, coroutine_factory, future)
        return future

    def stop(self, timeout_s: float = DEFAULT_STOP_TIMEOUT_S) -> bool:
        """Refuse work, cancel tasks, close the loop, end the thread and wait for that.

        Returns:
            Whether the thread has ended; False leaves it running, and kept alive.
        """
        with self._lock:
            first = not self._stopping
            self._stopping = True
            if first and self._loop is not None and self._stop_asked is not None:
                self._loop.call_soon_threadsafe(self._stop_asked.set)
        if not self.isRunning():
            for _, future in self._early:
                future.cancel()
            self._early.clear()
        if self.wait(max(0, round(timeout_s * 1000))):
            _stragglers.discard(self)
            return True
        logger.error("The lane %s did not stop within %.1f s", self._name, timeout_s)
        _stragglers.add(self)
        return False

    def run(self) -> None:
        """Serve the loop until ``stop``; called by Qt in the new thread."""
        threading.current_thread().name = self._name
        if self._background:
            self._yield_to_the_window()
        with asyncio.Runner() as runner:
            runner.run(self._serve())

    def _yield_to_the_window(self) -> None:
        if sys.platform == "linux":
            # Linux keeps a priority for each thread, and children inherit it.
            with suppress(OSError):
                os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), _BACKGROUND_NICENESS)
        else:
            self.setPriority(QThread.Priority.LowPriority)

    async def _serve(self) -> None:
        loop = asyncio.get_running_loop()
        loop.set_default_executor(
            ThreadPoolExecutor(self._workers, thread_name_prefix=f"{self._name}-worker")
        )
        stop_asked = asyncio.Event()
        with self._lock:
            self._stop_asked = stop_asked
            self._loop = loop
            early, self._early = self._early, []
            if self._stopping:
                stop_asked.set()
        for coroutine_factory, future in early:
            self._spawn(coroutine_factory, future)
        await stop_asked.wait()
        tasks = list(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        if self.on_stop is not None:
            try:
                await self.on_stop()
            except Exception:
                logger.exception("Closing the lane %s failed", self._name)

    def _spawn(
        self, coroutine_factory: Callable[[], Coroutine[Any, Any, T]], future: Future[T]
    ) -> None:
        if future.cancelled():
            return
        task = asyncio.get_running_loop().create_task(_call(coroutine_factory))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        task.add_done_callback(partial(_hand_over, future))
        future.add_done_callback(partial(self._pass_cancellation_on, task))

    def _pass_cancellation_on(self, task: asyncio.Task[T], future: Future[T]) -> None:
        if not future.cancelled() or self._loop is None:
            return
        # The loop may be closed by now, and then there is nothing left to cancel.
        with suppress(RuntimeError):
            self._loop.call_soon_threadsafe(task.cancel)


async def _call(coroutine_factory: Callable[[], Coroutine[Any, Any, T]]) -> T:
    return await coroutine_factory()


def _hand_over(future: Future[T], task: asyncio.Task[T]) -> None:
    if task.cancelled():
        future.cancel()
        return
    error = task.exception()
    # A future cancelled from outside takes no result any more.
    if not future.set_running_or_notify_cancel():
        return
    if error is not None:
        future.set_exception(error)
    else:
        future.set_result(task.result())
