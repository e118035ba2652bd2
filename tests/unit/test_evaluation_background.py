"""Finding a plain background."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image, ImageDraw

from fashion_desktop.evaluation.background import background_mask, frame_share


def test_only_what_connects_to_the_frame_is_background() -> None:
    image = Image.new("RGB", (30, 40), "white")
    ImageDraw.Draw(image).rectangle((8, 8, 22, 30), outline="black", fill="white", width=2)
    mask = background_mask(image)
    assert mask.shape == (40, 30)
    assert mask[0, 0]
    assert mask[39, 29]
    # White as well, but enclosed.
    assert not mask[20, 15]
    assert not mask[8, 8]
    assert int((~mask).sum()) == 15 * 23


def test_equals_a_flood_fill_pixel_by_pixel() -> None:
    chance = np.random.default_rng(2)
    pixels = np.full((40, 30, 3), 240, dtype=np.uint8)
    pixels[chance.random((40, 30)) < 0.42] = 60
    near = np.asarray(pixels[:, :, 0] == 240)
    waiting = [(y, x) for y in range(40) for x in range(30) if y in {0, 39} or x in {0, 29}]
    waiting = [place for place in waiting if near[place]]
    reached = set(waiting)
    while waiting:
        y, x = waiting.pop()
        for place in ((y - 1, x), (y + 1, x), (y, x - 1), (y, x + 1)):
            if 0 <= place[0] < 40 and 0 <= place[1] < 30 and near[place] and place not in reached:
                reached.add(place)
                waiting.append(place)
    mask = background_mask(Image.fromarray(pixels))
    assert {(int(y), int(x)) for y, x in np.argwhere(mask)} == reached


def test_the_tolerance_decides_what_is_near() -> None:
    pixels = np.full((10, 10, 3), 200, dtype=np.uint8)
    pixels[6:, :, 1] = 190
    image = Image.fromarray(pixels)
    assert background_mask(image, tolerance=10).all()
    assert background_mask(image, tolerance=4).mean() == 0.6


def test_the_share_of_the_frame() -> None:
    image = Image.new("RGB", (10, 10), "white")
    ImageDraw.Draw(image).rectangle((0, 0, 9, 1), fill="black")
    assert frame_share(background_mask(image)) == pytest.approx(24 / 36)


def test_a_photo_of_one_pixel() -> None:
    assert background_mask(Image.new("RGB", (1, 1), "red")).tolist() == [[True]]
