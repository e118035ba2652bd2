"""Dials and hands."""

import numpy as np

from fashion_desktop.catalogue.demo.design import Design
from fashion_desktop.catalogue.demo.drawing.canvas import Canvas
from fashion_desktop.catalogue.demo.drawing.curves import (
    AXIS_X,
    ellipse,
    line,
    rotate,
    rounded,
    shift,
)
from fashion_desktop.catalogue.demo.drawing.palette import (
    COLOURS,
    RGB,
    darker,
    lighter,
    luminance,
)
from fashion_desktop.catalogue.demo.drawing.relief import Form
from fashion_desktop.catalogue.demo.drawing.watch_parts import CENTRE_Y, Watch, polished


def draw_mark(
    canvas: Canvas, degrees: float, inner: float, outer: float, width: float, colour: RGB
) -> None:
    """Radial line on the dial, from the inner to the outer radius."""
    a = np.deg2rad(degrees)
    dx, dy = float(np.sin(a)), -float(np.cos(a))
    canvas.ink(
        line(
            (AXIS_X + dx * inner, CENTRE_Y + dy * inner),
            (AXIS_X + dx * outer, CENTRE_Y + dy * outer),
        ),
        colour,
        width,
        0.95,
    )


def draw_dial(
    canvas: Canvas, w: Watch, design: Design, metal: RGB, dial: RGB, radius: float
) -> None:
    """Hour marks, small dials, date and hands."""
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
                draw_mark(
                    canvas,
                    6.0 * k,
                    inner,
                    radius * 0.94,
                    (5.0 if design.cut != "dress" else 3.2) if hour else 1.3,
                    marks if hour else ink,
                )
    if design.cut == "field":
        for k in range(12):
            draw_mark(canvas, 30.0 * k, radius * 0.58, radius * 0.70, 8 if k % 3 == 0 else 4.5, ink)
    if design.cut == "chronograph":
        for degrees in (90, 180, 270):
            a = np.deg2rad(degrees)
            cx, cy = (
                AXIS_X + float(np.sin(a)) * radius * 0.46,
                CENTRE_Y - float(np.cos(a)) * radius * 0.46,
            )
            canvas.part(
                ellipse(cx, cy, radius * 0.24, radius * 0.24),
                polished(lighter(dial, 0.22) if not pale else darker(dial, 0.14), 0.1),
                Form(volume=-0.5, round_px=8, rim_px=3, wrinkle_px=0),
                cast=0,
            )
            for k in range(12):
                b = np.deg2rad(30 * k)
                ux, uy = float(np.sin(b)), -float(np.cos(b))
                canvas.ink(
                    line(
                        (cx + ux * radius * 0.18, cy + uy * radius * 0.18),
                        (cx + ux * radius * 0.22, cy + uy * radius * 0.22),
                    ),
                    ink,
                    1.3,
                    0.8,
                )
            canvas.ink(
                line((cx, cy), (cx + radius * 0.1, cy - radius * 0.12)), COLOURS["Orange"], 2.4
            )
    elif design.cut in {"bracelet", "square", "field"}:
        bx = AXIS_X + radius * 0.62
        canvas.fill(rounded(bx - 12, CENTRE_Y - 9, bx + 12, CENTRE_Y + 9, 2), (246, 246, 244))
        canvas.ink(line((bx - 5, CENTRE_Y - 5), (bx - 5, CENTRE_Y + 5)), (40, 40, 44), 2.6)
        canvas.ink(line((bx + 4, CENTRE_Y - 5), (bx + 4, CENTRE_Y + 5)), (40, 40, 44), 2.6)
    canvas.ink(
        line((AXIS_X - 17, CENTRE_Y - radius * 0.36), (AXIS_X + 17, CENTRE_Y - radius * 0.36)),
        ink,
        3.0,
        0.75,
    )
    _hands(
        canvas,
        radius,
        marks if design.detail != "black" or not pale else ink,
        sweep=COLOURS["Red"] if design.cut in {"chronograph", "field"} else None,
    )


def _square_marks(canvas: Canvas, radius: float, colour: RGB) -> None:
    for k in range(12):
        a = np.deg2rad(30 * k)
        dx, dy = float(np.sin(a)), -float(np.cos(a))
        reach = radius * 0.9 / max(abs(dx), abs(dy) / 1.12)
        length = 20 if k % 3 == 0 else 13
        canvas.ink(
            line(
                (AXIS_X + dx * (reach - length), CENTRE_Y + dy * (reach - length)),
                (AXIS_X + dx * reach, CENTRE_Y + dy * reach),
            ),
            colour,
            4.2,
        )


def _hands(canvas: Canvas, radius: float, colour: RGB, *, sweep: RGB | None) -> None:
    form = Form(round_px=3, rim_px=2, wrinkle_px=0, volume=0.7)
    for degrees, length, width in ((305.0, 0.52, 9.0), (60.0, 0.78, 7.0)):
        hand = line(
            (-width / 2, radius * 0.12),
            (width / 2, radius * 0.12),
            (width / 2 + 0.5, -radius * length * 0.7),
            (0, -radius * length),
            (-width / 2 - 0.5, -radius * length * 0.7),
        )
        canvas.part(
            shift(rotate(hand, degrees), AXIS_X, CENTRE_Y),
            polished(colour, 0.3),
            form,
            cast=0.35,
            cast_px=3,
        )
    second = shift(
        rotate(
            line(
                (-1.2, radius * 0.22),
                (1.2, radius * 0.22),
                (0.9, -radius * 0.84),
                (-0.9, -radius * 0.84),
            ),
            205,
        ),
        AXIS_X,
        CENTRE_Y,
    )
    canvas.part(
        second,
        polished(sweep or colour, 0.1),
        Form(volume=0.2, wrinkle_px=0, round_px=2, rim_px=1),
        cast=0.25,
        cast_px=2,
    )
    canvas.button(AXIS_X, CENTRE_Y, 6.5, sweep or colour, holes=False)
