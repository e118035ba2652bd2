"""Trainers: runner, court, high-top, slip-on and chunky, seen from the side, toe to the right."""

from collections.abc import Callable

import numpy as np

from fashion_desktop.catalogue.demo.design import Design
from fashion_desktop.catalogue.demo.drawing.canvas import Canvas
from fashion_desktop.catalogue.demo.drawing.canvas_shoes import draw_high_top, draw_slip_on
from fashion_desktop.catalogue.demo.drawing.curves import (
    between,
    bezier,
    cut,
    ellipse,
    join,
    line,
    offset,
    ribbon,
    shift,
    spline,
)
from fashion_desktop.catalogue.demo.drawing.fabrics import Fabric
from fashion_desktop.catalogue.demo.drawing.palette import (
    COLOURS,
    contrasting,
    darker,
    lighter,
    mix,
)
from fashion_desktop.catalogue.demo.drawing.relief import Form
from fashion_desktop.catalogue.demo.drawing.trainer_parts import (
    draw_collar_lining,
    draw_cup_sole,
    draw_laces,
    draw_sole,
    draw_tongue,
    low_upper,
    matched,
)

FLOOR_Y = 560.0


def draw_trainer(design: Design) -> Canvas:
    """Trainer in one of five cuts."""
    drawers: dict[str, Callable[[Canvas, Design], None]] = {
        "runner": _runner,
        "court": _court,
        "high-top": draw_high_top,
        "slip-on": draw_slip_on,
        "chunky": _chunky,
    }
    flatten = {"high-top": 0.94, "slip-on": 0.9}.get(design.cut, 0.8)
    canvas = Canvas(design.seed, flatten=flatten, floor_y=FLOOR_Y)
    drawers[design.cut](canvas, design)
    return canvas


def _runner(canvas: Canvas, design: Design) -> None:
    base, accent = COLOURS[design.colour], COLOURS[design.accent]
    mesh = Fabric(base, weave="mesh")
    draw_tongue(canvas, (272, 380), (254, 288), 50, darker(base, 0.14))
    upper = join(
        bezier((66, 500), (60, 450), (74, 400), (82, 352)),
        bezier((82, 352), (76, 326), (84, 306), (106, 304)),
        bezier((106, 304), (120, 340), (160, 372), (204, 356)),
        bezier((204, 356), (226, 344), (238, 326), (246, 306)),
        bezier((246, 306), (300, 350), (360, 400), (424, 424)),
        bezier((424, 424), (486, 438), (532, 462), (544, 506)),
        line((544, 520), (66, 520)),
    )
    canvas.part(upper, mesh, Form(round_px=34, volume=1.1), cast=0.2, bow_px=0)
    draw_collar_lining(
        canvas,
        darker(base, 0.35),
        join(
            bezier((102, 306), (120, 340), (160, 372), (204, 356)),
            bezier((204, 356), (224, 346), (236, 328), (244, 310)),
        ),
    )
    skin = Fabric(accent, weave="smooth", gloss=0.1)
    thin = Form(round_px=14, rim_px=4, wrinkle_px=0, volume=0.8)
    heel = join(
        bezier((64, 500), (60, 450), (72, 400), (84, 356)),
        bezier((84, 356), (118, 386), (136, 430), (176, 500)),
        line((176, 520), (64, 520)),
    )
    canvas.part(heel, skin, thin, cast=0.3, cast_px=4, clipped=True)
    toe = join(
        bezier((430, 520), (436, 468), (470, 446), (496, 446)),
        bezier((496, 446), (526, 456), (540, 480), (546, 520)),
    )
    canvas.part(
        toe,
        Fabric(
            darker(base, 0.2),
            weave="smooth",
        ),
        thin,
        cast=0.3,
        cast_px=4,
        clipped=True,
    )
    stay = join(
        bezier((232, 338), (276, 376), (330, 416), (392, 436)),
        bezier((392, 436), (380, 452), (360, 452), (344, 448)),
        bezier((344, 448), (290, 430), (246, 400), (212, 362)),
    )
    for k in range(3):
        x = 250 + 52 * k
        rib = bezier((x, 392 + 20 * k), (x - 16, 430 + 12 * k), (x - 44, 470), (x - 66, 512))
        canvas.part(ribbon(rib, 19, 26), skin, thin, cast=0.28, cast_px=4, clipped=True)
    canvas.part(stay, skin, thin, cast=0.3, cast_px=4)
    canvas.stitch(
        offset(bezier((344, 448), (290, 430), (246, 400), (212, 362)), 5),
        contrasting(accent, 0.25),
        opacity=0.6,
    )
    inner = bezier((254, 352), (290, 384), (334, 412), (376, 430))
    outer = bezier((276, 330), (312, 360), (356, 392), (402, 414))
    draw_laces(canvas, inner, outer, COLOURS["White"] if design.accent != "White" else base, 5)
    canvas.part(
        ribbon(bezier((86, 352), (80, 334), (82, 306), (92, 288)), 13),
        skin,
        Form(round_px=6, rim_px=3, wrinkle_px=0),
        cast=0.3,
        cast_px=3,
    )
    sole_top = join(
        bezier((52, 492), (80, 506), (150, 510), (240, 506)),
        bezier((240, 506), (340, 500), (460, 490), (556, 486)),
    )
    sole_low = join(
        bezier((60, 556), (120, 566), (190, 552), (250, 550)),
        bezier((250, 550), (360, 564), (480, 566), (560, 514)),
    )
    draw_sole(canvas, sole_top, sole_low, (244, 243, 240))
    middle = between(sole_top, sole_low, 0.45)
    canvas.part(
        ribbon(cut(middle, 0.02, 0.55), 13, 3),
        Fabric(accent if design.accent != "White" else base, weave="smooth"),
        Form(volume=0.5, round_px=6, rim_px=3, wrinkle_px=0),
        cast=0,
        clipped=True,
    )
    canvas.part(
        join(between(sole_top, sole_low, 0.84), sole_low[::-1]),
        Fabric(darker(accent if design.accent != "White" else base, 0.35), weave="smooth"),
        Form(volume=0.6, round_px=6, rim_px=3, wrinkle_px=0),
        cast=0,
        clipped=True,
    )


def _court(canvas: Canvas, design: Design) -> None:
    base, accent = COLOURS[design.colour], COLOURS[design.accent]
    hide = Fabric(base, weave="leather", gloss=0.08)
    thin = Form(round_px=14, rim_px=4, wrinkle_px=0, volume=0.7)
    thread = contrasting(base, 0.22)
    draw_tongue(canvas, (276, 392), (258, 302), 48, darker(base, 0.06))
    canvas.part(low_upper(), hide, Form(round_px=34, volume=1.0), cast=0.2)
    draw_collar_lining(
        canvas,
        darker(base, 0.2) if design.detail != "heel tab" else accent,
        join(
            bezier((114, 328), (132, 358), (170, 384), (214, 366)),
            bezier((214, 366), (230, 356), (238, 340), (246, 326)),
        ),
    )
    vamp = join(
        bezier((388, 430), (372, 452), (372, 490), (384, 520)),
        line((540, 524), (538, 505)),
        bezier((538, 505), (528, 466), (480, 440), (414, 430)),
    )
    canvas.part(vamp, hide, Form(round_px=26, volume=0.8), cast=0.22, cast_px=4, clipped=True)
    canvas.stitch(bezier((394, 438), (381, 456), (380, 490), (392, 514)), thread)
    for k in range(4):
        for j in range(3):
            canvas.fill(
                ellipse(428 + 19 * j + 6 * k, 452 + 11 * k - j, 2.5, 2.5), darker(base, 0.6), 0.75
            )
    quarter = join(
        bezier((216, 368), (250, 404), (320, 440), (372, 456)),
        bezier((372, 456), (352, 470), (340, 476), (322, 470)),
        bezier((322, 470), (270, 452), (222, 424), (190, 386)),
    )
    canvas.part(quarter, hide, thin, cast=0.26, cast_px=4)
    canvas.stitch(offset(bezier((322, 470), (270, 452), (222, 424), (190, 386)), 5), thread)
    heel = join(
        bezier((74, 512), (66, 460), (78, 410), (84, 370)),
        bezier((84, 370), (112, 380), (128, 400), (132, 430)),
        bezier((132, 430), (140, 470), (150, 490), (160, 520)),
    )
    canvas.part(
        heel,
        Fabric(accent if design.detail == "heel tab" else base, weave="leather", gloss=0.08),
        thin,
        cast=0.26,
        cast_px=4,
        clipped=True,
    )
    if design.detail == "side stripes":
        for k in range(3):
            bar = line((214 + 34 * k, 432 + 12 * k), (190 + 36 * k, 506))
            canvas.part(
                ribbon(bar, 15),
                Fabric(accent, weave="leather"),
                Form(volume=0.5, round_px=6, rim_px=3, wrinkle_px=0),
                cast=0.24,
                cast_px=3,
                clipped=True,
            )
    elif design.detail == "wave":
        wave = bezier((134, 494), (210, 410), (260, 520), (366, 470))
        canvas.part(
            ribbon(wave, 18, 8),
            Fabric(accent, weave="leather"),
            Form(volume=0.5, round_px=6, rim_px=3, wrinkle_px=0),
            cast=0.24,
            cast_px=3,
            clipped=True,
        )
    draw_laces(
        canvas,
        bezier((246, 372), (282, 404), (326, 428), (368, 442)),
        bezier((272, 348), (308, 376), (352, 404), (398, 424)),
        COLOURS["White"],
        5,
    )
    draw_cup_sole(canvas, (242, 240, 234) if design.detail != "gum sole" else (196, 142, 86))


def _chunky(canvas: Canvas, design: Design) -> None:
    base, accent = COLOURS[design.colour], COLOURS[design.accent]
    thin = Form(round_px=14, rim_px=4, wrinkle_px=0, volume=0.8)
    draw_tongue(canvas, (274, 366), (256, 272), 52, lighter(base, 0.08))
    canvas.part(shift(low_upper(), 0, -26), Fabric(base, weave="mesh"), Form(round_px=34), cast=0.2)
    draw_collar_lining(
        canvas,
        darker(base, 0.3),
        join(
            bezier((114, 302), (132, 332), (170, 358), (214, 340)),
            bezier((214, 340), (230, 330), (238, 314), (246, 300)),
        ),
    )
    layer = Fabric(
        mix(base, (255, 255, 255), 0.28) if design.detail != "tonal" else darker(base, 0.1),
        weave="leather",
        gloss=0.08,
    )
    swoop = join(
        bezier((76, 430), (130, 420), (200, 380), (236, 344)),
        bezier((236, 344), (300, 400), (360, 430), (430, 440)),
        bezier((430, 440), (360, 500), (200, 470), (76, 500)),
    )
    canvas.part(swoop, layer, thin, cast=0.28, cast_px=4, clipped=True)
    colour = Fabric(accent, weave="leather", gloss=0.08)
    canvas.part(
        ribbon(bezier((92, 474), (180, 470), (260, 440), (300, 400)), 9, 20),
        colour,
        thin,
        cast=0.28,
        cast_px=4,
        clipped=True,
    )
    canvas.part(
        ribbon(bezier((150, 490), (230, 484), (310, 466), (352, 426)), 9, 16),
        colour,
        thin,
        cast=0.28,
        cast_px=4,
        clipped=True,
    )
    heel = join(
        bezier((70, 490), (66, 430), (78, 380), (84, 340)),
        bezier((84, 340), (120, 350), (132, 372), (128, 400)),
        bezier((128, 400), (120, 440), (110, 470), (112, 490)),
    )
    canvas.part(heel, colour, thin, cast=0.28, cast_px=4, clipped=True)
    toe = join(
        bezier((404, 500), (416, 440), (460, 418), (490, 422)),
        bezier((490, 422), (524, 436), (540, 460), (546, 500)),
    )
    canvas.part(toe, layer, thin, cast=0.28, cast_px=4, clipped=True)
    draw_laces(
        canvas,
        bezier((246, 346), (282, 378), (326, 402), (368, 416)),
        bezier((272, 322), (308, 350), (352, 378), (398, 398)),
        COLOURS["White"] if design.colour != "White" else accent,
        5,
    )
    sole_top = bezier((52, 458), (180, 492), (400, 486), (560, 462))
    sole_low = matched(
        spline(
            (56, 540),
            (90, 560),
            (170, 560),
            (240, 550),
            (330, 560),
            (460, 562),
            (540, 546),
            (566, 506),
        ),
        len(sole_top),
    )
    draw_sole(canvas, sole_top, sole_low, (240, 238, 232))
    for share, shade in ((0.34, 0.3), (0.66, 0.3)):
        wave = between(sole_top, sole_low, share)
        wave = wave + np.stack(
            [np.zeros(len(wave)), 5 * np.sin(np.linspace(0, 12, len(wave)))], axis=1
        )
        canvas.seam(wave, shade, 2.2)
    canvas.part(
        join(
            cut(between(sole_top, sole_low, 0.4), 0, 0.34),
            cut(between(sole_top, sole_low, 0.64), 0, 0.34)[::-1],
        ),
        colour,
        Form(volume=0.6, round_px=8, rim_px=3, wrinkle_px=0),
        cast=0.2,
        cast_px=3,
        clipped=True,
    )
    canvas.part(
        join(between(sole_top, sole_low, 0.86), sole_low[::-1]),
        Fabric(darker(accent, 0.45), weave="smooth"),
        Form(volume=0.6, round_px=6, rim_px=3, wrinkle_px=0),
        cast=0,
    )
