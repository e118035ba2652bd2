"""Concurrency that ends when it is said to have ended."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import ParamSpec, TypeVar

from fashion_desktop.domain.errors import FashionDesktopError
from fashion_desktop.domain.jobs import JobContext

P = ParamSpec("P")
R = TypeVar("R")

CANCEL_POLL_S = 0.05


class JobStopped(Exception):  # noqa: N818 - not an error: somebody asked for it
    """The job was cancelled, or the program is quitting."""


async def finish_in_thread(function: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    """Run a function in a thread, and to its end even when the awaiting task is cancelled.

    For everything that writes: when a job is reported as cancelled, nothing of it is still
    under way, and what it wrote has been counted.
    """
    work = asyncio.ensure_future(asyncio.to_thread(function, *args, **kwargs))
    try:
        return await asyncio.shield(work)
    except asyncio.CancelledError:
        await asyncio.wait([work])
        if not work.cancelled():
            work.exception()  # taken note of; the cancellation counts
        raise


async def stop_when_cancelled(context: JobContext) -> None:
    """Raise once somebody has cancelled; run beside the work in a task group, it ends that.

    Raises:
        JobStopped: always, in the end.
    """
    while True:
        if context.cancelled:
            raise JobStopped
        await asyncio.sleep(CANCEL_POLL_S)


def first_error(errors: BaseExceptionGroup[BaseException]) -> BaseException:
    """Return what to report of the errors of a task group.

    That the job was stopped comes first, then what has a sentence for people.
    """
    flat = list(_flattened(errors))
    for kind in (JobStopped, FashionDesktopError):
        for error in flat:
            if isinstance(error, kind):
                return error
    return flat[0]


def _flattened(error: BaseException) -> list[BaseException]:
    if isinstance(error, BaseExceptionGroup):
        return [leaf for part in error.exceptions for leaf in _flattened(part)]
    return [error]
