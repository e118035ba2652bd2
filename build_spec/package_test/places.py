"""Where things are in the program's window, for a robot that knows them by heart.

Places hold in a window of the size it starts with, its inside at the screen's upper left corner.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from package_test.checks import CheckFailedError
from package_test.robot import Area, Robot

TITLE = "Fashion Desktop"
SCREEN = (1600, 1000)
WINDOW = (1280, 800)
ACCENT = (0x35, 0x57, 0xE0)

# The first start: three choices.
CHOICES: Area = (200, 200, 1080, 400)
DEMO_CHOICE = (940, 300)

# The light table.
GRID: Area = (212, 120, 900, 700)
FILTERS: Area = (10, 400, 180, 700)
FIRST_CARD = (300, 220)
SECOND_CARD = (470, 220)
FIRST_IN_SECOND_ROW = (300, 450)
MIDDLE = (560, 400)
CONTINUE = (1150, 758)
"""In the strip of a job that was cut off."""
NOTICE_UPDATE = (1049, 70)
"""In the strip that says that products were embedded with other weights."""

# Its right-hand side.
SIMILAR: Area = (910, 95, 1280, 700)
QUERY: Area = (922, 104, 998, 204)
SLIDER: Area = (910, 230, 1280, 360)
KEPT: Area = (1190, 214, 1270, 238)
"""“9 of 239”: how many look-alikes are kept."""
RESULTS: Area = (915, 410, 1275, 690)
FIRST_RESULTS: Area = (915, 447, 1275, 600)
"""Where nothing has a colour when none are kept."""
ASIDE = (1090, 75)
"""Where the pointer neither covers nor touches anything."""
SLIDER_LEFT, SLIDER_RIGHT = 934, 1266

# In the settings, from their own upper left corner.
SETTINGS_TITLE = "Settings.*"
THEME = (307, 89)
SAVE = (512, 634)


def handles_of_slider(robot: Robot) -> list[tuple[int, int]]:
    """Return the points inside the round handle on the slider's line, known by its colour."""
    accent = np.abs(robot.see(SLIDER) - np.array(ACCENT)).max(axis=2) < 24
    height, _ = accent.shape
    return [
        (x, y)
        for y in range(7, height - 7)
        for x in map(int, np.flatnonzero(accent[y]))
        if accent[y - 4 : y + 5, x].all() and accent[y, max(0, x - 4) : x + 5].all()
    ]


def handle_of_slider(robot: Robot) -> tuple[int, int]:
    """Find the middle of the round handle on the slider's line."""
    left, top = SLIDER[:2]
    places = handles_of_slider(robot)
    if not places:
        raise CheckFailedError("there is no slider")
    lowest = max(y for _, y in places)
    around = [(x, y) for x, y in places if lowest - y < 12]
    x, y = np.array(around).mean(axis=0)
    return left + round(x), top + round(y)


def tint(pixels: npt.NDArray[np.int16]) -> npt.NDArray[np.float64]:
    """Return the mean of those pixels that have a colour: 3 numbers, zeros if there are none."""
    strong = pixels[pixels.max(axis=2) - pixels.min(axis=2) > 60]
    return strong.mean(axis=0) if len(strong) else np.zeros(3)
