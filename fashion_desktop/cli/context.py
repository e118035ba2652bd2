"""Running a job from the command line: its context, and what Ctrl+C does to it."""

from __future__ import annotations

import asyncio
import contextlib
import signal
import threading
from collections.abc import Callable, Iterator

from fashion_desktop.cli.progress import ProgressLine


class CommandLineContext:
    """The :class:`~fashion_desktop.domain.jobs.JobContext` of a job in the foreground."""

    def __init__(self, job_id: str, progress: ProgressLine) -> None:
        self._job_id = job_id
        self._progress = progress
        self._cancelled = threading.Event()

    @property
    def job_id(self) -> str:
        """The id under which the job is stored."""
        return self._job_id

    @property
    def cancelled(self) -> bool:
        """Whether the job shall stop as soon as it can."""
        return self._cancelled.is_set()

    @property
    def suspending(self) -> bool:
        """Never: the command line either finishes a job, cancels it, or is killed."""
        return False

    def cancel(self) -> None:
        """Ask the job to stop; what it committed stays."""
        self._cancelled.set()

    def report(self, done: int, total: int | None, note: str = "") -> None:
        """Show how far the job is."""
        self._progress.show(done, total, note)

    def item_failed(self, product_id: str, reason: str) -> None:
        """Do nothing yet: the outcome lists every failure when the job ends."""

    async def checkpoint(self) -> None:
        """Stop here if the job was cancelled; the command line has no pause.

        Raises:
            asyncio.CancelledError: the job was cancelled.
        """
        if self._cancelled.is_set():
            raise asyncio.CancelledError


@contextlib.contextmanager
def cancelled_by_interrupt(on_interrupt: Callable[[], None]) -> Iterator[None]:
    """Inside a running loop: the first Ctrl+C calls ``on_interrupt``, the second one kills."""
    loop = asyncio.get_running_loop()
    before = signal.getsignal(signal.SIGINT)

    def interrupted() -> None:
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        on_interrupt()

    try:
        loop.add_signal_handler(signal.SIGINT, interrupted)
    except NotImplementedError:  # Windows: its loops have no signal handlers of their own
        signal.signal(signal.SIGINT, lambda _number, _frame: loop.call_soon_threadsafe(interrupted))
    try:
        yield
    finally:
        with contextlib.suppress(NotImplementedError):
            loop.remove_signal_handler(signal.SIGINT)
        signal.signal(signal.SIGINT, before)
