"""Light on cloth: a height field over a shape, lit from the upper left.

The field is worked out on a coarse grid, because light on cloth is smooth, and scaled up.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from fashion_desktop.catalogue.demo.drawing.curves import Point, Points, spline

Field = NDArray[np.float32]

COARSE_PX = 3
_LIGHT = np.array([-0.42, -0.56, 0.71], dtype=np.float32)


@dataclass(frozen=True)
class Fold:
    """A crease or ridge: lens-shaped bump along a curve; a negative depth is a hollow."""

    path: Points
    width_px: float = 16.0
    depth_px: float = 5.0


@dataclass(frozen=True)
class Flutes:
    """Vertical waves across a hanging shape, deeper towards the hem."""

    count: float
    depth_px: float
    start: float = 0.15
    pleated: bool = False
    phase: float = 0.0


@dataclass(frozen=True)
class Form:
    """How a shape bulges and creases. Lengths in pixels; `volume` scales the whole effect.

    `extend` holds outlines over which the cloth goes on, so that it is not rounded off there.
    """

    volume: float = 1.0
    round_px: float = 34.0
    rim_px: float = 7.0
    flutes: Flutes | None = None
    folds: tuple[Fold, ...] = ()
    wrinkle_px: float = 1.6
    gloss: float = 0.0
    extend: tuple[Points, ...] = ()
    seed: int = 0


def fold(*points: Point, width: float = 16.0, depth: float = 5.0) -> Fold:
    """Fold along a smooth curve through the given points."""
    return Fold(spline(*points), width, depth)


def blur(field: Field, sigma: float) -> Field:
    """Gaussian blur by three box passes; outside the field counts as zero."""
    radius = max(1, round(sigma * 0.95))
    size = 2 * radius + 1
    # Every pass consumes size rows and columns of the zeros around the field.
    rim = (3 * (radius + 1), 3 * radius)
    out = np.pad(field, (rim, rim))
    for _ in range(3):
        sums = np.cumsum(out, axis=0, dtype=np.float32)
        out = sums[size:] - sums[:-size]
        sums = np.cumsum(out, axis=1, dtype=np.float32)
        out = sums[:, size:] - sums[:, :-size]
        out *= np.float32(1 / size**2)
    return out


def scaled(field: Field, width: int, height: int) -> Field:
    """Field at another size, bicubic."""
    image = Image.fromarray(field).resize((width, height), Image.Resampling.BICUBIC)
    return np.asarray(image, dtype=np.float32)


def noise(shape: tuple[int, int], cells: tuple[int, int], seed: int) -> Field:
    """Smooth noise in about -1..1 with the given number of cells (rows, columns)."""
    generator = np.random.Generator(np.random.PCG64(seed))
    grid = generator.uniform(-1.0, 1.0, (cells[0] + 1, cells[1] + 1)).astype(np.float32)
    return scaled(grid, shape[1], shape[0])


def _row_share(mask: Field) -> tuple[Field, Field]:
    """Position across (0 left edge, 1 right edge, by row) and down (0 top, 1 bottom)."""
    columns = np.arange(mask.shape[1], dtype=np.float32)
    widths = mask.sum(axis=1)
    used = np.flatnonzero(widths > 1)
    if not len(used):
        zero = np.zeros_like(mask)
        return zero, zero
    centres = (mask * columns).sum(axis=1) / np.maximum(widths, 1.0)
    # A waving hem narrows the last rows: they keep the width of the last full row.
    full = used[widths[used] >= 0.98 * np.maximum.accumulate(widths[used])]
    every = np.arange(mask.shape[0])
    # Even a tenth of a pixel of jitter between rows would show as ripples in the light.
    window = np.hanning(27)[1:-1]
    window /= window.sum()
    edges = []
    for sign in (-0.5, 0.5):
        edge = np.interp(every, full, centres[full] + sign * widths[full])
        padded = np.pad(edge, 12, mode="reflect", reflect_type="odd")
        edges.append(np.convolve(padded, window, mode="valid")[:, None])
    first, last = edges
    across = (columns[None, :] - first) / np.maximum(last - first, 1.0)
    down = ((every - used[0]) / max(1, used[-1] - used[0]))[:, None]
    return across.astype(np.float32), np.broadcast_to(down.astype(np.float32), mask.shape)


def _flute_height(mask: Field, flutes: Flutes, seed: int) -> Field:
    across, down = _row_share(mask)
    grow = np.clip((down - flutes.start) / max(1e-3, 1 - flutes.start), 0.0, 1.0)
    if flutes.pleated:
        position = across * flutes.count + flutes.phase
        saw = position - np.floor(position)
        wave = np.minimum(saw * 1.25, (1 - saw) * 5.0)
        pleats: Field = (wave * flutes.depth_px * (0.45 + 0.55 * grow)).astype(np.float32)
        return pleats
    sway = noise((1, mask.shape[1]), (1, 7), seed + 11)
    position = across + 0.035 * sway + 0.02 * np.sin(6.0 * down + seed % 7)
    wave = np.cos(2 * np.pi * (position * flutes.count + flutes.phase))
    wave = wave + 0.4 * np.cos(2 * np.pi * (position * flutes.count * 1.63 + 0.3 + flutes.phase))
    height: Field = (wave * flutes.depth_px * grow).astype(np.float32)
    return height


def _fold_height(
    shape: tuple[int, int], folds: Sequence[Fold], origin: tuple[float, float]
) -> Field:
    image = Image.new("F", (shape[1], shape[0]), 0.0)
    total = np.zeros(shape, dtype=np.float32)
    for item in folds:
        image.paste(0.0, (0, 0, shape[1], shape[0]))
        path = (item.path - np.asarray(origin)) / COARSE_PX
        tangent = np.gradient(path, axis=0)
        length = np.maximum(np.hypot(tangent[:, 0], tangent[:, 1]), 1e-6)[:, None]
        side = np.stack([-tangent[:, 1], tangent[:, 0]], axis=1) / length
        share = np.linspace(0.0, 1.0, len(path))[:, None]
        half = np.sin(np.pi * share) ** 0.7 * item.width_px / COARSE_PX / 2
        lens = np.concatenate([path + side * half, (path - side * half)[::-1]])
        ImageDraw.Draw(image).polygon([(float(x), float(y)) for x, y in lens], fill=1.0)
        soft = blur(np.asarray(image, dtype=np.float32), item.width_px / COARSE_PX / 3.2)
        total += soft * item.depth_px
    return total


def _extended(coarse: Field, shapes: Sequence[Points], origin: tuple[float, float]) -> Field:
    if not shapes:
        return coarse
    image = Image.fromarray(coarse)
    draw = ImageDraw.Draw(image)
    for shape in shapes:
        corners = ((shape - np.asarray(origin)) / COARSE_PX).tolist()
        draw.polygon([(x, y) for x, y in corners], fill=1.0)
    return np.asarray(image, dtype=np.float32)


def light(mask: Field, form: Form, origin: tuple[float, float]) -> tuple[Field, Field]:
    """Brightness factors and gloss (0..1) over a mask of shape (height, width), values 0..1.

    `origin` is the picture position of the mask's upper left corner.
    """
    height, width = mask.shape
    margin = round(form.round_px * 1.5 / COARSE_PX) if form.extend else 2
    coarse_size = (max(2, width // COARSE_PX), max(2, height // COARSE_PX))
    coarse = np.asarray(
        Image.fromarray(mask).resize(coarse_size, Image.Resampling.BOX), dtype=np.float32
    )
    coarse = np.pad(coarse, margin)
    origin = (origin[0] - margin * COARSE_PX, origin[1] - margin * COARSE_PX)

    solid = _extended(coarse, form.extend, origin)
    wide = blur(solid, form.round_px / COARSE_PX)
    rim = blur(solid, form.rim_px / COARSE_PX)
    surface = form.round_px * 1.35 * wide * (2 - wide) + form.rim_px * 0.9 * rim * (2 - rim)
    if form.flutes is not None:
        surface = surface + _flute_height(coarse, form.flutes, form.seed)
    if form.folds:
        surface = surface + _fold_height(coarse.shape, form.folds, origin)
    if form.wrinkle_px:
        rows, columns = coarse.shape
        cells = (max(2, rows // 22), max(2, columns // 13))
        surface = surface + form.wrinkle_px * noise(coarse.shape, cells, form.seed)

    slope_y, slope_x = np.gradient(surface.astype(np.float32), COARSE_PX)
    slope_x, slope_y = slope_x * form.volume, slope_y * form.volume
    size = np.sqrt(slope_x**2 + slope_y**2 + 1.0)
    facing = (-slope_x * _LIGHT[0] - slope_y * _LIGHT[1] + _LIGHT[2]) / size
    brightness = 1.0 + 0.62 * (facing / _LIGHT[2] - 1.0)
    brightness *= 1.0 - 0.5 * (1.0 - rim) ** 2
    brightness = np.clip(brightness, 0.34, 1.24).astype(np.float32)

    # Half-way vector of Blinn's highlight between the light and a viewer straight ahead.
    half = _LIGHT + np.array([0.0, 0.0, 1.0], dtype=np.float32)
    half = half / np.sqrt((half**2).sum())
    shine = np.clip((-slope_x * half[0] - slope_y * half[1] + half[2]) / size, 0.0, 1.0) ** 28

    crop = (slice(margin, -margin), slice(margin, -margin))
    return (
        scaled(brightness[crop], width, height),
        scaled(shine[crop].astype(np.float32), width, height)
        if form.gloss
        else np.zeros((1, 1), np.float32),
    )
