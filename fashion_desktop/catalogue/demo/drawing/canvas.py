"""The picture: parts laid over each other, seams and stitches, shadow on a light ground."""

from dataclasses import replace

import numpy as np
from PIL import Image, ImageDraw

from fashion_desktop.catalogue.demo.drawing.curves import Points, ellipse, normals, resample, shift
from fashion_desktop.catalogue.demo.drawing.fabrics import Fabric, Field, colour_cloth
from fashion_desktop.catalogue.demo.drawing.palette import RGB
from fashion_desktop.catalogue.demo.drawing.raster import (
    FINE,
    HEIGHT_PX,
    WIDTH_PX,
    Box,
    box_of,
    coverage,
    ground_level,
    shifted,
    softened,
)
from fashion_desktop.catalogue.demo.drawing.relief import Form, light
from fashion_desktop.catalogue.demo.drawing.weaves import GRAIN_PX, grain


class Canvas:
    """A product in the making, 600 x 800 pixels. Later parts cover and shade earlier ones.

    Outlines are scaled by `flatten` in height, towards `floor_y`.
    """

    def __init__(self, seed: int = 0, *, flatten: float = 1.0, floor_y: float = 0.0) -> None:
        self._flatten = flatten
        self._floor_y = floor_y
        self._rgb = np.zeros((HEIGHT_PX, WIDTH_PX, 3), dtype=np.float32)
        self._alpha = np.zeros((HEIGHT_PX, WIDTH_PX), dtype=np.float32)
        self._seed = seed
        self._parts = 0

    def part(
        self,
        outline: Points,
        fabric: Fabric,
        form: Form | None = None,
        *,
        turn_deg: float = 0.0,
        tone: float = 1.0,
        cast: float = 0.3,
        cast_px: float = 7.0,
        edge: float = 0.22,
        bow_px: float = 0.0,
        holes: tuple[Points, ...] = (),
        clipped: bool = False,
    ) -> None:
        """Lay a piece of material on the product.

        `turn_deg` turns its pattern, `bow_px` lets horizontal stripes sag in the middle, `tone`
        scales its brightness, `cast` is the strength of the shadow it throws on what lies below,
        `edge` darkens its contour, and a clipped part only shows where the product already is.
        """
        outline = self._fitted(outline)
        box = box_of(outline)
        if box is None:
            return
        left, top, right, bottom = box
        mask = coverage((outline, *map(self._fitted, holes)), box)
        if clipped:
            mask = mask * self._alpha[top:bottom, left:right]
        if cast:
            self._cast(mask, box, cast, cast_px)
        self._parts += 1
        form = form or Form()
        form = replace(
            form, seed=self._seed * 31 + self._parts, gloss=max(form.gloss, fabric.gloss)
        )

        y, x = np.mgrid[top:bottom, left:right].astype(np.float32)
        if bow_px:
            middle, half = (left + right) / 2, max(1.0, (right - left) / 2)
            y = y + bow_px * (((x - middle) / half) ** 2 - 1)
        colour = colour_cloth(fabric, x, y, turn_deg)
        brightness, shine = light(mask, form, (left, top))
        texture = grain(fabric.weave)
        rows = np.arange(top, bottom) % GRAIN_PX
        columns = np.arange(left, right) % GRAIN_PX
        brightness = brightness * texture[rows[:, None], columns[None, :]] * tone
        if edge:
            inner = np.clip(softened(mask, 1.3) * 2 - 1, 0.0, 1.0)
            brightness = brightness * (1 - edge * (1 - inner))
        lit = colour * brightness[..., None]
        # Pure multiplication leaves black cloth without form: lift what faces the light.
        lift = np.maximum(brightness - 1.0, -0.12) * 46
        if form.gloss:
            lift = lift + shine * (form.gloss * 150)
        lit = lit + lift[..., None]
        self._blend(lit, mask, box)

    def ink(
        self,
        run: Points,
        colour: RGB,
        width_px: float = 1.6,
        opacity: float = 1.0,
        *,
        closed: bool = False,
        free: bool = False,
    ) -> None:
        """Line on the product; a free line also shows beside it."""
        self._lines(
            [np.concatenate([run, run[:1]]) if closed else run], colour, width_px, opacity, free
        )

    def seam(self, run: Points, strength: float = 0.42, width_px: float = 1.8) -> None:
        """Where two pieces of cloth meet: a fine dark line with a lit lip beside it."""
        self._lines([run], (12, 12, 20), width_px, strength, free=False)
        self._lines([shift(run, -1.3, -1.5)], (255, 255, 255), 1.2, strength * 0.34, free=False)

    def stitch(
        self,
        run: Points,
        colour: RGB,
        *,
        dash_px: float = 7.0,
        gap_px: float = 3.6,
        width_px: float = 1.5,
        opacity: float = 0.85,
    ) -> None:
        """Dashed thread along a run."""
        fine = resample(run, 1.0)
        step, dash = round(dash_px + gap_px), round(dash_px)
        dashes = [fine[i : i + dash + 1] for i in range(0, len(fine) - 2, step)]
        self._lines([d for d in dashes if len(d) > 1], colour, width_px, opacity, free=False)

    def fill(
        self, outline: Points, colour: RGB, opacity: float = 1.0, *, clipped: bool = True
    ) -> None:
        """Flat area without light of its own, such as an eyelet."""
        outline = self._fitted(outline)
        box = box_of(outline)
        if box is None:
            return
        left, top, right, bottom = box
        mask = coverage((outline,), box) * opacity
        if clipped:
            mask = mask * self._alpha[top:bottom, left:right]
        self._blend(np.asarray(colour, np.float32), mask, box)

    def printed(self, outline: Points, colour: RGB, opacity: float = 0.95) -> None:
        """Flat colour that keeps the light of the cloth below it."""
        outline = self._fitted(outline)
        box = box_of(outline)
        if box is None:
            return
        left, top, right, bottom = box
        area = (slice(top, bottom), slice(left, right))
        mask = coverage((outline,), box) * self._alpha[area] * opacity
        below = self._rgb[area].mean(axis=2)
        level = below / max(8.0, float(np.average(below, weights=mask + 1e-6)))
        lit = np.asarray(colour, np.float32) * np.clip(level, 0.72, 1.2)[..., None]
        self._blend(lit, mask, box)

    def shade(self, outline: Points, strength: float, soft_px: float = 10.0) -> None:
        """Soft darkening (or, with a negative strength, lightening) of the product."""
        outline = self._fitted(outline)
        box = box_of(outline, margin=round(soft_px * 2.5))
        if box is None:
            return
        left, top, right, bottom = box
        soft = softened(coverage((outline,), box), soft_px)
        area = (slice(top, bottom), slice(left, right))
        if strength > 0:
            self._rgb[area] *= (1 - strength * soft)[..., None]
        else:
            self._rgb[area] += (255 - self._rgb[area]) * (-strength * soft)[..., None]

    def button(self, x: float, y: float, radius: float, colour: RGB, *, holes: bool = True) -> None:
        """Button with a rim and four holes."""
        self.part(
            ellipse(x, y, radius, radius),
            Fabric(colour, weave="smooth", gloss=0.25),
            Form(volume=0.6, round_px=radius * 0.6, rim_px=2, wrinkle_px=0),
            cast=0.45,
            cast_px=2.5,
            edge=0.12,
        )
        if holes:
            d = radius * 0.28
            for dx, dy in ((-d, -d), (d, -d), (-d, d), (d, d)):
                self.fill(ellipse(x + dx, y + dy, radius * 0.13, radius * 0.13), (30, 28, 30), 0.75)

    def finish(self, *, floor_y: float | None = None, floor_half_px: float = 200.0) -> Image.Image:
        """The picture on its ground, mode RGB. With `floor_y` the product stands on a floor."""
        down = self._centre()
        alpha = np.clip(self._alpha, 0.0, 1.0)
        if floor_y is None:
            shadow = 0.20 * shifted(softened(alpha, 15.0), 5, 13) + 0.16 * shifted(
                softened(alpha, 4.5), 2, 4
            )
        else:
            box = (0, 0, WIDTH_PX, HEIGHT_PX)
            near = coverage((ellipse(300, floor_y + down, floor_half_px, 9),), box)
            wide = coverage((ellipse(306, floor_y + down + 8, floor_half_px * 1.06, 22),), box)
            shadow = (
                0.42 * softened(near, 5.0)
                + 0.26 * softened(wide, 16.0)
                + 0.05 * softened(alpha, 12.0)
            )
        ground = ground_level().copy()
        ground -= ground * (shadow[..., None] * np.array([1.0, 0.98, 0.93], dtype=np.float32))
        out = self._rgb - ground
        out *= alpha[..., None]
        out += ground
        out += np.float32(0.5)
        return Image.fromarray(np.clip(out, 0, 255, out=out).astype(np.uint8), "RGB")

    def _fitted(self, points: Points) -> Points:
        if self._flatten == 1.0:
            return points
        return shift(points * (1.0, self._flatten), 0.0, self._floor_y * (1 - self._flatten))

    def _centre(self) -> int:
        """Move the product to the middle of the picture's height; returns by how much."""
        rows = np.flatnonzero(self._alpha.max(axis=1) > 0.5)
        if not len(rows):
            return 0
        down = (HEIGHT_PX - int(rows[0]) - int(rows[-1])) // 2 - 4
        self._alpha = np.roll(self._alpha, down, axis=0)
        self._rgb = np.roll(self._rgb, down, axis=0)
        return down

    def _cast(self, mask: Field, box: Box, strength: float, soft_px: float) -> None:
        left, top, right, bottom = box
        pad = round(soft_px * 2.5)
        grown = (
            max(0, left - pad),
            max(0, top - pad),
            min(WIDTH_PX, right + pad),
            min(HEIGHT_PX, bottom + pad),
        )
        full = np.zeros((grown[3] - grown[1], grown[2] - grown[0]), dtype=np.float32)
        dx, dy = left - grown[0], top - grown[1]
        full[dy : dy + mask.shape[0], dx : dx + mask.shape[1]] = mask
        soft = shifted(softened(full, soft_px), round(soft_px * 0.3), round(soft_px * 0.5))
        self._rgb[grown[1] : grown[3], grown[0] : grown[2]] *= (1 - strength * soft)[..., None]

    def _lines(
        self, runs: list[Points], colour: RGB, width_px: float, opacity: float, free: bool
    ) -> None:
        if not runs:
            return
        runs = [self._fitted(run) for run in runs]
        box = box_of(np.concatenate(runs), margin=int(width_px) + 2)
        if box is None:
            return
        left, top, right, bottom = box
        image = Image.new("L", ((right - left) * FINE, (bottom - top) * FINE), 0)
        draw = ImageDraw.Draw(image)
        for run in runs:
            # Drawn as filled bands: Pillow's own lines have widths in whole pixels.
            side = normals(run) * (width_px / 2)
            band = (np.concatenate([run + side, (run - side)[::-1]]) - (left, top)) * FINE
            draw.polygon([(float(x), float(y)) for x, y in band], fill=255)
        mask = np.asarray(image.reduce(FINE), dtype=np.float32) * (opacity / 255)
        if not free:
            mask = mask * self._alpha[top:bottom, left:right]
        self._blend(np.asarray(colour, np.float32), mask, box)

    def _blend(self, colour: Field, mask: Field, box: Box) -> None:
        left, top, right, bottom = box
        area = (slice(top, bottom), slice(left, right))
        below = self._alpha[area]
        total = mask + below * (1 - mask)
        # Ordinary "over" of straight colours; the share keeps half-covered rims free of black.
        share = mask / np.maximum(total, 1e-4)
        self._rgb[area] += (colour - self._rgb[area]) * share[..., None]
        self._alpha[area] = total
