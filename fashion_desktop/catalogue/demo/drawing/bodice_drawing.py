"""Sleeves, creases and the inside of upper-body garments."""

from dataclasses import replace

from fashion_desktop.catalogue.demo.drawing.bodice import (
    BodyCut,
    SleeveCut,
    SleeveShape,
    below_hem,
    sleeve_shape,
)
from fashion_desktop.catalogue.demo.drawing.canvas import Canvas
from fashion_desktop.catalogue.demo.drawing.curves import (
    AXIS_X,
    SIDES,
    Points,
    bezier,
    join,
    line,
    mirror,
    shift,
)
from fashion_desktop.catalogue.demo.drawing.fabrics import Fabric
from fashion_desktop.catalogue.demo.drawing.palette import RGB, darker
from fashion_desktop.catalogue.demo.drawing.relief import Fold, Form, fold


def draw_sleeves(
    canvas: Canvas,
    cut: BodyCut,
    sleeve: SleeveCut,
    fabric: Fabric,
    *,
    volume: float = 1.0,
    opening: RGB | None = None,
) -> SleeveShape:
    """Both sleeves, with elbow creases on long ones; returns the left one."""
    shape = sleeve_shape(cut, sleeve)
    x = AXIS_X
    chest = line(
        (x - cut.shoulder, cut.shoulder_y),
        (x + cut.shoulder, cut.shoulder_y),
        (x + cut.chest, cut.armpit_y),
        (x - cut.chest, cut.armpit_y),
    )
    turn = 40.0 if sleeve.end_y < 360 else 22.0 if sleeve.end_y < 450 else 13.0
    for flip in (False, True):
        side = SIDES[flip]
        middle = (shape.outer[len(shape.outer) // 2] + shape.inner[len(shape.inner) // 2]) / 2
        mx, my = float(middle[0]), float(middle[1])
        folds = [
            fold((mx + 34, my - 62), (mx + 8, my - 40), (mx - 18, my - 34), width=15, depth=4.5),
            fold((mx + 40, my - 36), (mx + 18, my - 6), (mx - 6, my + 8), width=17, depth=-4.0),
        ]
        if sleeve.end_y > 450:
            folds += [
                fold((mx + 26, my + 20), (mx, my + 26), (mx - 26, my + 10), width=15, depth=5),
                fold((mx + 24, my + 48), (mx + 2, my + 50), (mx - 24, my + 40), width=17, depth=-5),
                fold(
                    (mx - 4, my + 150), (mx - 14, my + 120), (mx - 30, my + 104), width=14, depth=4
                ),
                fold((mx + 14, my + 128), (mx + 4, my + 90), (mx - 2, my + 70), width=14, depth=-4),
            ]
        if opening is not None:
            lip = join(shape.end, shift(shape.end[::-1], 3, -9))
            canvas.part(side(lip), fabric.plain(darker(opening, 0.45)), cast=0)
        canvas.part(
            side(shape.outline),
            fabric,
            Form(
                volume=volume,
                round_px=30,
                folds=tuple(_flipped(f, flip) for f in folds),
                wrinkle_px=2.0,
                extend=(side(shape.beyond), chest),
            ),
            turn_deg=-turn if flip else turn,
            cast=0.0,
        )
    return shape


def _flipped(item: Fold, flip: bool) -> Fold:
    return replace(item, path=mirror(item.path)) if flip else item


def body_form(cut: BodyCut, sleeve: SleeveCut | None = None, strength: float = 1.0) -> Form:
    """Light on a hanging body, which goes on into its sleeves and below its hem."""
    extend = [below_hem(cut)]
    if sleeve is not None:
        left = sleeve_shape(cut, sleeve).outline
        extend += [left, mirror(left)]
    return Form(folds=body_folds(cut, strength), round_px=38, extend=tuple(extend))


def body_folds(cut: BodyCut, strength: float = 1.0) -> tuple[Fold, ...]:
    """Soft creases of a hanging body: from the armpits inward and down the sides."""
    x, y = AXIS_X, cut.armpit_y
    d = strength
    half = [
        fold((x - cut.chest + 2, y + 6), (x - 84, y + 22), (x - 36, y + 62), width=24, depth=5 * d),
        fold(
            (x - cut.chest + 4, y + 26), (x - 92, y + 66), (x - 58, y + 130), width=26, depth=-5 * d
        ),
        fold(
            (x - cut.waist + 10, y + 110),
            (x - 86, y + 200),
            (x - 92, cut.hem_y - 20),
            width=30,
            depth=4 * d,
        ),
        fold((x - 52, y + 150), (x - 44, y + 230), (x - 54, cut.hem_y - 6), width=36, depth=-4 * d),
    ]
    right = [
        fold((x + cut.chest - 2, y + 2), (x + 92, y + 24), (x + 52, y + 46), width=22, depth=5 * d),
        fold(
            (x + cut.chest - 4, y + 30), (x + 88, y + 82), (x + 44, y + 156), width=28, depth=-5 * d
        ),
        fold(
            (x + cut.waist - 14, y + 90),
            (x + 78, y + 190),
            (x + 86, cut.hem_y - 10),
            width=32,
            depth=4 * d,
        ),
        fold(
            (x + 20, y + 190), (x + 34, y + 250), (x + 28, cut.hem_y - 6), width=34, depth=3.5 * d
        ),
        fold(
            (x - 30, cut.shoulder_y + 70),
            (x, cut.shoulder_y + 92),
            (x + 34, cut.shoulder_y + 72),
            width=26,
            depth=2.5 * d,
        ),
    ]
    return tuple(half + right)


def inside_back(
    canvas: Canvas, cut: BodyCut, neckline: Points, colour: RGB, label: RGB | None
) -> None:
    """The inner side of the back, seen through the neck opening, with its label."""
    x = AXIS_X
    back = bezier(
        (x - cut.neck + 2, cut.neck_y - 2),
        (x - cut.neck * 0.5, cut.neck_y + 13),
        (x + cut.neck * 0.5, cut.neck_y + 13),
        (x + cut.neck - 2, cut.neck_y - 2),
    )
    shape = join(back, shift(neckline[::-1], 0, 6))
    canvas.part(shape, Fabric(darker(colour, 0.32)), Form(volume=0.5), cast=0, edge=0.1)
    if label is not None:
        top = cut.neck_y + 13
        canvas.part(
            line((x - 17, top), (x + 17, top), (x + 17, top + 17), (x - 17, top + 17)),
            Fabric(label, weave="smooth"),
            Form(volume=0.3, wrinkle_px=0),
            cast=0.3,
            cast_px=3,
        )
        canvas.ink(line((x - 9, top + 9), (x + 9, top + 9)), (120, 120, 126), 2.2, 0.8)
