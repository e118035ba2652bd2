"""How long bundles take to start: ``python -m packager.start_times BUNDLE [ANOTHER ...]``.

From the start of the process to the first painted grid of products, offscreen, warm, in turns.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from packager.smoke import console_program

ROUNDS = 5


def start_times(
    programs: Sequence[Path], library: Path, environment: Mapping[str, str], rounds: int = ROUNDS
) -> list[list[float]]:
    """Return the seconds of every start, for each program.

    Args:
        library: one with embedded products.
        environment: variables to start the programs with.

    Raises:
        RuntimeError: a program painted nothing.
    """
    seconds: list[list[float]] = [[] for _ in programs]
    for turn in range(rounds + 1):
        for program, measured in zip(programs, seconds, strict=True):
            took_s = _start(program, library, environment)
            if turn:  # The first start reads everything from disk.
                measured.append(took_s)
    return seconds


def main(argv: Sequence[str] | None = None) -> int:
    """Make a small library with the first bundle, start each, and print the medians."""
    parser = argparse.ArgumentParser(prog="packager.start_times", description=__doc__)
    parser.add_argument("bundles", metavar="BUNDLE", type=Path, nargs="+")
    bundles = parser.parse_args(argv).bundles
    programs = [console_program(bundle) for bundle in bundles]
    with tempfile.TemporaryDirectory() as folder:
        library, home = Path(folder) / "library", Path(folder) / "home"
        home.mkdir()
        environment = {**os.environ, "HOME": str(home), "QT_QPA_PLATFORM": "offscreen"}
        for words in (["source", "add", "demo"], ["sync"], ["generate"]):
            command = [str(programs[0]), "--library", str(library), *words]
            subprocess.run(command, env=environment, capture_output=True, check=True)
        for bundle, seconds in zip(
            bundles, start_times(programs, library, environment), strict=True
        ):
            rounds = ", ".join(f"{one:.2f}" for one in seconds)
            sys.stdout.write(f"{bundle}: median {statistics.median(seconds):.2f} s of {rounds}\n")
    return 0


def _start(program: Path, library: Path, environment: Mapping[str, str]) -> float:
    began_s = time.time()
    with subprocess.Popen(
        [str(program), "--library", str(library), "--report-start"],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    ) as process:
        line = process.stdout.readline() if process.stdout else b""
        process.terminate()
    if not line:
        raise RuntimeError(f"{program} painted nothing.")
    return float(json.loads(line)["at"]) - began_s


if __name__ == "__main__":
    sys.exit(main())
