"""Cloth: colours, woven and printed patterns, fine texture."""

from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from fashion_desktop.catalogue.demo.drawing.motifs import MOTIFS, motif_plane
from fashion_desktop.catalogue.demo.drawing.palette import RGB, lighter, mix

Field = NDArray[np.float32]

GRAIN_PX = 512


@dataclass(frozen=True)
class Fabric:
    """Material of a part. `scale` stretches the pattern; `weave` names the fine texture."""

    base: RGB
    accent: RGB = (255, 255, 255)
    pattern: str = "plain"
    weave: str = "jersey"
    scale: float = 1.0
    gloss: float = 0.0

    def plain(self, colour: RGB | None = None) -> "Fabric":
        """The same cloth without its pattern, for collars, bands and linings."""
        return replace(self, base=colour or self.base, pattern="plain")


def _band(t: Field, period: float, width: float, start: float = 0.0) -> Field:
    """Coverage 0..1 of repeating bands, antialiased over one pixel."""
    position = np.mod(t - start, period)
    return np.clip(np.minimum(position + 0.5, width - position + 0.5), 0.0, 1.0)


def _over(below: Field, colour: RGB, cover: Field) -> Field:
    return below + (np.asarray(colour, np.float32) - below) * cover[..., None]


def _stripes(fabric: Fabric, x: Field, y: Field) -> Field:
    s = fabric.scale
    ground = np.broadcast_to(np.asarray(fabric.base, np.float32), (*x.shape, 3))
    match fabric.pattern:
        case "breton":
            return _over(ground, fabric.accent, _band(y, 30 * s, 11 * s))
        case "rugby":
            return _over(ground, fabric.accent, _band(y, 104 * s, 52 * s, 20))
        case "pinstripe":
            return _over(ground, fabric.accent, _band(x, 22 * s, 2.2, 3) * 0.8)
        case "awning":
            return _over(ground, fabric.accent, _band(x, 40 * s, 20 * s, 10 * s))
        case _:
            fine = _over(ground, fabric.accent, _band(y, 62 * s, 22 * s))
            return _over(fine, fabric.accent, _band(y, 62 * s, 5 * s, 34 * s))


def _checks(fabric: Fabric, x: Field, y: Field) -> Field:
    s = fabric.scale
    ground = np.broadcast_to(np.asarray(fabric.base, np.float32), (*x.shape, 3))
    match fabric.pattern:
        case "gingham":
            cover = (_band(x, 34 * s, 17 * s) + _band(y, 34 * s, 17 * s)) * 0.5
            return _over(ground, fabric.accent, cover)
        case "windowpane":
            cover = np.maximum(_band(x, 58 * s, 3, 26), _band(y, 58 * s, 3, 12))
            return _over(ground, fabric.accent, cover * 0.85)
        case _:
            dark = mix(fabric.base, (16, 18, 30), 0.55)
            cloth = _over(ground, dark, (_band(x, 84 * s, 30 * s) + _band(y, 84 * s, 30 * s)) * 0.42)
            cloth = _over(cloth, fabric.accent, _band(x, 84 * s, 5 * s, 12 * s) * 0.7)
            cloth = _over(cloth, fabric.accent, _band(y, 84 * s, 5 * s, 12 * s) * 0.7)
            pale = lighter(fabric.base, 0.45)
            cloth = _over(cloth, pale, _band(x, 84 * s, 3 * s, 56 * s) * 0.6)
            return _over(cloth, pale, _band(y, 84 * s, 3 * s, 56 * s) * 0.6)


def _dots(fabric: Fabric, x: Field, y: Field) -> Field:
    pitch = (40 if fabric.pattern == "dots" else 20) * fabric.scale
    radius = pitch * (0.24 if fabric.pattern == "dots" else 0.17)
    row = np.floor(y / pitch)
    column_x = x + np.mod(row, 2) * pitch / 2
    dx = np.mod(column_x, pitch) - pitch / 2
    dy = np.mod(y, pitch) - pitch / 2
    cover = np.clip(radius - np.sqrt(dx * dx + dy * dy) + 0.5, 0.0, 1.0)
    ground = np.broadcast_to(np.asarray(fabric.base, np.float32), (*x.shape, 3))
    return _over(ground, fabric.accent, cover)


def _zigzag(fabric: Fabric, x: Field, y: Field) -> Field:
    period = 44 * fabric.scale
    wave = np.abs(np.mod(x, period) - period / 2) * 0.9
    ground = np.broadcast_to(np.asarray(fabric.base, np.float32), (*x.shape, 3))
    return _over(ground, fabric.accent, _band((y + wave) * 0.8, 34 * fabric.scale, 13 * fabric.scale))


_PATTERNS = {
    "breton": _stripes,
    "rugby": _stripes,
    "multistripe": _stripes,
    "pinstripe": _stripes,
    "awning": _stripes,
    "gingham": _checks,
    "windowpane": _checks,
    "tartan": _checks,
    "dots": _dots,
    "pin dots": _dots,
    "zigzag": _zigzag,
}


def colour_cloth(fabric: Fabric, x: Field, y: Field, turn_deg: float) -> Field:
    """Unlit colours, shape (h, w, 3), values 0..255.

    x and y are picture coordinates of every pixel, shape (h, w); the cloth is turned by
    `turn_deg` about the picture's centre, as on a sleeve.
    """
    if fabric.pattern in MOTIFS:
        plane = motif_plane(fabric.pattern, fabric.base, fabric.accent, fabric.scale)
        height, width = x.shape
        left, top = float(x[0, 0]), float(y[0, 0])
        a = np.deg2rad(-turn_deg)
        c, s = float(np.cos(a)), float(np.sin(a))
        dx, dy = left - 300, top - 400
        middle = plane.width / 2
        coefficients = (c, -s, c * dx - s * dy + middle, s, c, s * dx + c * dy + middle)
        turned = plane.transform(
            (width, height),
            Image.Transform.AFFINE,
            coefficients,
            Image.Resampling.BICUBIC if turn_deg else Image.Resampling.BILINEAR,
        )
        return np.asarray(turned, dtype=np.float32)
    draw = _PATTERNS.get(fabric.pattern)
    if draw is None:
        return np.broadcast_to(np.asarray(fabric.base, np.float32), (*x.shape, 3))
    if turn_deg:
        a = np.deg2rad(-turn_deg)
        c, s = np.float32(np.cos(a)), np.float32(np.sin(a))
        dx, dy = x - 300, y - 400
        x, y = c * dx - s * dy + 300, s * dx + c * dy + 400
    return draw(fabric, x, y)


@lru_cache(maxsize=16)
def grain(weave: str) -> Field:
    """Fine brightness texture, shape (GRAIN_PX, GRAIN_PX), about 1.0 on average; tiles."""
    generator = np.random.Generator(np.random.PCG64(sum(map(ord, weave))))
    raw = generator.normal(0.0, 1.0, (GRAIN_PX, GRAIN_PX)).astype(np.float32)
    y, x = np.mgrid[0:GRAIN_PX, 0:GRAIN_PX].astype(np.float32)

    def smear(field: Field, dy: int, dx: int, times: int) -> Field:
        for _ in range(times):
            field = (field + np.roll(field, (dy, dx), (0, 1))) / 2
        return field

    match weave:
        case "denim":
            twill = np.sin((x + y) * (2 * np.pi / 4))
            slub = smear(raw, 1, 0, 7) * 0.14 + smear(raw, 0, 1, 5) * 0.05
            texture = 1 + 0.035 * twill + slub
        case "melange":
            texture = 1 + smear(raw, 0, 1, 3) * 0.10 + raw * 0.03
        case "rib":
            texture = 1 + 0.10 * np.sin(x * (2 * np.pi / 8)) + raw * 0.01
        case "knit":
            texture = 1 + 0.05 * np.sin(x * (2 * np.pi / 8) + np.sin(y * (2 * np.pi / 8))) + raw * 0.015
        case "corduroy":
            texture = 1 + 0.13 * np.sin(x * (2 * np.pi / 8)) + raw * 0.02
        case "canvas":
            texture = 1 + 0.02 * (np.sin(x * np.pi / 2) + np.sin(y * np.pi / 2)) + raw * 0.022
        case "leather":
            pebble = smear(smear(raw, 1, 1, 3), -1, 1, 3)
            texture = 1 + pebble * 0.07 + raw * 0.008
        case "mesh":
            texture = 1 + 0.09 * np.sin(x * (2 * np.pi / 8)) * np.sin(y * (2 * np.pi / 8)) + raw * 0.01
        case "metal":
            texture = 1 + smear(raw, 0, 1, 8) * 0.05
        case "smooth":
            texture = np.ones_like(raw)
        case _:
            texture = 1 + smear(raw, 1, 0, 2) * 0.022
    return texture.astype(np.float32)
