"""Runs other programs; tests put a runner of their own in place of ``run_command``."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

Run = Callable[[Sequence[str]], str]
"""Runs a command to its end and returns what it printed; raises ``StepError`` if it failed."""

_SHOWN_CHARACTERS = 2_000


class StepError(RuntimeError):
    """A program that a step needs is missing or has failed."""


def exit_status(step: Callable[[], object]) -> int:
    """Do a step and return 0, or say why it failed and return 1."""
    try:
        step()
    except StepError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0


def run_command(command: Sequence[str]) -> str:
    """Run a program and return its output.

    Raises:
        StepError: there is no such program, or it ended with an error.
    """
    name = Path(command[0]).name
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    except FileNotFoundError:
        raise StepError(f"{name} is not installed, or not on the PATH.") from None
    if done.returncode:
        said = f"{done.stdout}{done.stderr}".strip()[-_SHOWN_CHARACTERS:]
        raise StepError(f"{name} ended with status {done.returncode}: {said}")
    return done.stdout


def patiently(
    run: Run,
    command: Sequence[str],
    tries: int = 3,
    pause_s: float = 10.0,
    sleep: Callable[[float], object] = time.sleep,
) -> str:
    """Run a command that may fail for a while, as what asks a server or a busy disk does.

    Raises:
        StepError: it failed every time.
    """
    for _ in range(tries - 1):
        try:
            return run(command)
        except StepError:
            sleep(pause_s)
    return run(command)
