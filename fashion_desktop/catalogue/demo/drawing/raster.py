"""Masks, shadows and the empty ground."""

from functools import cache

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from fashion_desktop.catalogue.demo.drawing.curves import Points
from fashion_desktop.catalogue.demo.drawing.fabrics import (
    Field,
)

WIDTH_PX = 600


HEIGHT_PX = 800


FINE = 4


Box = tuple[int, int, int, int]


@cache
def ground_level() -> Field:
    """The empty picture: almost white, a little darker towards the lower corners."""
    rows = np.linspace(0.0, 1.0, HEIGHT_PX, dtype=np.float32)[:, None]
    columns = np.linspace(-1.0, 1.0, WIDTH_PX, dtype=np.float32)[None, :]
    level: Field = 251.0 - 4.0 * rows**2 - 3.0 * columns**2
    # Dithered: so slow a gradient shows bands in 8 bits.
    generator = np.random.Generator(np.random.PCG64(7))
    level = level + generator.uniform(-0.8, 0.8, level.shape).astype(np.float32)
    ground: Field = level[..., None] * np.array([1.0, 0.998, 0.993], dtype=np.float32)
    return ground


def box_of(points: Points, margin: int = 2) -> Box | None:
    """Pixels that an outline touches, within the picture; None when there are none."""
    low, high = points.min(axis=0), points.max(axis=0)
    left, top = max(0, int(low[0]) - margin), max(0, int(low[1]) - margin)
    right = min(WIDTH_PX, int(high[0]) + margin + 1)
    bottom = min(HEIGHT_PX, int(high[1]) + margin + 1)
    return None if right - left < 2 or bottom - top < 2 else (left, top, right, bottom)


def coverage(shapes: tuple[Points, ...], box: Box) -> Field:
    """Coverage 0..1 of the first outline without the others, which are holes in it."""
    left, top, right, bottom = box
    image = Image.new("L", ((right - left) * FINE, (bottom - top) * FINE), 0)
    draw = ImageDraw.Draw(image)
    for index, shape in enumerate(shapes):
        corners = ((shape - (left, top)) * FINE).tolist()
        draw.polygon([(x, y) for x, y in corners], fill=0 if index else 255)
    return np.asarray(image.reduce(FINE), dtype=np.float32) / np.float32(255)


def softened(mask: Field, sigma_px: float) -> Field:
    """Blurred mask; eight bits are enough for shadows, and a wide blur is worked out coarsely."""
    image = Image.fromarray((np.clip(mask, 0.0, 1.0) * 255).astype(np.uint8))
    factor = 3 if sigma_px >= 6 else 2 if sigma_px >= 3.5 else 1
    size = image.size
    if factor > 1:
        image = image.resize(
            (max(2, size[0] // factor), max(2, size[1] // factor)), Image.Resampling.BOX
        )
    image = image.filter(ImageFilter.GaussianBlur(sigma_px / factor))
    if factor > 1:
        image = image.resize(size, Image.Resampling.BICUBIC)
    return np.asarray(image, dtype=np.float32) / np.float32(255)


def shifted(field: Field, dx: int, dy: int) -> Field:
    """Mask moved right and down by whole pixels."""
    out = np.zeros_like(field)
    out[dy:, dx:] = field[: field.shape[0] - dy, : field.shape[1] - dx]
    return out
