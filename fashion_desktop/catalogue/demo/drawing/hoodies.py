"""Hoodies: pullover, zipped, oversized and cropped."""

from dataclasses import replace

import numpy as np

from fashion_desktop.catalogue.demo.design import Design
from fashion_desktop.catalogue.demo.drawing.bodice import (
    LONG,
    BodyCut,
    armhole,
    body_outline,
    neck_curve,
)
from fashion_desktop.catalogue.demo.drawing.bodice_drawing import body_form, draw_sleeves
from fashion_desktop.catalogue.demo.drawing.canvas import Canvas
from fashion_desktop.catalogue.demo.drawing.curves import (
    AXIS_X,
    SIDES,
    bezier,
    ellipse,
    join,
    line,
    ribbon,
    rounded,
    shift,
    spline,
    symmetric,
)
from fashion_desktop.catalogue.demo.drawing.fabrics import Fabric
from fashion_desktop.catalogue.demo.drawing.palette import (
    COLOURS,
    RGB,
    contrasting,
    darker,
    lighter,
    luminance,
    mix,
)
from fashion_desktop.catalogue.demo.drawing.relief import Form, fold

_BODY = BodyCut(
    neck=66,
    neck_y=212,
    shoulder=164,
    shoulder_y=246,
    armpit_y=386,
    chest=146,
    waist=146,
    waist_y=540,
    hem=142,
    hem_y=672,
    hem_drop=4,
)
_WIDE = replace(_BODY, shoulder=178, chest=166, waist=168, hem=158, shoulder_y=254, armpit_y=412)
_CROPPED = replace(_BODY, hem_y=584, waist_y=500, hem=146)
_SLEEVE = replace(LONG, end_y=654, end_x=264, width=66, bulge=14)
_CUTS = {
    "pullover": (_BODY, _SLEEVE, False),
    "zip-up": (_BODY, _SLEEVE, True),
    "oversized": (_WIDE, replace(_SLEEVE, end_x=272, width=76), False),
    "cropped": (_CROPPED, _SLEEVE, False),
}


def draw_hoodie(design: Design) -> Canvas:
    """Fleece top with a hood in one of four cuts."""
    cut, sleeve, zipped = _CUTS[design.cut]
    base, accent = COLOURS[design.colour], COLOURS[design.accent]
    weave = "melange" if design.detail == "melange" else "jersey"
    cloth = Fabric(base, accent, design.pattern, weave)
    sleeves = cloth.plain(accent) if design.detail == "contrast sleeves" else cloth
    lining = accent if design.detail == "contrast lining" else darker(base, 0.3)
    thread = contrasting(base, 0.22)
    canvas = Canvas(design.seed)
    neckline = neck_curve(cut, 52)

    _hood(canvas, cut, cloth, lining)
    shape = draw_sleeves(canvas, cut, sleeve, sleeves, volume=1.15)
    rib = Fabric(sleeves.base, weave="rib")
    for side in SIDES:
        cuff = join(shift(shape.end, 1, -36), (shift(shape.end, 3, 8))[::-1])
        canvas.part(side(cuff), rib, Form(volume=0.9, round_px=14), cast=0.3, cast_px=4)
    body = body_outline(cut, neckline)
    canvas.part(body, cloth, body_form(cut, sleeve, 1.2), cast=0.24, bow_px=8)
    if design.detail == "colour block":
        _block(canvas, cut, accent)
    for side in SIDES:
        canvas.seam(side(armhole(cut)), 0.34)
        canvas.stitch(
            side(shift(armhole(cut), 7, 0)),
            thread,
            opacity=0.35,
        )
    _hem(canvas, cut, Fabric(accent if design.detail == "colour block" else base, weave="rib"))
    _print(canvas, cut, design)
    _pocket(canvas, cut, cloth.plain(accent) if design.detail == "colour block" else cloth, thread)
    if zipped:
        _zip(canvas, cut.neck_y + 44, cut.hem_y + 2)
    _hood_edge(canvas, cut, cloth, thread)
    cord = COLOURS["White"] if luminance(base) < 0.72 else mix(base, (120, 112, 104), 0.5)
    _cords(canvas, cut, accent if design.detail == "contrast lining" else cord)
    return canvas


def _hood(canvas: Canvas, cut: BodyCut, cloth: Fabric, lining: RGB) -> None:
    x, y = AXIS_X, cut.neck_y
    half = spline(
        (x, y - 116),
        (x - 44, y - 110),
        (x - 84, y - 80),
        (x - 103, y - 34),
        (x - 104, y + 8),
        (x - 82, y + 40),
        (x, y + 60),
    )
    folds = (
        fold((x - 96, y + 6), (x - 88, y - 40), (x - 60, y - 84), width=20, depth=5),
        fold((x + 98, y + 6), (x + 88, y - 44), (x + 64, y - 82), width=20, depth=-5),
    )
    canvas.part(symmetric(half), cloth.plain(), Form(round_px=30, folds=folds), cast=0)
    canvas.seam(bezier((x, y - 116), (x - 3, y - 104), (x - 3, y - 96), (x, y - 88)), 0.4)
    opening = spline(
        (x, y - 88),
        (x - 36, y - 80),
        (x - 62, y - 52),
        (x - 70, y - 8),
        (x - 52, y + 32),
        (x, y + 62),
    )
    canvas.part(
        symmetric(opening), Fabric(lining), Form(volume=-0.9, round_px=30), cast=0, tone=0.8
    )
    canvas.shade(ellipse(x, y + 6, 50, 54), 0.34, 20)
    canvas.seam(line((x, y - 86), (x, y + 20)), 0.25)


def _hood_edge(canvas: Canvas, cut: BodyCut, cloth: Fabric, thread: RGB) -> None:
    x, y = AXIS_X, cut.neck_y
    run = spline(
        (x, y - 88),
        (x - 36, y - 80),
        (x - 62, y - 52),
        (x - 72, y - 8),
        (x - 54, y + 34),
        (x - 14, y + 66),
        (x + 6, y + 78),
    )
    for flip in (True, False):
        side = SIDES[flip]
        canvas.part(
            ribbon(side(run), 20, 24),
            cloth.plain(),
            Form(volume=0.8, round_px=10, rim_px=4),
            cast=0.34,
            cast_px=6,
        )
        canvas.stitch(side(shift(run, -6, 3)), thread, opacity=0.5)


def _cords(canvas: Canvas, cut: BodyCut, colour: RGB) -> None:
    x, y = AXIS_X, cut.neck_y + 60
    for dx, sway, length in ((-26, -14, 128), (26, 10, 118)):
        run = bezier(
            (x + dx, y),
            (x + dx + sway * 0.2, y + 40),
            (x + dx + sway * 1.4, y + 70),
            (x + dx + sway, y + length),
            40,
        )
        canvas.fill(ellipse(x + dx, y, 6, 6), (150, 150, 154))
        canvas.fill(ellipse(x + dx, y, 3.4, 3.4), (40, 40, 44))
        canvas.part(
            ribbon(run, 7.5),
            Fabric(colour, weave="smooth"),
            Form(round_px=3, rim_px=2, wrinkle_px=0),
            cast=0.42,
            cast_px=4,
        )
        tip = ribbon(run[-5:], 7.5)
        canvas.part(
            tip,
            Fabric((168, 170, 174), weave="smooth", gloss=0.4),
            Form(round_px=3, rim_px=2, wrinkle_px=0),
            cast=0,
        )


def _hem(canvas: Canvas, cut: BodyCut, rib: Fabric) -> None:
    x, y = AXIS_X, cut.hem_y
    half = join(
        bezier(
            (x, y - 42),
            (x - 70, y - 42),
            (x - cut.hem * 0.6, y - 43),
            (x - cut.hem - 3, y - 46),
            14,
        ),
        bezier(
            (x - cut.hem - 2, y - 40),
            (x - cut.hem, y - 20),
            (x - cut.hem + 4, y - 8),
            (x - cut.hem + 8, y + 1),
            10,
        ),
        bezier((x - cut.hem + 8, y + 1), (x - 80, y + 7), (x - 40, y + 8), (x, y + 8), 14),
    )
    canvas.part(symmetric(half), rib, Form(round_px=20, volume=0.8), cast=0.2, cast_px=4)
    canvas.seam(line((x - cut.hem, y - 44), (x, y - 41), (x + cut.hem, y - 44)), 0.4)


def _pocket(canvas: Canvas, cut: BodyCut, cloth: Fabric, thread: RGB) -> None:
    x, bottom = AXIS_X, cut.hem_y - 42
    top = bottom - min(122.0, (cut.hem_y - cut.armpit_y) * 0.48)
    half = join(
        line((x, top), (x - 62, top)),
        bezier((x - 62, top), (x - 70, top + 40), (x - 92, bottom - 52), (x - 108, bottom - 36)),
        line((x - 108, bottom - 36), (x - 106, bottom), (x, bottom)),
    )
    canvas.part(
        symmetric(half), cloth, Form(volume=0.55, round_px=24, wrinkle_px=1.4), cast=0.3, cast_px=6
    )
    slit = bezier(
        (x - 66, top + 4), (x - 74, top + 40), (x - 90, bottom - 54), (x - 102, bottom - 39)
    )
    for side in SIDES:
        canvas.shade(side(ribbon(shift(slit, -5, 3), 10)), 0.22, 4)
        canvas.stitch(side(shift(slit, 8, 2)), thread, opacity=0.55)
    canvas.stitch(line((x - 58, top + 7), (x + 58, top + 7)), thread, opacity=0.55)


def _zip(canvas: Canvas, top: float, bottom: float) -> None:
    x = AXIS_X
    canvas.shade(rounded(x - 14, top, x + 14, bottom, 2), 0.22, 4)
    canvas.fill(line((x - 5, top), (x + 5, top), (x + 5, bottom), (x - 5, bottom)), (66, 67, 72))
    canvas.stitch(
        line((x, top), (x, bottom)), (196, 198, 204), dash_px=2, gap_px=2, width_px=6, opacity=0.9
    )
    for dx in (-11, 11):
        canvas.seam(line((x + dx, top + 4), (x + dx, bottom)), 0.25)
    metal = Fabric((190, 192, 198), weave="smooth", gloss=0.5)
    canvas.part(
        rounded(x - 6, top + 28, x + 6, top + 44, 3),
        metal,
        Form(round_px=5, rim_px=2, wrinkle_px=0),
        cast=0.4,
        cast_px=3,
    )
    canvas.part(
        rounded(x - 4, top + 42, x + 4, top + 68, 3),
        metal,
        Form(round_px=5, rim_px=2, wrinkle_px=0),
        cast=0.4,
        cast_px=3,
    )


def _block(canvas: Canvas, cut: BodyCut, accent: RGB) -> None:
    y = cut.armpit_y + 56
    canvas.printed(
        line(
            (AXIS_X - cut.chest, y),
            (AXIS_X + cut.chest, y),
            (AXIS_X + cut.chest, cut.hem_y + 10),
            (AXIS_X - cut.chest, cut.hem_y + 10),
        ),
        accent,
    )
    canvas.seam(line((AXIS_X - 140, y), (AXIS_X, y + 2), (AXIS_X + 140, y)), 0.3)


def _print(canvas: Canvas, cut: BodyCut, design: Design) -> None:
    ink, x = COLOURS[design.accent], AXIS_X
    y = 412.0
    if design.detail == "arch print":
        for k, radius in enumerate((64, 46, 28)):
            arch = bezier(
                (x - radius, y + 22),
                (x - radius, y + 22 - radius * 1.32),
                (x + radius, y + 22 - radius * 1.32),
                (x + radius, y + 22),
            )
            canvas.printed(
                ribbon(arch, 12), mix(ink, lighter(COLOURS[design.colour], 0.3), 0.22 * k)
            )
    elif design.detail == "chest stripe":
        for top, height in ((y - 22, 30), (y + 14, 8)):
            canvas.printed(
                line(
                    (x - cut.chest, top),
                    (x + cut.chest, top),
                    (x + cut.chest, top + height),
                    (x - cut.chest, top + height),
                ),
                ink,
            )
    elif design.detail == "star print":
        points = []
        for k in range(10):
            a = np.deg2rad(36 * k - 90)
            r = 50 if k % 2 == 0 else 21
            points.append((x + r * float(np.cos(a)), y - 6 + r * float(np.sin(a))))
        canvas.printed(line(*points), ink)
