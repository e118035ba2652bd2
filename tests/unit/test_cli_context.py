"""A job's context on the command line, and Ctrl+C."""

from __future__ import annotations

import asyncio
import io
import os
import signal

import pytest

from fashion_desktop.cli.context import CommandLineContext, cancelled_by_interrupt
from fashion_desktop.cli.progress import ProgressLine


def make_context() -> CommandLineContext:
    return CommandLineContext("job-1", ProgressLine(io.StringIO(), "Working"))


async def test_a_cancelled_job_stops_at_its_next_checkpoint() -> None:
    context = make_context()
    await context.checkpoint()
    assert (context.job_id, context.cancelled, context.suspending) == ("job-1", False, False)
    context.cancel()
    assert context.cancelled
    with pytest.raises(asyncio.CancelledError):
        await context.checkpoint()


def test_the_first_interrupt_cancels_and_the_second_would_kill() -> None:
    before = signal.getsignal(signal.SIGINT)

    async def interrupted() -> object:
        cancelled = asyncio.Event()
        with cancelled_by_interrupt(cancelled.set):
            os.kill(os.getpid(), signal.SIGINT)
            async with asyncio.timeout(5):
                await cancelled.wait()
            return signal.getsignal(signal.SIGINT)

    assert asyncio.run(interrupted()) == signal.SIG_DFL
    assert signal.getsignal(signal.SIGINT) is before
