"""Printed motifs: flowers, leaves, animal spots and camouflage, drawn once as a repeating tile."""

from functools import lru_cache

import numpy as np
from PIL import Image, ImageDraw

from fashion_desktop.catalogue.demo.drawing.curves import (
    Points,
    bezier,
    ellipse,
    join,
    rotate,
    shift,
)
from fashion_desktop.catalogue.demo.drawing.palette import RGB, darker, lighter, luminance, mix

MOTIFS = frozenset({"floral", "ditsy", "leaves", "leopard", "camouflage"})
_PLANE_PX = 1300
_FINE = 3


class _Tile:
    """Picture whose shapes wrap round its edges, drawn at three times its size."""

    def __init__(self, size_px: int, ground: RGB) -> None:
        self.size_px = size_px
        self.image = Image.new("RGB", (size_px * _FINE, size_px * _FINE), ground)
        self._draw = ImageDraw.Draw(self.image)

    def fill(self, points: Points, colour: RGB) -> None:
        size = self.size_px
        low, high = points.min(axis=0), points.max(axis=0)
        for dx in (-size, 0, size):
            for dy in (-size, 0, size):
                if low[0] + dx > size or high[0] + dx < 0 or low[1] + dy > size or high[1] + dy < 0:
                    continue
                corners = [((x + dx) * _FINE, (y + dy) * _FINE) for x, y in points]
                self._draw.polygon(corners, fill=colour)

    def done(self) -> Image.Image:
        return self.image.resize((self.size_px, self.size_px), Image.Resampling.LANCZOS)


def _petal(length: float, width: float) -> Points:
    return join(
        bezier((0, 0), (width, -length * 0.35), (width * 0.75, -length), (0, -length), 10),
        bezier((0, -length), (-width * 0.75, -length), (-width, -length * 0.35), (0, 0), 10),
    )


def _leaf(length: float, width: float) -> Points:
    return join(
        bezier((0, 0), (width, -length * 0.3), (width * 0.6, -length * 0.8), (0, -length), 10),
        bezier((0, -length), (-width * 0.6, -length * 0.8), (-width, -length * 0.3), (0, 0), 10),
    )


def _spread(size_px: int, distance: float, seed: int) -> list[tuple[float, float]]:
    """Points at least `distance` apart on the wrapping tile, by dart throwing."""
    generator = np.random.Generator(np.random.PCG64(seed))
    kept: list[tuple[float, float]] = []
    for _ in range(1500):
        x, y = (float(v) for v in generator.uniform(0, size_px, 2))
        if all(
            min(abs(x - a), size_px - abs(x - a)) ** 2 + min(abs(y - b), size_px - abs(y - b)) ** 2
            >= distance**2
            for a, b in kept
        ):
            kept.append((x, y))
    return kept


def _flowers(base: RGB, accent: RGB, scale: float, *, small: bool) -> Image.Image:
    tile = _Tile(260, base)
    petal = (11.0 if small else 25.0) * scale
    places = _spread(260, petal * (2.7 if small else 2.35), 5)
    generator = np.random.Generator(np.random.PCG64(23))
    green = mix((74, 122, 84), base, 0.25 if luminance(base) > 0.4 else 0.1)
    second = (
        lighter(accent, 0.45) if luminance(accent) < 0.75 else mix(accent, (232, 150, 160), 0.5)
    )
    for index, (x, y) in enumerate(places):
        turn = float(generator.uniform(0, 360))
        size = petal * float(generator.uniform(0.78, 1.12))
        for side in (20, 165):
            leaf = rotate(_leaf(size * 1.5, size * 0.34), turn + side)
            tile.fill(shift(leaf, x, y), green)
        colour = accent if index % 3 else second
        for k in range(5):
            shape = rotate(_petal(size, size * 0.62), turn + 72 * k)
            tile.fill(shift(shape, x, y), darker(colour, 0.16))
            inner = rotate(_petal(size * 0.9, size * 0.5), turn + 72 * k)
            tile.fill(shift(inner, x, y), colour)
        tile.fill(ellipse(x, y, size * 0.24, size * 0.24), (232, 182, 72))
        tile.fill(ellipse(x, y, size * 0.12, size * 0.12), (150, 96, 40))
    return tile.done()


def _leaves(base: RGB, accent: RGB, scale: float) -> Image.Image:
    tile = _Tile(300, base)
    generator = np.random.Generator(np.random.PCG64(31))
    for index, (x, y) in enumerate(_spread(300, 48 * scale, 9)):
        turn = float(generator.uniform(0, 360))
        tone = (accent, mix(accent, base, 0.35), darker(accent, 0.25))[index % 3]
        length = 62 * scale * float(generator.uniform(0.85, 1.1))
        for k in range(6):
            along = 0.25 + 0.13 * k
            for side in (-1, 1):
                leaf = _leaf(length * (0.62 - 0.06 * k), length * 0.085)
                frond = shift(rotate(leaf, side * (62 - 6 * k)), 0, -length * along)
                tile.fill(shift(rotate(frond, turn), x, y), tone)
        stem = rotate(_leaf(length * 1.25, length * 0.05), turn)
        tile.fill(shift(stem, x, y), tone)
    return tile.done()


def _blob(x: float, y: float, radius: float, generator: np.random.Generator) -> Points:
    t = np.linspace(0, 2 * np.pi, 40, endpoint=False)
    a, b, c = generator.uniform(0, 2 * np.pi, 3)
    r = radius * (
        1 + 0.18 * np.cos(2 * t + a) + 0.12 * np.cos(3 * t + b) + 0.06 * np.cos(5 * t + c)
    )
    return np.stack([x + r * np.cos(t), y + r * np.sin(t)], axis=1)


def _leopard(base: RGB, accent: RGB, scale: float) -> Image.Image:
    tile = _Tile(240, base)
    generator = np.random.Generator(np.random.PCG64(41))
    middle = mix(base, accent, 0.35)
    for x, y in _spread(240, 25 * scale, 17):
        radius = float(generator.uniform(7.5, 11.5)) * scale
        ring = _blob(x, y, radius, generator)
        tile.fill(ring, accent)
        tile.fill(shift((ring - (x, y)) * 0.52, x, y), middle)
        gap = float(generator.uniform(0, 2 * np.pi))
        tile.fill(
            ellipse(
                x + np.cos(gap) * radius * 0.85,
                y + np.sin(gap) * radius * 0.85,
                radius * 0.36,
                radius * 0.36,
            ),
            base,
        )
    return tile.done()


def _camouflage(base: RGB, accent: RGB, scale: float) -> Image.Image:
    tile = _Tile(300, base)
    generator = np.random.Generator(np.random.PCG64(53))
    tones = (accent, darker(base, 0.45), mix(base, accent, 0.5))
    for layer, tone in enumerate(tones):
        for x, y in _spread(300, (78 + 8 * layer) * scale, 60 + layer):
            blob = _blob(0, 0, 30 * scale, generator)
            blob = rotate(blob * (1.5, 0.75), float(generator.uniform(-25, 25)))
            tile.fill(shift(blob, x, y), tone)
    return tile.done()


@lru_cache(maxsize=24)
def motif_plane(name: str, base: RGB, accent: RGB, scale: float) -> Image.Image:
    """The motif repeated over a square large enough for any turned part of a picture."""
    match name:
        case "floral":
            tile = _flowers(base, accent, scale, small=False)
        case "ditsy":
            tile = _flowers(base, accent, scale, small=True)
        case "leaves":
            tile = _leaves(base, accent, scale)
        case "leopard":
            tile = _leopard(base, accent, scale)
        case _:
            tile = _camouflage(base, accent, scale)
    plane = Image.new("RGB", (_PLANE_PX, _PLANE_PX))
    for x in range(0, _PLANE_PX, tile.width):
        for y in range(0, _PLANE_PX, tile.height):
            plane.paste(tile, (x, y))
    return plane
