"""Outlines shared by everything worn on the upper body: body, neckline and sleeves."""

from dataclasses import dataclass, replace

import numpy as np

from fashion_desktop.catalogue.demo.drawing.canvas import Canvas
from fashion_desktop.catalogue.demo.drawing.curves import (
    AXIS_X,
    Points,
    bezier,
    join,
    line,
    mirror,
    spline,
    symmetric,
)
from fashion_desktop.catalogue.demo.drawing.fabrics import Fabric
from fashion_desktop.catalogue.demo.drawing.palette import RGB, darker
from fashion_desktop.catalogue.demo.drawing.relief import Fold, Form, fold


@dataclass(frozen=True)
class BodyCut:
    """Half widths and heights of an upper-body garment, in pixels."""

    neck: float = 68
    neck_y: float = 142
    shoulder: float = 168
    shoulder_y: float = 184
    armpit_y: float = 330
    chest: float = 150
    waist: float = 144
    waist_y: float = 480
    hem: float = 150
    hem_y: float = 652
    hem_drop: float = 7


@dataclass(frozen=True)
class SleeveCut:
    """Outer end of a sleeve (half distance from the axis and height) and its width there."""

    end_x: float
    end_y: float
    width: float
    slant_deg: float
    bulge: float = 0.0


SHORT = SleeveCut(end_x=256, end_y=330, width=98, slant_deg=27)
ELBOW = SleeveCut(end_x=262, end_y=412, width=92, slant_deg=17)
LONG = SleeveCut(end_x=262, end_y=606, width=62, slant_deg=8, bulge=8)


def neck_curve(cut: BodyCut, drop: float, *, pointed: bool = False) -> Points:
    """Neckline from the left shoulder point to the right one, `drop` pixels deep."""
    left, right = AXIS_X - cut.neck, AXIS_X + cut.neck
    low = cut.neck_y + drop
    if pointed:
        half = bezier(
            (left, cut.neck_y), (left + 12, cut.neck_y + drop * 0.45), (AXIS_X - 16, low - 18), (AXIS_X, low), 18
        )
    else:
        half = bezier((left, cut.neck_y), (left + 6, low - drop * 0.28), (AXIS_X - cut.neck * 0.56, low), (AXIS_X, low), 18)
    return join(half, mirror(half)[::-1][1:])


def body_outline(cut: BodyCut, neckline: Points) -> Points:
    """Body with the neckline cut out of it."""
    x = AXIS_X
    side = spline(
        (x - cut.chest, cut.armpit_y),
        (x - (cut.chest + cut.waist) / 2 - 1, (cut.armpit_y + cut.waist_y) / 2),
        (x - cut.waist, cut.waist_y),
        (x - (cut.waist + cut.hem * 3) / 4, (cut.waist_y + cut.hem_y * 2) / 3),
        (x - cut.hem, cut.hem_y - 4),
    )
    left = join(
        bezier(
            (x - cut.neck, cut.neck_y),
            (x - cut.neck - 22, cut.neck_y + 10),
            (x - cut.shoulder + 30, cut.shoulder_y - 10),
            (x - cut.shoulder, cut.shoulder_y),
        ),
        bezier(
            (x - cut.shoulder, cut.shoulder_y),
            (x - cut.shoulder + 16, cut.shoulder_y + 50),
            (x - cut.chest + 6, cut.armpit_y - 56),
            (x - cut.chest, cut.armpit_y),
        ),
        side,
        bezier(
            (x - cut.hem, cut.hem_y - 4),
            (x - cut.hem * 0.6, cut.hem_y + cut.hem_drop),
            (x - cut.hem * 0.3, cut.hem_y + cut.hem_drop),
            (x, cut.hem_y + cut.hem_drop),
        ),
    )
    return join(left, mirror(left)[::-1], neckline[::-1])


def hem_curve(cut: BodyCut, up: float) -> Points:
    """Run parallel to the hem, `up` pixels above it."""
    x, y = AXIS_X, cut.hem_y - up
    half = bezier(
        (x - cut.hem, y - 4),
        (x - cut.hem * 0.6, y + cut.hem_drop),
        (x - cut.hem * 0.3, y + cut.hem_drop),
        (x, y + cut.hem_drop),
    )
    return join(half, mirror(half)[::-1][1:])


def below_hem(cut: BodyCut) -> Points:
    """Area under the hem, where hanging cloth goes on being flat instead of rounding off."""
    x, y = AXIS_X, cut.hem_y
    return line(
        (x - cut.hem, y - 6), (x + cut.hem, y - 6), (x + cut.hem, y + 90), (x - cut.hem, y + 90)
    )


@dataclass(frozen=True)
class SleeveShape:
    """A left sleeve: its outline, its end (outer to inner corner) and both long edges.

    `beyond` is the area past its end, where the cloth is not rounded off.
    """

    outline: Points
    end: Points
    outer: Points
    inner: Points
    beyond: Points


def sleeve_shape(cut: BodyCut, sleeve: SleeveCut) -> SleeveShape:
    """Left sleeve of a body; mirror it for the right one."""
    x = AXIS_X
    a = np.deg2rad(sleeve.slant_deg)
    outer_end = (x - sleeve.end_x, sleeve.end_y)
    inner_end = (
        outer_end[0] + sleeve.width * float(np.cos(a)),
        outer_end[1] + sleeve.width * float(np.sin(a)),
    )
    top = (x - cut.shoulder + 6, cut.shoulder_y - 3)
    length = sleeve.end_y - cut.shoulder_y
    outer = bezier(
        top,
        (x - cut.shoulder - 26, cut.shoulder_y + min(26.0, length * 0.16)),
        (outer_end[0] + 16 - sleeve.bulge * 2.4, outer_end[1] - length * 0.55),
        outer_end,
    )
    pit = (x - cut.chest + 2, cut.armpit_y + 8)
    rise = inner_end[1] - pit[1]
    inner = bezier(
        inner_end,
        (inner_end[0] + 4 - sleeve.bulge, inner_end[1] - rise * 0.5),
        (pit[0] - 18, pit[1] + max(10.0, rise * 0.18)),
        pit,
    )
    end = bezier(
        outer_end,
        (outer_end[0] + (inner_end[0] - outer_end[0]) / 3, outer_end[1] + (inner_end[1] - outer_end[1]) / 3 + 5),
        (outer_end[0] + (inner_end[0] - outer_end[0]) * 2 / 3, outer_end[1] + (inner_end[1] - outer_end[1]) * 2 / 3 + 5),
        inner_end,
        12,
    )
    seat = bezier(
        pit,
        (x - cut.chest + 16, cut.armpit_y - 60),
        (x - cut.shoulder + 30, cut.shoulder_y + 40),
        (x - cut.shoulder + 22, cut.shoulder_y - 2),
        12,
    )
    along = np.array([-np.sin(a), np.cos(a)]) * 80
    beyond = join(end, end[::-1] + along)
    return SleeveShape(join(outer, end, inner, seat), end, outer, inner, beyond)


def armhole(cut: BodyCut) -> Points:
    """Seam between the body and its left sleeve."""
    x = AXIS_X
    return bezier(
        (x - cut.shoulder, cut.shoulder_y),
        (x - cut.shoulder + 16, cut.shoulder_y + 50),
        (x - cut.chest + 6, cut.armpit_y - 56),
        (x - cut.chest, cut.armpit_y),
    )


def draw_sleeves(
    canvas: Canvas,
    cut: BodyCut,
    sleeve: SleeveCut,
    fabric: Fabric,
    *,
    volume: float = 1.0,
    opening: RGB | None = None,
) -> SleeveShape:
    """Both sleeves, with elbow creases on long ones; returns the left one."""
    shape = sleeve_shape(cut, sleeve)
    x = AXIS_X
    chest = line(
        (x - cut.shoulder, cut.shoulder_y), (x + cut.shoulder, cut.shoulder_y),
        (x + cut.chest, cut.armpit_y), (x - cut.chest, cut.armpit_y),
    )
    turn = 40.0 if sleeve.end_y < 360 else 22.0 if sleeve.end_y < 450 else 13.0
    for flip in (False, True):
        side = mirror if flip else np.asarray
        middle = (shape.outer[len(shape.outer) // 2] + shape.inner[len(shape.inner) // 2]) / 2
        mx, my = float(middle[0]), float(middle[1])
        folds = [
            fold((mx + 34, my - 62), (mx + 8, my - 40), (mx - 18, my - 34), width=15, depth=4.5),
            fold((mx + 40, my - 36), (mx + 18, my - 6), (mx - 6, my + 8), width=17, depth=-4.0),
        ]
        if sleeve.end_y > 450:
            folds += [
                fold((mx + 26, my + 20), (mx, my + 26), (mx - 26, my + 10), width=15, depth=5),
                fold((mx + 24, my + 48), (mx + 2, my + 50), (mx - 24, my + 40), width=17, depth=-5),
                fold((mx - 4, my + 150), (mx - 14, my + 120), (mx - 30, my + 104), width=14, depth=4),
                fold((mx + 14, my + 128), (mx + 4, my + 90), (mx - 2, my + 70), width=14, depth=-4),
            ]
        if opening is not None:
            lip = join(shape.end, shape.end[::-1] + (3, -9))
            canvas.part(side(lip), fabric.plain(darker(opening, 0.45)), cast=0)
        canvas.part(
            side(shape.outline),
            fabric,
            Form(
                volume=volume,
                round_px=30,
                folds=tuple(_flipped(f, flip) for f in folds),
                wrinkle_px=2.0,
                extend=(side(shape.beyond), chest),
            ),
            turn_deg=-turn if flip else turn,
            cast=0.0,
        )
    return shape


def _flipped(item: Fold, flip: bool) -> Fold:
    return replace(item, path=mirror(item.path)) if flip else item


def body_form(cut: BodyCut, sleeve: SleeveCut | None = None, strength: float = 1.0) -> Form:
    """Light on a hanging body, which goes on into its sleeves and below its hem."""
    extend = [below_hem(cut)]
    if sleeve is not None:
        left = sleeve_shape(cut, sleeve).outline
        extend += [left, mirror(left)]
    return Form(folds=body_folds(cut, strength), round_px=38, extend=tuple(extend))


def body_folds(cut: BodyCut, strength: float = 1.0) -> tuple[Fold, ...]:
    """Soft creases of a hanging body: from the armpits inward and down the sides."""
    x, y = AXIS_X, cut.armpit_y
    d = strength
    half = [
        fold((x - cut.chest + 2, y + 6), (x - 84, y + 22), (x - 36, y + 62), width=24, depth=5 * d),
        fold((x - cut.chest + 4, y + 26), (x - 92, y + 66), (x - 58, y + 130), width=26, depth=-5 * d),
        fold((x - cut.waist + 10, y + 110), (x - 86, y + 200), (x - 92, cut.hem_y - 20), width=30, depth=4 * d),
        fold((x - 52, y + 150), (x - 44, y + 230), (x - 54, cut.hem_y - 6), width=36, depth=-4 * d),
    ]
    right = [
        fold((x + cut.chest - 2, y + 2), (x + 92, y + 24), (x + 52, y + 46), width=22, depth=5 * d),
        fold((x + cut.chest - 4, y + 30), (x + 88, y + 82), (x + 44, y + 156), width=28, depth=-5 * d),
        fold((x + cut.waist - 14, y + 90), (x + 78, y + 190), (x + 86, cut.hem_y - 10), width=32, depth=4 * d),
        fold((x + 20, y + 190), (x + 34, y + 250), (x + 28, cut.hem_y - 6), width=34, depth=3.5 * d),
        fold((x - 30, cut.shoulder_y + 70), (x, cut.shoulder_y + 92), (x + 34, cut.shoulder_y + 72), width=26, depth=2.5 * d),
    ]
    return tuple(half + right)


def inside_back(canvas: Canvas, cut: BodyCut, neckline: Points, colour: RGB, label: RGB | None) -> None:
    """The inner side of the back, seen through the neck opening, with its label."""
    x = AXIS_X
    back = bezier(
        (x - cut.neck + 2, cut.neck_y - 2), (x - cut.neck * 0.5, cut.neck_y + 13), (x + cut.neck * 0.5, cut.neck_y + 13),
        (x + cut.neck - 2, cut.neck_y - 2),
    )
    shape = join(back, neckline[::-1] + (0, 6))
    canvas.part(shape, Fabric(darker(colour, 0.32)), Form(volume=0.5), cast=0, edge=0.1)
    if label is not None:
        top = cut.neck_y + 13
        canvas.part(
            line((x - 17, top), (x + 17, top), (x + 17, top + 17), (x - 17, top + 17)),
            Fabric(label, weave="smooth"),
            Form(volume=0.3, wrinkle_px=0),
            cast=0.3,
            cast_px=3,
        )
        canvas.ink(line((x - 9, top + 9), (x + 9, top + 9)), (120, 120, 126), 2.2, 0.8)
