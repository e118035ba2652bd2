"""Trousers and shorts."""

from dataclasses import dataclass

import numpy as np

from fashion_desktop.catalogue.demo.design import Design
from fashion_desktop.catalogue.demo.drawing.canvas import Canvas
from fashion_desktop.catalogue.demo.drawing.curves import (
    AXIS_X,
    Points,
    bezier,
    join,
    line,
    mirror,
    ribbon,
    rounded,
    spline,
)
from fashion_desktop.catalogue.demo.drawing.fabrics import Fabric
from fashion_desktop.catalogue.demo.drawing.palette import COLOURS, RGB, contrasting, darker, luminance
from fashion_desktop.catalogue.demo.drawing.relief import Fold, Form, fold

_SIDES = (np.asarray, mirror)
_COPPER = (178, 132, 84)


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


_TROUSERS = {
    "slim jeans": LegCut(hip=122, knee_outer=110, knee_inner=26, hem_outer=92, hem_inner=30),
    "straight jeans": LegCut(hip=128, knee_outer=126, knee_inner=22, hem_outer=126, hem_inner=24),
    "chinos": LegCut(hip=126, knee_outer=118, knee_inner=24, hem_outer=104, hem_inner=30),
    "wide-leg": LegCut(hip=132, knee_outer=160, knee_inner=14, hem_outer=186, hem_inner=14, hip_y=230),
    "joggers": LegCut(hip=130, knee_outer=126, knee_inner=24, hem_outer=92, hem_inner=36, hem_y=712),
    "tailored": LegCut(hip=126, knee_outer=120, knee_inner=24, hem_outer=112, hem_inner=26),
    "cargo": LegCut(hip=132, knee_outer=134, knee_inner=20, hem_outer=112, hem_inner=26),
}
_SHORTS = {
    "chino": LegCut(top_y=190, waist=124, hip=164, hip_y=330, crotch_y=418, knee_outer=170, knee_inner=16, hem_outer=178, hem_inner=18, hem_y=590),
    "denim": LegCut(top_y=210, waist=128, hip=166, hip_y=330, crotch_y=430, knee_outer=172, knee_inner=14, hem_outer=180, hem_inner=14, hem_y=540),
    "running": LegCut(top_y=220, waist=124, hip=168, hip_y=350, crotch_y=430, knee_outer=190, knee_inner=12, hem_outer=204, hem_inner=16, hem_y=556),
    "cargo": LegCut(top_y=160, waist=122, hip=162, hip_y=300, crotch_y=390, knee_outer=172, knee_inner=16, hem_outer=178, hem_inner=20, hem_y=632),
    "sweat": LegCut(top_y=190, waist=124, hip=164, hip_y=330, crotch_y=416, knee_outer=174, knee_inner=14, hem_outer=180, hem_inner=16, hem_y=586),
    "bermuda": LegCut(top_y=150, waist=116, hip=154, hip_y=296, crotch_y=384, knee_outer=158, knee_inner=14, hem_outer=160, hem_inner=18, hem_y=648),
}


def _leg(c: LegCut) -> tuple[Points, Points]:
    """Left leg with its half of the seat, and its hem (outer to inner)."""
    x = AXIS_X
    outer = spline(
        (x - c.waist, c.top_y), (x - (c.waist + c.hip * 2) / 3, (c.top_y + c.hip_y) / 2), (x - c.hip, c.hip_y),
        (x - (c.hip * 0.5 + c.knee_outer * 0.5), (c.hip_y + c.knee_y) / 2), (x - c.knee_outer, c.knee_y),
        (x - (c.knee_outer + c.hem_outer) / 2, (c.knee_y + c.hem_y) / 2), (x - c.hem_outer, c.hem_y - 6),
    )
    hem = bezier((x - c.hem_outer, c.hem_y - 6), (x - c.hem_outer * 0.72, c.hem_y + 3), (x - c.hem_outer * 0.4 - c.hem_inner * 0.4, c.hem_y + 4), (x - c.hem_inner, c.hem_y))
    inner = bezier((x - c.hem_inner, c.hem_y), (x - c.knee_inner - 2, c.knee_y + 40), (x - c.knee_inner * 0.7, c.crotch_y + 60), (x + 1, c.crotch_y))
    rise = bezier((x + 1, c.crotch_y), (x + 1, c.crotch_y - 60), (x + 1, c.top_y + 60), (x + 1, c.top_y + 8), 10)
    waist = bezier((x + 1, c.top_y + 8), (x - c.waist * 0.4, c.top_y + 8), (x - c.waist * 0.7, c.top_y + 5), (x - c.waist, c.top_y), 10)
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
            fold((x - 40, y + 20), (middle + 10, y + 80), (middle + 6, c.hem_y), width=28, depth=4 * d),
            fold((middle - 34, y - 20), (middle - 40, y + 60), (middle - 46, c.hem_y), width=28, depth=-4 * d),
        )
    outer, inner = x - c.knee_outer, x - c.knee_inner
    return (
        *seat,
        fold((inner - 4, k - 36), ((outer + inner) / 2, k - 14), (outer + 8, k - 30), width=18, depth=4 * d),
        fold((inner - 2, k - 4), ((outer + inner) / 2, k + 14), (outer + 8, k), width=18, depth=-4.5 * d),
        fold((inner - 4, k + 30), ((outer + inner) / 2 + 8, k + 44), (outer + 14, k + 36), width=17, depth=4 * d),
        fold((outer + 14, c.hem_y - 60), ((outer + inner) / 2, c.hem_y - 44), (x - c.hem_inner - 6, c.hem_y - 66), width=17, depth=4 * d),
        fold((outer + 20, c.hem_y - 30), ((outer + inner) / 2, c.hem_y - 22), (x - c.hem_inner - 6, c.hem_y - 34), width=15, depth=-4 * d),
    )


def _legs(canvas: Canvas, c: LegCut, cloth: Fabric, strength: float) -> Points:
    outline, hem = _leg(c)
    x = AXIS_X
    below = line((x - c.hem_outer + 1, c.hem_y - 10), (x - c.hem_inner - 1, c.hem_y - 10), (x - c.hem_inner, c.hem_y + 80), (x - c.hem_outer, c.hem_y + 80))
    above = line((x - c.waist, c.top_y + 12), (x + c.waist, c.top_y + 12), (x + c.waist, c.top_y - 60), (x - c.waist, c.top_y - 60))
    other = mirror(outline)
    folds = _folds(c, strength)
    for flip in (True, False):
        side = _SIDES[flip]
        creases = tuple(Fold(side(f.path), f.width_px, f.depth_px) for f in folds)
        canvas.part(
            side(outline), cloth,
            Form(round_px=32, folds=creases, extend=(side(below), above, outline if flip else other)),
            cast=0.3 if not flip else 0.0, cast_px=6, turn_deg=-2.0 if flip else 2.0,
        )
    canvas.shade(ribbon(bezier((x, c.crotch_y + 2), (x - 2, c.crotch_y - 20), (x, c.crotch_y - 40), (x, c.crotch_y - 60)), 22, 4), 0.3, 8)
    canvas.seam(line((x, c.top_y + 8), (x, c.crotch_y)), 0.5)
    return hem


def _waistband(canvas: Canvas, c: LegCut, cloth: Fabric, thread: RGB, *, height: float = 32, loops: bool = True, elastic: bool = False) -> None:
    x, y, w = AXIS_X, c.top_y, c.waist
    inside = join(
        bezier((x - w + 3, y - height + 2), (x - w / 3, y - height - 8), (x + w / 3, y - height - 8), (x + w - 3, y - height + 2)),
        bezier((x + w - 3, y - height + 2), (x + w / 3, y - height + 14), (x - w / 3, y - height + 14), (x - w + 3, y - height + 2)),
    )
    canvas.part(inside, Fabric(darker(cloth.base, 0.4)), Form(volume=0.4), cast=0)
    canvas.part(rounded(x - 15, y - height, x + 15, y - height + 14, 1), Fabric((226, 222, 214), weave="smooth"), Form(volume=0.2, wrinkle_px=0), cast=0)
    band = join(
        bezier((x - w + 1, y - height), (x - w / 3, y - height + 11), (x + w / 3, y - height + 11), (x + w - 1, y - height)),
        bezier((x + w + 3, y + 2), (x + w / 3, y + 12), (x - w / 3, y + 12), (x - w - 3, y + 2)),
    )
    folds = tuple(fold((x + dx, y - height - 2), (x + dx + 1, y + 10), width=6, depth=3) for dx in range(-int(w) + 6, int(w), 10)) if elastic else ()
    canvas.part(band, cloth, Form(volume=0.8, round_px=16, rim_px=5, folds=folds, wrinkle_px=0.6), cast=0.3, cast_px=4)
    for run in ((band[:28] + (0, 5)), (band[28:] + (0, -5))):
        canvas.stitch(run, thread, opacity=0.6)
    if loops:
        for dx in (-w * 0.64, w * 0.64):
            canvas.part(rounded(x + dx - 5.5, y - height, x + dx + 5.5, y + 13, 2), cloth, Form(volume=0.5, round_px=6, wrinkle_px=0), cast=0.42, cast_px=3)


def _fly(canvas: Canvas, c: LegCut, thread: RGB, *, twice: bool) -> None:
    x, y = AXIS_X, c.top_y
    end = c.crotch_y - 52
    for dx in (28, 22) if twice else (26,):
        run = join(line((x + dx, y + 12), (x + dx, end - 36)), bezier((x + dx, end - 36), (x + dx - 1, end - 12), (x + 10, end), (x + 1, end + 4)))
        canvas.stitch(run, thread, opacity=0.8)


def _jeans_details(canvas: Canvas, c: LegCut, cloth: Fabric, hem: Points, *, faded: bool) -> None:
    x, y = AXIS_X, c.top_y
    thread = (222, 168, 92) if luminance(cloth.base) < 0.62 else contrasting(cloth.base, 0.3)
    if faded:
        for side in _SIDES:
            a, b = (c.hip + 10) / 2, (c.knee_outer + c.knee_inner) / 2
            long = c.hem_y - c.crotch_y > 260
            end = c.knee_y + 20 if long else c.hem_y - 20
            canvas.shade(side(ribbon(line((x - a - 2, c.hip_y + 10), (x - b, end)), 44, 34)), -0.26, 20)
            if long:
                canvas.shade(side(ribbon(line((x - b, c.knee_y + 30), (x - b + 4, c.hem_y - 50)), 26)), -0.14, 16)
    for side in _SIDES:
        mouth = bezier((x - c.waist * 0.52, y + 10), (x - c.waist * 0.56, y + 62), (x - c.waist * 0.9, y + 78), (x - c.waist - 18, y + 74))
        canvas.seam(side(mouth), 0.5)
        canvas.stitch(side(mouth) + (0, 6), thread)
        canvas.stitch(side(mouth) + (0, 11), thread, opacity=0.6)
        canvas.button(x + (c.waist * 0.6 if side is mirror else -c.waist * 0.6), y + 22, 3.4, _COPPER, holes=False)
        canvas.stitch(side(hem) + (0, -13), thread)
    coin = line((x + c.waist * 0.62, y + 50), (x + c.waist * 0.94, y + 46))
    canvas.seam(coin, 0.4)
    canvas.stitch(coin + (0, 5), thread)
    _fly(canvas, c, thread, twice=True)
    _waistband(canvas, c, cloth, thread)
    canvas.button(x + 2, y - 8, 8.5, _COPPER, holes=False)


def _chino_details(canvas: Canvas, c: LegCut, cloth: Fabric, hem: Points, *, turn_up: bool) -> None:
    x, y = AXIS_X, c.top_y
    thread = contrasting(cloth.base, 0.25)
    for side in _SIDES:
        slant = line((x - c.waist * 0.66, y + 12), (x - c.waist - 14, y + 112))
        canvas.seam(side(slant), 0.55)
        canvas.shade(side(ribbon(slant + (-5, 0), 9)), 0.16, 4)
        canvas.stitch(side(slant) + ((-7, 3) if side is mirror else (7, 3)), thread, opacity=0.6)
        if turn_up:
            cuff = join(hem + (0, -34), (hem + (0, 4))[::-1])
            canvas.part(side(cuff), cloth, Form(volume=0.6, round_px=14), cast=0.36, cast_px=4)
        else:
            canvas.stitch(side(hem) + (0, -15), thread, opacity=0.55)
    _fly(canvas, c, thread, twice=False)
    _waistband(canvas, c, cloth, thread)
    canvas.button(x + 2, y - 8, 7, darker(cloth.base, 0.35) if luminance(cloth.base) > 0.3 else (150, 140, 126))


def _soft_details(canvas: Canvas, c: LegCut, cloth: Fabric, hem: Points, design: Design) -> None:
    """Drawstring waist, side pockets, cuffs or side stripes of joggers and sports shorts."""
    x, y = AXIS_X, c.top_y
    thread, accent = contrasting(cloth.base, 0.22), COLOURS[design.accent]
    outline, _ = _leg(c)
    if design.detail == "side stripe":
        outer = outline[: 6 * 14 + 1]
        for up in ((5, 13) if design.kind == "trousers" else (6, 16)):
            for side in _SIDES:
                canvas.printed(side(ribbon(outer[4:] + (up, 0), 5)), accent)
    for side in _SIDES:
        slit = bezier((x - c.waist * 0.82, y + 14), (x - c.waist * 0.9, y + 50), (x - c.hip + 14, y + 88), (x - c.hip + 6, y + 112))
        canvas.seam(side(slit), 0.45)
        canvas.stitch(side(slit) + ((-6, 0) if side is mirror else (6, 0)), thread, opacity=0.55)
        if design.cut == "joggers":
            cuff = join(hem + (0, -34), (hem + (0, 6))[::-1] * (0.97, 1) + ((x - (c.hem_outer + c.hem_inner) / 2) * 0.03, 0))
            canvas.part(side(cuff), Fabric(cloth.base, weave="rib"), Form(volume=0.9, round_px=14), cast=0.3, cast_px=4)
        elif design.cut == "running":
            canvas.part(side(ribbon(hem + (0, -4), 10)), cloth.plain(accent), Form(volume=0.5, rim_px=3), cast=0.1)
        else:
            canvas.stitch(side(hem) + (0, -16), thread, opacity=0.55)
    _waistband(canvas, c, cloth.plain(), thread, height=34, loops=False, elastic=True)
    cord = accent if design.detail == "side stripe" else COLOURS["White"] if luminance(cloth.base) < 0.75 else (130, 126, 122)
    for dx, sway in ((-9, -12), (9, 8)):
        canvas.fill(rounded(x + dx - 3, y - 14, x + dx + 3, y - 5, 3), (50, 50, 54))
        run = bezier((x + dx, y - 9), (x + dx + sway * 0.2, y + 20), (x + dx + sway * 1.5, y + 40), (x + dx + sway, y + 78), 30)
        canvas.part(ribbon(run, 6), Fabric(cord, weave="smooth"), Form(round_px=3, rim_px=2, wrinkle_px=0), cast=0.42, cast_px=3)


def _cargo_pockets(canvas: Canvas, c: LegCut, cloth: Fabric, thread: RGB) -> None:
    x = AXIS_X
    long = c.hem_y - c.crotch_y > 260
    top = c.crotch_y + (56 if long else 36)
    outer = c.knee_outer + (4 if long else -2)
    width, height = (66.0, 104.0) if long else (84.0, 100.0)
    for side in _SIDES:
        left = x - outer
        body = line((left, top), (left + width, top + 4), (left + width, top + height), (left + 4, top + height - 4))
        canvas.part(side(body), cloth, Form(volume=0.8, round_px=18), cast=0.4, cast_px=6)
        canvas.seam(side(line((left + width / 2, top + 30), (left + width / 2 + 1, top + height - 2))), 0.4)
        canvas.stitch(side(line((left + width - 5, top + 30), (left + width - 5, top + height - 6), (left + 8, top + height - 10))), thread, opacity=0.6)
        flap = line((left - 4, top - 6), (left + width + 4, top - 2), (left + width + 4, top + 28), (left - 2, top + 24))
        canvas.part(side(flap), cloth, Form(volume=0.7, round_px=12), cast=0.4, cast_px=5)
        canvas.stitch(side(line((left, top + 18), (left + width, top + 22))), thread, opacity=0.6)
        canvas.button(float(side(line((left + width / 2, top + 16)))[0, 0]), top + 13, 5.5, darker(cloth.base, 0.3), holes=False)


def _tailored_details(canvas: Canvas, c: LegCut, cloth: Fabric, hem: Points) -> None:
    x = AXIS_X
    middle = (c.knee_outer + c.knee_inner) / 2
    crease = spline((x - c.waist * 0.55, c.top_y + 12), (x - middle - 6, c.hip_y + 10), (x - middle, c.knee_y), (x - (c.hem_outer + c.hem_inner) / 2, c.hem_y))
    for side in _SIDES:
        run = side(crease)
        canvas.shade(ribbon(run + (5, 0), 9), 0.17, 4)
        canvas.ink(run, (255, 255, 255), 1.6, 0.2)
        canvas.ink(run + (1.6, 0), (8, 8, 14), 1.3, 0.3)
        pleat = line((x - c.waist * 0.32, c.top_y + 10), (x - c.waist * 0.36, c.top_y + 76))
        canvas.seam(side(pleat), 0.4)
    _chino_details(canvas, c, cloth, hem, turn_up=False)


def draw_trousers(design: Design) -> Canvas:
    """Trousers in one of seven cuts."""
    c = _TROUSERS[design.cut]
    base = COLOURS[design.colour]
    jeans = design.cut.endswith("jeans")
    weave = "denim" if jeans else "melange" if design.detail == "melange" else "corduroy" if design.detail == "corduroy" else "canvas"
    if design.cut in {"joggers", "wide-leg"} and weave == "canvas":
        weave = "jersey"
    cloth = Fabric(base, COLOURS[design.accent], design.pattern, weave)
    canvas = Canvas(design.seed)
    hem = _legs(canvas, c, cloth, 0.45 if design.cut in {"tailored", "wide-leg"} else 0.85)
    if jeans:
        _jeans_details(canvas, c, cloth, hem, faded=design.detail == "faded")
        if design.detail == "ripped":
            _rips(canvas, c)
    elif design.cut == "joggers":
        _soft_details(canvas, c, cloth, hem, design)
    elif design.cut in {"tailored", "wide-leg"}:
        _tailored_details(canvas, c, cloth, hem)
    else:
        if design.cut == "cargo":
            _cargo_pockets(canvas, c, cloth, contrasting(base, 0.25))
        _chino_details(canvas, c, cloth, hem, turn_up=design.detail == "turn-ups")
    return canvas


def draw_shorts(design: Design) -> Canvas:
    """Shorts in one of six cuts."""
    c = _SHORTS[design.cut]
    base = COLOURS[design.colour]
    weave = {"denim": "denim", "running": "smooth", "sweat": "jersey"}.get(design.cut, "canvas")
    if design.detail == "melange":
        weave = "melange"
    gloss = 0.12 if design.cut == "running" else 0.0
    cloth = Fabric(base, COLOURS[design.accent], design.pattern, weave, gloss=gloss)
    canvas = Canvas(design.seed)
    hem = _legs(canvas, c, cloth, 0.65)
    if design.cut == "denim":
        _jeans_details(canvas, c, cloth, hem, faded=luminance(base) < 0.6)
        if design.detail == "frayed":
            _fray(canvas, hem, base)
    elif design.cut in {"running", "sweat"}:
        _soft_details(canvas, c, cloth, hem, design)
    else:
        if design.cut == "cargo":
            _cargo_pockets(canvas, c, cloth, contrasting(base, 0.25))
        _chino_details(canvas, c, cloth, hem, turn_up=design.detail == "turn-ups")
    return canvas


def _fray(canvas: Canvas, hem: Points, base: RGB) -> None:
    generator = np.random.Generator(np.random.PCG64(3))
    pale = tuple(min(255, v + 90) for v in base)
    for side in _SIDES:
        run = side(hem)
        for x, y in run[np.linspace(0, len(run) - 1, 60).astype(int)] + generator.uniform(-2, 2, (60, 2)):
            length = float(generator.uniform(4, 13))
            thread = line((float(x), float(y) - 3), (float(x) + float(generator.uniform(-3, 3)), float(y) + length))
            canvas.ink(thread, (pale[0], pale[1], pale[2]), 1.3, 0.8, free=True)


def _rips(canvas: Canvas, c: LegCut) -> None:
    x = AXIS_X - (c.knee_outer + c.knee_inner) / 2
    for dx, y, half in ((0, c.knee_y - 20, 30), (252 - 2 * (AXIS_X - x) + 130, c.knee_y + 30, 0), (4, c.hip_y + 70, 20)):
        if not half:
            continue
        for k in range(7):
            row = y + 4 * k
            reach = half * (1 - abs(k - 3) / 5)
            canvas.ink(line((x + dx - reach, row), (x + dx, row + 1.5), (x + dx + reach, row)), (236, 238, 240), 2.2, 0.9)
        canvas.shade(ribbon(line((x + dx - half, y + 13), (x + dx + half, y + 13)), 30), -0.2, 8)
