"""Photos opened with the program from outside, in real windows and several processes."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from package_test.places import QUERY, SCREEN, TITLE
from package_test.robot import Robot, until
from package_test.virtual_screen import missing_programs, virtual_screen
from package_test.window import DRAG_SOURCE
from support.drawn_photos import draw_folder, draw_photo

from fashion_desktop import EXECUTABLE_NAME

pytestmark = pytest.mark.skipif(
    bool(missing_programs()),
    reason=f"no virtual screen: {', '.join(missing_programs())} must be installed",
)
Start = Callable[..., "subprocess.Popen[str]"]
PROGRAM = [sys.executable, "-m", "fashion_desktop"]


@pytest.fixture
def robot() -> Iterator[Robot]:
    with virtual_screen(*SCREEN) as screen:
        yield Robot(screen)


@pytest.fixture
def environment(robot: Robot, tmp_path: Path) -> dict[str, str]:
    own = {
        f"XDG_{name}_HOME": str(tmp_path / name) for name in ("CONFIG", "DATA", "CACHE", "STATE")
    }
    return robot.screen.environment() | own


@pytest.fixture
def running() -> Iterator[Start]:
    """Starts programs and ends what is left of them."""
    started: list[subprocess.Popen[str]] = []

    def start(*words: Any, **options: Any) -> subprocess.Popen[str]:
        started.append(subprocess.Popen(*words, **options))
        return started[-1]

    yield start
    for process in started:
        process.kill()
        process.communicate()


@pytest.fixture
def library(environment: dict[str, str], tmp_path: Path) -> Path:
    """A library of a few embedded photos."""
    folder = tmp_path / "library"
    photos = draw_folder(tmp_path / "catalogue", 12)
    for words in (("source", "add", "folder", str(photos)), ("sync",), ("generate",)):
        command = [*PROGRAM, "--library", str(folder), *words]
        subprocess.run(command, env=environment, check=True, capture_output=True, timeout=120)
    return folder


def test_a_second_start_hands_its_photos_to_the_open_window(
    robot: Robot, running: Start, environment: dict[str, str], library: Path, tmp_path: Path
) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    odd_name = os.fsdecode("två\nrader ".encode() + b"\xff.jpg")
    for name in ("a.jpg", odd_name):
        (elsewhere / name).write_bytes(draw_photo(5, size=(240, 320)))
    start = [*PROGRAM, "--library", str(library)]
    first = running(start, env=environment, stderr=subprocess.PIPE, text=True)
    window = robot.wait_for_window(TITLE)
    # What the menu entry says, so that desktops know whose window this is.
    assert window in robot.do("search", "--class", f"^{EXECUTABLE_NAME}$").split()
    robot.place(window, 0, 0)
    until("the window is painted", lambda: robot.see().std() > 5)
    assert robot.colourful(QUERY) < 0.02

    running([sys.executable, str(DRAG_SOURCE), "drag", odd_name], env=environment)
    until("something else is in front", lambda: robot.active_title() not in {"", TITLE})
    relative = subprocess.run(
        [*start, "--open", odd_name, "a.jpg"],
        env=environment,
        cwd=elsewhere,
        timeout=60,
        check=False,
    )
    assert relative.returncode == 0
    until("the window is in front again", lambda: robot.active_title() == TITLE)
    until("the photo is looked up", lambda: robot.colourful(QUERY) > 0.05)

    robot.press("ctrl+q")
    _, errors = first.communicate(timeout=30)
    assert first.returncode == 0
    assert "Traceback" not in errors


def test_a_photo_in_place_of_a_verb_opens_the_window_on_it(
    robot: Robot, running: Start, environment: dict[str, str], library: Path, tmp_path: Path
) -> None:
    photo = tmp_path / "a shirt.jpg"
    photo.write_bytes(draw_photo(5, size=(240, 320)))
    command = [*PROGRAM, str(photo), "--library", str(library)]
    process = running(command, env=environment)
    window = robot.wait_for_window(TITLE)
    robot.place(window, 0, 0)
    until("the photo is looked up", lambda: robot.colourful(QUERY) > 0.05)
    robot.press("ctrl+q")
    assert process.wait(30) == 0
