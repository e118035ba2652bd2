"""Dresses on straps: maxi and slip."""

from dataclasses import replace

import numpy as np

from fashion_desktop.catalogue.demo.design import Design
from fashion_desktop.catalogue.demo.drawing.canvas import Canvas
from fashion_desktop.catalogue.demo.drawing.curves import (
    AXIS_X,
    SIDES,
    Points,
    bezier,
    join,
    line,
    ribbon,
    shift,
    spline,
    symmetric,
)
from fashion_desktop.catalogue.demo.drawing.dress_parts import (
    Bodice,
    bust_folds,
    draped_form,
    dress_cloth,
    skirt_outline,
)
from fashion_desktop.catalogue.demo.drawing.fabrics import Fabric
from fashion_desktop.catalogue.demo.drawing.palette import RGB, contrasting, darker
from fashion_desktop.catalogue.demo.drawing.relief import Form, fold


def _straps(canvas: Canvas, colour: RGB, top_y: float, reach: float, *, wide: float) -> None:
    x = AXIS_X
    for side in SIDES:
        back = bezier(
            (x - reach + 34, top_y + 24),
            (x - reach + 30, top_y - 30),
            (x - reach + 26, top_y - 66),
            (x - reach + 15, top_y - 84),
        )
        front = bezier(
            (x - reach, top_y + 6),
            (x - reach - 2, top_y - 30),
            (x - reach + 2, top_y - 70),
            (x - reach + 16, top_y - 85),
        )
        canvas.part(
            ribbon(side(back), wide * 0.9),
            Fabric(darker(colour, 0.3)),
            Form(round_px=4, rim_px=2),
            cast=0,
        )
        canvas.part(
            ribbon(side(front), wide),
            Fabric(colour),
            Form(round_px=4, rim_px=2),
            cast=0.2,
            cast_px=3,
        )


def _camisole(b: Bodice, top_y: float, dip: float) -> Points:
    """Upper edge of a bodice on straps, from its left armhole to the axis."""
    x = AXIS_X
    return join(
        bezier(
            (x - b.armpit, b.armpit_y),
            (x - b.armpit + 10, b.armpit_y - 30),
            (x - 78, top_y + 8),
            (x - 62, top_y),
        ),
        bezier((x - 62, top_y), (x - 44, top_y + 14), (x - 20, top_y + dip), (x, top_y + dip)),
    )


def _back(canvas: Canvas, cloth: Fabric, top_y: float, b: Bodice) -> None:
    """The inside of the back."""
    x = AXIS_X
    back = join(
        line(
            (x - b.armpit, b.armpit_y),
            (x - 60, top_y + 22),
            (x + 60, top_y + 22),
            (x + b.armpit, b.armpit_y),
        ),
        line((x + 60, b.armpit_y + 60), (x - 60, b.armpit_y + 60)),
    )
    canvas.part(back, Fabric(darker(cloth.base, 0.36)), Form(volume=0.5), cast=0)


def _strap_bodice(canvas: Canvas, b: Bodice, cloth: Fabric, top_y: float, dip: float) -> None:
    x = AXIS_X
    upper = _camisole(b, top_y, dip)
    half = join(
        upper[::-1],
        bezier(
            (x - b.armpit, b.armpit_y),
            (x - b.armpit + 2, b.armpit_y + 46),
            (x - b.waist, b.waist_y - 50),
            (x - b.waist, b.waist_y + 2),
        ),
        line((x - b.waist, b.waist_y + 2), (x, b.waist_y + 4)),
    )
    below = line(
        (x - b.waist, b.waist_y - 6),
        (x + b.waist, b.waist_y - 6),
        (x + b.waist + 20, b.waist_y + 90),
        (x - b.waist - 20, b.waist_y + 90),
    )
    canvas.part(
        symmetric(half), cloth, Form(round_px=32, folds=bust_folds(b), extend=(below,)), cast=0.2
    )
    for side in SIDES:
        canvas.stitch(shift(side(upper), 0, 8), contrasting(cloth.base, 0.2), opacity=0.5)


def draw_maxi(canvas: Canvas, design: Design) -> None:
    """Long dress on straps."""
    b = replace(Bodice(), armpit=94, armpit_y=196, waist=80, waist_y=290)
    cloth = dress_cloth(design)
    _back(canvas, cloth, 140, b)
    outline = skirt_outline(b.waist, b.waist_y - 2, 176, 742, sweep=0.6, wave=5)
    canvas.part(outline, cloth, draped_form(outline, 4.8, 9, phase=0.2), cast=0.1, bow_px=-12)
    _straps(canvas, cloth.base, 140, 60, wide=11)
    _strap_bodice(canvas, b, cloth, 140, 18)
    band = bezier(
        (300 - b.waist - 1, b.waist_y),
        (270, b.waist_y + 6),
        (330, b.waist_y + 6),
        (300 + b.waist + 1, b.waist_y),
    )
    canvas.part(
        ribbon(band, 16),
        cloth.plain() if design.pattern == "plain" else cloth.plain(darker(cloth.base, 0.08)),
        Form(volume=0.6, round_px=8),
        cast=0.3,
        cast_px=4,
    )
    if design.detail == "slit":
        slit = spline((340, 520), (352, 600), (356, 680), (352, 752))
        canvas.seam(slit, 0.6, 2.6)
        canvas.shade(ribbon(shift(slit, 9, 0), 18), 0.32, 7)


def draw_slip(canvas: Canvas, design: Design) -> None:
    """Satin dress on thin straps."""
    b = replace(Bodice(), armpit=98, armpit_y=222, waist=88, waist_y=350)
    cloth = dress_cloth(design, gloss=0.3)
    _back(canvas, cloth, 158, b)
    x = AXIS_X
    upper = _camisole(b, 158, 34)
    side = spline(
        (x - 98, 222), (x - 90, 300), (x - 92, 370), (x - 116, 470), (x - 128, 580), (x - 134, 670)
    )
    half = join(upper[::-1], side, bezier((x - 134, 670), (x - 90, 684), (x - 40, 686), (x, 686)))
    below = line((x - 132, 662), (x + 132, 662), (x + 138, 780), (x - 138, 780))
    folds = (
        fold(
            (x - 50, 200), (x - 30, 236), (x, 246), (x + 30, 236), (x + 50, 200), width=18, depth=4
        ),
        fold((x - 60, 214), (x - 30, 260), (x + 4, 270), (x + 40, 250), width=18, depth=-3),
        fold((x - 88, 350), (x - 50, 400), (x + 10, 420), width=26, depth=-5),
        fold((x - 70, 420), (x - 84, 540), (x - 80, 680), width=30, depth=6),
        fold((x - 16, 440), (x - 26, 560), (x - 20, 680), width=32, depth=-6),
        fold((x + 50, 380), (x + 40, 540), (x + 44, 680), width=34, depth=7),
        fold((x + 100, 440), (x + 98, 560), (x + 108, 670), width=24, depth=-5),
    )
    _straps(canvas, cloth.base, 158, 60, wide=6)
    canvas.part(
        symmetric(half),
        cloth,
        Form(round_px=40, folds=folds, extend=(below,), volume=1.3, wrinkle_px=2),
        cast=0.2,
    )
    for flip in SIDES:
        canvas.stitch(shift(flip(upper), 0, 6), contrasting(cloth.base, 0.2), opacity=0.4)
    if design.detail == "lace":
        for k in range(34):
            lace = bezier(
                (x - 134 + 8 * k, 664),
                (x - 132 + 8 * k, 678),
                (x - 128 + 8 * k, 678),
                (x - 126 + 8 * k, 664),
                8,
            )
            canvas.ink(
                shift(lace, 0, 6 * float(np.sin(np.pi * k / 33))),
                darker(cloth.base, 0.35),
                1.4,
                0.6,
            )
