"""Skirts: A-line, pleated, pencil, circle, tiered and buttoned denim."""

import numpy as np

from fashion_desktop.catalogue.demo.design import Design
from fashion_desktop.catalogue.demo.drawing.canvas import Canvas
from fashion_desktop.catalogue.demo.drawing.curves import (
    AXIS_X,
    SIDES,
    bezier,
    join,
    line,
    mirror,
    ribbon,
    rounded,
    shift,
)
from fashion_desktop.catalogue.demo.drawing.fabrics import Fabric
from fashion_desktop.catalogue.demo.drawing.palette import COLOURS, contrasting, luminance
from fashion_desktop.catalogue.demo.drawing.relief import Flutes, Form, fold
from fashion_desktop.catalogue.demo.drawing.skirt_parts import (
    TOP_Y,
    draw_waistband,
    hanging_form,
    hem_curve,
    skirt_outline,
)


def draw_skirt(design: Design) -> Canvas:
    """Skirt in one of six cuts."""
    base, accent = COLOURS[design.colour], COLOURS[design.accent]
    denim = design.cut == "denim"
    weave = (
        "denim"
        if denim
        else "leather"
        if design.detail == "leather"
        else "canvas"
        if design.cut in {"a-line", "pencil"}
        else "jersey"
    )
    gloss = 0.25 if design.detail == "leather" else 0.22 if design.detail == "satin" else 0.0
    cloth = Fabric(
        base, accent, design.pattern, weave if design.detail != "satin" else "smooth", gloss=gloss
    )
    canvas = Canvas(design.seed)
    match design.cut:
        case "pleated":
            _pleated(canvas, cloth)
        case "pencil":
            _pencil(canvas, cloth)
        case "circle":
            _circle(canvas, cloth)
        case "tiered":
            _tiered(canvas, cloth)
        case "denim":
            _denim(canvas, cloth)
        case _:
            _a_line(canvas, cloth, design)
    return canvas


def _pleated(canvas: Canvas, cloth: Fabric) -> None:
    outline = skirt_outline(104, 204, 622, hip=0.35, wave=4, waves=28)
    canvas.part(
        outline,
        cloth,
        hanging_form(204, 622, Flutes(14, 9, -0.35, pleated=True)),
        bow_px=-10,
        cast=0,
    )
    x = AXIS_X
    for k in range(1, 14):
        share = k / 14
        top = (x - 104 + 208 * share, TOP_Y + 6)
        end = (x - 204 + 408 * share, 610 + 13 * float(np.sin(np.pi * share)))
        bend = (end[0] * 0.72 + top[0] * 0.28, 330.0)
        canvas.ink(bezier(top, bend, end, end), (10, 10, 16), 1.5, 0.26)
    draw_waistband(canvas, cloth, 104)


def _pencil(canvas: Canvas, cloth: Fabric) -> None:
    x = AXIS_X
    side = bezier((x - 102, TOP_Y), (x - 150, TOP_Y + 120), (x - 146, 420), (x - 116, 646))
    waist_run = bezier((x + 102, TOP_Y), (x + 34, TOP_Y + 8), (x - 34, TOP_Y + 8), (x - 102, TOP_Y))
    outline = join(waist_run, side, hem_curve(116, 658, 0), mirror(side)[::-1])
    folds = (
        fold((x - 136, 250), (x - 80, 272), (x - 20, 266), width=22, depth=3.5),
        fold((x + 136, 240), (x + 90, 262), (x + 30, 258), width=20, depth=-3.5),
        fold((x - 130, 300), (x - 60, 320), (x + 60, 318), (x + 128, 300), width=18, depth=2.5),
        fold((x - 50, 420), (x - 60, 520), (x - 56, 650), width=34, depth=-4),
        fold((x + 46, 400), (x + 58, 520), (x + 54, 650), width=36, depth=4),
    )
    canvas.part(outline, cloth, hanging_form(118, 658, folds=folds), cast=0)
    for mirrored in SIDES:
        canvas.seam(
            mirrored(
                bezier(
                    (x - 52, TOP_Y + 8),
                    (x - 56, TOP_Y + 40),
                    (x - 62, TOP_Y + 80),
                    (x - 64, TOP_Y + 110),
                )
            ),
            0.36,
        )
    slit = line((x + 62, 520), (x + 66, 560), (x + 68, 600), (x + 66, 660))
    canvas.seam(slit, 0.6, 2.4)
    canvas.shade(ribbon(shift(slit, 6, 0), 12), 0.28, 5)
    canvas.stitch(hem_curve(116, 658, 14), contrasting(cloth.base, 0.2), opacity=0.5)
    draw_waistband(canvas, cloth, 102)


def _circle(canvas: Canvas, cloth: Fabric) -> None:
    outline = skirt_outline(100, 246, 612, hip=0.55, wave=9, waves=11)
    canvas.part(outline, cloth, hanging_form(246, 612, Flutes(6, 13, -0.1)), bow_px=-22, cast=0)
    canvas.stitch(hem_curve(240, 612, 12, 9, 11), contrasting(cloth.base, 0.2), opacity=0.45)
    draw_waistband(canvas, cloth, 100, 28)


def _tiered(canvas: Canvas, cloth: Fabric) -> None:
    for waist, top, hem, hem_y in (
        (164, 508, 196, 690),
        (130, 330, 166, 526),
        (102, TOP_Y, 134, 348),
    ):
        outline = skirt_outline(waist, hem, hem_y, wave=4, waves=15, top=top)
        x = AXIS_X
        below = line(
            (x - hem, hem_y - 18),
            (x + hem, hem_y - 18),
            (x + hem, hem_y + 90),
            (x - hem, hem_y + 90),
        )
        form = Form(round_px=34, flutes=Flutes(9, 6, -0.6, phase=top / 400), extend=(below,))
        canvas.part(outline, cloth, form, cast=0.4, cast_px=7, bow_px=-10)
        canvas.stitch(
            hem_curve(hem - 3, hem_y, 9, 4, 15), contrasting(cloth.base, 0.2), opacity=0.45
        )
    draw_waistband(canvas, cloth.plain(), 102, 30, gathered=True)


def _a_line(canvas: Canvas, cloth: Fabric, design: Design) -> None:
    x = AXIS_X
    outline = skirt_outline(108, 182, 520, hip=0.42)
    folds = (
        fold((x - 70, 330), (x - 90, 420), (x - 96, 520), width=36, depth=6),
        fold((x - 10, 340), (x - 14, 430), (x - 20, 530), width=36, depth=-5),
        fold((x + 66, 300), (x + 84, 410), (x + 92, 520), width=38, depth=6),
    )
    canvas.part(outline, cloth, hanging_form(182, 520, folds=folds), cast=0, bow_px=-8)
    thread = contrasting(cloth.base, 0.22)
    canvas.stitch(hem_curve(180, 520, 13), thread, opacity=0.55)
    if design.detail in {"buttons", "leather"}:
        canvas.part(
            rounded(x - 15, TOP_Y, x + 15, 523, 2),
            cloth,
            Form(volume=0.3),
            cast=0.3,
            cast_px=3,
            clipped=True,
        )
        for k in range(6):
            canvas.button(
                x,
                TOP_Y + 34 + 60 * k,
                9,
                (206, 186, 140) if design.detail == "buttons" else (190, 192, 198),
                holes=design.detail == "buttons",
            )
    for side in SIDES:
        if design.detail == "pockets":
            pocket = line(
                (x - 128, 256),
                (x - 48, 250),
                (x - 46, 330),
                (x - 60, 344),
                (x - 126, 348),
                (x - 138, 334),
            )
            canvas.part(side(pocket), cloth, Form(volume=0.5, round_px=16), cast=0.34, cast_px=5)
            canvas.stitch(side(line((x - 127, 268), (x - 49, 262))), thread)
        else:
            canvas.seam(
                side(
                    bezier(
                        (x - 60, TOP_Y + 8),
                        (x - 64, TOP_Y + 30),
                        (x - 72, TOP_Y + 56),
                        (x - 76, TOP_Y + 80),
                    )
                ),
                0.36,
            )
    draw_waistband(canvas, cloth, 108)


def _denim(canvas: Canvas, cloth: Fabric) -> None:
    x = AXIS_X
    outline = skirt_outline(112, 158, 500, hip=0.8)
    canvas.part(
        outline,
        cloth,
        hanging_form(
            158,
            500,
            folds=(
                fold((x - 40, 190), (x - 80, 216), (x - 130, 220), width=14, depth=-3),
                fold((x + 40, 190), (x + 80, 216), (x + 130, 220), width=14, depth=-3),
                fold((x - 70, 380), (x - 78, 440), (x - 80, 500), width=34, depth=5),
                fold((x + 60, 380), (x + 76, 440), (x + 80, 500), width=34, depth=5),
            ),
        ),
        cast=0,
    )
    thread = (220, 166, 92) if luminance(cloth.base) < 0.62 else contrasting(cloth.base, 0.3)
    if luminance(cloth.base) < 0.62:
        for side in SIDES:
            canvas.shade(side(rounded(x - 112, 260, x - 44, 450, 30)), -0.16, 26)
    for side in SIDES:
        pocket = bezier(
            (x - 56, TOP_Y + 8), (x - 60, TOP_Y + 52), (x - 100, TOP_Y + 66), (x - 140, TOP_Y + 60)
        )
        canvas.seam(side(pocket), 0.5)
        canvas.stitch(shift(side(pocket), 0, 6), thread)
        canvas.stitch(shift(side(pocket), 0, 11), thread, opacity=0.6)
        canvas.button(
            x + (62 if side is mirror else -62), TOP_Y + 22, 3.4, (178, 132, 84), holes=False
        )
    canvas.seam(line((x, TOP_Y), (x, 500)), 0.4)
    canvas.stitch(line((x - 6, TOP_Y + 10), (x - 6, 500)), thread)
    fly = join(
        line((x + 30, TOP_Y + 8), (x + 30, TOP_Y + 96)),
        bezier(
            (x + 30, TOP_Y + 96), (x + 29, TOP_Y + 116), (x + 14, TOP_Y + 126), (x, TOP_Y + 130)
        ),
    )
    canvas.stitch(fly, thread)
    canvas.stitch(hem_curve(156, 500, 14), thread)
    draw_waistband(canvas, cloth, 112, 36)
    for dx in (-78, 78):
        canvas.part(
            rounded(x + dx - 6, TOP_Y - 38, x + dx + 6, TOP_Y + 10, 2),
            cloth,
            Form(volume=0.5, round_px=6),
            cast=0.4,
            cast_px=3,
        )
    canvas.button(x, TOP_Y - 9, 9, (178, 132, 84), holes=False)
