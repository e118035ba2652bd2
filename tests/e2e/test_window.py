"""The program as its user has it: a real window, real clicks, keys and drags, real endings."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from package_test.places import (
    ACCENT,
    CHOICES,
    CONTINUE,
    FIRST_CARD,
    FIRST_RESULTS,
    GRID,
    MIDDLE,
    QUERY,
    RESULTS,
    SCREEN,
    SECOND_CARD,
    SLIDER_RIGHT,
    TITLE,
    handle_of_slider,
)
from package_test.robot import Robot, until
from package_test.virtual_screen import missing_programs, virtual_screen
from package_test.window import DRAG_SOURCE
from PIL import Image
from support.drawn_photos import draw_photo
from support.product_api_server import ProductApiServer, ServedProduct

from fashion_desktop.storage.settings_store import APP_DIR, Settings, SettingsStore

pytestmark = pytest.mark.skipif(
    bool(missing_programs()),
    reason=f"no virtual screen: {', '.join(missing_programs())} must be installed",
)

PHOTOS = 120
THRESHOLD = 0.0002
"""Looser than the weights recommend: what they make of coloured shapes is no matter here."""
COMPLAINTS = ("Traceback", "QThread: Destroyed", "Task was destroyed", "never awaited", "Fatal")


@pytest.fixture(scope="module")
def robot() -> Iterator[Robot]:
    with virtual_screen(*SCREEN) as screen:
        yield Robot(screen)


@pytest.fixture(scope="module")
def server() -> Iterator[ProductApiServer]:
    photos = [
        ServedProduct(
            number,
            draw_photo(number, size=(180, 240)),
            {"name": f"Garment {number}", "price": float(number)},
        )
        for number in range(1, PHOTOS + 1)
    ]
    with ProductApiServer(photos) as running:
        yield running


@dataclass
class Program:
    """The program, started as a user starts it, and what can be known of it from outside."""

    home: Path
    robot: Robot
    process: subprocess.Popen[str] | None = None

    @property
    def library(self) -> Path:
        return self.home / "library"

    def command(self) -> list[str]:
        return [sys.executable, "-m", "fashion_desktop", "--library", str(self.library)]

    def environment(self) -> dict[str, str]:
        own = {
            name: str(self.home / name)
            for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME")
        }
        return self.robot.screen.environment() | own

    def start(self) -> None:
        errors = (self.home / "errors.txt").open("a")
        self.process = subprocess.Popen(
            self.command(), env=self.environment(), stderr=errors, text=True
        )
        errors.close()
        window = self.robot.wait_for_window(TITLE)
        # The decoration is not counted by the window's own place: ask until it fits.
        self.robot.place(window, 0, 0)
        until("the window is painted", lambda: self.robot.see().std() > 5)

    def wait(self) -> int:
        assert self.process is not None
        return self.process.wait(30)

    def complaints(self) -> list[str]:
        """What the program wrote to standard error that nobody wants to read."""
        errors = (self.home / "errors.txt").read_text()
        return [line for line in errors.splitlines() if any(c in line for c in COMPLAINTS)]

    def ask(self, sql: str) -> list[tuple[object, ...]]:
        """Read the library's database beside the running program."""
        file = self.library / "library.sqlite3"
        if not file.exists():
            return []
        with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True, timeout=5)) as database:
            try:
                return database.execute(sql).fetchall()
            except sqlite3.OperationalError:
                return []

    def count(self, table: str) -> int:
        rows = self.ask(f"SELECT COUNT(*) FROM {table}")
        return int(str(rows[0][0])) if rows else 0

    def jobs(self) -> list[tuple[object, ...]]:
        return self.ask("SELECT job_id, state FROM jobs ORDER BY created_at")


@pytest.fixture
def program(robot: Robot, tmp_path: Path) -> Iterator[Program]:
    running = Program(tmp_path, robot)
    settings = Path(running.environment()["XDG_CONFIG_HOME"]) / APP_DIR / "settings.json"
    SettingsStore(settings).save(Settings(threshold=THRESHOLD))
    yield running
    if running.process is not None and running.process.poll() is None:
        robot.save(str(tmp_path / "screen.png"))
        running.process.kill()
        running.process.wait()


def connect(program: Program, url: str) -> None:
    """Go through the page of the first start."""
    robot = program.robot
    until("the three choices are there", lambda: robot.share_of(ACCENT, CHOICES) > 0)
    robot.press("Return")
    robot.type(url)
    robot.press("Return")
    until("products are read", lambda: program.count("products") == PHOTOS)
    until("products are shown", lambda: robot.colourful(GRID) > 0.02)


def generate(program: Program) -> None:
    program.robot.press("ctrl+g")
    until("everything is embedded", lambda: program.count("vectors") == PHOTOS)


@contextmanager
def other_program(program: Program, *words: str) -> Iterator[None]:
    process = subprocess.Popen(
        [sys.executable, str(DRAG_SOURCE), *words], env=program.environment()
    )
    try:
        yield
    finally:
        process.terminate()
        process.wait()


def plain_photo(path: Path, colour: tuple[int, int, int]) -> Path:
    Image.new("RGB", (300, 400), colour).save(path)
    return path


def test_from_the_first_start_to_undo(program: Program, server: ProductApiServer) -> None:
    robot = program.robot
    program.start()
    connect(program, server.base_url)
    generate(program)
    assert robot.colourful(RESULTS) < 0.01

    robot.click(*FIRST_CARD)
    until("look-alikes appear", lambda: robot.colourful(RESULTS) > 0.02)
    until("the query is shown", lambda: robot.colourful(QUERY) > 0.01)

    # A photo from another program, dragged over and dropped.
    magenta = (200, 20, 130)
    assert robot.share_of(magenta, QUERY) < 0.1
    with other_program(program, "drag", str(plain_photo(program.home / "m.png", magenta))):
        source = robot.wait_for_window("drag source")
        robot.place(source, 1350, 100)
        robot.drag((1400, 180), MIDDLE)
        until("the dropped photo is the query", lambda: robot.share_of(magenta, QUERY) > 0.4)

    # Another one, copied there and pasted here.
    green = (20, 150, 60)
    with other_program(program, "copy", str(plain_photo(program.home / "g.png", green))):
        robot.wait_for_window("clipboard source")
        robot.wait_for_window(TITLE)
        robot.press("ctrl+v")
        until("the pasted photo is the query", lambda: robot.share_of(green, QUERY) > 0.4)

    robot.click(*SECOND_CARD)
    until("the query is a product", lambda: robot.share_of(green, QUERY) < 0.1)
    until("its look-alikes appear", lambda: robot.colourful(RESULTS) > 0.02)
    assert robot.colourful(FIRST_RESULTS) > 0.02
    x, y = handle_of_slider(robot)
    robot.drag((x, y), (SLIDER_RIGHT, y))
    until("none are kept", lambda: robot.colourful(FIRST_RESULTS) < 0.001)

    robot.click(*FIRST_CARD)
    robot.press("Delete")
    robot.wait_for_window("Delete this embedding\\?.*")
    robot.press("Tab", "space")
    until("one is deleted", lambda: program.count("vectors") == PHOTOS - 1)
    robot.wait_for_window(TITLE)
    robot.press("ctrl+z")
    until("it is back", lambda: program.count("vectors") == PHOTOS)

    # A second start shows the window that is there, also when another one covers it.
    with other_program(program, "drag", str(program.home / "g.png")):
        robot.place(robot.wait_for_window("drag source"), 300, 300)
        until("it is covered", lambda: robot.active_title() == "drag source")
        second = subprocess.run(
            program.command(), env=program.environment(), timeout=30, check=False
        )
        assert second.returncode == 0
        until("it is in front", lambda: robot.active_title() == TITLE)
    assert program.process is not None
    assert program.process.poll() is None

    program.process.send_signal(signal.SIGTERM)
    assert program.wait() == 0
    assert program.complaints() == []


def test_interrupted_jobs_go_on(program: Program, server: ProductApiServer) -> None:
    robot = program.robot
    program.start()
    connect(program, server.base_url)
    server.latency_s = 1.5
    try:
        robot.press("ctrl+g")
        until("some are embedded", lambda: program.count("vectors") > 0)
        robot.press("alt+F4")
        assert program.wait() == 0
        done = program.count("vectors")
        assert 0 < done < PHOTOS
        job_id, state = program.jobs()[-1]
        assert state in {"running", "queued"}

        program.start()
        go_on(program, done)
        assert program.process is not None
        os.kill(program.process.pid, signal.SIGKILL)
        program.wait()
        done = program.count("vectors")
        assert done < PHOTOS
    finally:
        server.latency_s = 0.0

    program.start()
    go_on(program, PHOTOS - 1)
    until("the job has ended", lambda: program.jobs()[-1][1] == "done")
    assert program.jobs()[-1][0] == job_id
    assert len(program.jobs()) == 2, "one sync, one generate, and no other"
    robot.press("alt+F4")
    assert program.wait() == 0
    assert program.complaints() == []


def go_on(program: Program, beyond: int) -> None:
    """Continue the job that is offered, and wait until it has got somewhere."""
    robot = program.robot
    until("products are shown", lambda: robot.colourful(GRID) > 0.02)
    robot.click(*CONTINUE)
    until("it goes on", lambda: program.count("vectors") > beyond)
