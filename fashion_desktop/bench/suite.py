"""The benchmark suite: one topic after the other, each in a process of its own."""

from __future__ import annotations

import contextlib
import shutil
import signal
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from types import FrameType
from typing import NoReturn

from fashion_desktop import __version__
from fashion_desktop.bench.child import PHOTOS, PHOTOS_AND_VECTORS
from fashion_desktop.bench.machine import describe_machine
from fashion_desktop.bench.progress import SuiteProgress
from fashion_desktop.bench.result import Result, TopicFigure
from fashion_desktop.bench.topic_process import TopicOutcome, TopicProcess, program
from fashion_desktop.bench.topics import Topic
from fashion_desktop.domain.errors import FashionDesktopError

QUICK_TIMEOUT_S = 180.0
FULL_TIMEOUT_S = 4 * 3600.0
FULL_NEEDS_GIB = 25
"""A million vectors are 8 GB, in a library and in its index."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What to measure, and with what.

    Attributes:
        photos: a folder of photos; None for the demo catalogue's pictures.
        cache: where prepared photos and vectors stay for the next run; None to keep nothing.
    """

    topics: Sequence[Topic]
    quick: bool = True
    photos: Path | None = None
    cache: Path | None = None

    @property
    def timeout_s(self) -> float:
        """How long a topic may take."""
        return QUICK_TIMEOUT_S if self.quick else FULL_TIMEOUT_S


Command = Callable[[str, Path, Path], Sequence[str]]
"""The command of the process that measures a topic: its name, workspace and cache."""


def child_command(plan: Plan, verb: str) -> Command:
    """Return how this program is started to measure a topic with this verb of its own."""

    def command(topic: str, workspace: Path, cache: Path) -> list[str]:
        words = [*program(), verb, topic, "--workspace", str(workspace)]
        words += ["--cache", str(cache), *(["--photos", str(plan.photos)] if plan.photos else [])]
        return words if plan.quick else [*words, "--full"]

    return command


def run_suite(plan: Plan, progress: SuiteProgress, command: Command) -> Result:
    """Measure, and return what was found; a topic that fails does not stop the others.

    Args:
        command: starts the process of a topic.

    Raises:
        FashionDesktopError: what the topics share cannot be prepared.
        KeyboardInterrupt: it was stopped; nothing is left behind.
    """
    date = datetime.now().astimezone().isoformat(timespec="seconds")
    machine = describe_machine()
    result = Result(
        machine=machine,
        mode="quick" if plan.quick else "full",
        photos=str(plan.photos) if plan.photos else "demo catalogue",
        version=__version__,
        date=date,
    )
    progress.machine(machine)
    if not plan.quick and machine["disk_free_gib"] < FULL_NEEDS_GIB:
        progress.warn(
            f"The full mode needs about {FULL_NEEDS_GIB} GiB in {tempfile.gettempdir()}, and "
            f"{machine['disk_free_gib']} GiB are free. If that is not enough, name a folder on a "
            "larger disk in the environment variable TMPDIR."
        )
    with _interrupted_by_termination(), _temporary_folder() as folder:
        cache = plan.cache or folder / "cache"
        cache.mkdir(parents=True, exist_ok=True)
        needs_vectors = any(topic.needs_vectors for topic in plan.topics)
        inputs = PHOTOS_AND_VECTORS if needs_vectors else PHOTOS
        progress.start(f"Preparing photos{' and their vectors' if needs_vectors else ''}")
        prepared = _run(command, inputs, folder, cache, plan.timeout_s * 2, progress)
        progress.end("", prepared.failure, prepared.stderr)
        if prepared.failure:
            raise FashionDesktopError(prepared.failure)
        for number, topic in enumerate(plan.topics, start=1):
            progress.start(f"{number} of {len(plan.topics)} · {topic.name}: {topic.about}")
            outcome = _run(command, topic.name, folder, cache, plan.timeout_s, progress)
            _add(result, topic, outcome)
            progress.end(
                f"{len(outcome.figures)} figures", result.failed.get(topic.name, ""), outcome.stderr
            )
    return result


def _run(
    command: Command,
    name: str,
    folder: Path,
    cache: Path,
    timeout_s: float,
    progress: SuiteProgress,
) -> TopicOutcome:
    workspace = folder / name
    workspace.mkdir()
    try:
        process = TopicProcess(command(name, workspace, cache), progress.report, progress.tick)
        return process.run(folder / f"{name}.log", timeout_s)
    finally:
        _remove(workspace)


def _add(result: Result, topic: Topic, outcome: TopicOutcome) -> None:
    result.figures.extend(TopicFigure(topic.name, figure) for figure in outcome.figures)
    if outcome.failure:
        result.failed[topic.name] = outcome.failure
    elif not outcome.figures:
        if topic.may_be_empty:
            result.skipped[topic.name] = outcome.last_report or "There is nothing to measure here."
        else:
            result.failed[topic.name] = "It measured nothing."


@contextlib.contextmanager
def _temporary_folder() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="fashion-desktop-bench-"))
    try:
        yield folder
    finally:
        _remove(folder)


def _remove(folder: Path) -> None:
    # On Windows files are busy for a moment after the process that had them open.
    for _ in range(10):
        shutil.rmtree(folder, ignore_errors=True)
        if not folder.exists():
            return
        time.sleep(0.2)


@contextlib.contextmanager
def _interrupted_by_termination() -> Iterator[None]:
    """Being terminated stops and cleans up like Ctrl+C: the topic is in another process group."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def interrupt(_number: int, _frame: FrameType | None) -> NoReturn:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGTERM, interrupt)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
