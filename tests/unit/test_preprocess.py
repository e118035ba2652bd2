from __future__ import annotations

import numpy as np
import pytest
from PIL import Image

from fashion_desktop.domain.weights import Fit, Preprocessing
from fashion_desktop.embedding.preprocess import decode_target, prepare
from fashion_desktop.embedding.torchvision_loader import import_torchvision_models

PAD = Preprocessing(width=48, height=64, fit=Fit.PAD)
CROP = Preprocessing(width=224, height=224, fit=Fit.CROP, resize_shorter=232)
GREY = (90, 120, 150)


def noise(width: int, height: int) -> Image.Image:
    pixels = np.random.default_rng(width).integers(0, 256, (height, width, 3), dtype=np.uint8)
    return Image.fromarray(pixels)


def test_a_photo_of_the_right_shape_is_only_resized() -> None:
    photo = noise(60, 80)
    expected = np.asarray(photo.resize((48, 64), Image.Resampling.BILINEAR))
    prepared = prepare(photo, PAD)
    assert prepared.shape == (64, 48, 3)
    assert prepared.dtype == np.uint8
    assert np.array_equal(prepared, expected)


@pytest.mark.parametrize(
    ("size", "padded_size", "corner"),
    [
        ((100, 100), (100, 133), (0, 16)),
        ((60, 120), (90, 120), (15, 0)),
        ((400, 533), (400, 533), (0, 0)),
        ((101, 50), (101, 135), (0, 42)),
    ],
)
def test_pads_to_the_aspect_ratio_in_the_colour_of_the_frame(
    size: tuple[int, int], padded_size: tuple[int, int], corner: tuple[int, int]
) -> None:
    photo = Image.new("RGB", size, GREY)
    photo.paste(noise(20, 20), (10, 10))
    padded = Image.new("RGB", padded_size, GREY)
    padded.paste(photo, corner)
    expected = np.asarray(padded.resize((48, 64), Image.Resampling.BILINEAR))
    assert np.array_equal(prepare(photo, PAD), expected)


def test_the_frame_colour_is_the_median_of_each_channel() -> None:
    photo = Image.new("RGB", (30, 10), GREY)
    # A minority of the frame, and everything inside it, must not count.
    photo.paste((255, 0, 0), (0, 0, 8, 10))
    photo.paste((0, 255, 0), (10, 1, 29, 9))
    assert tuple(prepare(photo, PAD)[0, 0]) == GREY


@pytest.mark.parametrize("size", [(1, 1), (1, 300), (300, 1), (30_000, 3), (2, 60_000)])
def test_extreme_shapes_are_padded_without_filling_the_memory(size: tuple[int, int]) -> None:
    assert np.array_equal(
        prepare(Image.new("RGB", size, GREY), PAD), np.full((64, 48, 3), GREY, np.uint8)
    )


@pytest.mark.parametrize("size", [(1, 1), (30_000, 3), (2, 60_000)])
def test_extreme_shapes_are_cropped_without_filling_the_memory(size: tuple[int, int]) -> None:
    assert np.array_equal(
        prepare(Image.new("RGB", size, GREY), CROP), np.full((224, 224, 3), GREY, np.uint8)
    )


@pytest.mark.parametrize("size", [(400, 533), (533, 400), (60, 80), (224, 224), (999, 301)])
@pytest.mark.parametrize("resize_shorter", [232, 256, 225])
def test_crop_equals_torchvision(size: tuple[int, int], resize_shorter: int) -> None:
    import_torchvision_models()
    from torchvision import transforms

    reference = transforms.Compose([transforms.Resize(resize_shorter), transforms.CenterCrop(224)])
    photo = noise(*size)
    preprocessing = Preprocessing(224, 224, Fit.CROP, resize_shorter)
    assert np.array_equal(prepare(photo, preprocessing), np.asarray(reference(photo)))


def test_decode_target_is_what_the_resize_needs() -> None:
    assert decode_target(PAD) == (48, 64)
    assert decode_target(CROP) == (232, 232)
