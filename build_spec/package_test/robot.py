"""Hands and eyes on a virtual screen: real clicks, keys and drags, and the pixels that follow."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from PIL import Image

from package_test.checks import CheckFailedError
from package_test.virtual_screen import VirtualScreen, program

PATIENCE_S = 60.0
DRAG_STEPS = 12
STEP_S = 0.02
STILL_S = 0.7

Area = tuple[int, int, int, int]
"""Left, top, right, bottom in pixels of the screen."""
Colour = tuple[int, int, int]


def until(what: str, condition: Callable[[], object], patience_s: float = PATIENCE_S) -> None:
    """Wait for something to become true.

    Raises:
        CheckFailedError: it did not.
    """
    deadline_s = time.monotonic() + patience_s
    while not condition():
        if time.monotonic() > deadline_s:
            raise CheckFailedError(f"waited in vain until {what}")
        time.sleep(0.05)


@dataclass(frozen=True)
class Robot:
    """A user of programs on a virtual screen."""

    screen: VirtualScreen

    # Hands -------------------------------------------------------------------------------

    def do(self, *words: object) -> str:
        """Run xdotool and return what it says."""
        done = subprocess.run(
            [program("xdotool"), *map(str, words)],
            env=self.screen.environment(),
            capture_output=True,
            text=True,
            timeout=PATIENCE_S,
            check=False,
        )
        return done.stdout.strip()

    def window(self, title: str) -> str:
        """Return the id of the window with this title once it is on screen, else nothing."""
        found = self.do("search", "--onlyvisible", "--name", f"^{title}$").splitlines()
        return found[-1] if found else ""

    def wait_for_window(self, title: str) -> str:
        """Wait for a window, give it the keyboard, and return its id."""
        until(f"the window “{title}” appears", lambda: self.window(title))
        window = self.window(title)
        self.do("windowactivate", "--sync", window)
        return window

    def active_title(self) -> str:
        """Return the title of the window that has the keyboard."""
        return self.do("getactivewindow", "getwindowname")

    def place(self, window: str, x: int, y: int) -> None:
        """Move a window."""
        self.do("windowmove", "--sync", window, x, y)

    def point(self, x: int, y: int) -> None:
        """Move the pointer to a point of the screen."""
        self.do("mousemove", x, y)

    def click(self, x: int, y: int) -> None:
        """Click a point of the screen."""
        self.do("mousemove", x, y)
        self.do("click", 1)

    def click_in(self, window: str, x: int, y: int) -> None:
        """Click a point of a window, counted from its own upper left corner."""
        self.do("mousemove", "--window", window, x, y)
        self.do("click", 1)

    def press(self, *keys: str) -> None:
        """Press keys or combinations, one after the other."""
        for key in keys:
            self.do("key", "--clearmodifiers", key)

    def type(self, text: str) -> None:
        """Type a text."""
        self.do("type", "--delay", 5, text)

    def drag(self, start: tuple[int, int], end: tuple[int, int]) -> None:
        """Drag from one point to another, in steps as a hand does."""
        self.do("mousemove", *start)
        self.do("mousedown", 1)
        for step in range(1, DRAG_STEPS + 1):
            time.sleep(STEP_S)
            x, y = (round(a + (b - a) * step / DRAG_STEPS) for a, b in zip(start, end, strict=True))
            self.do("mousemove", x, y)
        time.sleep(5 * STEP_S)
        self.do("mouseup", 1)

    # Eyes --------------------------------------------------------------------------------

    def see(self, area: Area | None = None) -> npt.NDArray[np.int16]:
        """Return the pixels of an area, or of the whole screen: (height, width, 3)."""
        picture = self.screen.picture()
        return np.asarray(picture.crop(area) if area else picture).astype(np.int16)

    def wait_until_still(self, area: Area) -> None:
        """Wait until nothing changes in an area any more."""
        last = self.see(area)
        since_s = time.monotonic()

        def is_still() -> bool:
            nonlocal last, since_s
            now = self.see(area)
            if (now != last).any():
                last, since_s = now, time.monotonic()
            return time.monotonic() - since_s > STILL_S

        until("nothing changes any more", is_still)

    def share_of(self, colour: Colour, area: Area, tolerance: int = 24) -> float:
        """Return how much of an area has about this colour, from 0 to 1."""
        near = np.abs(self.see(area) - np.array(colour)).max(axis=2) <= tolerance
        return float(near.mean())

    def colourful(self, area: Area) -> float:
        """Return how much of an area is in colour, as photographs are and windows are not."""
        pixels = self.see(area)
        return float((pixels.max(axis=2) - pixels.min(axis=2) > 60).mean())

    def save(self, path: str) -> None:
        """Keep a picture of the screen, for looking at a failure."""
        Image.fromarray(self.see().astype(np.uint8)).save(path)
