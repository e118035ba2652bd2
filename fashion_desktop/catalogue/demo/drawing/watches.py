"""Watches: dress, bracelet, chronograph, square and field."""

from dataclasses import dataclass

import numpy as np

from fashion_desktop.catalogue.demo.design import Design
from fashion_desktop.catalogue.demo.drawing.canvas import Canvas
from fashion_desktop.catalogue.demo.drawing.curves import (
    AXIS_X,
    Points,
    bezier,
    ellipse,
    join,
    line,
    mirror,
    ribbon,
    rotate,
    rounded,
    shift,
)
from fashion_desktop.catalogue.demo.drawing.fabrics import Fabric
from fashion_desktop.catalogue.demo.drawing.palette import (
    COLOURS,
    RGB,
    contrasting,
    darker,
    lighter,
    luminance,
)
from fashion_desktop.catalogue.demo.drawing.relief import Form

_SIDES = (np.asarray, mirror)
_Y = 400.0


@dataclass(frozen=True)
class _Watch:
    radius: float
    strap: float
    square: bool = False
    bracelet: bool = False


_CUTS = {
    "dress": _Watch(118, 66),
    "bracelet": _Watch(126, 74, bracelet=True),
    "chronograph": _Watch(138, 80),
    "square": _Watch(104, 72, square=True),
    "field": _Watch(124, 76),
}
_METALS = {"gold": "Gold", "silver": "Silver", "rose gold": "Rose gold", "black": "Black"}


def draw_watch(design: Design) -> Canvas:
    """Watch in one of five cuts: `colour` is its strap, `accent` its dial, `detail` its metal."""
    w = _CUTS[design.cut]
    metal = COLOURS[_METALS[design.detail or "silver"]]
    dial = COLOURS[design.accent]
    canvas = Canvas(design.seed)
    if w.bracelet:
        _bracelet(canvas, w, metal)
    else:
        _strap(canvas, w, design, metal)
    _case(canvas, w, design, metal, dial)
    return canvas


def _steel(colour: RGB, gloss: float = 0.7) -> Fabric:
    return Fabric(colour, weave="smooth", gloss=gloss)


def _strap(canvas: Canvas, w: _Watch, design: Design, metal: RGB) -> None:
    x, s = AXIS_X, w.strap
    base = COLOURS[design.colour]
    woven = design.cut == "field"
    rubber = design.cut == "chronograph" and design.pattern == "plain"
    cloth = Fabric(base, COLOURS[design.accent], design.pattern, "canvas" if woven else "smooth" if rubber else "leather", 0.7, 0.0 if woven else 0.2)
    thread = contrasting(base, 0.4)
    top = join(line((x - s, _Y - 60), (x - s + 14, 70)), bezier((x - s + 14, 70), (x - s + 15, 52), (x + s - 15, 52), (x + s - 14, 70)), line((x + s - 14, 70), (x + s, _Y - 60)))
    low = join(line((x - s, _Y + 60), (x - s + 14, 700)), bezier((x - s + 14, 700), (x - s + 22, 748), (x + s - 22, 748), (x + s - 14, 700)), line((x + s - 14, 700), (x + s, _Y + 60)))
    for part in (low, top):
        canvas.part(part, cloth, Form(round_px=18, rim_px=5, wrinkle_px=0.5), cast=0)
    for side in _SIDES:
        if not rubber:
            canvas.stitch(side(line((x - s + 9, _Y - 90), (x - s + 22, 84))), thread, opacity=0.8)
            canvas.stitch(side(line((x - s + 9, _Y + 90), (x - s + 22, 694))), thread, opacity=0.8)
        else:
            for a, b in ((_Y - 150, 90), (_Y + 150, 690)):
                canvas.shade(side(ribbon(line((x - s * 0.42, a), (x - s * 0.36, b)), 7)), 0.4, 2)
    for k in range(5):
        canvas.fill(ellipse(x, 590 + 26 * k, 4.6, 5.6), darker(base, 0.7), 0.9)
    buckle_y = 66.0
    outer = rounded(x - s + 2, buckle_y - 34, x + s - 2, buckle_y + 22, 10)
    canvas.part(outer, _steel(metal), Form(round_px=5, rim_px=3, wrinkle_px=0), cast=0.3, cast_px=4, holes=(rounded(x - s + 13, buckle_y - 22, x + s - 13, buckle_y + 10, 5),))
    canvas.part(rounded(x - 4, buckle_y - 30, x + 4, buckle_y + 12, 3), _steel(metal), Form(round_px=4, rim_px=2, wrinkle_px=0), cast=0.3, cast_px=3)
    for y in (120.0, 168.0):
        canvas.part(rounded(x - s + 5, y, x + s - 5, y + 19, 4), cloth.plain(), Form(round_px=8, rim_px=3, wrinkle_px=0), cast=0.4, cast_px=4)


def _bracelet(canvas: Canvas, w: _Watch, metal: RGB) -> None:
    x, s = AXIS_X, w.strap
    steel, bright = _steel(darker(metal, 0.06), 0.5), _steel(lighter(metal, 0.12), 0.8)
    for direction in (-1, 1):
        for k in range(9):
            y = _Y + direction * (348 - 30 * k)
            half = s - 14 + 14 * k / 8
            top, bottom = y - 15, y + 15
            for left, right, cloth in (
                (x - half, x - half * 0.36, steel), (x + half * 0.36, x + half, steel), (x - half * 0.34, x + half * 0.34, bright),
            ):
                canvas.part(rounded(left, top, right, bottom - 1.5, 4), cloth, Form(round_px=8, rim_px=4, wrinkle_px=0, volume=1.1), cast=0.12, cast_px=2)


def _case_outline(w: _Watch, radius: float) -> Points:
    if w.square:
        return rounded(AXIS_X - radius, _Y - radius * 1.12, AXIS_X + radius, _Y + radius * 1.12, radius * 0.26)
    return ellipse(AXIS_X, _Y, radius, radius)


def _case(canvas: Canvas, w: _Watch, design: Design, metal: RGB, dial: RGB) -> None:
    x, r, s = AXIS_X, w.radius, w.strap
    steel = _steel(metal)
    for sign in (-1, 1):
        for side in _SIDES:
            lug = join(bezier((x - s - 10, _Y + sign * r * 0.5), (x - s - 12, _Y + sign * r * 0.9), (x - s - 6, _Y + sign * r * 1.1), (x - s + 4, _Y + sign * (r * 1.14 + (14 if w.square else 4)))), line((x - s + 16, _Y + sign * r * 1.1), (x - s + 30, _Y + sign * r * 0.6)))
            canvas.part(side(lug), steel, Form(round_px=9, rim_px=4, wrinkle_px=0), cast=0.2, cast_px=3)
    canvas.part(rounded(x + r - 6, _Y - 13, x + r + 17, _Y + 13, 5), Fabric(metal, weave="corduroy", gloss=0.4), Form(round_px=8, rim_px=3, wrinkle_px=0), cast=0.3, cast_px=3)
    if design.cut == "chronograph":
        for turn in (-30, 30):
            pusher = rotate(rounded(x + r - 6, _Y - 9, x + r + 15, _Y + 9, 4), turn, (x, _Y))
            canvas.part(pusher, steel, Form(round_px=7, rim_px=3, wrinkle_px=0), cast=0.3, cast_px=3)
    canvas.part(_case_outline(w, r), steel, Form(round_px=12, rim_px=6, wrinkle_px=0, volume=1.2), cast=0.4, cast_px=8)
    bezel = r * 0.9
    if design.cut == "chronograph":
        dark = darker(dial, 0.45) if luminance(dial) < 0.6 else (48, 50, 56)
        canvas.part(_case_outline(w, r * 0.93), _steel(dark, 0.3), Form(round_px=8, rim_px=4, wrinkle_px=0), cast=0.3, cast_px=3)
        for k in range(60):
            _mark(canvas, 6.0 * k, r * (0.84 if k % 5 else 0.815), r * 0.89, 1.5 if k % 5 else 3.0, (226, 228, 230))
        bezel = r * 0.79
    else:
        canvas.part(_case_outline(w, bezel), _steel(lighter(metal, 0.2)), Form(round_px=6, rim_px=3, wrinkle_px=0, volume=-0.9), cast=0.1, cast_px=2)
        bezel = r * 0.85
    canvas.part(_case_outline(w, bezel), Fabric(dial, weave="smooth", gloss=0.16), Form(volume=-0.35, round_px=26, rim_px=5, wrinkle_px=0), cast=0.0, edge=0.5)
    _dial(canvas, w, design, metal, dial, bezel)
    glass = join(bezier((x - bezel * 0.84, _Y - bezel * 0.36), (x - bezel * 0.6, _Y - bezel * 0.8), (x - bezel * 0.1, _Y - bezel), (x + bezel * 0.3, _Y - bezel * 0.88)), bezier((x + bezel * 0.3, _Y - bezel * 0.88), (x - bezel * 0.2, _Y - bezel * 0.7), (x - bezel * 0.6, _Y - bezel * 0.4), (x - bezel * 0.84, _Y - bezel * 0.36)))
    canvas.shade(glass, -0.16, 6)


def _mark(canvas: Canvas, degrees: float, inner: float, outer: float, width: float, colour: RGB) -> None:
    a = np.deg2rad(degrees)
    dx, dy = float(np.sin(a)), -float(np.cos(a))
    canvas.ink(line((AXIS_X + dx * inner, _Y + dy * inner), (AXIS_X + dx * outer, _Y + dy * outer)), colour, width, 0.95)


def _dial(canvas: Canvas, w: _Watch, design: Design, metal: RGB, dial: RGB, radius: float) -> None:
    pale = luminance(dial) > 0.55
    ink: RGB = (44, 44, 50) if pale else (236, 236, 234)
    marks = metal if design.detail in {"gold", "rose gold"} else ink
    if w.square:
        _square_marks(canvas, radius, marks)
    else:
        for k in range(60):
            hour = k % 5 == 0
            if hour or design.cut != "dress":
                inner = radius * (0.78 if hour else 0.9)
                _mark(canvas, 6.0 * k, inner, radius * 0.94, (5.0 if design.cut != "dress" else 3.2) if hour else 1.3, marks if hour else ink)
    if design.cut == "field":
        for k in range(12):
            _mark(canvas, 30.0 * k, radius * 0.58, radius * 0.70, 8 if k % 3 == 0 else 4.5, ink)
    if design.cut == "chronograph":
        for degrees in (90, 180, 270):
            a = np.deg2rad(degrees)
            cx, cy = AXIS_X + float(np.sin(a)) * radius * 0.46, _Y - float(np.cos(a)) * radius * 0.46
            canvas.part(ellipse(cx, cy, radius * 0.24, radius * 0.24), _steel(lighter(dial, 0.22) if not pale else darker(dial, 0.14), 0.1), Form(volume=-0.5, round_px=8, rim_px=3, wrinkle_px=0), cast=0)
            for k in range(12):
                b = np.deg2rad(30 * k)
                ux, uy = float(np.sin(b)), -float(np.cos(b))
                canvas.ink(line((cx + ux * radius * 0.18, cy + uy * radius * 0.18), (cx + ux * radius * 0.22, cy + uy * radius * 0.22)), ink, 1.3, 0.8)
            canvas.ink(line((cx, cy), (cx + radius * 0.1, cy - radius * 0.12)), COLOURS["Orange"], 2.4)
    elif design.cut in {"bracelet", "square", "field"}:
        bx = AXIS_X + radius * 0.62
        canvas.fill(rounded(bx - 12, _Y - 9, bx + 12, _Y + 9, 2), (246, 246, 244))
        canvas.ink(line((bx - 5, _Y - 5), (bx - 5, _Y + 5)), (40, 40, 44), 2.6)
        canvas.ink(line((bx + 4, _Y - 5), (bx + 4, _Y + 5)), (40, 40, 44), 2.6)
    canvas.ink(line((AXIS_X - 17, _Y - radius * 0.36), (AXIS_X + 17, _Y - radius * 0.36)), ink, 3.0, 0.75)
    _hands(canvas, radius, marks if design.detail != "black" or not pale else ink, sweep=COLOURS["Red"] if design.cut in {"chronograph", "field"} else None)


def _square_marks(canvas: Canvas, radius: float, colour: RGB) -> None:
    for k in range(12):
        a = np.deg2rad(30 * k)
        dx, dy = float(np.sin(a)), -float(np.cos(a))
        reach = radius * 0.9 / max(abs(dx), abs(dy) / 1.12)
        length = 20 if k % 3 == 0 else 13
        canvas.ink(line((AXIS_X + dx * (reach - length), _Y + dy * (reach - length)), (AXIS_X + dx * reach, _Y + dy * reach)), colour, 4.2)


def _hands(canvas: Canvas, radius: float, colour: RGB, *, sweep: RGB | None) -> None:
    form = Form(round_px=3, rim_px=2, wrinkle_px=0, volume=0.7)
    for degrees, length, width in ((305.0, 0.52, 9.0), (60.0, 0.78, 7.0)):
        hand = line((-width / 2, radius * 0.12), (width / 2, radius * 0.12), (width / 2 + 0.5, -radius * length * 0.7), (0, -radius * length), (-width / 2 - 0.5, -radius * length * 0.7))
        canvas.part(shift(rotate(hand, degrees), AXIS_X, _Y), _steel(colour, 0.3), form, cast=0.35, cast_px=3)
    second = shift(rotate(line((-1.2, radius * 0.22), (1.2, radius * 0.22), (0.9, -radius * 0.84), (-0.9, -radius * 0.84)), 205), AXIS_X, _Y)
    canvas.part(second, _steel(sweep or colour, 0.1), Form(volume=0.2, wrinkle_px=0, round_px=2, rim_px=1), cast=0.25, cast_px=2)
    canvas.button(AXIS_X, _Y, 6.5, sweep or colour, holes=False)
