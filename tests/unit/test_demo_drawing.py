"""Drawings of the demo products: complete, clearly visible, different and reproducible."""

from __future__ import annotations

import io
from itertools import combinations

import numpy as np
import pytest
from PIL import Image

from fashion_desktop.catalogue.demo.design import Design
from fashion_desktop.catalogue.demo.drawing import KINDS, draw, draw_jpeg
from fashion_desktop.catalogue.demo.drawing.fabrics import Fabric, colour_cloth
from fashion_desktop.catalogue.demo.drawing.relief import blur
from fashion_desktop.catalogue.demo.drawing.weaves import GRAIN_PX, grain
from fashion_desktop.catalogue.demo.products import DemoProduct, demo_products
from fashion_desktop.catalogue.demo.wording import PATTERN_WORDS

BY_CUT = {(p.design.kind, p.design.cut): p for p in reversed(demo_products())}
FIRST_OF_KIND = {p.design.kind: p for p in reversed(demo_products())}


def _pixels(design: Design, size: tuple[int, int] = (48, 64)) -> np.ndarray:
    reduced = draw(design).resize(size, Image.Resampling.BILINEAR)
    return np.asarray(reduced, dtype=np.float32)


@pytest.mark.parametrize(
    "product", BY_CUT.values(), ids=lambda p: f"{p.design.kind}-{p.design.cut}"
)
def test_every_cut_is_a_visible_product_on_a_light_ground(product: DemoProduct) -> None:
    image = draw(product.design)
    assert image.mode == "RGB"
    assert image.size == (600, 800)
    pixels = np.asarray(image, dtype=np.int16)
    rim = np.concatenate([pixels[0], pixels[-1], pixels[:, 0], pixels[:, -1]])
    assert rim.min() > 215
    assert float(rim.mean()) > 240
    # Edges and shading count where the colour is as light as the ground.
    grey = pixels.mean(axis=2)
    drawn = (grey < 232) | (np.abs(np.gradient(grey)[0]) > 6)
    rows, columns = np.flatnonzero(drawn.any(axis=1)), np.flatnonzero(drawn.any(axis=0))
    assert 0.06 < drawn.mean() < 0.75
    assert columns[-1] - columns[0] > 170
    assert abs((rows[0] + rows[-1]) / 2 - 400) < 60
    assert abs((columns[0] + columns[-1]) / 2 - 300) < 60


@pytest.mark.parametrize("kind", KINDS)
def test_the_same_design_gives_the_same_bytes(kind: str) -> None:
    design = FIRST_OF_KIND[kind].design
    first = draw_jpeg(design)
    draw_jpeg(FIRST_OF_KIND["bag"].design)
    assert draw_jpeg(design) == first
    assert 15_000 < len(first) < 130_000
    with Image.open(io.BytesIO(first)) as image:
        assert image.format == "JPEG"
        assert image.size == (600, 800)


def test_drawing_leaves_global_random_state_alone() -> None:
    np.random.seed(5)
    expected = np.random.random()
    np.random.seed(5)
    draw(FIRST_OF_KIND["shirt"].design)
    assert np.random.random() == expected


@pytest.mark.parametrize("kind", KINDS)
def test_products_of_a_kind_differ_at_the_size_that_is_compared(kind: str) -> None:
    products = [p for p in demo_products() if p.design.kind == kind]
    small = [_pixels(product.design) for product in products]
    for (a, first), (b, second) in combinations(zip(products, small, strict=True), 2):
        assert np.abs(first - second).mean() > 0.25, (a.name, b.name)


def test_colour_and_pattern_show() -> None:
    red = _pixels(Design("tshirt", "crew", "Red"))[24:44, 18:30].mean(axis=(0, 1))
    blue = _pixels(Design("tshirt", "crew", "Blue"))[24:44, 18:30].mean(axis=(0, 1))
    assert red[0] > red[2] + 80
    assert blue[2] > blue[0] + 60
    striped = np.asarray(draw(Design("tshirt", "crew", "Black", "White", "breton")).convert("L"))
    plain = np.asarray(draw(Design("tshirt", "crew", "Black", "White")).convert("L"))
    assert striped[350:600, 300].std() > plain[350:600, 300].std() + 40


def test_an_unknown_colour_is_refused() -> None:
    with pytest.raises(KeyError):
        draw(Design("tshirt", "crew", "Octarine"))


@pytest.mark.parametrize("pattern", [name for name in PATTERN_WORDS if name != "plain"])
def test_patterns_use_both_colours_and_turn_with_the_cloth(pattern: str) -> None:
    y, x = np.mgrid[200:500, 100:400].astype(np.float32)
    fabric = Fabric((20, 20, 20), (240, 240, 240), pattern)
    straight = colour_cloth(fabric, x, y, 0.0)
    turned = colour_cloth(fabric, x, y, 30.0)
    assert straight.shape == (300, 300, 3)
    assert straight.std() > 15
    assert np.abs(straight - turned).mean() > 5


def test_weaves_keep_the_average_brightness() -> None:
    for weave in ("jersey", "denim", "melange", "rib", "knit", "corduroy", "leather", "mesh"):
        texture = grain(weave)
        assert texture.shape == (GRAIN_PX, GRAIN_PX)
        assert float(texture.mean()) == pytest.approx(1.0, abs=0.01)
        assert 0.001 < float(texture.std()) < 0.15


def test_blur_keeps_the_sum_and_spreads_by_its_sigma() -> None:
    field = np.zeros((101, 101), dtype=np.float32)
    field[50, 50] = 1.0
    soft = blur(field, 5.0)
    assert soft.shape == field.shape
    assert float(soft.sum()) == pytest.approx(1.0, abs=1e-3)
    offsets = np.arange(101) - 50
    assert float((soft.sum(axis=0) * offsets).sum()) == pytest.approx(0.0, abs=0.01)
    assert float((soft.sum(axis=0) * offsets**2).sum()) ** 0.5 == pytest.approx(5.0, abs=0.7)
