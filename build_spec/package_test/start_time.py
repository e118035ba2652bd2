"""From the start of a process to the first painted grid of products."""

from __future__ import annotations

import json
import os
import statistics
import sys
import time
from pathlib import Path

from package_test.checks import CheckFailedError, Checks, expect
from package_test.ground import Ground
from package_test.program import Program, Surroundings

TARGET_S = 2.0
ROUNDS = 5
_TIMEOUT_S = 60.0
_EVENTS = ("painted", "answered", "photo_answered")


def check_start_time(
    ground: Ground, checks: Checks, library: Path, variables: dict[str, str]
) -> None:
    """Measure warm starts of the bundle, and of the checkout beside it.

    Args:
        library: one with embedded products.
        variables: where the windows shall appear.
    """
    with checks.section("How long a warm start takes"):
        name = f"from the start to the first painted grid: at most {TARGET_S:g} s"
        with checks.check(name) as found:
            ours = _starts(ground.plain, library, variables)
            theirs = _starts(_checkout(ground.folder), library, variables)
            busy = f"other work on this computer: load {os.getloadavg()[0]:.1f}"
            lines = [_line("the bundle", ours), _line("the checkout", theirs), busy]
            found.detail = "\n".join(["", *lines])
            checks.figures["start_s"] = ours
            checks.figures["start_of_the_checkout_s"] = theirs
            median_s = statistics.median(ours)
            expect(median_s <= TARGET_S, f"the median is {median_s:.2f} s")


def measured(program: Program, library: Path, variables: dict[str, str]) -> float:
    """Start the program, wait for the first painted grid, end it, and return the seconds.

    Raises:
        CheckFailedError: it did not come so far.
    """
    began_s = time.time()
    with program.start("--report-start", "--library", library, variables=variables) as process:
        line = process.stdout.readline() if process.stdout else b""
        process.terminate()
        _, err = process.communicate(timeout=_TIMEOUT_S)
    if not line:
        raise CheckFailedError(f"nothing was painted\n{err.decode(errors='replace')[-1000:]}")
    told = json.loads(line)
    expect(told["event"] == _EVENTS[0], f"the first event is {told}")
    return float(told["at"]) - began_s


def events(text: str) -> list[str]:
    """Return the events that ``--report-start`` printed.

    Raises:
        CheckFailedError: one is missing.
    """
    names = [json.loads(line)["event"] for line in text.splitlines()]
    missing = [name for name in _EVENTS if name not in names]
    expect(not missing, f"not seen: {', '.join(missing)}")
    return names


def _starts(program: Program, library: Path, variables: dict[str, str]) -> list[float]:
    # The first start reads everything from disk.
    measured(program, library, variables)
    return [round(measured(program, library, variables), 3) for _ in range(ROUNDS)]


def _checkout(folder: Path) -> Program:
    """Return the program of the checkout, run by whoever runs this test."""
    home = folder / "home of the checkout"
    home.mkdir()
    around = Surroundings(home, folder / "nothing on PATH", language="C")
    return Program((sys.executable, "-m", "fashion_desktop"), around)


def _line(who: str, seconds: list[float]) -> str:
    rounds = ", ".join(f"{one:.2f}" for one in seconds)
    return f"{who}: median {statistics.median(seconds):.2f} s of {rounds}"
