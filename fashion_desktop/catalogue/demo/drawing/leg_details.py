"""Pockets, seams and trimmings of trousers and shorts."""

import numpy as np

from fashion_desktop.catalogue.demo.design import Design
from fashion_desktop.catalogue.demo.drawing.canvas import Canvas
from fashion_desktop.catalogue.demo.drawing.curves import (
    AXIS_X,
    SIDES,
    Points,
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
from fashion_desktop.catalogue.demo.drawing.legs import LegCut, draw_waistband, leg_outline
from fashion_desktop.catalogue.demo.drawing.palette import (
    COLOURS,
    RGB,
    contrasting,
    darker,
    luminance,
)
from fashion_desktop.catalogue.demo.drawing.relief import Form

_COPPER = (178, 132, 84)


def _fly(canvas: Canvas, c: LegCut, thread: RGB, *, twice: bool) -> None:
    x, y = AXIS_X, c.top_y
    end = c.crotch_y - 52
    for dx in (28, 22) if twice else (26,):
        run = join(
            line((x + dx, y + 12), (x + dx, end - 36)),
            bezier((x + dx, end - 36), (x + dx - 1, end - 12), (x + 10, end), (x + 1, end + 4)),
        )
        canvas.stitch(run, thread, opacity=0.8)


def jeans_details(canvas: Canvas, c: LegCut, cloth: Fabric, hem: Points, *, faded: bool) -> None:
    """Pockets, rivets, twin stitching and waistband of jeans."""
    x, y = AXIS_X, c.top_y
    thread = (222, 168, 92) if luminance(cloth.base) < 0.62 else contrasting(cloth.base, 0.3)
    if faded:
        for side in SIDES:
            a, b = (c.hip + 10) / 2, (c.knee_outer + c.knee_inner) / 2
            long = c.hem_y - c.crotch_y > 260
            end = c.knee_y + 20 if long else c.hem_y - 20
            canvas.shade(
                side(ribbon(line((x - a - 2, c.hip_y + 10), (x - b, end)), 44, 34)), -0.26, 20
            )
            if long:
                canvas.shade(
                    side(ribbon(line((x - b, c.knee_y + 30), (x - b + 4, c.hem_y - 50)), 26)),
                    -0.14,
                    16,
                )
    for side in SIDES:
        mouth = bezier(
            (x - c.waist * 0.52, y + 10),
            (x - c.waist * 0.56, y + 62),
            (x - c.waist * 0.9, y + 78),
            (x - c.waist - 18, y + 74),
        )
        canvas.seam(side(mouth), 0.5)
        canvas.stitch(shift(side(mouth), 0, 6), thread)
        canvas.stitch(shift(side(mouth), 0, 11), thread, opacity=0.6)
        canvas.button(
            x + (c.waist * 0.6 if side is mirror else -c.waist * 0.6),
            y + 22,
            3.4,
            _COPPER,
            holes=False,
        )
        canvas.stitch(shift(side(hem), 0, -13), thread)
    coin = line((x + c.waist * 0.62, y + 50), (x + c.waist * 0.94, y + 46))
    canvas.seam(coin, 0.4)
    canvas.stitch(shift(coin, 0, 5), thread)
    _fly(canvas, c, thread, twice=True)
    draw_waistband(canvas, c, cloth, thread)
    canvas.button(x + 2, y - 8, 8.5, _COPPER, holes=False)


def chino_details(canvas: Canvas, c: LegCut, cloth: Fabric, hem: Points, *, turn_up: bool) -> None:
    """Slanted pockets, fly and waistband of chinos."""
    x, y = AXIS_X, c.top_y
    thread = contrasting(cloth.base, 0.25)
    for side in SIDES:
        slant = line((x - c.waist * 0.66, y + 12), (x - c.waist - 14, y + 112))
        canvas.seam(side(slant), 0.55)
        canvas.shade(side(ribbon(shift(slant, -5, 0), 9)), 0.16, 4)
        canvas.stitch(side(shift(slant, 7, 3)), thread, opacity=0.6)
        if turn_up:
            cuff = join(shift(hem, 0, -34), (shift(hem, 0, 4))[::-1])
            canvas.part(side(cuff), cloth, Form(volume=0.6, round_px=14), cast=0.36, cast_px=4)
        else:
            canvas.stitch(shift(side(hem), 0, -15), thread, opacity=0.55)
    _fly(canvas, c, thread, twice=False)
    draw_waistband(canvas, c, cloth, thread)
    canvas.button(
        x + 2,
        y - 8,
        7,
        darker(cloth.base, 0.35) if luminance(cloth.base) > 0.3 else (150, 140, 126),
    )


def soft_details(canvas: Canvas, c: LegCut, cloth: Fabric, hem: Points, design: Design) -> None:
    """Drawstring waist, side pockets, cuffs or side stripes of joggers and sports shorts."""
    x, y = AXIS_X, c.top_y
    thread, accent = contrasting(cloth.base, 0.22), COLOURS[design.accent]
    outline, _ = leg_outline(c)
    if design.detail == "side stripe":
        outer = outline[: 6 * 14 + 1]
        for up in (5, 13) if design.kind == "trousers" else (6, 16):
            for side in SIDES:
                canvas.printed(side(ribbon(shift(outer[4:], up, 0), 5)), accent)
    for side in SIDES:
        slit = bezier(
            (x - c.waist * 0.82, y + 14),
            (x - c.waist * 0.9, y + 50),
            (x - c.hip + 14, y + 88),
            (x - c.hip + 6, y + 112),
        )
        canvas.seam(side(slit), 0.45)
        canvas.stitch(side(shift(slit, 6, 0)), thread, opacity=0.55)
        if design.cut == "joggers":
            cuff = join(
                shift(hem, 0, -34),
                shift(
                    (shift(hem, 0, 6))[::-1] * (0.97, 1),
                    (x - (c.hem_outer + c.hem_inner) / 2) * 0.03,
                    0,
                ),
            )
            canvas.part(
                side(cuff),
                Fabric(cloth.base, weave="rib"),
                Form(volume=0.9, round_px=14),
                cast=0.3,
                cast_px=4,
            )
        elif design.cut == "running":
            canvas.part(
                side(ribbon(shift(hem, 0, -4), 10)),
                cloth.plain(accent),
                Form(volume=0.5, rim_px=3),
                cast=0.1,
            )
        else:
            canvas.stitch(shift(side(hem), 0, -16), thread, opacity=0.55)
    draw_waistband(canvas, c, cloth.plain(), thread, height=34, loops=False, elastic=True)
    cord = (
        accent
        if design.detail == "side stripe"
        else COLOURS["White"]
        if luminance(cloth.base) < 0.75
        else (130, 126, 122)
    )
    for dx, sway in ((-9, -12), (9, 8)):
        canvas.fill(rounded(x + dx - 3, y - 14, x + dx + 3, y - 5, 3), (50, 50, 54))
        run = bezier(
            (x + dx, y - 9),
            (x + dx + sway * 0.2, y + 20),
            (x + dx + sway * 1.5, y + 40),
            (x + dx + sway, y + 78),
            30,
        )
        canvas.part(
            ribbon(run, 6),
            Fabric(cord, weave="smooth"),
            Form(round_px=3, rim_px=2, wrinkle_px=0),
            cast=0.42,
            cast_px=3,
        )


def cargo_pockets(canvas: Canvas, c: LegCut, cloth: Fabric, thread: RGB) -> None:
    """Large flap pockets on the outside of both legs."""
    x = AXIS_X
    long = c.hem_y - c.crotch_y > 260
    top = c.crotch_y + (56 if long else 36)
    outer = c.knee_outer + (4 if long else -2)
    width, height = (66.0, 104.0) if long else (84.0, 100.0)
    for side in SIDES:
        left = x - outer
        body = line(
            (left, top),
            (left + width, top + 4),
            (left + width, top + height),
            (left + 4, top + height - 4),
        )
        canvas.part(side(body), cloth, Form(volume=0.8, round_px=18), cast=0.4, cast_px=6)
        canvas.seam(
            side(line((left + width / 2, top + 30), (left + width / 2 + 1, top + height - 2))), 0.4
        )
        canvas.stitch(
            side(
                line(
                    (left + width - 5, top + 30),
                    (left + width - 5, top + height - 6),
                    (left + 8, top + height - 10),
                )
            ),
            thread,
            opacity=0.6,
        )
        flap = line(
            (left - 4, top - 6),
            (left + width + 4, top - 2),
            (left + width + 4, top + 28),
            (left - 2, top + 24),
        )
        canvas.part(side(flap), cloth, Form(volume=0.7, round_px=12), cast=0.4, cast_px=5)
        canvas.stitch(side(line((left, top + 18), (left + width, top + 22))), thread, opacity=0.6)
        canvas.button(
            float(side(line((left + width / 2, top + 16)))[0, 0]),
            top + 13,
            5.5,
            darker(cloth.base, 0.3),
            holes=False,
        )


def tailored_details(canvas: Canvas, c: LegCut, cloth: Fabric, hem: Points) -> None:
    """Pressed creases and pleats, then the details of chinos."""
    x = AXIS_X
    middle = (c.knee_outer + c.knee_inner) / 2
    crease = spline(
        (x - c.waist * 0.55, c.top_y + 12),
        (x - middle - 6, c.hip_y + 10),
        (x - middle, c.knee_y),
        (x - (c.hem_outer + c.hem_inner) / 2, c.hem_y),
    )
    for side in SIDES:
        run = side(crease)
        canvas.shade(ribbon(shift(run, 5, 0), 9), 0.17, 4)
        canvas.ink(run, (255, 255, 255), 1.6, 0.2)
        canvas.ink(shift(run, 1.6, 0), (8, 8, 14), 1.3, 0.3)
        pleat = line((x - c.waist * 0.32, c.top_y + 10), (x - c.waist * 0.36, c.top_y + 76))
        canvas.seam(side(pleat), 0.4)
    chino_details(canvas, c, cloth, hem, turn_up=False)


def fray(canvas: Canvas, hem: Points, base: RGB) -> None:
    """Loose threads at both hems."""
    generator = np.random.Generator(np.random.PCG64(3))
    pale = tuple(min(255, v + 90) for v in base)
    for side in SIDES:
        run = side(hem)
        for x, y in run[np.linspace(0, len(run) - 1, 60).astype(int)] + generator.uniform(
            -2, 2, (60, 2)
        ):
            length = float(generator.uniform(4, 13))
            thread = line(
                (float(x), float(y) - 3),
                (float(x) + float(generator.uniform(-3, 3)), float(y) + length),
            )
            canvas.ink(thread, (pale[0], pale[1], pale[2]), 1.3, 0.8, free=True)


def rip(canvas: Canvas, c: LegCut) -> None:
    """Worn-through places with white threads."""
    x = AXIS_X - (c.knee_outer + c.knee_inner) / 2
    for dx, y, half in (
        (0, c.knee_y - 20, 30),
        (252 - 2 * (AXIS_X - x) + 130, c.knee_y + 30, 0),
        (4, c.hip_y + 70, 20),
    ):
        if not half:
            continue
        for k in range(7):
            row = y + 4 * k
            reach = half * (1 - abs(k - 3) / 5)
            canvas.ink(
                line((x + dx - reach, row), (x + dx, row + 1.5), (x + dx + reach, row)),
                (236, 238, 240),
                2.2,
                0.9,
            )
        canvas.shade(ribbon(line((x + dx - half, y + 13), (x + dx + half, y + 13)), 30), -0.2, 8)
