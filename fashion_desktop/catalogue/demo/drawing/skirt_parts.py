"""What skirts share: outline, hem, waistband."""

import numpy as np

from fashion_desktop.catalogue.demo.drawing.canvas import Canvas
from fashion_desktop.catalogue.demo.drawing.curves import (
    AXIS_X,
    Points,
    bezier,
    join,
    line,
    mirror,
    shift,
)
from fashion_desktop.catalogue.demo.drawing.fabrics import Fabric
from fashion_desktop.catalogue.demo.drawing.palette import contrasting, darker
from fashion_desktop.catalogue.demo.drawing.relief import Flutes, Fold, Form, fold

TOP_Y = 150.0


def skirt_outline(
    waist: float,
    hem: float,
    hem_y: float,
    *,
    hip: float = 0.3,
    wave: float = 0.0,
    waves: float = 9,
    top: float = TOP_Y,
) -> Points:
    """Skirt from its waist to its hem, which may wave."""
    x = AXIS_X
    side = bezier(
        (x - waist, top),
        (x - waist - (hem - waist) * hip - 8, top + (hem_y - top) * 0.24),
        (x - hem + (hem - waist) * 0.15, top + (hem_y - top) * 0.6),
        (x - hem, hem_y - 12),
    )
    waist_run = bezier(
        (x + waist, top), (x + waist / 3, top + 8), (x - waist / 3, top + 8), (x - waist, top)
    )
    return join(waist_run, side, hem_curve(hem, hem_y, 0, wave, waves), mirror(side)[::-1])


def hem_curve(hem: float, hem_y: float, up: float, wave: float = 0.0, waves: float = 9) -> Points:
    """The hem, or a run `up` pixels above it."""
    share = np.linspace(0.0, 1.0, 90)
    drop = 13 * np.sin(np.pi * share)
    drop = drop + wave * np.sin(share * np.pi * waves + 0.5) * np.sqrt(np.sin(np.pi * share) + 1e-9)
    return np.stack([AXIS_X - hem + share * 2 * hem, hem_y - 12 + drop - up], axis=1)


def hanging_form(
    hem: float,
    hem_y: float,
    flutes: Flutes | None = None,
    folds: tuple[Fold, ...] = (),
    volume: float = 1.0,
) -> Form:
    """Light on a skirt that hangs freely below its hem."""
    x = AXIS_X
    below = line(
        (x - hem + 2, hem_y - 18),
        (x + hem - 2, hem_y - 18),
        (x + hem + 2, hem_y + 90),
        (x - hem - 2, hem_y + 90),
    )
    above = line(
        (x - 90, TOP_Y - 60), (x + 90, TOP_Y - 60), (x + 94, TOP_Y + 16), (x - 94, TOP_Y + 16)
    )
    return Form(
        volume=volume,
        round_px=38,
        flutes=flutes,
        folds=folds,
        extend=(below, above),
        wrinkle_px=1.2,
    )


def draw_waistband(
    canvas: Canvas,
    cloth: Fabric,
    waist: float,
    height: float = 34,
    *,
    top: float = TOP_Y,
    gathered: bool = False,
) -> None:
    """Waistband with its inside and label."""
    x = AXIS_X
    inside = join(
        bezier(
            (x - waist + 2, top - height + 2),
            (x - waist / 3, top - height - 7),
            (x + waist / 3, top - height - 7),
            (x + waist - 2, top - height + 2),
        ),
        bezier(
            (x + waist - 2, top - height + 2),
            (x + waist / 3, top - height + 14),
            (x - waist / 3, top - height + 14),
            (x - waist + 2, top - height + 2),
        ),
    )
    canvas.part(inside, Fabric(darker(cloth.base, 0.4)), Form(volume=0.4), cast=0)
    canvas.part(
        line(
            (x - 13, top - height + 1),
            (x + 13, top - height + 1),
            (x + 13, top - height + 12),
            (x - 13, top - height + 12),
        ),
        Fabric((228, 226, 220), weave="smooth"),
        Form(volume=0.2, wrinkle_px=0),
        cast=0,
    )
    band = join(
        bezier(
            (x - waist, top - height),
            (x - waist / 3, top - height + 11),
            (x + waist / 3, top - height + 11),
            (x + waist, top - height),
        ),
        bezier(
            (x + waist + 3, top + 2),
            (x + waist / 3, top + 12),
            (x - waist / 3, top + 12),
            (x - waist - 3, top + 2),
        ),
    )
    folds = (
        tuple(
            fold((x + dx, top - height - 4), (x + dx + 2, top + 12), width=7, depth=3)
            for dx in range(-int(waist) + 8, int(waist), 12)
        )
        if gathered
        else ()
    )
    canvas.part(
        band, cloth, Form(volume=0.8, round_px=16, rim_px=5, folds=folds), cast=0.3, cast_px=4
    )
    if not gathered:
        thread = contrasting(cloth.base, 0.2)
        canvas.stitch(shift(band[:28], 0, 5), thread, opacity=0.5)
        canvas.stitch(shift(band[28:], 0, -5), thread, opacity=0.5)
