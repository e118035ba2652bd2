"""Jackets: denim, bomber, blazer, puffer and biker."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from fashion_desktop.catalogue.demo.design import Design
from fashion_desktop.catalogue.demo.drawing.bodice import (
    LONG,
    BodyCut,
    SleeveCut,
    armhole,
    body_form,
    body_outline,
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
    ribbon,
    rounded,
    spline,
)
from fashion_desktop.catalogue.demo.drawing.fabrics import Fabric
from fashion_desktop.catalogue.demo.drawing.palette import (
    COLOURS,
    RGB,
    contrasting,
    darker,
    luminance,
    mix,
)
from fashion_desktop.catalogue.demo.drawing.relief import Form, fold

_SIDES = (np.asarray, mirror)
_STEEL = Fabric((186, 188, 194), weave="smooth", gloss=0.5)
_SHORT_BODY = BodyCut(
    neck=58, neck_y=166, shoulder=168, shoulder_y=206, armpit_y=352, chest=150, waist=144,
    waist_y=490, hem=140, hem_y=612, hem_drop=4,
)
_BLAZER_BODY = BodyCut(
    neck=60, neck_y=140, shoulder=170, shoulder_y=174, armpit_y=328, chest=146, waist=128,
    waist_y=450, hem=152, hem_y=682, hem_drop=4,
)
_SLEEVE = replace(LONG, end_y=636, end_x=264, width=66, bulge=10)


def draw_jacket(design: Design) -> Canvas:
    """Outerwear in one of five cuts."""
    drawers: dict[str, Callable[[Canvas, Design], None]] = {
        "denim": _denim,
        "bomber": _bomber,
        "blazer": _blazer,
        "puffer": _puffer,
        "biker": _biker,
    }
    canvas = Canvas(design.seed)
    drawers[design.cut](canvas, design)
    return canvas


def _shell(canvas: Canvas, cut: BodyCut, sleeve: SleeveCut, cloth: Fabric, drop: float, *, lining: RGB,
           sleeves: Fabric | None = None, strength: float = 1.1, pointed: bool = False) -> Points:
    """Back, sleeves and body; returns the neckline."""
    neckline = neck_curve(cut, drop, pointed=pointed)
    inside_back(canvas, cut, neckline, lining, (226, 222, 214))
    draw_sleeves(canvas, cut, sleeve, sleeves or cloth, volume=1.1)
    canvas.part(body_outline(cut, neckline), cloth, body_form(cut, sleeve, strength), cast=0.24, bow_px=5)
    for side in _SIDES:
        canvas.seam(side(armhole(cut)), 0.42)
    return neckline


def _front(canvas: Canvas, top: float, bottom: float) -> None:
    canvas.seam(line((AXIS_X, top), (AXIS_X, bottom)), 0.6, 2.4)
    canvas.shade(rounded(AXIS_X, top, AXIS_X + 10, bottom, 2), 0.16, 4)


def zip_fastener(canvas: Canvas, run: Points, *, metal: RGB = (196, 198, 204)) -> None:
    """Zip teeth along a run, with a puller at its start."""
    canvas.part(ribbon(run, 15), Fabric((48, 48, 53), weave="canvas"), Form(volume=0.3, wrinkle_px=0), cast=0.25, cast_px=3)
    canvas.stitch(run, metal, dash_px=2, gap_px=2, width_px=6, opacity=0.95)
    x, y = (float(v) for v in run[min(4, len(run) - 1)])
    puller = Fabric(metal, weave="smooth", gloss=0.5)
    canvas.part(rounded(x - 5, y, x + 5, y + 13, 3), puller, Form(round_px=4, rim_px=2, wrinkle_px=0), cast=0.4, cast_px=3)
    canvas.part(rounded(x - 3.5, y + 11, x + 3.5, y + 34, 3), puller, Form(round_px=4, rim_px=2, wrinkle_px=0), cast=0.4, cast_px=3)


def _denim(canvas: Canvas, design: Design) -> None:
    cut, base = _SHORT_BODY, COLOURS[design.colour]
    cloth = Fabric(base, COLOURS[design.accent], design.pattern, "corduroy" if design.detail == "corduroy" else "denim")
    thread = (218, 166, 96) if design.detail != "corduroy" and luminance(base) < 0.7 else contrasting(base, 0.3)
    _shell(canvas, cut, _SLEEVE, cloth, 40, lining=base)
    shape = sleeve_shape(cut, _SLEEVE)
    x = AXIS_X
    top, bottom = cut.neck_y + 36, cut.hem_y + 4
    yoke = bezier((x - 160, 306), (x - 110, 300), (x - 50, 304), (x - 16, 308))
    for side in _SIDES:
        cuff = join(shape.end + (1, -40), (shape.end + (2, 5))[::-1])
        canvas.part(side(cuff), cloth, Form(volume=0.7, round_px=14), cast=0.34, cast_px=4)
        canvas.stitch(side(shape.end) + (0, -35), thread)
        canvas.seam(side(yoke), 0.45)
        canvas.stitch(side(yoke) + (0, -5), thread)
        canvas.stitch(side(yoke) + (0, -10), thread, opacity=0.6)
        for a, b in ((46, 34), (98, 62)):
            run = line((x - a, 314), (x - (a + b) / 2, 450), (x - b, bottom - 40))
            canvas.seam(side(run), 0.4)
            canvas.stitch(side(run) + (5, 0), thread)
            canvas.stitch(side(run) + (-6, 0), thread, opacity=0.6)
        if luminance(base) < 0.7 and design.detail != "corduroy":
            canvas.shade(side(rounded(x - 122, 380, x - 66, 520, 20)), -0.13, 22)
        flap = line((x - 112, 304), (x - 40, 304), (x - 40, 332), (x - 76, 350), (x - 112, 332))
        canvas.part(side(flap), cloth, Form(volume=0.5, round_px=14, wrinkle_px=1), cast=0.36, cast_px=5)
        canvas.stitch(side(flap[2:] + (0, -5)), thread)
        canvas.button(x - 76 if side is not mirror else x + 76, 334, 7, (176, 132, 84), holes=False)
    placket = rounded(x - 15, top, x + 17, bottom, 3)
    canvas.part(placket, cloth, Form(volume=0.35, wrinkle_px=1), cast=0.32, cast_px=4, clipped=True)
    for dx in (-11, 12):
        canvas.stitch(line((x + dx, top + 8), (x + dx, bottom)), thread)
    for k in range(5):
        canvas.button(x + 1, top + 44 + 82 * k, 8, (176, 132, 84), holes=False)
    band = join(
        bezier((x - 143, bottom - 40), (x - 60, bottom - 34), (x + 60, bottom - 34), (x + 143, bottom - 40)),
        bezier((x + 139, bottom), (x + 60, bottom + 6), (x - 60, bottom + 6), (x - 139, bottom)),
    )
    canvas.part(band, cloth, Form(volume=0.5, round_px=14), cast=0.3, cast_px=4)
    canvas.stitch(band[:28] + (0, 6), thread)
    canvas.stitch(band[28:] + (0, -6), thread)
    canvas.button(x + 1, bottom - 16, 8, (176, 132, 84), holes=False)
    collar = cloth.plain((224, 206, 172)) if design.detail == "shearling collar" else cloth
    if design.detail == "shearling collar":
        collar = replace(collar, weave="melange")
    _leaf_collar(canvas, cut, collar, thread, design.detail != "shearling collar")


def _leaf_collar(canvas: Canvas, cut: BodyCut, cloth: Fabric, thread: RGB, stitched: bool) -> None:
    x, y, n = AXIS_X, cut.neck_y, cut.neck
    back = join(
        bezier((x - n - 4, y + 8), (x - n, y - 22), (x - 26, y - 26), (x, y - 26)),
        bezier((x, y - 26), (x + 26, y - 26), (x + n, y - 22), (x + n + 4, y + 8)),
        bezier((x + n + 4, y + 8), (x + 34, y + 18), (x - 34, y + 18), (x - n - 4, y + 8)),
    )
    canvas.part(back, cloth, Form(volume=0.8, round_px=16), tone=0.86, cast=0.2)
    leaf = join(
        bezier((x - n + 4, y - 18), (x - n + 14, y + 8), (x - 24, y + 34), (x - 6, y + 44)),
        line((x - 6, y + 44), (x - 30, y + 78), (x - 66, y + 98)),
        bezier((x - 66, y + 98), (x - 76, y + 74), (x - n - 26, y + 46), (x - n - 32, y + 30)),
        bezier((x - n - 32, y + 30), (x - n - 18, y + 8), (x - n - 8, y - 10), (x - n + 4, y - 18)),
    )
    for side in _SIDES:
        canvas.part(side(leaf), cloth, Form(volume=0.9, round_px=18, rim_px=5), cast=0.4, cast_px=7)
        if stitched:
            canvas.stitch(side(line((x - 14, y + 50), (x - 33, y + 73), (x - 63, y + 90))), thread)
            canvas.stitch(side(bezier((x - 63, y + 90), (x - 70, y + 72), (x - n - 18, y + 46), (x - n - 24, y + 31))), thread)


def _ribs(canvas: Canvas, cut: BodyCut, rib: Fabric, stripe: RGB | None) -> None:
    x, y = AXIS_X, cut.hem_y
    shape = sleeve_shape(cut, _SLEEVE)
    for side in _SIDES:
        cuff = join(shape.end + (1, -40), (shape.end + (4, 6))[::-1])
        canvas.part(side(cuff), rib, Form(volume=0.9, round_px=14), cast=0.3, cast_px=4)
        if stripe is not None:
            for up in (-12, -24):
                canvas.printed(side(ribbon(shape.end + (2, up), 6)), stripe)
    band = join(
        bezier((x - 146, y - 40), (x - 60, y - 35), (x + 60, y - 35), (x + 146, y - 40)),
        bezier((x + 134, y + 6), (x + 60, y + 12), (x - 60, y + 12), (x - 134, y + 6)),
    )
    canvas.part(band, rib, Form(volume=0.8, round_px=18), cast=0.3, cast_px=4)
    if stripe is not None:
        for up in (16, 29):
            canvas.printed(ribbon(band[:28] + (0, up), 6), stripe)


def _bomber(canvas: Canvas, design: Design) -> None:
    cut, base, accent = _SHORT_BODY, COLOURS[design.colour], COLOURS[design.accent]
    cloth = Fabric(base, accent, design.pattern, "smooth", gloss=0.10)
    varsity = design.detail == "varsity"
    sleeves = Fabric(accent, weave="leather", gloss=0.12) if varsity else None
    neckline = _shell(canvas, cut, _SLEEVE, cloth, 50, lining=accent if design.detail == "lined" else base, sleeves=sleeves, strength=1.5)
    x = AXIS_X
    rib = Fabric(base if varsity else darker(base, 0.22), weave="rib")
    _ribs(canvas, cut, rib, accent if varsity or design.detail == "lined" else None)
    thread = contrasting(base, 0.2)
    for side in _SIDES:
        slit = line((x - 104, 470), (x - 78, 540))
        if varsity:
            canvas.part(side(ribbon(slit, 14)), Fabric(accent, weave="leather"), Form(volume=0.6, round_px=8, wrinkle_px=0), cast=0.4, cast_px=4)
        else:
            canvas.part(side(ribbon(slit, 17)), cloth.plain(), Form(volume=0.7, round_px=8, wrinkle_px=0), cast=0.4, cast_px=4)
            canvas.seam(side(slit), 0.6)
    top, bottom = cut.neck_y + 44, cut.hem_y + 9
    if varsity:
        _front(canvas, top, bottom)
        for k in range(6):
            canvas.button(x + 2, top + 22 + 74 * k, 8, accent, holes=False)
    else:
        zip_fastener(canvas, line((x, top), (x, top + 10), (x, top + 20), (x, top + 30), (x, top + 36), (x, bottom)))
        canvas.stitch(line((x - 16, top + 6), (x - 16, bottom - 40)), thread, opacity=0.5)
        canvas.stitch(line((x + 16, top + 6), (x + 16, bottom - 40)), thread, opacity=0.5)
    collar = neckline + (0, -3)
    canvas.part(ribbon(collar, 30), rib, Form(volume=0.9, round_px=12), cast=0.34, cast_px=6)
    if varsity:
        canvas.printed(ribbon(collar + (0, 2), 5), accent)


def _blazer(canvas: Canvas, design: Design) -> None:
    cut, base = _BLAZER_BODY, COLOURS[design.colour]
    cloth = Fabric(base, COLOURS[design.accent], design.pattern, "canvas")
    x, y, n = AXIS_X, _BLAZER_BODY.neck_y, _BLAZER_BODY.neck
    sleeve = replace(LONG, end_y=616, end_x=258, width=64, bulge=6)
    double = design.detail == "double-breasted"
    button_y = 420.0
    drop = button_y - 20 - y
    _shell(canvas, cut, sleeve, cloth, drop, lining=mix(base, (150, 120, 110), 0.35), pointed=True, strength=0.75)
    shirt = join(
        bezier((x - n + 8, y + 6), (x - n + 20, y + 70), (x - 30, y + 180), (x, y + drop + 6)),
        bezier((x, y + drop + 6), (x + 30, y + 180), (x + n - 20, y + 70), (x + n - 8, y + 6)),
        bezier((x + n - 8, y + 6), (x + 30, y + 26), (x - 30, y + 26), (x - n + 8, y + 6)),
    )
    canvas.part(shirt, Fabric((150, 146, 150), weave="smooth"), Form(volume=-0.5, round_px=30), tone=0.62, cast=0)
    canvas.shade(shirt, 0.2, 16)
    lap = 40 if double else 12
    edge = line((x + lap, button_y - 14), (x + lap, 600), (x + lap + 8, 640), (x + lap + 40, cut.hem_y + 3))
    canvas.seam(edge, 0.6, 2.2)
    canvas.shade(ribbon(edge + (6, 0), 10), 0.2, 4)
    for side in _SIDES:
        canvas.seam(side(bezier((x - 104, 330), (x - 96, 420), (x - 92, 470), (x - 96, 530))), 0.22)
        flap = line((x - 132, 542), (x - 58, 548), (x - 58, 574), (x - 133, 568))
        canvas.part(side(flap), cloth, Form(volume=0.6, round_px=10, wrinkle_px=0.6), cast=0.36, cast_px=4)
    canvas.part(line((x + 58, 322), (x + 110, 314), (x + 111, 329), (x + 59, 337)), cloth, Form(volume=0.5, round_px=8), cast=0.36, cast_px=3)
    if design.detail == "pocket square":
        canvas.part(line((x + 66, 320), (x + 74, 300), (x + 84, 310), (x + 94, 296), (x + 102, 315)), Fabric(COLOURS["White"]), Form(volume=0.5), cast=0.3, cast_px=3)
        canvas.part(line((x + 58, 322), (x + 110, 314), (x + 111, 329), (x + 59, 337)), cloth, Form(volume=0.5, round_px=8), cast=0.3, cast_px=3)
    lapel = join(
        bezier((x - n + 2, y + 2), (x - n + 18, y + 80), (x - 34, y + 190), (x - 1 + (lap if double else 6), button_y - 4)),
        bezier((x - 1 + (lap if double else 6), button_y - 4), (x - 56, button_y - 60), (x - 108, button_y - 130), (x - 118, y + 112)),
        line((x - 118, y + 112), (x - 82, y + 94)),
        line((x - 82, y + 94), (x - 74, y + 92), (x - n - 20, y + 20)),
    )
    leaf = join(
        bezier((x - n + 10, y - 16), (x - n + 4, y + 20), (x - n + 8, y + 50), (x - 70, y + 92)),
        line((x - 70, y + 92), (x - 108, y + 80)),
        bezier((x - 108, y + 80), (x - 100, y + 46), (x - n - 30, y + 30), (x - n - 22, y + 12)),
        bezier((x - n - 22, y + 12), (x - n - 10, y), (x - n, y - 12), (x - n + 10, y - 16)),
    )
    back = join(
        bezier((x - n, y + 2), (x - n + 6, y - 20), (x - 24, y - 22), (x, y - 22)),
        bezier((x, y - 22), (x + 24, y - 22), (x + n - 6, y - 20), (x + n, y + 2)),
        bezier((x + n, y + 2), (x + 34, y + 12), (x - 34, y + 12), (x - n, y + 2)),
    )
    canvas.part(back, cloth, Form(volume=0.7, round_px=14), tone=0.9, cast=0.2)
    for side in (mirror, np.asarray):
        turn = 18.0 if side is not mirror else -18.0
        canvas.part(side(lapel), cloth, Form(volume=0.7, round_px=20, rim_px=5, wrinkle_px=0.6), cast=0.4, cast_px=7, turn_deg=turn)
        canvas.part(side(leaf), cloth, Form(volume=0.7, round_px=16, rim_px=4, wrinkle_px=0.6), cast=0.34, cast_px=4, turn_deg=turn * 2)
    tone = (190, 158, 96) if design.detail in {"double-breasted", "gold buttons"} else darker(base, 0.45)
    rows = (button_y + 6, button_y + 76, button_y + 146) if double else (button_y + 6, button_y + 84)
    for row in rows:
        for dx in ((-30, 30) if double else (2,)):
            canvas.button(x + dx, row, 9, tone, holes=not double)
    shape = sleeve_shape(cut, sleeve)
    for flip in (False, True):
        for k in range(3):
            at = shape.end[2] + (2, -16 - 17 * k)
            bx = float(at[0]) if not flip else 600 - float(at[0])
            canvas.button(bx, float(at[1]), 5, tone, holes=False)


def _puffer(canvas: Canvas, design: Design) -> None:
    base, accent = COLOURS[design.colour], COLOURS[design.accent]
    cut = replace(_SHORT_BODY, shoulder=172, chest=162, waist=160, hem=152, hem_y=640, waist_y=510)
    gilet = design.detail == "gilet"
    sleeve = replace(_SLEEVE, end_x=270, width=80, end_y=646)
    shell = Fabric(base, weave="smooth", gloss=0.26)
    arms = Fabric(accent, weave="smooth", gloss=0.26) if design.detail == "contrast sleeves" else shell
    neckline = neck_curve(cut, 40)
    inside_back(canvas, cut, neckline, accent, (226, 222, 214))
    x = AXIS_X
    if not gilet:
        shape = draw_sleeves(canvas, cut, sleeve, arms, volume=1.5)
        for side in _SIDES:
            edges = (shape.outer, shape.inner[::-1])
            for k in range(1, 8):
                share = 0.16 + 0.104 * k
                a = edges[0][int(share * (len(edges[0]) - 1))]
                b = edges[1][int(max(0.0, (share - 0.30) / 0.70) * (len(edges[1]) - 1))]
                _quilt(canvas, side(bezier((float(a[0]) - 2, float(a[1])), (float(a[0]) + 16, float(a[1]) + 12), (float(b[0]) - 16, float(b[1]) + 10), (float(b[0]) + 2, float(b[1])))))
            cuff = join(shape.end + (1, -16), (shape.end + (3, 8))[::-1])
            canvas.part(side(cuff), Fabric(darker(arms.base, 0.3), weave="rib"), Form(volume=0.8, round_px=10), cast=0.3, cast_px=4)
    body = body_outline(cut, neckline)
    folds = []
    rows = [252, 308, 364, 420, 476, 532, 588]
    for k, row in enumerate(rows):
        for dx in range(-150, 160, 38):
            folds.append(fold((x + dx + 9 * (k % 2), row - 14), (x + dx + 6 + 9 * (k % 2), row), (x + dx + 9 * (k % 2), row + 16), width=11, depth=-2.6))
    form = body_form(cut, None if gilet else sleeve, 0.4)
    canvas.part(body, shell, replace(form, folds=tuple(folds), volume=1.1), cast=0.26)
    for row in rows:
        _quilt(canvas, bezier((x - 172, row - 5), (x - 70, row + 8), (x + 70, row + 8), (x + 172, row - 5)))
    if design.detail == "colour block":
        canvas.printed(line((x - 190, 130), (x + 190, 130), (x + 190, 312), (x, 318), (x - 190, 312)), accent)
    for side in _SIDES:
        canvas.seam(side(armhole(cut)), 0.5)
        slit = line((x - 118, 500), (x - 96, 566))
        canvas.part(side(ribbon(slit, 13)), Fabric(darker(base, 0.3), weave="canvas"), Form(volume=0.6, round_px=7, wrinkle_px=0), cast=0.36, cast_px=4)
    top = cut.neck_y - 30
    collar = join(
        bezier((x - 70, cut.neck_y + 10), (x - 74, top + 10), (x - 72, top), (x - 62, top - 12)),
        bezier((x - 62, top - 12), (x - 30, top + 4), (x + 30, top + 4), (x + 62, top - 12)),
        bezier((x + 62, top - 12), (x + 72, top), (x + 74, top + 10), (x + 70, cut.neck_y + 10)),
        bezier((x + 70, cut.neck_y + 10), (x + 50, cut.neck_y + 52), (x - 50, cut.neck_y + 52), (x - 70, cut.neck_y + 10)),
    )
    neck = accent if design.detail == "colour block" else base
    canvas.part(collar, Fabric(neck, weave="smooth", gloss=0.26), Form(volume=1.3, round_px=18), cast=0.36, cast_px=8)
    _quilt(canvas, bezier((x - 72, cut.neck_y - 18), (x - 40, cut.neck_y + 10), (x + 40, cut.neck_y + 10), (x + 72, cut.neck_y - 18)))
    run = line((x, top + 2), (x, top + 12), (x, top + 24), (x, top + 36), (x, top + 48), (x, cut.hem_y + 4))
    zip_fastener(canvas, run)


def _quilt(canvas: Canvas, run: Points) -> None:
    """Quilting line: a furrow with light on the swelling below it."""
    canvas.shade(ribbon(run + (0, -5), 13), 0.24, 5)
    canvas.shade(ribbon(run + (0, 12), 11), -0.11, 5)
    canvas.seam(run, 0.5, 1.6)


def _biker(canvas: Canvas, design: Design) -> None:
    base = COLOURS[design.colour]
    cut = replace(_SHORT_BODY, waist=130, hem=136, hem_y=604, waist_y=500)
    hide = Fabric(base, weave="leather", gloss=0.3)
    _shell(canvas, cut, _SLEEVE, hide, 46, lining=darker(base, 0.4), strength=1.5)
    shape = sleeve_shape(cut, _SLEEVE)
    x, y, n = AXIS_X, cut.neck_y, cut.neck
    metal = COLOURS["Gold"] if design.detail == "gold zips" else (200, 202, 208)
    for side in _SIDES:
        canvas.seam(side(bezier((x - 164, 262), (x - 120, 280), (x - 80, 284), (x - 50, 282))), 0.4)
        canvas.seam(side(bezier((x - 96, 286), (x - 92, 400), (x - 84, 500), (x - 84, cut.hem_y - 30))), 0.4)
        end = shape.end
        canvas.seam(side(end) + (0, -12), 0.4)
        cuff = line(*((float(p[0]) + 9 - 3 * k, float(p[1])) for k, p in enumerate((end[8] + (4, -74), end[8] + (2, -44), end[8] + (0, -10)))))
        canvas.stitch(side(cuff), metal, dash_px=2, gap_px=2, width_px=5)
    diagonal = line((x + 42, y + 74), (x + 39, y + 86), (x + 36, y + 98), (x + 33, y + 112), (x + 30, y + 124), (x - 34, cut.hem_y - 2))
    zip_fastener(canvas, diagonal, metal=metal)
    pocket = line((x - 104, 452), (x - 98, 458), (x - 92, 464), (x - 86, 470), (x - 78, 478), (x - 54, 504))
    zip_fastener(canvas, pocket, metal=metal)
    zip_fastener(canvas, mirror(pocket), metal=metal)
    chest = line((x - 100, 338), (x - 92, 344), (x - 84, 349), (x - 76, 354), (x - 68, 358), (x - 46, 372))
    zip_fastener(canvas, chest, metal=metal)
    belt = join(
        bezier((x - 135, cut.hem_y - 34), (x - 60, cut.hem_y - 28), (x + 60, cut.hem_y - 28), (x + 135, cut.hem_y - 34)),
        bezier((x + 137, cut.hem_y), (x + 60, cut.hem_y + 6), (x - 60, cut.hem_y + 6), (x - 137, cut.hem_y)),
    )
    canvas.part(belt, hide, Form(volume=0.7, round_px=12), cast=0.4, cast_px=5)
    buckle = rounded(x - 64, cut.hem_y - 37, x - 24, cut.hem_y + 8, 4)
    canvas.part(buckle, Fabric(metal, weave="smooth", gloss=0.5), Form(round_px=5, rim_px=2, wrinkle_px=0), cast=0.4, cast_px=4,
                holes=(rounded(x - 57, cut.hem_y - 30, x - 31, cut.hem_y + 1, 2),))
    lapel = join(
        bezier((x - n + 8, y + 8), (x - n + 16, y + 50), (x - 22, y + 70), (x + 30, y + 120)),
        line((x + 30, y + 120), (x - 66, y + 176), (x - 118, y + 104)),
        bezier((x - 118, y + 104), (x - 100, y + 90), (x - 84, y + 60), (x - n - 14, y + 20)),
    )
    right = join(
        bezier((x + n - 8, y + 8), (x + n - 10, y + 40), (x + 40, y + 60), (x + 34, y + 118)),
        line((x + 34, y + 118), (x + 84, y + 168), (x + 118, y + 104)),
        bezier((x + 118, y + 104), (x + 100, y + 90), (x + 84, y + 60), (x + n + 14, y + 20)),
    )
    leaf = spline((x - n + 8, y - 16), (x - n + 10, y + 20), (x - 54, y + 52), (x - 84, y + 84), (x - 106, y + 62), (x - n - 30, y + 26), (x - n - 14, y + 2), closed=True)
    back = ribbon(bezier((x - n - 2, y - 4), (x - 30, y - 16), (x + 30, y - 16), (x + n + 2, y - 4)), 26)
    canvas.part(back, hide, Form(volume=0.8, round_px=12), tone=0.8, cast=0.2)
    for shape_ in (right, lapel):
        canvas.part(shape_, hide, Form(volume=0.9, round_px=18, rim_px=5), cast=0.45, cast_px=8)
    for side in _SIDES:
        canvas.part(side(leaf), hide, Form(volume=0.9, round_px=14, rim_px=5), cast=0.4, cast_px=6)
    for bx, by in ((x - 66, y + 158), (x - 100, y + 106), (x + 82, y + 150), (x + 100, y + 106), (x - 82, y + 70), (x + 82, y + 70)):
        canvas.button(bx, by, 5.5, metal, holes=False)
