"""What dresses share: bodice, skirt, belt."""

from dataclasses import dataclass

import numpy as np

from fashion_desktop.catalogue.demo.design import Design
from fashion_desktop.catalogue.demo.drawing.bodice import BodyCut, neck_curve
from fashion_desktop.catalogue.demo.drawing.bodice_drawing import inside_back
from fashion_desktop.catalogue.demo.drawing.canvas import Canvas
from fashion_desktop.catalogue.demo.drawing.curves import (
    AXIS_X,
    SIDES,
    Points,
    bezier,
    join,
    line,
    mirror,
    offset,
    ribbon,
    shift,
)
from fashion_desktop.catalogue.demo.drawing.fabrics import Fabric
from fashion_desktop.catalogue.demo.drawing.palette import COLOURS, RGB, contrasting, darker
from fashion_desktop.catalogue.demo.drawing.relief import Flutes, Fold, Form, fold


@dataclass(frozen=True)
class Bodice:
    """Half widths and heights of a dress above its waist; straps when it has no shoulders."""

    neck: float = 76
    neck_y: float = 92
    shoulder: float = 112
    shoulder_y: float = 104
    armpit: float = 98
    armpit_y: float = 214
    waist: float = 80
    waist_y: float = 334


def dress_cloth(design: Design, gloss: float = 0.0) -> Fabric:
    """Material of a dress; a glossy one is satin."""
    weave = "smooth" if gloss else "jersey"
    return Fabric(
        COLOURS[design.colour], COLOURS[design.accent], design.pattern, weave, gloss=gloss
    )


def skirt_outline(
    waist: float,
    waist_y: float,
    hem: float,
    hem_y: float,
    *,
    sweep: float = 0.45,
    wave: float = 6.0,
) -> Points:
    """Skirt outline that falls from the waist with a curved, slightly waving hem."""
    x = AXIS_X
    side = bezier(
        (x - waist, waist_y),
        (x - waist - (hem - waist) * sweep, waist_y + (hem_y - waist_y) * 0.26),
        (x - hem + (hem - waist) * 0.2, waist_y + (hem_y - waist_y) * 0.62),
        (x - hem, hem_y - 14),
    )
    share = np.linspace(0.0, 1.0, 60)
    hem_x = x - hem + share * 2 * hem
    drop = 15 * np.sin(np.pi * share) + wave * np.sin(share * np.pi * 9 + 0.6) * np.sin(
        np.pi * share
    )
    bottom = np.stack([hem_x, hem_y - 14 + drop], axis=1)
    return join(line((x, waist_y), (x - waist, waist_y)), side, bottom, mirror(side)[::-1])


def hem_line(hem: float, hem_y: float, up: float, wave: float = 6.0) -> Points:
    """Run parallel to a skirt's hem, `up` pixels above it."""
    share = np.linspace(0.02, 0.98, 60)
    x = AXIS_X - hem + share * 2 * hem
    drop = 15 * np.sin(np.pi * share) + wave * np.sin(share * np.pi * 9 + 0.6) * np.sin(
        np.pi * share
    )
    return np.stack([x, hem_y - 14 + drop - up], axis=1)


def draped_form(
    outline: Points,
    count: float,
    depth: float,
    *,
    start: float = 0.08,
    pleated: bool = False,
    phase: float = 0.1,
) -> Form:
    """Light on a skirt with `count` waves that hangs freely below its hem."""
    low = outline.max(axis=0)
    first = outline.min(axis=0)
    below = line(
        (float(first[0]) + 2, float(low[1]) - 22),
        (float(low[0]) - 2, float(low[1]) - 22),
        (float(low[0]) + 4, float(low[1]) + 90),
        (float(first[0]) - 4, float(low[1]) + 90),
    )
    return Form(
        round_px=34,
        flutes=Flutes(count, depth, start, pleated, phase),
        extend=(below,),
        wrinkle_px=1.2,
    )


def _top(b: Bodice, neckline: Points) -> Points:
    """Sleeveless bodice outline."""
    x = AXIS_X
    left = join(
        line((x - b.neck, b.neck_y), (x - b.shoulder, b.shoulder_y)),
        bezier(
            (x - b.shoulder, b.shoulder_y),
            (x - b.shoulder + 16, b.shoulder_y + 46),
            (x - b.armpit + 18, b.armpit_y - 22),
            (x - b.armpit, b.armpit_y),
        ),
        bezier(
            (x - b.armpit, b.armpit_y),
            (x - b.armpit + 2, b.armpit_y + 46),
            (x - b.waist, b.waist_y - 50),
            (x - b.waist, b.waist_y + 2),
        ),
        line((x - b.waist, b.waist_y + 2), (x, b.waist_y + 4)),
    )
    return join(left, mirror(left)[::-1], neckline[::-1])


def bust_folds(b: Bodice) -> tuple[Fold, ...]:
    """Soft creases of a bodice."""
    x, y = AXIS_X, b.armpit_y
    return (
        fold((x - b.armpit + 2, y + 6), (x - 70, y + 22), (x - 40, y + 30), width=18, depth=-3.5),
        fold((x + b.armpit - 2, y + 6), (x + 70, y + 22), (x + 40, y + 30), width=18, depth=-3.5),
        fold((x - 44, y + 40), (x - 50, y + 80), (x - 46, b.waist_y), width=24, depth=3),
        fold((x + 40, y + 40), (x + 48, y + 80), (x + 44, b.waist_y), width=24, depth=-3),
    )


def draw_bodice(
    canvas: Canvas, b: Bodice, cloth: Fabric, neckline: Points, *, sleeveless: bool
) -> None:
    """Bodice down to the waist, with its stitching."""
    below = line(
        (AXIS_X - b.waist, b.waist_y - 6),
        (AXIS_X + b.waist, b.waist_y - 6),
        (AXIS_X + b.waist + 20, b.waist_y + 90),
        (AXIS_X - b.waist - 20, b.waist_y + 90),
    )
    canvas.part(
        _top(b, neckline), cloth, Form(round_px=32, folds=bust_folds(b), extend=(below,)), cast=0.2
    )
    thread = contrasting(cloth.base, 0.2)
    canvas.stitch(offset(neckline, 7), thread, opacity=0.5)
    if sleeveless:
        x = AXIS_X
        run = bezier(
            (x - b.shoulder, b.shoulder_y),
            (x - b.shoulder + 16, b.shoulder_y + 46),
            (x - b.armpit + 18, b.armpit_y - 22),
            (x - b.armpit, b.armpit_y),
        )
        for side in SIDES:
            canvas.stitch(side(shift(run, 7, 1)), thread, opacity=0.5)


def neckline_of(b: Bodice, drop: float, *, pointed: bool = False) -> Points:
    """Neckline of a bodice, `drop` pixels deep."""
    return neck_curve(BodyCut(neck=b.neck, neck_y=b.neck_y), drop, pointed=pointed)


def draw_armholes(canvas: Canvas, b: Bodice, colour: RGB) -> None:
    """Inner side of the back, seen through the armholes."""
    x = AXIS_X
    inner = join(
        bezier(
            (x - b.shoulder + 6, b.shoulder_y + 8),
            (x - b.shoulder + 4, b.shoulder_y + 50),
            (x - b.armpit + 6, b.armpit_y - 40),
            (x - b.armpit, b.armpit_y + 6),
        ),
        bezier(
            (x - b.armpit, b.armpit_y + 6),
            (x - b.armpit + 30, b.armpit_y - 30),
            (x - b.shoulder + 40, b.shoulder_y + 46),
            (x - b.shoulder + 20, b.shoulder_y + 6),
        ),
    )
    for side in SIDES:
        canvas.part(side(inner), Fabric(darker(colour, 0.34)), Form(volume=0.5), cast=0)


def draw_opening(canvas: Canvas, b: Bodice, neckline: Points, colour: RGB) -> None:
    """The inside of the back with its label."""
    inside_back(canvas, BodyCut(neck=b.neck, neck_y=b.neck_y), neckline, colour, (232, 230, 226))


def draw_belt(
    canvas: Canvas, b: Bodice, colour: RGB, height: float = 20, *, buckle: bool = True
) -> None:
    """Belt at the waist, with or without a buckle."""
    x, y = AXIS_X, b.waist_y
    run = bezier(
        (x - b.waist - 2, y - 2), (x - 30, y + 5), (x + 30, y + 5), (x + b.waist + 2, y - 2)
    )
    canvas.part(
        ribbon(run, height),
        Fabric(colour, weave="leather", gloss=0.2),
        Form(volume=0.8, round_px=10, wrinkle_px=0.5),
        cast=0.36,
        cast_px=4,
    )
    if buckle:
        outer = line((x - 15, y - 12), (x + 15, y - 12), (x + 15, y + 18), (x - 15, y + 18))
        hole = line((x - 9, y - 6), (x + 9, y - 6), (x + 9, y + 12), (x - 9, y + 12))
        canvas.part(
            outer,
            Fabric(COLOURS["Gold"], weave="smooth", gloss=0.5),
            Form(round_px=4, rim_px=2, wrinkle_px=0),
            cast=0.4,
            cast_px=3,
            holes=(hole,),
        )
