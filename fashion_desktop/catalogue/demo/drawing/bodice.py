"""Outlines shared by everything worn on the upper body: body, neckline and sleeves."""

from dataclasses import dataclass

import numpy as np

from fashion_desktop.catalogue.demo.drawing.curves import (
    AXIS_X,
    Points,
    bezier,
    join,
    line,
    mirror,
    spline,
)


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
    left = AXIS_X - cut.neck
    low = cut.neck_y + drop
    if pointed:
        half = bezier(
            (left, cut.neck_y),
            (left + 12, cut.neck_y + drop * 0.45),
            (AXIS_X - 16, low - 18),
            (AXIS_X, low),
            18,
        )
    else:
        half = bezier(
            (left, cut.neck_y),
            (left + 6, low - drop * 0.28),
            (AXIS_X - cut.neck * 0.56, low),
            (AXIS_X, low),
            18,
        )
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
        (
            outer_end[0] + (inner_end[0] - outer_end[0]) / 3,
            outer_end[1] + (inner_end[1] - outer_end[1]) / 3 + 5,
        ),
        (
            outer_end[0] + (inner_end[0] - outer_end[0]) * 2 / 3,
            outer_end[1] + (inner_end[1] - outer_end[1]) * 2 / 3 + 5,
        ),
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
