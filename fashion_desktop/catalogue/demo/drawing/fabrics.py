"""Cloth: colours, woven and printed patterns, fine texture."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from fashion_desktop.catalogue.demo.drawing.motifs import MOTIFS, motif_plane
from fashion_desktop.catalogue.demo.drawing.palette import RGB, lighter, mix

Field = NDArray[np.float32]


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
    cover: Field = np.clip(np.minimum(position + 0.5, width - position + 0.5), 0.0, 1.0)
    return cover


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
        case _:
            return _over(ground, fabric.accent, _band(x, 40 * s, 20 * s, 10 * s))


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
            cloth = _over(
                ground, dark, (_band(x, 84 * s, 30 * s) + _band(y, 84 * s, 30 * s)) * 0.42
            )
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


_PATTERNS = {
    "breton": _stripes,
    "rugby": _stripes,
    "pinstripe": _stripes,
    "awning": _stripes,
    "gingham": _checks,
    "windowpane": _checks,
    "tartan": _checks,
    "dots": _dots,
    "pin dots": _dots,
}


def colour_cloth(fabric: Fabric, x: Field, y: Field, turn_deg: float) -> Field:
    """Unlit colours, shape (h, w, 3), values 0..255.

    x and y are picture coordinates of every pixel, shape (h, w); the cloth is turned by
    `turn_deg` about the picture's centre, as on a sleeve.
    """
    angle = np.deg2rad(-turn_deg)
    cosine, sine = float(np.cos(angle)), float(np.sin(angle))
    if fabric.pattern in MOTIFS:
        return _motif(fabric, x, y, cosine, sine)
    draw = _PATTERNS.get(fabric.pattern)
    if draw is None:
        return np.broadcast_to(np.asarray(fabric.base, np.float32), (*x.shape, 3))
    if turn_deg:
        dx, dy = x - 300, y - 400
        x, y = cosine * dx - sine * dy + 300, sine * dx + cosine * dy + 400
    return draw(fabric, x, y)


def _motif(fabric: Fabric, x: Field, y: Field, cosine: float, sine: float) -> Field:
    plane = motif_plane(fabric.pattern, fabric.base, fabric.accent, fabric.scale)
    height, width = x.shape
    dx, dy, middle = float(x[0, 0]) - 300, float(y[0, 0]) - 400, plane.width / 2
    turned = plane.transform(
        (width, height),
        Image.Transform.AFFINE,
        (
            cosine,
            -sine,
            cosine * dx - sine * dy + middle,
            sine,
            cosine,
            sine * dx + cosine * dy + middle,
        ),
        Image.Resampling.BICUBIC,
    )
    return np.asarray(turned, dtype=np.float32)
