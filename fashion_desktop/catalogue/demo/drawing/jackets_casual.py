"""Denim and bomber jackets."""

from dataclasses import replace

from fashion_desktop.catalogue.demo.design import Design
from fashion_desktop.catalogue.demo.drawing.bodice import BodyCut, sleeve_shape
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
from fashion_desktop.catalogue.demo.drawing.jacket_parts import (
    SHORT_BODY,
    SLEEVE,
    draw_front_edge,
    draw_shell,
    zip_fastener,
)
from fashion_desktop.catalogue.demo.drawing.palette import (
    COLOURS,
    RGB,
    contrasting,
    darker,
    luminance,
)
from fashion_desktop.catalogue.demo.drawing.relief import Form


def draw_denim(canvas: Canvas, design: Design) -> None:
    """Trucker jacket in denim or corduroy."""
    cut, base = SHORT_BODY, COLOURS[design.colour]
    cloth = Fabric(
        base,
        COLOURS[design.accent],
        design.pattern,
        "corduroy" if design.detail == "corduroy" else "denim",
    )
    thread = (
        (218, 166, 96)
        if design.detail != "corduroy" and luminance(base) < 0.7
        else contrasting(base, 0.3)
    )
    draw_shell(canvas, cut, SLEEVE, cloth, 40, lining=base)
    shape = sleeve_shape(cut, SLEEVE)
    x = AXIS_X
    top, bottom = cut.neck_y + 36, cut.hem_y + 4
    yoke = bezier((x - 160, 306), (x - 110, 300), (x - 50, 304), (x - 16, 308))
    for side in SIDES:
        cuff = join(shift(shape.end, 1, -40), (shift(shape.end, 2, 5))[::-1])
        canvas.part(side(cuff), cloth, Form(volume=0.7, round_px=14), cast=0.34, cast_px=4)
        canvas.stitch(shift(side(shape.end), 0, -35), thread)
        canvas.seam(side(yoke), 0.45)
        canvas.stitch(shift(side(yoke), 0, -5), thread)
        canvas.stitch(shift(side(yoke), 0, -10), thread, opacity=0.6)
        for a, b in ((46, 34), (98, 62)):
            run = line((x - a, 314), (x - (a + b) / 2, 450), (x - b, bottom - 40))
            canvas.seam(side(run), 0.4)
            canvas.stitch(shift(side(run), 5, 0), thread)
            canvas.stitch(shift(side(run), -6, 0), thread, opacity=0.6)
        if luminance(base) < 0.7 and design.detail != "corduroy":
            canvas.shade(side(rounded(x - 122, 380, x - 66, 520, 20)), -0.13, 22)
        flap = line((x - 112, 304), (x - 40, 304), (x - 40, 332), (x - 76, 350), (x - 112, 332))
        canvas.part(
            side(flap), cloth, Form(volume=0.5, round_px=14, wrinkle_px=1), cast=0.36, cast_px=5
        )
        canvas.stitch(side(shift(flap[2:], 0, -5)), thread)
        canvas.button(x - 76 if side is not mirror else x + 76, 334, 7, (176, 132, 84), holes=False)
    placket = rounded(x - 15, top, x + 17, bottom, 3)
    canvas.part(placket, cloth, Form(volume=0.35, wrinkle_px=1), cast=0.32, cast_px=4, clipped=True)
    for dx in (-11, 12):
        canvas.stitch(line((x + dx, top + 8), (x + dx, bottom)), thread)
    for k in range(5):
        canvas.button(x + 1, top + 44 + 82 * k, 8, (176, 132, 84), holes=False)
    band = join(
        bezier(
            (x - 143, bottom - 40),
            (x - 60, bottom - 34),
            (x + 60, bottom - 34),
            (x + 143, bottom - 40),
        ),
        bezier((x + 139, bottom), (x + 60, bottom + 6), (x - 60, bottom + 6), (x - 139, bottom)),
    )
    canvas.part(band, cloth, Form(volume=0.5, round_px=14), cast=0.3, cast_px=4)
    canvas.stitch(shift(band[:28], 0, 6), thread)
    canvas.stitch(shift(band[28:], 0, -6), thread)
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
    for side in SIDES:
        canvas.part(side(leaf), cloth, Form(volume=0.9, round_px=18, rim_px=5), cast=0.4, cast_px=7)
        if stitched:
            canvas.stitch(side(line((x - 14, y + 50), (x - 33, y + 73), (x - 63, y + 90))), thread)
            canvas.stitch(
                side(
                    bezier(
                        (x - 63, y + 90),
                        (x - 70, y + 72),
                        (x - n - 18, y + 46),
                        (x - n - 24, y + 31),
                    )
                ),
                thread,
            )


def _ribs(canvas: Canvas, cut: BodyCut, rib: Fabric, stripe: RGB | None) -> None:
    x, y = AXIS_X, cut.hem_y
    shape = sleeve_shape(cut, SLEEVE)
    for side in SIDES:
        cuff = join(shift(shape.end, 1, -40), (shift(shape.end, 4, 6))[::-1])
        canvas.part(side(cuff), rib, Form(volume=0.9, round_px=14), cast=0.3, cast_px=4)
        if stripe is not None:
            for up in (-12, -24):
                canvas.printed(side(ribbon(shift(shape.end, 2, up), 6)), stripe)
    band = join(
        bezier((x - 146, y - 40), (x - 60, y - 35), (x + 60, y - 35), (x + 146, y - 40)),
        bezier((x + 134, y + 6), (x + 60, y + 12), (x - 60, y + 12), (x - 134, y + 6)),
    )
    canvas.part(band, rib, Form(volume=0.8, round_px=18), cast=0.3, cast_px=4)
    if stripe is not None:
        for up in (16, 29):
            canvas.printed(ribbon(shift(band[:28], 0, up), 6), stripe)


def draw_bomber(canvas: Canvas, design: Design) -> None:
    """Bomber or varsity jacket with ribbed ends."""
    cut, base, accent = SHORT_BODY, COLOURS[design.colour], COLOURS[design.accent]
    cloth = Fabric(base, accent, design.pattern, "smooth", gloss=0.10)
    varsity = design.detail == "varsity"
    sleeves = Fabric(accent, weave="leather", gloss=0.12) if varsity else None
    neckline = draw_shell(
        canvas,
        cut,
        SLEEVE,
        cloth,
        50,
        lining=accent if design.detail == "lined" else base,
        sleeves=sleeves,
        strength=1.5,
    )
    x = AXIS_X
    rib = Fabric(base if varsity else darker(base, 0.22), weave="rib")
    _ribs(canvas, cut, rib, accent if varsity or design.detail == "lined" else None)
    thread = contrasting(base, 0.2)
    for side in SIDES:
        slit = line((x - 104, 470), (x - 78, 540))
        if varsity:
            canvas.part(
                side(ribbon(slit, 14)),
                Fabric(accent, weave="leather"),
                Form(volume=0.6, round_px=8, wrinkle_px=0),
                cast=0.4,
                cast_px=4,
            )
        else:
            canvas.part(
                side(ribbon(slit, 17)),
                cloth.plain(),
                Form(volume=0.7, round_px=8, wrinkle_px=0),
                cast=0.4,
                cast_px=4,
            )
            canvas.seam(side(slit), 0.6)
    top, bottom = cut.neck_y + 44, cut.hem_y + 9
    if varsity:
        draw_front_edge(canvas, top, bottom)
        for k in range(6):
            canvas.button(x + 2, top + 22 + 74 * k, 8, accent, holes=False)
    else:
        zip_fastener(
            canvas,
            line((x, top), (x, top + 10), (x, top + 20), (x, top + 30), (x, top + 36), (x, bottom)),
        )
        canvas.stitch(line((x - 16, top + 6), (x - 16, bottom - 40)), thread, opacity=0.5)
        canvas.stitch(line((x + 16, top + 6), (x + 16, bottom - 40)), thread, opacity=0.5)
    collar = shift(neckline, 0, -3)
    canvas.part(ribbon(collar, 30), rib, Form(volume=0.9, round_px=12), cast=0.34, cast_px=6)
    if varsity:
        canvas.printed(ribbon(shift(collar, 0, 2), 5), accent)
