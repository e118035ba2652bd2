"""Dresses: A-line, shift, wrap, maxi, slip and shirt dress."""

from collections.abc import Callable
from dataclasses import replace

from fashion_desktop.catalogue.demo.design import Design
from fashion_desktop.catalogue.demo.drawing.bodice import (
    SHORT,
    BodyCut,
    SleeveCut,
    armhole,
    sleeve_shape,
)
from fashion_desktop.catalogue.demo.drawing.bodice_drawing import draw_sleeves
from fashion_desktop.catalogue.demo.drawing.canvas import Canvas
from fashion_desktop.catalogue.demo.drawing.curves import (
    AXIS_X,
    SIDES,
    bezier,
    join,
    line,
    mirror,
    offset,
    ribbon,
    shift,
    spline,
)
from fashion_desktop.catalogue.demo.drawing.dress_parts import (
    Bodice,
    draped_form,
    draw_armholes,
    draw_belt,
    draw_bodice,
    draw_opening,
    dress_cloth,
    hem_line,
    neckline_of,
    skirt_outline,
)
from fashion_desktop.catalogue.demo.drawing.palette import COLOURS, contrasting, darker
from fashion_desktop.catalogue.demo.drawing.relief import Form, fold
from fashion_desktop.catalogue.demo.drawing.strap_dresses import draw_maxi, draw_slip


def draw_dress(design: Design) -> Canvas:
    """Dress in one of six cuts."""
    drawers: dict[str, Callable[[Canvas, Design], None]] = {
        "a-line": _a_line,
        "shift": _shift,
        "wrap": _wrap,
        "maxi": draw_maxi,
        "slip": draw_slip,
        "tiered": _tiered,
    }
    canvas = Canvas(design.seed)
    drawers[design.cut](canvas, design)
    return canvas


def _a_line(canvas: Canvas, design: Design) -> None:
    b, cloth = Bodice(), dress_cloth(design)
    neckline = neckline_of(b, 46)
    draw_opening(canvas, b, neckline, cloth.base)
    draw_armholes(canvas, b, cloth.base)
    outline = skirt_outline(b.waist, b.waist_y - 2, 208, 640)
    canvas.part(outline, cloth, draped_form(outline, 5.5, 8), cast=0.1, bow_px=-14)
    canvas.stitch(hem_line(208, 640, 12), contrasting(cloth.base, 0.2), opacity=0.5)
    draw_bodice(canvas, b, cloth, neckline, sleeveless=True)
    if design.detail == "belt":
        draw_belt(canvas, b, COLOURS["Brown"])
    else:
        canvas.seam(
            bezier(
                (300 - b.waist, b.waist_y),
                (270, b.waist_y + 6),
                (330, b.waist_y + 6),
                (300 + b.waist, b.waist_y),
            ),
            0.45,
        )


def _shift(canvas: Canvas, design: Design) -> None:
    b = Bodice(neck=70, shoulder=122, shoulder_y=112, armpit=112, waist=108, waist_y=352)
    cloth = dress_cloth(design)
    neckline = neckline_of(b, 36)
    cut = BodyCut(neck=70, neck_y=92, shoulder=122, shoulder_y=112, armpit_y=222, chest=110)
    sleeve = replace(SHORT, end_x=176, end_y=222, width=70, slant_deg=30)
    draw_opening(canvas, b, neckline, cloth.base)
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
    canvas.part(
        outline,
        cloth,
        Form(round_px=38, folds=folds, extend=(below, left_sleeve, mirror(left_sleeve))),
        cast=0.2,
        bow_px=8,
    )
    if design.detail == "colour block":
        canvas.printed(
            line((x - 140, 400), (x + 140, 400), (x + 140, 640), (x - 140, 640)), cloth.accent
        )
        canvas.seam(line((x - 130, 400), (x + 130, 400)), 0.35)
    for side in SIDES:
        canvas.seam(side(armhole(cut)), 0.3)
        canvas.stitch(shift(side(shape.end), 0, -11), thread, opacity=0.5)
    canvas.stitch(
        bezier((x - 126, 602), (x - 60, 612), (x + 60, 612), (x + 126, 602)), thread, opacity=0.5
    )
    canvas.part(
        ribbon(offset(neckline, -2), 9),
        cloth.plain(),
        Form(volume=0.6, rim_px=3),
        cast=0.25,
        cast_px=3,
    )


def _wrap(canvas: Canvas, design: Design) -> None:
    b, cloth = (
        Bodice(neck=60, shoulder=118, shoulder_y=112, armpit=102, waist=82, waist_y=330),
        dress_cloth(design),
    )
    x = AXIS_X
    cut = BodyCut(neck=60, neck_y=92, shoulder=118, shoulder_y=112, armpit_y=218, chest=100)
    sleeve = SleeveCut(end_x=188, end_y=300, width=76, slant_deg=20)
    neckline = neckline_of(b, 176, pointed=True)
    draw_opening(canvas, b, neckline, cloth.base)
    shape = draw_sleeves(canvas, cut, sleeve, cloth, volume=1.0)
    outline = skirt_outline(b.waist, b.waist_y - 2, 170, 650, sweep=0.7)
    canvas.part(outline, cloth, draped_form(outline, 4.2, 8, phase=0.3), cast=0.1, bow_px=-10)
    for side in SIDES:
        canvas.stitch(shift(side(shape.end), 0, -10), contrasting(cloth.base, 0.2), opacity=0.5)
    left = join(
        line((x - 60, 92), (x - 118, 112)),
        armhole(cut),
        bezier((x - 100, 218), (x - 98, 264), (x - 82, 290), (x - 82, 334)),
        line((x - 82, 334), (x + 40, 338)),
        bezier((x + 40, 338), (x + 10, 250), (x - 34, 150), (x - 60, 92)),
    )
    gathers = tuple(
        fold(
            (x - 30 + 22 * k, 150 + 40 * k),
            (x - 40 + 10 * k, 230 + 20 * k),
            (x - 70 + 8 * k, 330),
            width=16,
            depth=5 if k % 2 else -5,
        )
        for k in range(4)
    )
    waist = line((x - 84, 326), (x + 84, 326), (x + 110, 420), (x - 110, 420))
    for side in SIDES[::-1]:
        folds = (
            gathers
            if side is not mirror
            else tuple(replace(f, path=mirror(f.path)) for f in gathers)
        )
        canvas.part(
            side(left),
            cloth,
            Form(round_px=26, folds=folds, extend=(waist,)),
            cast=0.4,
            cast_px=7,
            turn_deg=8 if side is not mirror else -8,
        )
        canvas.stitch(
            side(bezier((x + 32, 330), (x + 4, 250), (x - 40, 150), (x - 66, 96))),
            contrasting(cloth.base, 0.2),
            opacity=0.5,
        )
    for side in SIDES:
        canvas.seam(side(armhole(cut)), 0.3)
    edge = spline((x + 44, 336), (x + 60, 430), (x + 58, 540), (x + 26, 656))
    canvas.seam(edge, 0.5, 2.2)
    canvas.shade(ribbon(shift(edge, 7, 0), 14), 0.22, 6)
    draw_belt(canvas, b, darker(cloth.base, 0.12), 22, buckle=False)
    for end in (
        ((x + 58, 340), (x + 70, 400), (x + 60, 440), (x + 66, 486)),
        ((x + 52, 340), (x + 44, 390), (x + 40, 420), (x + 34, 458)),
    ):
        canvas.part(
            ribbon(bezier(*end), 13, 18),
            cloth.plain(darker(cloth.base, 0.1)),
            Form(round_px=7, rim_px=3),
            cast=0.42,
            cast_px=5,
        )
    for dx, turn in ((-22, 1), (22, -1)):
        loop = spline(
            (x + 56, 334),
            (x + 56 + dx * 0.9, 318),
            (x + 56 + dx * 1.5, 332),
            (x + 56 + dx * 0.9, 346 + turn),
            closed=True,
        )
        canvas.part(
            loop,
            cloth.plain(darker(cloth.base, 0.1)),
            Form(round_px=8, rim_px=3),
            cast=0.4,
            cast_px=4,
        )
    canvas.button(x + 56, 334, 8, darker(cloth.base, 0.16), holes=False)


def _tiered(canvas: Canvas, design: Design) -> None:
    b, cloth = replace(Bodice(), waist=86, waist_y=300, armpit_y=206), dress_cloth(design)
    neckline = neckline_of(b, 60)
    cut = BodyCut(neck=76, neck_y=92, shoulder=116, shoulder_y=108, armpit_y=206, chest=98)
    sleeve = SleeveCut(end_x=190, end_y=212, width=84, slant_deg=42)
    draw_opening(canvas, b, neckline, cloth.base)
    shape = draw_sleeves(canvas, cut, sleeve, cloth, volume=1.3)
    for side in SIDES:
        canvas.part(
            ribbon(shift(side(shape.end), 0, -2), 12),
            cloth.plain(),
            Form(round_px=6, rim_px=3),
            cast=0.2,
            cast_px=3,
        )
    tiers = (
        (182.0, 690.0, 152.0, 560.0),
        (154.0, 572.0, 122.0, 432.0),
        (126.0, 444.0, b.waist, b.waist_y),
    )
    for hem, hem_y, waist, top in tiers:
        outline = skirt_outline(waist, top - 6, hem, hem_y, sweep=0.5, wave=4)
        canvas.part(
            outline,
            cloth,
            draped_form(outline, 9 if hem > 130 else 7, 6, start=-0.5),
            cast=0.4,
            cast_px=7,
            bow_px=-8,
        )
        canvas.stitch(hem_line(hem, hem_y, 8, 4), contrasting(cloth.base, 0.2), opacity=0.45)
    b = replace(b, shoulder=116, shoulder_y=108)
    draw_bodice(canvas, b, cloth, neckline, sleeveless=False)
    for side in SIDES:
        canvas.seam(side(armhole(cut)), 0.25)
    canvas.seam(
        bezier(
            (300 - b.waist, b.waist_y),
            (270, b.waist_y + 6),
            (330, b.waist_y + 6),
            (300 + b.waist, b.waist_y),
        ),
        0.4,
    )
