"""Shirts: classic, short-sleeved, camp collar, grandad collar and western."""

from dataclasses import replace

from fashion_desktop.catalogue.demo.design import Design
from fashion_desktop.catalogue.demo.drawing.bodice import (
    LONG,
    SHORT,
    BodyCut,
    SleeveShape,
    armhole,
    body_outline,
    hem_curve,
    neck_curve,
)
from fashion_desktop.catalogue.demo.drawing.bodice_drawing import (
    body_form,
    draw_sleeves,
    inside_back,
)
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
from fashion_desktop.catalogue.demo.drawing.palette import (
    COLOURS,
    RGB,
    contrasting,
    lighter,
    luminance,
    mix,
)
from fashion_desktop.catalogue.demo.drawing.relief import Form

_BODY = BodyCut(neck=54, chest=146, waist=138, hem=146, hem_y=640, hem_drop=38)
_BOXY = replace(_BODY, chest=156, waist=154, hem=156, hem_y=646, hem_drop=6)
_LONG = replace(LONG, end_y=618)
_SHORT = replace(SHORT, width=104, end_y=344)
_CUTS = {
    "classic": (_BODY, _LONG),
    "short-sleeved": (_BODY, _SHORT),
    "camp collar": (_BOXY, _SHORT),
    "grandad collar": (_BODY, _LONG),
    "western": (_BODY, _LONG),
}


def draw_shirt(design: Design) -> Canvas:
    """Buttoned shirt in one of five cuts."""
    cut, sleeve = _CUTS[design.cut]
    base, accent = COLOURS[design.colour], COLOURS[design.accent]
    western = design.cut == "western"
    weave = "denim" if western else "canvas"
    cloth = Fabric(base, accent, design.pattern, weave)
    thread = (214, 160, 92) if western else contrasting(base, 0.2)
    camp = design.cut == "camp collar"
    canvas = Canvas(design.seed)
    neckline = neck_curve(cut, 112 if camp else 40, pointed=camp)

    inside_back(canvas, cut, neckline, base, (236, 236, 232))
    shape = draw_sleeves(canvas, cut, sleeve, cloth)
    _sleeve_ends(canvas, shape, cloth, thread, long=sleeve is _LONG)
    canvas.part(body_outline(cut, neckline), cloth, body_form(cut, sleeve), cast=0.22, bow_px=6)
    for flip in (False, True):
        run = mirror(armhole(cut)) if flip else armhole(cut)
        canvas.seam(run, 0.3)
    canvas.stitch(hem_curve(cut, 9), thread, opacity=0.5)
    if western:
        _western_yoke(canvas, cut, thread)

    top = cut.neck_y + (108 if camp else 34)
    bottom = cut.hem_y + cut.hem_drop - 1
    _placket(canvas, cloth, top, bottom, thread, _button_colour(design, base))
    if design.detail == "pocket":
        _pocket(canvas, cloth, AXIS_X + 38, 318, thread)
    if western:
        for x in (AXIS_X - 112, AXIS_X + 40):
            _pocket(canvas, cloth, x, 306, thread, flap=True)
    collar = cloth.plain(COLOURS["White"]) if design.detail == "white collar" else cloth
    if design.cut == "grandad collar":
        _stand(canvas, cut, collar, thread)
    elif camp:
        _camp_collar(canvas, cut, collar, thread)
    else:
        _collar(canvas, cut, collar, thread)
    return canvas


def _button_colour(design: Design, base: RGB) -> RGB:
    if design.cut == "western":
        return (226, 222, 212)
    if luminance(base) > 0.8:
        return (214, 208, 196)
    return lighter(mix(base, (240, 234, 222), 0.72), 0.1)


def _sleeve_ends(
    canvas: Canvas, shape: SleeveShape, cloth: Fabric, thread: RGB, *, long: bool
) -> None:
    for flip in (False, True):
        end = mirror(shape.end) if flip else shape.end
        turn = -12.0 if flip else 12.0
        if not long:
            canvas.stitch(shift(end, 0, -22), thread, opacity=0.6)
            continue
        cuff = join(shift(end, 0, -48), (shift(end, 0, 5))[::-1])
        canvas.part(
            cuff,
            cloth,
            Form(volume=0.7, round_px=16, rim_px=4),
            cast=0.35,
            cast_px=4,
            turn_deg=turn,
        )
        canvas.stitch(shift(end, 0, -43), thread, opacity=0.5)
        canvas.stitch(shift(end, 0, 0), thread, opacity=0.5)
        middle = end[len(end) // 2]
        canvas.button(
            float(middle[0]) + (-12 if flip else 12), float(middle[1]) - 22, 5, (224, 220, 210)
        )


def _placket(
    canvas: Canvas, cloth: Fabric, top: float, bottom: float, thread: RGB, button: RGB
) -> None:
    x = AXIS_X
    canvas.part(
        rounded(x - 17, top - 6, x + 17, bottom, 3),
        cloth,
        Form(volume=0.35, round_px=12, rim_px=3, wrinkle_px=1.0),
        cast=0.25,
        cast_px=3,
        edge=0.15,
        clipped=True,
    )
    for side in (-13, 13):
        canvas.stitch(line((x + side, top), (x + side, bottom - 4)), thread, opacity=0.45)
    count = 7
    step = (bottom - top - 60) / (count - 1)
    for k in range(count):
        canvas.button(x, top + 24 + step * k, 6.2, button)


def _pocket(
    canvas: Canvas, cloth: Fabric, left: float, top: float, thread: RGB, *, flap: bool = False
) -> None:
    right, bottom = left + 72, top + 82
    middle = (left + right) / 2
    shape = line(
        (left, top), (right, top), (right, bottom - 12), (middle, bottom), (left, bottom - 12)
    )
    canvas.part(shape, cloth, Form(volume=0.35, wrinkle_px=1), cast=0.28, cast_px=3)
    canvas.stitch(
        shift(shape * (0.93, 0.95), middle * 0.07, (top + bottom) / 2 * 0.05), thread, opacity=0.55
    )
    if flap:
        cover = line(
            (left - 3, top - 4),
            (right + 3, top - 4),
            (right + 3, top + 16),
            (middle, top + 32),
            (left - 3, top + 16),
        )
        canvas.part(cover, cloth, Form(volume=0.4, wrinkle_px=1), cast=0.35, cast_px=4)
        canvas.stitch(shift(cover[2:], 0, -5), thread)
        canvas.button(middle, top + 18, 5, (226, 222, 212), holes=False)


def _western_yoke(canvas: Canvas, cut: BodyCut, thread: RGB) -> None:
    x, y = AXIS_X, cut.shoulder_y
    edge = join(
        bezier(
            (x - cut.shoulder + 8, y + 72), (x - 118, y + 64), (x - 96, y + 78), (x - 78, y + 100)
        ),
        bezier((x - 78, y + 100), (x - 56, y + 74), (x - 40, y + 66), (x - 8, y + 64)),
    )
    for run in (edge, mirror(edge)):
        canvas.seam(run, 0.45)
        canvas.stitch(shift(run, 0, -6), thread)
        canvas.stitch(shift(run, 0, -10), thread, opacity=0.6)


def _collar(canvas: Canvas, cut: BodyCut, cloth: Fabric, thread: RGB) -> None:
    x, y, n = AXIS_X, cut.neck_y, cut.neck
    back = join(
        bezier((x - n, y + 4), (x - n + 4, y - 26), (x - 26, y - 30), (x, y - 30)),
        bezier((x, y - 30), (x + 26, y - 30), (x + n - 4, y - 26), (x + n, y + 4)),
        bezier((x + n, y + 4), (x + 34, y + 18), (x - 34, y + 18), (x - n, y + 4)),
    )
    canvas.part(back, cloth.plain(), Form(volume=0.6, round_px=16), tone=0.82, cast=0.2)
    canvas.part(
        ribbon(bezier((x - n + 8, y), (x - 40, y + 28), (x - 16, y + 42), (x, y + 44)), 20, 16),
        cloth,
        Form(volume=0.5),
        cast=0.3,
        cast_px=4,
    )
    canvas.part(
        ribbon(bezier((x + n - 8, y), (x + 40, y + 28), (x + 16, y + 42), (x, y + 44)), 20, 16),
        cloth,
        Form(volume=0.5),
        cast=0.3,
        cast_px=4,
    )
    leaf = join(
        bezier((x - n + 6, y - 20), (x - n + 20, y + 4), (x - 24, y + 24), (x - 5, y + 32)),
        line((x - 5, y + 32), (x - 22, y + 60), (x - 52, y + 92)),
        bezier((x - 52, y + 92), (x - 62, y + 66), (x - n - 16, y + 46), (x - n - 26, y + 26)),
        bezier((x - n - 26, y + 26), (x - n - 16, y + 6), (x - n - 6, y - 12), (x - n + 6, y - 20)),
    )
    inner = line((x - 12, y + 40), (x - 27, y + 62), (x - 51, y + 84))
    outer = bezier((x - 51, y + 84), (x - 58, y + 64), (x - n - 8, y + 46), (x - n - 18, y + 26))
    for flip in (False, True):
        side = SIDES[flip]
        canvas.part(
            side(leaf),
            cloth,
            Form(volume=0.7, round_px=16, rim_px=4, wrinkle_px=0.8),
            cast=0.36,
            cast_px=6,
            turn_deg=-32.0 if flip else 32.0,
        )
        canvas.stitch(side(inner), thread, opacity=0.5)
        canvas.stitch(side(outer), thread, opacity=0.5)
    canvas.button(x, y + 45, 5.6, (224, 220, 210))


def _stand(canvas: Canvas, cut: BodyCut, cloth: Fabric, thread: RGB) -> None:
    x, y, n = AXIS_X, cut.neck_y, cut.neck
    back = bezier((x - n - 2, y - 10), (x - 30, y - 2), (x + 30, y - 2), (x + n + 2, y - 10))
    canvas.part(ribbon(back, 20), cloth.plain(), Form(volume=0.5), tone=0.8, cast=0.2)
    front = bezier((x - n, y - 16), (x - n + 6, y + 18), (x - 24, y + 36), (x - 2, y + 40))
    for run in (front, mirror(front)):
        canvas.part(
            ribbon(run, 24), cloth, Form(volume=0.6, round_px=12, rim_px=4), cast=0.3, cast_px=5
        )
        canvas.stitch(shift(run, 0, 8), thread, opacity=0.5)
    canvas.button(x, y + 40, 5.4, (224, 220, 210))


def _camp_collar(canvas: Canvas, cut: BodyCut, cloth: Fabric, thread: RGB) -> None:
    x, y, n = AXIS_X, cut.neck_y, cut.neck
    back = join(
        bezier((x - n - 2, y + 4), (x - n, y - 18), (x - 26, y - 20), (x, y - 20)),
        bezier((x, y - 20), (x + 26, y - 20), (x + n, y - 18), (x + n + 2, y + 4)),
        bezier((x + n, y + 4), (x + 34, y + 14), (x - 34, y + 14), (x - n, y + 4)),
    )
    canvas.part(back, cloth, Form(volume=0.6, round_px=14), tone=0.9, cast=0.2)
    lapel = join(
        bezier((x - n + 4, y + 24), (x - n + 14, y + 52), (x - 18, y + 92), (x - 1, y + 114)),
        line((x - 1, y + 114), (x - 58, y + 96), (x - 82, y + 54)),
    )
    leaf = join(
        bezier(
            (x - n + 2, y - 14), (x - n + 2, y + 10), (x - n + 12, y + 34), (x - n + 18, y + 54)
        ),
        line((x - n + 18, y + 54), (x - 96, y + 62), (x - n - 34, y + 30)),
        bezier((x - n - 34, y + 30), (x - n - 20, y + 8), (x - n - 10, y - 8), (x - n + 2, y - 14)),
    )
    for flip in (False, True):
        side = SIDES[flip]
        for shape in (lapel, leaf):
            canvas.part(
                side(shape),
                cloth,
                Form(volume=0.7, round_px=14, rim_px=4, wrinkle_px=0.8),
                cast=0.32,
                cast_px=5,
                turn_deg=-28.0 if flip else 28.0,
            )
        canvas.stitch(side(line((x - 54, y + 90), (x - 78, y + 54))), thread, opacity=0.5)
