"""What may happen to a photo before somebody looks for it."""

from __future__ import annotations

import gc
import io

import numpy as np
import pytest
from PIL import Image
from support.drawn_photos import draw_photo
from support.labelled_sets import draw

from fashion_desktop.evaluation.changes import CHANGES, NamedChange

BY_NAME = {change.name: change for change in CHANGES}


def photo(size: tuple[int, int] = (60, 80)) -> Image.Image:
    return Image.open(io.BytesIO(draw("rectangle", "Red", 2, size))).convert("RGB")


def changed(name: str, image: Image.Image) -> Image.Image:
    after = BY_NAME[name].apply(image)
    assert after is not None
    return after


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.name)
@pytest.mark.parametrize("size", [(60, 80), (240, 320), (97, 41)])
def test_every_change_changes_keeps_the_size_and_is_always_the_same(
    change: NamedChange, size: tuple[int, int]
) -> None:
    before = photo(size)
    untouched = before.tobytes()
    first, second = change.apply(before), change.apply(photo(size))
    assert first is not None
    assert second is not None
    assert (first.size, first.mode) == (size, "RGB")
    assert first.tobytes() == second.tobytes()
    assert first.tobytes() != untouched
    assert before.tobytes() == untouched


def test_no_two_changes_are_the_same() -> None:
    results = {change.name: change.apply(photo()) for change in CHANGES}
    assert len({image.tobytes() for image in results.values() if image}) == len(CHANGES)


def test_a_tenth_is_cut_off_each_side() -> None:
    pixels = np.zeros((80, 60, 3), dtype=np.uint8)
    pixels[8:72, 6:54] = 255
    assert np.asarray(changed("crop", Image.fromarray(pixels))).min() == 255


def test_brightness_is_multiplied() -> None:
    grey = Image.new("RGB", (20, 20), (100, 100, 100))
    assert changed("darker", grey).getpixel((5, 5)) == (75, 75, 75)
    assert changed("brighter", grey).getpixel((5, 5)) == (125, 125, 125)


def test_turning_fills_the_corners_with_the_frame_s_colour() -> None:
    image = Image.new("RGB", (60, 80), (10, 120, 30))
    for name in ("rotate_left", "rotate_right"):
        assert changed(name, image).getcolors() == [(60 * 80, (10, 120, 30))]
    left, right = (np.asarray(changed(name, photo())) for name in ("rotate_left", "rotate_right"))
    assert not np.array_equal(left, right)


def test_the_background_changes_and_the_garment_stays() -> None:
    for name in ("light_background", "texture_background"):
        pixels = np.asarray(changed(name, photo()), dtype=int)
        before = np.asarray(photo(), dtype=int)
        assert np.abs(pixels[35:45, 20:35] - before[35:45, 20:35]).max() <= 2
        assert np.abs(pixels[:5] - before[:5]).max(axis=2).min() >= 15
    assert np.asarray(changed("texture_background", photo()))[:10].std() > 8


def test_textures_of_few_sizes_are_kept() -> None:
    sizes = {(150 + number, 201) for number in range(6)}
    for size in sizes:
        changed("texture_background", photo(size))
    kept = [found.size for found in gc.get_objects() if type(found) is Image.Image]
    assert len(sizes.intersection(kept)) <= 2


def test_a_photo_without_a_plain_background_is_left_out() -> None:
    noise = np.random.default_rng(1).integers(0, 256, (80, 60, 3)).astype(np.uint8)
    plain = Image.new("RGB", (60, 80), "white")
    for name in ("light_background", "texture_background"):
        assert BY_NAME[name].apply(Image.fromarray(noise)) is None
        assert BY_NAME[name].apply(plain) is None


def test_a_mirrored_mirror_image_is_the_photo() -> None:
    image = Image.open(io.BytesIO(draw_photo(3))).convert("RGB")
    assert changed("mirror", changed("mirror", image)).tobytes() == image.tobytes()
