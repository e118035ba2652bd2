"""Colour histograms."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image

from fashion_desktop.evaluation.colour_histogram import ColourHistogram
from fashion_desktop.evaluation.neighbours import squared_l2_to


def test_one_colour_fills_one_bin() -> None:
    features = ColourHistogram().features([Image.new("RGB", (30, 40), "red")])
    assert features.shape == (1, ColourHistogram.dimension)
    assert features.dtype == np.float32
    assert sorted(features[0])[-2:] == [0.0, 1.0]


def test_each_step_has_a_bin_of_its_own() -> None:
    images = [
        Image.merge("HSV", [Image.new("L", (2, 2), level) for level in (hue, saturation, value)])
        for hue in range(10, 256, 22)
        for saturation in (20, 100, 150, 250)
        for value in (20, 100, 150, 250)
    ]
    features = ColourHistogram().features([image.convert("RGB") for image in images])
    assert features.sum(axis=1).tolist() == [1.0] * len(images)
    assert len(set(features.argmax(axis=1).tolist())) > 150


def test_half_the_squared_l2_is_the_squared_hellinger_distance() -> None:
    half = Image.new("RGB", (20, 20), "red")
    half.paste("blue", (0, 0, 10, 20))
    red, both, blue = ColourHistogram().features(
        [Image.new("RGB", (20, 20), "red"), half, Image.new("RGB", (20, 20), "blue")]
    )
    assert float(squared_l2_to(red, blue)) == pytest.approx(2)
    assert float(squared_l2_to(red, both)) / 2 == pytest.approx(1 - np.sqrt(0.5))


def test_the_photo_stays_as_it_is() -> None:
    image = Image.new("RGB", (300, 400), "red")
    ColourHistogram().features([image])
    assert image.size == (300, 400)
