"""Dresses: A-line, shift, wrap, maxi, slip and shirt dress."""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from fashion_desktop.catalogue.demo.design import Design
from fashion_desktop.catalogue.demo.drawing.bodice import (
    SHORT,
    BodyCut,
    SleeveCut,
    armhole,
    draw_sleeves,
    inside_back,
    neck_curve,
    sleeve_shape,
)
from fashion_desktop.catalogue.demo.drawing.canvas import Canvas
from fashion_desktop.catalogue.demo.drawing.curves import (
    AXIS_X,
    Points,
    bezier,
    join,
    line,
    mirror,
    offset,
    ribbon,
    spline,
    symmetric,
)
from fashion_desktop.catalogue.demo.drawing.fabrics import Fabric
from fashion_desktop.catalogue.demo.drawing.palette import COLOURS, RGB, contrasting, darker
from fashion_desktop.catalogue.demo.drawing.relief import Flutes, Form, fold

_SIDES = (np.asarray, mirror)


@dataclass(frozen=True)
class _Bodice:
    """Half widths and heights of a dress above its waist; straps when it has no shoulders."""

    neck: float = 76
    neck_y: float = 92
    shoulder: float = 112
    shoulder_y: float = 104
    armpit: float = 98
    armpit_y: float = 214
    waist: float = 80
    waist_y: float = 334


def draw_dress(design: Design) -> Canvas:
    """Dress in one of six cuts."""
    drawers: dict[str, Callable[[Canvas, Design], None]] = {
        "a-line": _a_line,
        "shift": _shift,
        "wrap": _wrap,
        "maxi": _maxi,
        "slip": _slip,
        "tiered": _tiered,
    }
    canvas = Canvas(design.seed)
    drawers[design.cut](canvas, design)
    return canvas


def _cloth(design: Design, gloss: float = 0.0) -> Fabric:
    weave = "smooth" if gloss else "jersey"
    return Fabric(COLOURS[design.colour], COLOURS[design.accent], design.pattern, weave, gloss=gloss)


def _skirt(waist: float, waist_y: float, hem: float, hem_y: float, *, sweep: float = 0.45, wave: float = 6.0) -> Points:
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
    drop = 15 * np.sin(np.pi * share) + wave * np.sin(share * np.pi * 9 + 0.6) * np.sin(np.pi * share)
    bottom = np.stack([hem_x, hem_y - 14 + drop], axis=1)
    return join(line((x, waist_y), (x - waist, waist_y)), side, bottom, mirror(side)[::-1])


def _hem_line(waist: float, waist_y: float, hem: float, hem_y: float, up: float, wave: float = 6.0) -> Points:
    share = np.linspace(0.02, 0.98, 60)
    x = AXIS_X - hem + share * 2 * hem
    drop = 15 * np.sin(np.pi * share) + wave * np.sin(share * np.pi * 9 + 0.6) * np.sin(np.pi * share)
    del waist, waist_y
    return np.stack([x, hem_y - 14 + drop - up], axis=1)


def _draped(outline: Points, count: float, depth: float, *, start: float = 0.08, pleated: bool = False, phase: float = 0.1) -> Form:
    low = outline.max(axis=0)
    first = outline.min(axis=0)
    below = line(
        (float(first[0]) + 2, float(low[1]) - 22), (float(low[0]) - 2, float(low[1]) - 22),
        (float(low[0]) + 4, float(low[1]) + 90), (float(first[0]) - 4, float(low[1]) + 90),
    )
    return Form(
        round_px=34, flutes=Flutes(count, depth, start, pleated, phase), extend=(below,), wrinkle_px=1.2
    )


def _top(b: _Bodice, neckline: Points) -> Points:
    """Sleeveless bodice outline."""
    x = AXIS_X
    left = join(
        line((x - b.neck, b.neck_y), (x - b.shoulder, b.shoulder_y)),
        bezier((x - b.shoulder, b.shoulder_y), (x - b.shoulder + 16, b.shoulder_y + 46), (x - b.armpit + 18, b.armpit_y - 22), (x - b.armpit, b.armpit_y)),
        bezier((x - b.armpit, b.armpit_y), (x - b.armpit + 2, b.armpit_y + 46), (x - b.waist, b.waist_y - 50), (x - b.waist, b.waist_y + 2)),
        line((x - b.waist, b.waist_y + 2), (x, b.waist_y + 4)),
    )
    return join(left, mirror(left)[::-1], neckline[::-1])


def _bust(b: _Bodice) -> tuple:
    x, y = AXIS_X, b.armpit_y
    return (
        fold((x - b.armpit + 2, y + 6), (x - 70, y + 22), (x - 40, y + 30), width=18, depth=-3.5),
        fold((x + b.armpit - 2, y + 6), (x + 70, y + 22), (x + 40, y + 30), width=18, depth=-3.5),
        fold((x - 44, y + 40), (x - 50, y + 80), (x - 46, b.waist_y), width=24, depth=3),
        fold((x + 40, y + 40), (x + 48, y + 80), (x + 44, b.waist_y), width=24, depth=-3),
    )


def _bodice(canvas: Canvas, b: _Bodice, cloth: Fabric, neckline: Points, *, sleeveless: bool) -> None:
    below = line((AXIS_X - b.waist, b.waist_y - 6), (AXIS_X + b.waist, b.waist_y - 6), (AXIS_X + b.waist + 20, b.waist_y + 90), (AXIS_X - b.waist - 20, b.waist_y + 90))
    canvas.part(_top(b, neckline), cloth, Form(round_px=32, folds=_bust(b), extend=(below,)), cast=0.2)
    thread = contrasting(cloth.base, 0.2)
    canvas.stitch(offset(neckline, 7), thread, opacity=0.5)
    if sleeveless:
        x = AXIS_X
        run = bezier((x - b.shoulder, b.shoulder_y), (x - b.shoulder + 16, b.shoulder_y + 46), (x - b.armpit + 18, b.armpit_y - 22), (x - b.armpit, b.armpit_y))
        for side in _SIDES:
            canvas.stitch(side(run) + ((-7, 1) if side is mirror else (7, 1)), thread, opacity=0.5)


def _neck(b: _Bodice, drop: float, *, pointed: bool = False) -> Points:
    return neck_curve(BodyCut(neck=b.neck, neck_y=b.neck_y), drop, pointed=pointed)


def _armholes(canvas: Canvas, b: _Bodice, colour: RGB) -> None:
    """Inner side of the back, seen through the armholes."""
    x = AXIS_X
    inner = join(
        bezier((x - b.shoulder + 6, b.shoulder_y + 8), (x - b.shoulder + 4, b.shoulder_y + 50), (x - b.armpit + 6, b.armpit_y - 40), (x - b.armpit, b.armpit_y + 6)),
        bezier((x - b.armpit, b.armpit_y + 6), (x - b.armpit + 30, b.armpit_y - 30), (x - b.shoulder + 40, b.shoulder_y + 46), (x - b.shoulder + 20, b.shoulder_y + 6)),
    )
    for side in _SIDES:
        canvas.part(side(inner), Fabric(darker(colour, 0.34)), Form(volume=0.5), cast=0)


def _opening(canvas: Canvas, b: _Bodice, neckline: Points, colour: RGB) -> None:
    inside_back(canvas, BodyCut(neck=b.neck, neck_y=b.neck_y), neckline, colour, (232, 230, 226))


def _belt(canvas: Canvas, b: _Bodice, colour: RGB, height: float = 20, *, buckle: bool = True) -> None:
    x, y = AXIS_X, b.waist_y
    run = bezier((x - b.waist - 2, y - 2), (x - 30, y + 5), (x + 30, y + 5), (x + b.waist + 2, y - 2))
    canvas.part(ribbon(run, height), Fabric(colour, weave="leather", gloss=0.2), Form(volume=0.8, round_px=10, wrinkle_px=0.5), cast=0.36, cast_px=4)
    if buckle:
        outer = line((x - 15, y - 12), (x + 15, y - 12), (x + 15, y + 18), (x - 15, y + 18))
        hole = line((x - 9, y - 6), (x + 9, y - 6), (x + 9, y + 12), (x - 9, y + 12))
        canvas.part(outer, Fabric(COLOURS["Gold"], weave="smooth", gloss=0.5), Form(round_px=4, rim_px=2, wrinkle_px=0), cast=0.4, cast_px=3, holes=(hole,))


def _a_line(canvas: Canvas, design: Design) -> None:
    b, cloth = _Bodice(), _cloth(design)
    neckline = _neck(b, 46)
    _opening(canvas, b, neckline, cloth.base)
    _armholes(canvas, b, cloth.base)
    outline = _skirt(b.waist, b.waist_y - 2, 208, 640)
    canvas.part(outline, cloth, _draped(outline, 5.5, 8), cast=0.1, bow_px=-14)
    canvas.stitch(_hem_line(b.waist, b.waist_y, 208, 640, 12), contrasting(cloth.base, 0.2), opacity=0.5)
    _bodice(canvas, b, cloth, neckline, sleeveless=True)
    if design.detail == "belt":
        _belt(canvas, b, COLOURS["Brown"])
    else:
        canvas.seam(bezier((300 - b.waist, b.waist_y), (270, b.waist_y + 6), (330, b.waist_y + 6), (300 + b.waist, b.waist_y)), 0.45)


def _shift(canvas: Canvas, design: Design) -> None:
    b = _Bodice(neck=70, shoulder=122, shoulder_y=112, armpit=112, waist=108, waist_y=352)
    cloth = _cloth(design)
    neckline = _neck(b, 36)
    cut = BodyCut(neck=70, neck_y=92, shoulder=122, shoulder_y=112, armpit_y=222, chest=110)
    sleeve = replace(SHORT, end_x=176, end_y=222, width=70, slant_deg=30)
    _opening(canvas, b, neckline, cloth.base)
    shape = draw_sleeves(canvas, cut, sleeve, cloth, volume=0.9)
    thread = contrasting(cloth.base, 0.2)
    x = AXIS_X
    left = join(
        line((x - 70, 92), (x - 122, 112)),
        armhole(cut),
        spline((x - 110, 222), (x - 104, 330), (x - 114, 430), (x - 124, 540), (x - 128, 616)),
        bezier((x - 128, 616), (x - 80, 626), (x - 40, 627), (x, 627)),
    )
    outline = join(left, mirror(left)[::-1], neckline[::-1])
    below = line((x - 126, 608), (x + 126, 608), (x + 126, 720), (x - 126, 720))
    left_sleeve = sleeve_shape(cut, sleeve).outline
    folds = (
        fold((x - 108, 236), (x - 76, 258), (x - 40, 266), width=20, depth=-4),
        fold((x + 108, 236), (x + 76, 258), (x + 40, 266), width=20, depth=-4),
        fold((x - 56, 330), (x - 64, 460), (x - 60, 620), width=32, depth=5),
        fold((x + 10, 380), (x + 22, 480), (x + 16, 620), width=34, depth=-4),
        fold((x + 76, 360), (x + 86, 470), (x + 84, 620), width=28, depth=5),
    )
    canvas.part(outline, cloth, Form(round_px=38, folds=folds, extend=(below, left_sleeve, mirror(left_sleeve))), cast=0.2, bow_px=8)
    if design.detail == "colour block":
        canvas.printed(line((x - 140, 400), (x + 140, 400), (x + 140, 640), (x - 140, 640)), cloth.accent)
        canvas.seam(line((x - 130, 400), (x + 130, 400)), 0.35)
    for side in _SIDES:
        canvas.seam(side(armhole(cut)), 0.3)
        canvas.stitch(side(shape.end) + (0, -11), thread, opacity=0.5)
    canvas.stitch(bezier((x - 126, 602), (x - 60, 612), (x + 60, 612), (x + 126, 602)), thread, opacity=0.5)
    canvas.part(ribbon(offset(neckline, -2), 9), cloth.plain(), Form(volume=0.6, rim_px=3), cast=0.25, cast_px=3)


def _wrap(canvas: Canvas, design: Design) -> None:
    b, cloth = _Bodice(neck=60, shoulder=118, shoulder_y=112, armpit=102, waist=82, waist_y=330), _cloth(design)
    x = AXIS_X
    cut = BodyCut(neck=60, neck_y=92, shoulder=118, shoulder_y=112, armpit_y=218, chest=100)
    sleeve = SleeveCut(end_x=188, end_y=300, width=76, slant_deg=20)
    neckline = _neck(b, 176, pointed=True)
    _opening(canvas, b, neckline, cloth.base)
    shape = draw_sleeves(canvas, cut, sleeve, cloth, volume=1.0)
    outline = _skirt(b.waist, b.waist_y - 2, 170, 650, sweep=0.7)
    canvas.part(outline, cloth, _draped(outline, 4.2, 8, phase=0.3), cast=0.1, bow_px=-10)
    for side in _SIDES:
        canvas.stitch(side(shape.end) + (0, -10), contrasting(cloth.base, 0.2), opacity=0.5)
    left = join(
        line((x - 60, 92), (x - 118, 112)),
        armhole(cut),
        bezier((x - 100, 218), (x - 98, 264), (x - 82, 290), (x - 82, 334)),
        line((x - 82, 334), (x + 40, 338)),
        bezier((x + 40, 338), (x + 10, 250), (x - 34, 150), (x - 60, 92)),
    )
    gathers = tuple(
        fold((x - 30 + 22 * k, 150 + 40 * k), (x - 40 + 10 * k, 230 + 20 * k), (x - 70 + 8 * k, 330), width=16, depth=5 if k % 2 else -5)
        for k in range(4)
    )
    waist = line((x - 84, 326), (x + 84, 326), (x + 110, 420), (x - 110, 420))
    for side in (mirror, np.asarray):
        folds = gathers if side is np.asarray else tuple(replace(f, path=mirror(f.path)) for f in gathers)
        canvas.part(side(left), cloth, Form(round_px=26, folds=folds, extend=(waist,)), cast=0.4, cast_px=7, turn_deg=8 if side is np.asarray else -8)
        canvas.stitch(side(bezier((x + 32, 330), (x + 4, 250), (x - 40, 150), (x - 66, 96))), contrasting(cloth.base, 0.2), opacity=0.5)
    for side in _SIDES:
        canvas.seam(side(armhole(cut)), 0.3)
    edge = spline((x + 44, 336), (x + 60, 430), (x + 58, 540), (x + 26, 656))
    canvas.seam(edge, 0.5, 2.2)
    canvas.shade(ribbon(edge + (7, 0), 14), 0.22, 6)
    _belt(canvas, b, darker(cloth.base, 0.12), 22, buckle=False)
    for end in (((x + 58, 340), (x + 70, 400), (x + 60, 440), (x + 66, 486)), ((x + 52, 340), (x + 44, 390), (x + 40, 420), (x + 34, 458))):
        canvas.part(ribbon(bezier(*end), 13, 18), cloth.plain(darker(cloth.base, 0.1)), Form(round_px=7, rim_px=3), cast=0.42, cast_px=5)
    for dx, turn in ((-22, 1), (22, -1)):
        loop = spline((x + 56, 334), (x + 56 + dx * 0.9, 318), (x + 56 + dx * 1.5, 332), (x + 56 + dx * 0.9, 346 + turn), closed=True)
        canvas.part(loop, cloth.plain(darker(cloth.base, 0.1)), Form(round_px=8, rim_px=3), cast=0.4, cast_px=4)
    canvas.button(x + 56, 334, 8, darker(cloth.base, 0.16), holes=False)


def _straps(canvas: Canvas, colour: RGB, top_y: float, reach: float, *, wide: float) -> None:
    x = AXIS_X
    for side in _SIDES:
        back = bezier(
            (x - reach + 34, top_y + 24), (x - reach + 30, top_y - 30), (x - reach + 26, top_y - 66), (x - reach + 15, top_y - 84)
        )
        front = bezier(
            (x - reach, top_y + 6), (x - reach - 2, top_y - 30), (x - reach + 2, top_y - 70), (x - reach + 16, top_y - 85)
        )
        canvas.part(ribbon(side(back), wide * 0.9), Fabric(darker(colour, 0.3)), Form(round_px=4, rim_px=2), cast=0)
        canvas.part(ribbon(side(front), wide), Fabric(colour), Form(round_px=4, rim_px=2), cast=0.2, cast_px=3)


def _camisole(b: _Bodice, top_y: float, dip: float) -> Points:
    """Neckline of a strapped bodice, from its left armhole to the axis, and round to the right."""
    x = AXIS_X
    half = join(
        bezier((x - b.armpit, b.armpit_y), (x - b.armpit + 10, b.armpit_y - 30), (x - 78, top_y + 8), (x - 62, top_y)),
        bezier((x - 62, top_y), (x - 44, top_y + 14), (x - 20, top_y + dip), (x, top_y + dip)),
    )
    return half


def _strapped(canvas: Canvas, design: Design, gloss: float, top_y: float, b: _Bodice, dip: float) -> Fabric:
    cloth = _cloth(design, gloss)
    x = AXIS_X
    back = join(line((x - b.armpit, b.armpit_y), (x - 60, top_y + 22), (x + 60, top_y + 22), (x + b.armpit, b.armpit_y)),
                line((x + 60, b.armpit_y + 60), (x - 60, b.armpit_y + 60)))
    canvas.part(back, Fabric(darker(cloth.base, 0.36)), Form(volume=0.5), cast=0)
    return cloth


def _strap_bodice(canvas: Canvas, b: _Bodice, cloth: Fabric, top_y: float, dip: float) -> None:
    x = AXIS_X
    upper = _camisole(b, top_y, dip)
    half = join(
        upper[::-1],
        bezier((x - b.armpit, b.armpit_y), (x - b.armpit + 2, b.armpit_y + 46), (x - b.waist, b.waist_y - 50), (x - b.waist, b.waist_y + 2)),
        line((x - b.waist, b.waist_y + 2), (x, b.waist_y + 4)),
    )
    below = line((x - b.waist, b.waist_y - 6), (x + b.waist, b.waist_y - 6), (x + b.waist + 20, b.waist_y + 90), (x - b.waist - 20, b.waist_y + 90))
    canvas.part(symmetric(half), cloth, Form(round_px=32, folds=_bust(b), extend=(below,)), cast=0.2)
    for side in _SIDES:
        canvas.stitch(side(upper) + (0, 8), contrasting(cloth.base, 0.2), opacity=0.5)


def _maxi(canvas: Canvas, design: Design) -> None:
    b = replace(_Bodice(), armpit=94, armpit_y=196, waist=80, waist_y=290)
    cloth = _strapped(canvas, design, 0.0, 140, b, 18)
    outline = _skirt(b.waist, b.waist_y - 2, 176, 742, sweep=0.6, wave=5)
    canvas.part(outline, cloth, _draped(outline, 4.8, 9, phase=0.2), cast=0.1, bow_px=-12)
    _straps(canvas, cloth.base, 140, 60, wide=11)
    _strap_bodice(canvas, b, cloth, 140, 18)
    band = bezier((300 - b.waist - 1, b.waist_y), (270, b.waist_y + 6), (330, b.waist_y + 6), (300 + b.waist + 1, b.waist_y))
    canvas.part(ribbon(band, 16), cloth.plain() if design.pattern == "plain" else cloth.plain(darker(cloth.base, 0.08)), Form(volume=0.6, round_px=8), cast=0.3, cast_px=4)
    if design.detail == "slit":
        slit = spline((340, 520), (352, 600), (356, 680), (352, 752))
        canvas.seam(slit, 0.6, 2.6)
        canvas.shade(ribbon(slit + (9, 0), 18), 0.32, 7)


def _slip(canvas: Canvas, design: Design) -> None:
    b = replace(_Bodice(), armpit=98, armpit_y=222, waist=88, waist_y=350)
    cloth = _strapped(canvas, design, 0.3, 158, b, 34)
    x = AXIS_X
    upper = _camisole(b, 158, 34)
    side = spline((x - 98, 222), (x - 90, 300), (x - 92, 370), (x - 116, 470), (x - 128, 580), (x - 134, 670))
    half = join(upper[::-1], side, bezier((x - 134, 670), (x - 90, 684), (x - 40, 686), (x, 686)))
    below = line((x - 132, 662), (x + 132, 662), (x + 138, 780), (x - 138, 780))
    folds = (
        fold((x - 50, 200), (x - 30, 236), (x, 246), (x + 30, 236), (x + 50, 200), width=18, depth=4),
        fold((x - 60, 214), (x - 30, 260), (x + 4, 270), (x + 40, 250), width=18, depth=-3),
        fold((x - 88, 350), (x - 50, 400), (x + 10, 420), width=26, depth=-5),
        fold((x - 70, 420), (x - 84, 540), (x - 80, 680), width=30, depth=6),
        fold((x - 16, 440), (x - 26, 560), (x - 20, 680), width=32, depth=-6),
        fold((x + 50, 380), (x + 40, 540), (x + 44, 680), width=34, depth=7),
        fold((x + 100, 440), (x + 98, 560), (x + 108, 670), width=24, depth=-5),
    )
    _straps(canvas, cloth.base, 158, 60, wide=6)
    canvas.part(symmetric(half), cloth, Form(round_px=40, folds=folds, extend=(below,), volume=1.3, wrinkle_px=2), cast=0.2)
    for flip in _SIDES:
        canvas.stitch(flip(upper) + (0, 6), contrasting(cloth.base, 0.2), opacity=0.4)
    if design.detail == "lace":
        for k in range(34):
            lace = bezier((x - 134 + 8 * k, 664), (x - 132 + 8 * k, 678), (x - 128 + 8 * k, 678), (x - 126 + 8 * k, 664), 8)
            canvas.ink(lace + (0, 6 * float(np.sin(np.pi * k / 33))), darker(cloth.base, 0.35), 1.4, 0.6)


def _tiered(canvas: Canvas, design: Design) -> None:
    b, cloth = replace(_Bodice(), waist=86, waist_y=300, armpit_y=206), _cloth(design)
    neckline = _neck(b, 60)
    cut = BodyCut(neck=76, neck_y=92, shoulder=116, shoulder_y=108, armpit_y=206, chest=98)
    sleeve = SleeveCut(end_x=190, end_y=212, width=84, slant_deg=42)
    _opening(canvas, b, neckline, cloth.base)
    shape = draw_sleeves(canvas, cut, sleeve, cloth, volume=1.3)
    for side in _SIDES:
        canvas.part(ribbon(side(shape.end) + (0, -2), 12), cloth.plain(), Form(round_px=6, rim_px=3), cast=0.2, cast_px=3)
    tiers = ((182.0, 690.0, 152.0, 560.0), (154.0, 572.0, 122.0, 432.0), (126.0, 444.0, b.waist, b.waist_y))
    for hem, hem_y, waist, top in tiers:
        outline = _skirt(waist, top - 6, hem, hem_y, sweep=0.5, wave=4)
        canvas.part(outline, cloth, _draped(outline, 9 if hem > 130 else 7, 6, start=-0.5), cast=0.4, cast_px=7, bow_px=-8)
        canvas.stitch(_hem_line(waist, top, hem, hem_y, 8, 4), contrasting(cloth.base, 0.2), opacity=0.45)
    b = replace(b, shoulder=116, shoulder_y=108)
    _bodice(canvas, b, cloth, neckline, sleeveless=False)
    for side in _SIDES:
        canvas.seam(side(armhole(cut)), 0.25)
    canvas.seam(bezier((300 - b.waist, b.waist_y), (270, b.waist_y + 6), (330, b.waist_y + 6), (300 + b.waist, b.waist_y)), 0.4)
