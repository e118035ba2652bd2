"""Puffer jackets and gilets."""

from dataclasses import replace

from fashion_desktop.catalogue.demo.design import Design
from fashion_desktop.catalogue.demo.drawing.bodice import armhole, body_outline, neck_curve
from fashion_desktop.catalogue.demo.drawing.bodice_drawing import (
    body_form,
    draw_sleeves,
    inside_back,
)
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
)
from fashion_desktop.catalogue.demo.drawing.fabrics import Fabric
from fashion_desktop.catalogue.demo.drawing.jacket_parts import SHORT_BODY, SLEEVE, zip_fastener
from fashion_desktop.catalogue.demo.drawing.palette import (
    COLOURS,
    darker,
)
from fashion_desktop.catalogue.demo.drawing.relief import Fold, Form, fold


def _tuck(x: float, y: float) -> Fold:
    """Small dent that the quilting thread pulls into the filling."""
    return fold((x, y - 14), (x + 6, y), (x, y + 16), width=11, depth=-2.6)


def draw_puffer(canvas: Canvas, design: Design) -> None:
    """Quilted jacket, or gilet, with a high collar."""
    base, accent = COLOURS[design.colour], COLOURS[design.accent]
    cut = replace(SHORT_BODY, shoulder=172, chest=162, waist=160, hem=152, hem_y=640, waist_y=510)
    gilet = design.detail == "gilet"
    sleeve = replace(SLEEVE, end_x=270, width=80, end_y=646)
    shell = Fabric(base, weave="smooth", gloss=0.26)
    arms = (
        Fabric(accent, weave="smooth", gloss=0.26) if design.detail == "contrast sleeves" else shell
    )
    neckline = neck_curve(cut, 40)
    inside_back(canvas, cut, neckline, accent, (226, 222, 214))
    x = AXIS_X
    if not gilet:
        shape = draw_sleeves(canvas, cut, sleeve, arms, volume=1.5)
        for side in SIDES:
            edges = (shape.outer, shape.inner[::-1])
            for k in range(1, 8):
                share = 0.16 + 0.104 * k
                a = edges[0][int(share * (len(edges[0]) - 1))]
                b = edges[1][int(max(0.0, (share - 0.30) / 0.70) * (len(edges[1]) - 1))]
                _quilt(
                    canvas,
                    side(
                        bezier(
                            (float(a[0]) - 2, float(a[1])),
                            (float(a[0]) + 16, float(a[1]) + 12),
                            (float(b[0]) - 16, float(b[1]) + 10),
                            (float(b[0]) + 2, float(b[1])),
                        )
                    ),
                )
            cuff = join(shift(shape.end, 1, -16), (shift(shape.end, 3, 8))[::-1])
            canvas.part(
                side(cuff),
                Fabric(darker(arms.base, 0.3), weave="rib"),
                Form(volume=0.8, round_px=10),
                cast=0.3,
                cast_px=4,
            )
    body = body_outline(cut, neckline)
    rows = [252, 308, 364, 420, 476, 532, 588]
    folds = tuple(
        _tuck(x + dx + 9 * (k % 2), row)
        for k, row in enumerate(rows)
        for dx in range(-150, 160, 38)
    )
    form = body_form(cut, None if gilet else sleeve, 0.4)
    canvas.part(body, shell, replace(form, folds=folds, volume=1.1), cast=0.26)
    for row in rows:
        _quilt(
            canvas,
            bezier((x - 172, row - 5), (x - 70, row + 8), (x + 70, row + 8), (x + 172, row - 5)),
        )
    if design.detail == "colour block":
        canvas.printed(
            line((x - 190, 130), (x + 190, 130), (x + 190, 312), (x, 318), (x - 190, 312)), accent
        )
    for side in SIDES:
        canvas.seam(side(armhole(cut)), 0.5)
        slit = line((x - 118, 500), (x - 96, 566))
        canvas.part(
            side(ribbon(slit, 13)),
            Fabric(darker(base, 0.3), weave="canvas"),
            Form(volume=0.6, round_px=7, wrinkle_px=0),
            cast=0.36,
            cast_px=4,
        )
    top = cut.neck_y - 30
    collar = join(
        bezier((x - 70, cut.neck_y + 10), (x - 74, top + 10), (x - 72, top), (x - 62, top - 12)),
        bezier((x - 62, top - 12), (x - 30, top + 4), (x + 30, top + 4), (x + 62, top - 12)),
        bezier((x + 62, top - 12), (x + 72, top), (x + 74, top + 10), (x + 70, cut.neck_y + 10)),
        bezier(
            (x + 70, cut.neck_y + 10),
            (x + 50, cut.neck_y + 52),
            (x - 50, cut.neck_y + 52),
            (x - 70, cut.neck_y + 10),
        ),
    )
    neck = accent if design.detail == "colour block" else base
    canvas.part(
        collar,
        Fabric(neck, weave="smooth", gloss=0.26),
        Form(volume=1.3, round_px=18),
        cast=0.36,
        cast_px=8,
    )
    _quilt(
        canvas,
        bezier(
            (x - 72, cut.neck_y - 18),
            (x - 40, cut.neck_y + 10),
            (x + 40, cut.neck_y + 10),
            (x + 72, cut.neck_y - 18),
        ),
    )
    run = line(
        (x, top + 2), (x, top + 12), (x, top + 24), (x, top + 36), (x, top + 48), (x, cut.hem_y + 4)
    )
    zip_fastener(canvas, run)


def _quilt(canvas: Canvas, run: Points) -> None:
    """Quilting line: a furrow with light on the swelling below it."""
    canvas.shade(ribbon(shift(run, 0, -5), 13), 0.24, 5)
    canvas.shade(ribbon(shift(run, 0, 12), 11), -0.11, 5)
    canvas.seam(run, 0.5, 1.6)
