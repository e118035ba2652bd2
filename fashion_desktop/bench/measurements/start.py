"""From the start of the process until the window shows products, and until it answers."""

from __future__ import annotations

import json
import os
import subprocess
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from fashion_desktop.bench.context import BenchContext
from fashion_desktop.bench.figure import Better, Figure, Target
from fashion_desktop.bench.libraries import build_library
from fashion_desktop.bench.timing import median
from fashion_desktop.bench.topic_process import program
from fashion_desktop.bench.window import choose_platform
from fashion_desktop.domain.errors import FashionDesktopError

PHOTOS = 200
PAINTED_MS = 1_500.0
ANSWERED_MS = 3_000.0
TIMEOUT_S = 120.0

_WHAT = {
    "painted": "Process start to the first grid of products painted",
    "answered": "Process start to the look-alikes of a product painted",
    "photo_answered": "Process start to the look-alikes of an outside photo painted",
}
_TARGET = {"painted": PAINTED_MS, "answered": ANSWERED_MS, "photo_answered": ANSWERED_MS}


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that the program reports of its start.

    Attributes:
        after_ms: since just before the process was started.
        libraries: large libraries loaded by then; None where the system does not tell.
        resident_mb: memory of the process then; None where the system does not tell.
    """

    after_ms: float
    libraries: frozenset[str] | None
    resident_mb: float | None


Start = dict[str, Event]


def measure(context: BenchContext) -> Iterator[Figure]:
    """Yield start times for libraries of growing size, and the memory of the idle window."""
    sizes = [1_000, 40_000] if context.quick else context.library_sizes()
    yield from measure_sizes(context, sizes, rounds=3 if context.quick else 9)


def measure_sizes(context: BenchContext, sizes: Sequence[int], rounds: int) -> Iterator[Figure]:
    """Yield the figures for libraries of these sizes."""
    for size in sizes:
        folder = context.workspace / f"library-{size}"
        context.report(f"Making a library of {size:,} embedded products")
        build_library(
            folder,
            size,
            vectors=context.inputs.vector_pieces(size),
            photos=context.inputs.photos(PHOTOS),
        )
        context.report(f"Starting the program with {size:,} products")
        # The first start writes what every later one finds: byte code and the search index.
        start(folder, context.workspace)
        starts = [start(folder, context.workspace) for _ in range(rounds)]
        yield from _figures(starts, size)


def start(library: Path, workspace: Path) -> Start:
    """Start the program on a library, have it look up a product and a photo, and end it.

    Raises:
        FashionDesktopError: it did not come so far.
    """
    environment = dict(os.environ)
    choose_platform(environment)
    # As installed, with byte code at hand, whatever the surroundings say.
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    environment["PYTHONPYCACHEPREFIX"] = str(workspace / "byte-code")
    command = [*program(), "--library", str(library), "--report-start"]
    began_s = time.time()
    done = subprocess.run(
        command, capture_output=True, text=True, env=environment, timeout=TIMEOUT_S, check=False
    )
    if done.returncode:
        raise FashionDesktopError(f"The program could not be started: {done.stderr[-500:]}")
    return dict(_event(line, began_s) for line in done.stdout.splitlines())


def _event(line: str, began_s: float) -> tuple[str, Event]:
    told = json.loads(line)
    libraries = told["libraries"]
    known = None if libraries is None else frozenset(libraries)
    return told["event"], Event(1000 * (told["at"] - began_s), known, told["resident_mb"])


def _figures(starts: Sequence[Start], size: int) -> Iterator[Figure]:
    for name, what in _WHAT.items():
        yield Figure(
            name=f"start.{name}",
            what=what,
            ours=median([one[name].after_ms for one in starts]),
            unit="ms",
            better=Better.LOWER,
            target=Target(_TARGET[name]),
            size=size,
            note=_loaded([one[name] for one in starts]),
        )
    idle = [one["idle"].resident_mb for one in starts]
    known = [megabytes for megabytes in idle if megabytes is not None]
    if known:
        yield Figure(
            name="start.idle_memory",
            what="Memory of the window at rest, after a look-up",
            ours=median(known),
            unit="MB",
            better=Better.LOWER,
            size=size,
        )


def _loaded(events: Sequence[Event]) -> str:
    if any(event.libraries is None for event in events):
        return ""
    loaded = frozenset[str]().union(*(event.libraries or () for event in events))
    torch = "torch is loaded" if "torch" in loaded else "torch is not loaded"
    others = sorted(loaded - {"torch"})
    return f"{torch}; loaded: {', '.join(others)}" if others else torch
