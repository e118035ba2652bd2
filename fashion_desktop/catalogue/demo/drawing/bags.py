"""Handbags: tote, satchel, flap bag, bucket and clutch."""

from collections.abc import Callable

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
    offset,
    resample,
    ribbon,
    rounded,
    spline,
    symmetric,
)
from fashion_desktop.catalogue.demo.drawing.fabrics import Fabric
from fashion_desktop.catalogue.demo.drawing.palette import COLOURS, RGB, contrasting, darker
from fashion_desktop.catalogue.demo.drawing.relief import Form, fold

FLOOR_Y = 640.0
_SIDES = (np.asarray, mirror)
_THIN = Form(round_px=7, rim_px=3, wrinkle_px=0.3)


def draw_bag(design: Design) -> Canvas:
    """Handbag in one of five cuts."""
    drawers: dict[str, Callable[[Canvas, Design], None]] = {
        "tote": _tote,
        "satchel": _satchel,
        "flap bag": _flap,
        "bucket": _bucket,
        "clutch": _clutch,
    }
    canvas = Canvas(design.seed)
    drawers[design.cut](canvas, design)
    return canvas


def _hide(design: Design) -> Fabric:
    weave, gloss = {"canvas": ("canvas", 0.0), "suede": ("jersey", 0.0), "patent": ("smooth", 0.6), "satin": ("smooth", 0.4)}.get(
        design.detail, ("leather", 0.2)
    )
    return Fabric(COLOURS[design.colour], COLOURS[design.accent], design.pattern, weave, 1.0, gloss)


def _metal(colour: RGB) -> Fabric:
    return Fabric(colour, weave="smooth", gloss=0.6)


def _ring(canvas: Canvas, x: float, y: float, radius: float, colour: RGB) -> None:
    canvas.part(ellipse(x, y, radius, radius), _metal(colour), Form(round_px=4, rim_px=2, wrinkle_px=0), cast=0.4, cast_px=3, holes=(ellipse(x, y, radius * 0.62, radius * 0.62),))


def _handle(canvas: Canvas, cloth: Fabric, spread: float, base_y: float, top_y: float, width: float, *, tone: float = 1.0) -> Points:
    x = AXIS_X
    run = join(
        bezier((x - spread, base_y), (x - spread, base_y - (base_y - top_y) * 0.7), (x - spread * 0.62, top_y), (x, top_y)),
        bezier((x, top_y), (x + spread * 0.62, top_y), (x + spread, base_y - (base_y - top_y) * 0.7), (x + spread, base_y))[1:],
    )
    canvas.part(ribbon(run, width), cloth, Form(round_px=width * 0.45, rim_px=4, wrinkle_px=0.4), cast=0.3, cast_px=6, tone=tone)
    return run


def _tote(canvas: Canvas, design: Design) -> None:
    cloth, x = _hide(design), AXIS_X
    trim = cloth.plain(COLOURS[design.accent]) if design.detail in {"two-tone", "canvas"} else cloth.plain()
    _handle(canvas, trim, 84, 300, 128, 20, tone=0.74)
    inside = line((x - 176, 292), (x + 176, 292), (x + 172, 316), (x - 172, 316))
    canvas.part(inside, Fabric(darker(cloth.base, 0.45)), Form(volume=0.4), cast=0)
    half = join(
        line((x, 302), (x - 186, 296)),
        bezier((x - 186, 296), (x - 188, 420), (x - 168, 540), (x - 160, 618)),
        bezier((x - 160, 618), (x - 158, 634), (x - 148, 638), (x - 134, 638)),
        line((x - 134, 638), (x, 640)),
    )
    folds = (fold((x - 150, 330), (x - 120, 420), (x - 126, 540), width=34, depth=4), fold((x + 150, 330), (x + 124, 430), (x + 130, 560), width=30, depth=-4), fold((x - 60, 600), (x, 584), (x + 70, 602), width=26, depth=3))
    canvas.part(symmetric(half), cloth, Form(round_px=36, folds=folds), cast=0.2)
    thread = contrasting(cloth.base, 0.3)
    if design.detail in {"two-tone", "canvas"}:
        base = join(line((x, 556), (x - 172, 552)), bezier((x - 172, 552), (x - 166, 590), (x - 162, 610), (x - 160, 618)), bezier((x - 160, 618), (x - 158, 634), (x - 148, 638), (x - 134, 638)), line((x - 134, 638), (x, 640)))
        canvas.part(symmetric(base), trim, Form(round_px=24), cast=0.2, cast_px=4)
        canvas.stitch(line((x - 166, 562), (x, 566), (x + 166, 562)), contrasting(trim.base, 0.3))
    canvas.stitch(line((x - 178, 310), (x, 316), (x + 178, 310)), thread)
    for side in _SIDES:
        canvas.stitch(side(bezier((x - 177, 312), (x - 178, 420), (x - 158, 540), (x - 150, 614))), thread, opacity=0.6)
    run = _handle(canvas, trim, 84, 372, 146, 20)
    canvas.stitch(offset(run, 7), contrasting(trim.base, 0.3), opacity=0.6)
    for dx in (-84, 84):
        tab = line((x + dx - 14, 352), (x + dx + 14, 352), (x + dx + 14, 388), (x + dx, 400), (x + dx - 14, 388))
        canvas.part(tab, trim, _THIN, cast=0.34, cast_px=4)
        canvas.button(x + dx, 372, 5, COLOURS["Gold"], holes=False)
    if design.detail == "charm":
        canvas.part(ribbon(bezier((x - 84, 384), (x - 92, 410), (x - 92, 430), (x - 90, 446)), 6), trim, _THIN, cast=0.4, cast_px=4)
        canvas.part(spline((x - 90, 444), (x - 110, 466), (x - 108, 492), (x - 72, 492), (x - 70, 466), closed=True), cloth.plain(COLOURS[design.accent]), Form(round_px=12), cast=0.4, cast_px=5)


def _satchel(canvas: Canvas, design: Design) -> None:
    cloth, x = _hide(design), AXIS_X
    gold = COLOURS["Gold"]
    trim = cloth.plain(COLOURS[design.accent]) if design.detail == "two-tone" else cloth.plain()
    _handle(canvas, trim, 92, 330, 176, 19, tone=0.74)
    half = join(
        bezier((x, 312), (x - 80, 310), (x - 120, 312), (x - 146, 322)),
        bezier((x - 146, 322), (x - 184, 400), (x - 204, 500), (x - 206, 600)),
        bezier((x - 206, 600), (x - 206, 630), (x - 194, 638), (x - 170, 638)),
        line((x - 170, 638), (x, 640)),
    )
    canvas.part(symmetric(half), cloth, Form(round_px=40, folds=(fold((x - 160, 420), (x - 130, 500), (x - 140, 600), width=36, depth=4), fold((x + 150, 400), (x + 140, 500), (x + 150, 600), width=36, depth=-4))), cast=0.2)
    thread = contrasting(cloth.base, 0.3)
    for side in _SIDES:
        gusset = join(bezier((x - 146, 322), (x - 184, 400), (x - 204, 500), (x - 206, 600)), bezier((x - 206, 600), (x - 206, 626), (x - 196, 636), (x - 184, 638)), bezier((x - 184, 638), (x - 168, 560), (x - 160, 440), (x - 120, 318)))
        canvas.part(side(gusset), trim, Form(round_px=16), cast=0.2, cast_px=4)
        canvas.stitch(side(bezier((x - 176, 632), (x - 160, 560), (x - 152, 440), (x - 113, 320))), thread)
    zip_run = bezier((x - 128, 322), (x - 60, 314), (x + 60, 314), (x + 128, 322))
    canvas.part(ribbon(zip_run, 15), Fabric(darker(cloth.base, 0.5), weave="canvas"), _THIN, cast=0.2, cast_px=3)
    canvas.stitch(zip_run, gold, dash_px=2, gap_px=2, width_px=5)
    pocket = join(line((x, 474), (x - 108, 470)), bezier((x - 108, 470), (x - 116, 540), (x - 116, 600), (x - 104, 608)), line((x - 104, 608), (x, 610)))
    canvas.part(symmetric(pocket), cloth, Form(round_px=22), cast=0.3, cast_px=5)
    canvas.stitch(line((x - 100, 482), (x, 486), (x + 100, 482)), thread)
    for dx in (-70, 70):
        canvas.part(rounded(x + dx - 13, 356, x + dx + 13, 506, 6), trim, _THIN, cast=0.36, cast_px=5)
        canvas.stitch(line((x + dx - 8, 362), (x + dx - 8, 498)), contrasting(trim.base, 0.3), opacity=0.6)
        canvas.stitch(line((x + dx + 8, 362), (x + dx + 8, 498)), contrasting(trim.base, 0.3), opacity=0.6)
        buckle = rounded(x + dx - 18, 458, x + dx + 18, 488, 4)
        canvas.part(buckle, _metal(gold), Form(round_px=4, rim_px=2, wrinkle_px=0), cast=0.4, cast_px=3, holes=(rounded(x + dx - 12, 464, x + dx + 12, 482, 2),))
    _handle(canvas, trim, 70, 362, 190, 19)
    for dx in (-70, 70):
        _ring(canvas, x + dx, 360, 15, gold)


def _flap(canvas: Canvas, design: Design) -> None:
    cloth, x = _hide(design), AXIS_X
    metal = COLOURS["Silver"] if design.colour in {"Grey", "Silver", "Sky"} else COLOURS["Gold"]
    strap = join(bezier((x - 168, 400), (x - 190, 200), (x - 120, 112), (x, 110)), bezier((x, 110), (x + 120, 112), (x + 190, 200), (x + 168, 400))[1:])
    if design.detail in {"quilted", "patent"}:
        links = resample(strap, 13.0)
        for k, (lx, ly) in enumerate(links):
            ahead = links[min(k + 1, len(links) - 1)] - links[max(k - 1, 0)]
            turn = float(np.degrees(np.arctan2(ahead[1], ahead[0])))
            holes = (ellipse(float(lx), float(ly), 5.2, 2.0, turn),)
            if k % 2:
                canvas.part(ellipse(float(lx), float(ly), 9.5, 5.6, turn), _metal(metal), Form(round_px=3, rim_px=2, wrinkle_px=0), cast=0.3, cast_px=2, holes=holes)
            else:
                canvas.part(ellipse(float(lx), float(ly), 9.0, 3.4, turn), _metal(darker(metal, 0.12)), Form(round_px=3, rim_px=2, wrinkle_px=0), cast=0.3, cast_px=2)
    else:
        canvas.part(ribbon(strap, 15), cloth.plain(), Form(round_px=7, rim_px=3), cast=0.2)
        canvas.stitch(offset(strap, 5), contrasting(cloth.base, 0.3), opacity=0.6)
    body = rounded(x - 196, 362, x + 196, 634, 26)
    quilt = ()
    canvas.part(body, cloth, Form(round_px=34, folds=quilt), cast=0.3)
    flap = join(
        line((x, 352), (x - 172, 352)),
        bezier((x - 172, 352), (x - 194, 352), (x - 200, 362), (x - 200, 384)),
        bezier((x - 200, 384), (x - 200, 470), (x - 196, 520), (x - 150, 534)),
        bezier((x - 150, 534), (x - 90, 548), (x - 50, 550), (x, 552)),
    )
    canvas.part(symmetric(flap), cloth, Form(round_px=30, rim_px=8), cast=0.45, cast_px=9)
    if design.detail == "quilted":
        _quilting(canvas, cloth.base)
    else:
        edge = join(bezier((x - 192, 380), (x - 192, 466), (x - 188, 514), (x - 148, 526)), bezier((x - 148, 526), (x - 90, 540), (x - 50, 542), (x, 544)))
        for side in _SIDES:
            canvas.stitch(side(edge), contrasting(cloth.base, 0.3), opacity=0.7)
    plate = rounded(x - 25, 510, x + 25, 562, 7)
    canvas.part(plate, _metal(metal), Form(round_px=8, rim_px=3, wrinkle_px=0), cast=0.45, cast_px=5)
    canvas.part(rounded(x - 6, 522, x + 6, 552, 5), _metal(darker(metal, 0.15)), Form(round_px=5, rim_px=2, wrinkle_px=0), cast=0.5, cast_px=3)
    for dx in (-168, 168):
        _ring(canvas, x + dx, 378, 14, metal)


def _quilting(canvas: Canvas, base: RGB) -> None:
    x = AXIS_X
    for k in range(-7, 8):
        for slope in (-1, 1):
            run = line((x + 56 * k - 150 * slope, 352), (x + 56 * k, 492), (x + 56 * k + 152 * slope, 634))
            run = run[(run[:, 0] > x - 320) & (run[:, 0] < x + 320)]
            if len(run) > 1:
                canvas.seam(resample(run, 20), 0.34, 2.0)
                canvas.ink(resample(run, 20) + (2, 3), contrasting(base, 0.2), 1.8, 0.25)


def _bucket(canvas: Canvas, design: Design) -> None:
    cloth, x = _hide(design), AXIS_X
    trim = cloth.plain(COLOURS[design.accent]) if design.detail in {"two-tone", "canvas"} else cloth.plain(darker(cloth.base, 0.14))
    strap = join(bezier((x - 128, 352), (x - 150, 190), (x - 90, 116), (x, 114)), bezier((x, 114), (x + 90, 116), (x + 150, 190), (x + 128, 352))[1:])
    canvas.part(ribbon(strap, 17), trim, Form(round_px=8, rim_px=3), cast=0.2)
    inside = spline((x - 130, 330), (x - 60, 312), (x + 60, 312), (x + 130, 330), (x + 60, 350), (x - 60, 350), closed=True)
    canvas.part(inside, Fabric(darker(cloth.base, 0.5)), Form(volume=0.5), cast=0)
    half = join(
        bezier((x, 346), (x - 60, 348), (x - 100, 338), (x - 138, 324)),
        bezier((x - 138, 324), (x - 156, 400), (x - 166, 500), (x - 158, 600)),
        bezier((x - 158, 600), (x - 154, 630), (x - 110, 640), (x, 642)),
    )
    folds = tuple(fold((x + dx, 350), (x + dx * 1.06, 410), (x + dx * 1.12, 500 - abs(dx) * 0.3), width=20, depth=6 if k % 2 else -6) for k, dx in enumerate(range(-120, 130, 30)))
    canvas.part(symmetric(half), cloth, Form(round_px=40, folds=folds), cast=0.2)
    base = join(bezier((x, 574), (x - 80, 574), (x - 130, 566), (x - 163, 552)), bezier((x - 163, 552), (x - 162, 576), (x - 160, 592), (x - 158, 600)), bezier((x - 158, 600), (x - 154, 630), (x - 110, 640), (x, 642)))
    canvas.part(symmetric(base), trim, Form(round_px=24), cast=0.2, cast_px=4)
    canvas.stitch(bezier((x - 160, 562), (x - 100, 586), (x + 100, 586), (x + 160, 562)), contrasting(trim.base, 0.3))
    cord_y = 400.0
    for k in range(7):
        dx = -126 + 42 * k
        _ring(canvas, x + dx, cord_y + 8 - abs(dx) * 0.12, 7, COLOURS["Gold"])
    for k in range(0, 6):
        a, b = -126 + 42 * k, -126 + 42 * (k + 1)
        if k % 2 == 0:
            run = bezier((x + a, cord_y + 8 - abs(a) * 0.12), (x + a + 14, cord_y + 14), (x + b - 14, cord_y + 14), (x + b, cord_y + 8 - abs(b) * 0.12))
            canvas.part(ribbon(run, 8), trim, Form(round_px=4, rim_px=2, wrinkle_px=0), cast=0.4, cast_px=3)
    for sway, length in ((-26, 96), (22, 112)):
        run = bezier((x, cord_y + 6), (x + sway * 0.2, cord_y + 40), (x + sway * 1.3, cord_y + 60), (x + sway, cord_y + length))
        canvas.part(ribbon(run, 8), trim, Form(round_px=4, rim_px=2, wrinkle_px=0), cast=0.4, cast_px=4)
        end = (x + sway, cord_y + length)
        canvas.part(line((end[0] - 6, end[1] - 4), (end[0] + 6, end[1] - 4), (end[0] + 11, end[1] + 36), (end[0] - 11, end[1] + 36)), trim, Form(round_px=7, rim_px=3), cast=0.4, cast_px=4)
    canvas.button(x, cord_y + 8, 9, COLOURS["Gold"], holes=False)
    for dx in (-128, 128):
        canvas.part(rounded(x + dx - 12, 330, x + dx + 12, 374, 8), trim, _THIN, cast=0.36, cast_px=4)
        canvas.button(x + dx, 352, 5.5, COLOURS["Gold"], holes=False)


def _clutch(canvas: Canvas, design: Design) -> None:
    cloth, x = _hide(design), AXIS_X
    gold = COLOURS["Gold"]
    if design.detail == "wrist strap":
        loop = spline((x + 206, 410), (x + 262, 440), (x + 268, 530), (x + 240, 600), (x + 212, 560), (x + 226, 470), (x + 206, 414))
        canvas.part(ribbon(loop, 13), cloth.plain(), Form(round_px=6, rim_px=3), cast=0.2)
    body = rounded(x - 222, 370, x + 222, 636, 14)
    canvas.part(body, cloth, Form(round_px=30), cast=0.2)
    if design.detail == "envelope":
        flap = line((x - 224, 366), (x + 224, 366), (x + 216, 384), (x, 538), (x - 216, 384))
    else:
        flap = join(line((x - 224, 380), (x - 214, 366), (x + 214, 366), (x + 224, 380), (x + 224, 496)), bezier((x + 224, 496), (x + 120, 520), (x - 120, 520), (x - 224, 496)))
    canvas.part(flap, cloth, Form(round_px=24, rim_px=7), cast=0.5, cast_px=9)
    thread = contrasting(cloth.base, 0.3)
    if design.detail == "envelope":
        canvas.stitch(line((x - 206, 386), (x, 528), (x + 206, 386)), thread, opacity=0.7)
        canvas.button(x, 520, 12, gold, holes=False)
    elif design.detail == "satin":
        bar = rounded(x - 50, 500, x + 50, 516, 7)
        canvas.part(bar, _metal(gold), Form(round_px=6, rim_px=3, wrinkle_px=0), cast=0.5, cast_px=5)
        for k in range(7):
            canvas.part(ellipse(x - 42 + 14 * k, 508, 6, 6), _metal((236, 240, 246)), Form(round_px=4, rim_px=2, wrinkle_px=0), cast=0.4, cast_px=2)
    else:
        canvas.stitch(bezier((x + 216, 488), (x + 120, 510), (x - 120, 510), (x - 216, 488)), thread, opacity=0.7)
        canvas.part(rounded(x - 20, 488, x + 20, 536, 18), _metal(gold), Form(round_px=7, rim_px=3, wrinkle_px=0), cast=0.5, cast_px=5)
    if design.detail == "wrist strap":
        _ring(canvas, x + 208, 410, 12, gold)
