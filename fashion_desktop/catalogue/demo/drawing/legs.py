"""Two legs and a waistband."""

from dataclasses import dataclass

from fashion_desktop.catalogue.demo.drawing.canvas import Canvas
from fashion_desktop.catalogue.demo.drawing.curves import (
    AXIS_X,
    SIDES,
    Points,
    bezier,
    join,
    line,
    mirror,
    ribbon,
    rounded,
    shift,
    spline,
)
from fashion_desktop.catalogue.demo.drawing.fabrics import Fabric
from fashion_desktop.catalogue.demo.drawing.palette import (
    RGB,
    darker,
)
from fashion_desktop.catalogue.demo.drawing.relief import Fold, Form, fold


@dataclass(frozen=True)
class LegCut:
    """Half widths from the axis and heights of one leg, in pixels."""

    top_y: float = 96
    waist: float = 98
    hip: float = 128
    hip_y: float = 222
    crotch_y: float = 298
    knee_outer: float = 124
    knee_inner: float = 30
    hem_outer: float = 112
    hem_inner: float = 34
    hem_y: float = 734

    @property
    def knee_y(self) -> float:
        """Height of the knee."""
        return self.crotch_y + (self.hem_y - self.crotch_y) * 0.42


def leg_outline(c: LegCut) -> tuple[Points, Points]:
    """Left leg with its half of the seat, and its hem (outer to inner)."""
    x = AXIS_X
    outer = spline(
        (x - c.waist, c.top_y),
        (x - (c.waist + c.hip * 2) / 3, (c.top_y + c.hip_y) / 2),
        (x - c.hip, c.hip_y),
        (x - (c.hip * 0.5 + c.knee_outer * 0.5), (c.hip_y + c.knee_y) / 2),
        (x - c.knee_outer, c.knee_y),
        (x - (c.knee_outer + c.hem_outer) / 2, (c.knee_y + c.hem_y) / 2),
        (x - c.hem_outer, c.hem_y - 6),
    )
    hem = bezier(
        (x - c.hem_outer, c.hem_y - 6),
        (x - c.hem_outer * 0.72, c.hem_y + 3),
        (x - c.hem_outer * 0.4 - c.hem_inner * 0.4, c.hem_y + 4),
        (x - c.hem_inner, c.hem_y),
    )
    inner = bezier(
        (x - c.hem_inner, c.hem_y),
        (x - c.knee_inner - 2, c.knee_y + 40),
        (x - c.knee_inner * 0.7, c.crotch_y + 60),
        (x + 1, c.crotch_y),
    )
    rise = bezier(
        (x + 1, c.crotch_y),
        (x + 1, c.crotch_y - 60),
        (x + 1, c.top_y + 60),
        (x + 1, c.top_y + 8),
        10,
    )
    waist = bezier(
        (x + 1, c.top_y + 8),
        (x - c.waist * 0.4, c.top_y + 8),
        (x - c.waist * 0.7, c.top_y + 5),
        (x - c.waist, c.top_y),
        10,
    )
    return join(outer, hem, inner, rise, waist), hem


def _folds(c: LegCut, strength: float) -> tuple[Fold, ...]:
    x, y, k = AXIS_X, c.crotch_y, c.knee_y
    d = strength
    seat = (
        fold((x - 4, y - 6), (x - 52, y - 34), (x - c.hip + 14, y - 48), width=15, depth=4 * d),
        fold((x - 6, y - 30), (x - 46, y - 54), (x - 92, y - 64), width=14, depth=-4 * d),
        fold((x - 10, y + 12), (x - 60, y + 6), (x - c.hip + 8, y - 6), width=17, depth=-4 * d),
    )
    if c.hem_y - c.crotch_y < 260:
        middle = -(c.hem_outer + c.hem_inner) / 2 + x
        return (
            *seat,
            fold(
                (x - 40, y + 20),
                (middle + 10, y + 80),
                (middle + 6, c.hem_y),
                width=28,
                depth=4 * d,
            ),
            fold(
                (middle - 34, y - 20),
                (middle - 40, y + 60),
                (middle - 46, c.hem_y),
                width=28,
                depth=-4 * d,
            ),
        )
    outer, inner = x - c.knee_outer, x - c.knee_inner
    return (
        *seat,
        fold(
            (inner - 4, k - 36),
            ((outer + inner) / 2, k - 14),
            (outer + 8, k - 30),
            width=18,
            depth=4 * d,
        ),
        fold(
            (inner - 2, k - 4),
            ((outer + inner) / 2, k + 14),
            (outer + 8, k),
            width=18,
            depth=-4.5 * d,
        ),
        fold(
            (inner - 4, k + 30),
            ((outer + inner) / 2 + 8, k + 44),
            (outer + 14, k + 36),
            width=17,
            depth=4 * d,
        ),
        fold(
            (outer + 14, c.hem_y - 60),
            ((outer + inner) / 2, c.hem_y - 44),
            (x - c.hem_inner - 6, c.hem_y - 66),
            width=17,
            depth=4 * d,
        ),
        fold(
            (outer + 20, c.hem_y - 30),
            ((outer + inner) / 2, c.hem_y - 22),
            (x - c.hem_inner - 6, c.hem_y - 34),
            width=15,
            depth=-4 * d,
        ),
    )


def draw_legs(canvas: Canvas, c: LegCut, cloth: Fabric, strength: float) -> Points:
    """Both legs, the right one first; returns the left hem. `strength` scales the creases."""
    outline, hem = leg_outline(c)
    x = AXIS_X
    below = line(
        (x - c.hem_outer + 1, c.hem_y - 10),
        (x - c.hem_inner - 1, c.hem_y - 10),
        (x - c.hem_inner, c.hem_y + 80),
        (x - c.hem_outer, c.hem_y + 80),
    )
    above = line(
        (x - c.waist, c.top_y + 12),
        (x + c.waist, c.top_y + 12),
        (x + c.waist, c.top_y - 60),
        (x - c.waist, c.top_y - 60),
    )
    other = mirror(outline)
    folds = _folds(c, strength)
    for flip in (True, False):
        side = SIDES[flip]
        creases = tuple(Fold(side(f.path), f.width_px, f.depth_px) for f in folds)
        canvas.part(
            side(outline),
            cloth,
            Form(
                round_px=32, folds=creases, extend=(side(below), above, outline if flip else other)
            ),
            cast=0.3 if not flip else 0.0,
            cast_px=6,
            turn_deg=-2.0 if flip else 2.0,
        )
    canvas.shade(
        ribbon(
            bezier(
                (x, c.crotch_y + 2),
                (x - 2, c.crotch_y - 20),
                (x, c.crotch_y - 40),
                (x, c.crotch_y - 60),
            ),
            22,
            4,
        ),
        0.3,
        8,
    )
    canvas.seam(line((x, c.top_y + 8), (x, c.crotch_y)), 0.5)
    return hem


def draw_waistband(
    canvas: Canvas,
    c: LegCut,
    cloth: Fabric,
    thread: RGB,
    *,
    height: float = 32,
    loops: bool = True,
    elastic: bool = False,
) -> None:
    """Waistband with its inside, and belt loops or gathers."""
    x, y, w = AXIS_X, c.top_y, c.waist
    inside = join(
        bezier(
            (x - w + 3, y - height + 2),
            (x - w / 3, y - height - 8),
            (x + w / 3, y - height - 8),
            (x + w - 3, y - height + 2),
        ),
        bezier(
            (x + w - 3, y - height + 2),
            (x + w / 3, y - height + 14),
            (x - w / 3, y - height + 14),
            (x - w + 3, y - height + 2),
        ),
    )
    canvas.part(inside, Fabric(darker(cloth.base, 0.4)), Form(volume=0.4), cast=0)
    canvas.part(
        rounded(x - 15, y - height, x + 15, y - height + 14, 1),
        Fabric((226, 222, 214), weave="smooth"),
        Form(volume=0.2, wrinkle_px=0),
        cast=0,
    )
    band = join(
        bezier(
            (x - w + 1, y - height),
            (x - w / 3, y - height + 11),
            (x + w / 3, y - height + 11),
            (x + w - 1, y - height),
        ),
        bezier((x + w + 3, y + 2), (x + w / 3, y + 12), (x - w / 3, y + 12), (x - w - 3, y + 2)),
    )
    folds = (
        tuple(
            fold((x + dx, y - height - 2), (x + dx + 1, y + 10), width=6, depth=3)
            for dx in range(-int(w) + 6, int(w), 10)
        )
        if elastic
        else ()
    )
    canvas.part(
        band,
        cloth,
        Form(volume=0.8, round_px=16, rim_px=5, folds=folds, wrinkle_px=0.6),
        cast=0.3,
        cast_px=4,
    )
    for run in ((shift(band[:28], 0, 5)), (shift(band[28:], 0, -5))):
        canvas.stitch(run, thread, opacity=0.6)
    if loops:
        for dx in (-w * 0.64, w * 0.64):
            canvas.part(
                rounded(x + dx - 5.5, y - height, x + dx + 5.5, y + 13, 2),
                cloth,
                Form(volume=0.5, round_px=6, wrinkle_px=0),
                cast=0.42,
                cast_px=3,
            )
