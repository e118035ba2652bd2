"""Blazers and biker jackets."""

from dataclasses import replace

from fashion_desktop.catalogue.demo.design import Design
from fashion_desktop.catalogue.demo.drawing.bodice import LONG, BodyCut, sleeve_shape
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
    spline,
)
from fashion_desktop.catalogue.demo.drawing.fabrics import Fabric
from fashion_desktop.catalogue.demo.drawing.jacket_parts import (
    SHORT_BODY,
    SLEEVE,
    draw_shell,
    zip_fastener,
)
from fashion_desktop.catalogue.demo.drawing.palette import (
    COLOURS,
    darker,
    mix,
)
from fashion_desktop.catalogue.demo.drawing.relief import Form

_BLAZER_BODY = BodyCut(
    neck=60,
    neck_y=140,
    shoulder=170,
    shoulder_y=174,
    armpit_y=328,
    chest=146,
    waist=128,
    waist_y=450,
    hem=152,
    hem_y=682,
    hem_drop=4,
)


def draw_blazer(canvas: Canvas, design: Design) -> None:
    """Single- or double-breasted blazer."""
    cut, base = _BLAZER_BODY, COLOURS[design.colour]
    cloth = Fabric(base, COLOURS[design.accent], design.pattern, "canvas")
    x, y, n = AXIS_X, _BLAZER_BODY.neck_y, _BLAZER_BODY.neck
    sleeve = replace(LONG, end_y=616, end_x=258, width=64, bulge=6)
    double = design.detail == "double-breasted"
    button_y = 420.0
    drop = button_y - (44 if double else 20) - y
    draw_shell(
        canvas,
        cut,
        sleeve,
        cloth,
        drop,
        lining=mix(base, (150, 120, 110), 0.35),
        pointed=True,
        strength=0.75,
    )
    shirt = join(
        bezier((x - n + 8, y + 6), (x - n + 20, y + 70), (x - 30, y + 180), (x, y + drop + 6)),
        bezier((x, y + drop + 6), (x + 30, y + 180), (x + n - 20, y + 70), (x + n - 8, y + 6)),
        bezier((x + n - 8, y + 6), (x + 30, y + 26), (x - 30, y + 26), (x - n + 8, y + 6)),
    )
    canvas.part(
        shirt,
        Fabric((150, 146, 150), weave="smooth"),
        Form(volume=-0.5, round_px=30),
        tone=0.62,
        cast=0,
    )
    canvas.shade(shirt, 0.2, 16)
    lap = 40 if double else 12
    edge = line(
        (x + lap, button_y - 14), (x + lap, 600), (x + lap + 8, 640), (x + lap + 40, cut.hem_y + 3)
    )
    canvas.seam(edge, 0.6, 2.2)
    canvas.shade(ribbon(shift(edge, 6, 0), 10), 0.2, 4)
    for side in SIDES:
        canvas.seam(side(bezier((x - 104, 330), (x - 96, 420), (x - 92, 470), (x - 96, 530))), 0.22)
        flap = line((x - 132, 542), (x - 58, 548), (x - 58, 574), (x - 133, 568))
        canvas.part(
            side(flap), cloth, Form(volume=0.6, round_px=10, wrinkle_px=0.6), cast=0.36, cast_px=4
        )
    canvas.part(
        line((x + 58, 322), (x + 110, 314), (x + 111, 329), (x + 59, 337)),
        cloth,
        Form(volume=0.5, round_px=8),
        cast=0.36,
        cast_px=3,
    )
    if design.detail == "pocket square":
        canvas.part(
            line((x + 66, 320), (x + 74, 300), (x + 84, 310), (x + 94, 296), (x + 102, 315)),
            Fabric(COLOURS["White"]),
            Form(volume=0.5),
            cast=0.3,
            cast_px=3,
        )
        canvas.part(
            line((x + 58, 322), (x + 110, 314), (x + 111, 329), (x + 59, 337)),
            cloth,
            Form(volume=0.5, round_px=8),
            cast=0.3,
            cast_px=3,
        )
    lapel = join(
        bezier(
            (x - n + 2, y + 2),
            (x - n + 18, y + 80),
            (x - 34, y + 190),
            (x - 1 + (lap if double else 6), button_y - 4),
        ),
        bezier(
            (x - 1 + (lap if double else 6), button_y - 4),
            (x - 56, button_y - 60),
            (x - 108, button_y - 130),
            (x - 118, y + 112),
        ),
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
    for side in SIDES[::-1]:
        turn = 18.0 if side is not mirror else -18.0
        canvas.part(
            side(lapel),
            cloth,
            Form(volume=0.7, round_px=20, rim_px=5, wrinkle_px=0.6),
            cast=0.4,
            cast_px=7,
            turn_deg=turn,
        )
        canvas.part(
            side(leaf),
            cloth,
            Form(volume=0.7, round_px=16, rim_px=4, wrinkle_px=0.6),
            cast=0.34,
            cast_px=4,
            turn_deg=turn * 2,
        )
    tone = (190, 158, 96) if design.detail == "double-breasted" else darker(base, 0.45)
    rows = (
        (button_y + 6, button_y + 76, button_y + 146) if double else (button_y + 6, button_y + 84)
    )
    for row in rows:
        for dx in (-30, 30) if double else (2,):
            canvas.button(x + dx, row, 9, tone, holes=not double)
    shape = sleeve_shape(cut, sleeve)
    for flip in (False, True):
        for k in range(3):
            at = shift(shape.end[2], 2, -16 - 17 * k)
            bx = float(at[0]) if not flip else 600 - float(at[0])
            canvas.button(bx, float(at[1]), 5, tone, holes=False)


def draw_biker(canvas: Canvas, design: Design) -> None:
    """Leather jacket with a slanted zip."""
    base = COLOURS[design.colour]
    cut = replace(SHORT_BODY, waist=130, hem=136, hem_y=604, waist_y=500)
    hide = Fabric(base, weave="leather", gloss=0.3)
    draw_shell(canvas, cut, SLEEVE, hide, 46, lining=darker(base, 0.4), strength=1.5)
    shape = sleeve_shape(cut, SLEEVE)
    x, y, n = AXIS_X, cut.neck_y, cut.neck
    metal = COLOURS["Gold"] if design.detail == "gold zips" else (200, 202, 208)
    for side in SIDES:
        canvas.seam(side(bezier((x - 164, 262), (x - 120, 280), (x - 80, 284), (x - 50, 282))), 0.4)
        canvas.seam(
            side(bezier((x - 96, 286), (x - 92, 400), (x - 84, 500), (x - 84, cut.hem_y - 30))), 0.4
        )
        end = shape.end
        canvas.seam(shift(side(end), 0, -12), 0.4)
        cuff = line(
            *(
                (float(p[0]) + 9 - 3 * k, float(p[1]))
                for k, p in enumerate(
                    (shift(end[8], 4, -74), shift(end[8], 2, -44), shift(end[8], 0, -10))
                )
            )
        )
        canvas.stitch(side(cuff), metal, dash_px=2, gap_px=2, width_px=5)
    diagonal = line(
        (x + 42, y + 74),
        (x + 39, y + 86),
        (x + 36, y + 98),
        (x + 33, y + 112),
        (x + 30, y + 124),
        (x - 34, cut.hem_y - 2),
    )
    zip_fastener(canvas, diagonal, metal=metal)
    pocket = line(
        (x - 104, 452), (x - 98, 458), (x - 92, 464), (x - 86, 470), (x - 78, 478), (x - 54, 504)
    )
    zip_fastener(canvas, pocket, metal=metal)
    zip_fastener(canvas, mirror(pocket), metal=metal)
    chest = line(
        (x - 100, 338), (x - 92, 344), (x - 84, 349), (x - 76, 354), (x - 68, 358), (x - 46, 372)
    )
    zip_fastener(canvas, chest, metal=metal)
    belt = join(
        bezier(
            (x - 135, cut.hem_y - 34),
            (x - 60, cut.hem_y - 28),
            (x + 60, cut.hem_y - 28),
            (x + 135, cut.hem_y - 34),
        ),
        bezier(
            (x + 137, cut.hem_y),
            (x + 60, cut.hem_y + 6),
            (x - 60, cut.hem_y + 6),
            (x - 137, cut.hem_y),
        ),
    )
    canvas.part(belt, hide, Form(volume=0.7, round_px=12), cast=0.4, cast_px=5)
    buckle = rounded(x - 64, cut.hem_y - 37, x - 24, cut.hem_y + 8, 4)
    canvas.part(
        buckle,
        Fabric(metal, weave="smooth", gloss=0.5),
        Form(round_px=5, rim_px=2, wrinkle_px=0),
        cast=0.4,
        cast_px=4,
        holes=(rounded(x - 57, cut.hem_y - 30, x - 31, cut.hem_y + 1, 2),),
    )
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
    leaf = spline(
        (x - n + 8, y - 16),
        (x - n + 10, y + 20),
        (x - 54, y + 52),
        (x - 84, y + 84),
        (x - 106, y + 62),
        (x - n - 30, y + 26),
        (x - n - 14, y + 2),
        closed=True,
    )
    back = ribbon(
        bezier((x - n - 2, y - 4), (x - 30, y - 16), (x + 30, y - 16), (x + n + 2, y - 4)), 26
    )
    canvas.part(back, hide, Form(volume=0.8, round_px=12), tone=0.8, cast=0.2)
    for shape_ in (right, lapel):
        canvas.part(shape_, hide, Form(volume=0.9, round_px=18, rim_px=5), cast=0.45, cast_px=8)
    for side in SIDES:
        canvas.part(side(leaf), hide, Form(volume=0.9, round_px=14, rim_px=5), cast=0.4, cast_px=6)
    for bx, by in (
        (x - 66, y + 158),
        (x - 100, y + 106),
        (x + 82, y + 150),
        (x + 100, y + 106),
        (x - 82, y + 70),
        (x + 82, y + 70),
    ):
        canvas.button(bx, by, 5.5, metal, holes=False)
