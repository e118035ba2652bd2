"""Heels and boots: pump, block-heel sandal, slingback, ankle boot and wedge, toe to the right."""

from collections.abc import Callable

from fashion_desktop.catalogue.demo.design import Design
from fashion_desktop.catalogue.demo.drawing.boots import draw_boot
from fashion_desktop.catalogue.demo.drawing.canvas import Canvas
from fashion_desktop.catalogue.demo.drawing.curves import (
    bezier,
    ellipse,
    join,
    line,
    offset,
    ribbon,
    rounded,
    shift,
    spline,
)
from fashion_desktop.catalogue.demo.drawing.fabrics import Fabric
from fashion_desktop.catalogue.demo.drawing.heel_parts import (
    FOOTBED,
    arch,
    draw_block_heel,
    draw_stiletto,
    draw_thin_sole,
    draw_toe_band,
    leather,
)
from fashion_desktop.catalogue.demo.drawing.palette import COLOURS, contrasting, darker
from fashion_desktop.catalogue.demo.drawing.relief import Form

FLOOR_Y = 600.0


def draw_heel(design: Design) -> Canvas:
    """Shoe with a heel in one of five cuts."""
    drawers: dict[str, Callable[[Canvas, Design], None]] = {
        "pump": _pump,
        "sandal": _sandal,
        "slingback": _slingback,
        "ankle boot": draw_boot,
        "wedge": _wedge,
    }
    canvas = Canvas(design.seed)
    drawers[design.cut](canvas, design)
    return canvas


def _pump(canvas: Canvas, design: Design) -> None:
    cloth = leather(design)
    far_edge = bezier((92, 320), (150, 350), (250, 452), (404, 512))
    inside = join(far_edge, bezier((404, 512), (330, 540), (180, 470), (84, 350)))
    canvas.part(inside, Fabric(FOOTBED, weave="leather"), Form(volume=0.6), cast=0, tone=0.9)
    canvas.part(
        ribbon(far_edge, 7), cloth, Form(round_px=4, rim_px=2, wrinkle_px=0), cast=0.2, tone=0.8
    )
    draw_stiletto(canvas, cloth, top=420, width=64, foot=11)
    draw_thin_sole(
        canvas,
        shift(arch(86, 444), 0, 2),
        darker(COLOURS["Tan"], 0.35) if design.detail != "red sole" else COLOURS["Red"],
    )
    upper = join(
        bezier((82, 440), (66, 400), (70, 350), (80, 318)),
        bezier((80, 318), (92, 312), (100, 318), (106, 326)),
        bezier((106, 326), (160, 420), (260, 496), (352, 516)),
        bezier((352, 516), (392, 522), (404, 512), (420, 504)),
        bezier((420, 504), (470, 520), (530, 556), (560, 588)),
        bezier((560, 588), (480, 600), (390, 604), (330, 580)),
        bezier((330, 580), (260, 524), (160, 452), (82, 440)),
    )
    canvas.part(upper, cloth, Form(round_px=26, rim_px=6, wrinkle_px=0.8), cast=0.2)
    canvas.ink(
        bezier((106, 330), (160, 424), (260, 500), (352, 520)),
        contrasting(cloth.base, 0.3),
        1.4,
        0.5,
    )
    if design.detail == "bow":
        _ribbon_bow(canvas, 424, 516, cloth.plain())


def _ribbon_bow(canvas: Canvas, x: float, y: float, cloth: Fabric) -> None:
    form = Form(round_px=10, rim_px=4)
    for wing in (
        spline((x, y), (x - 22, y - 28), (x - 44, y - 22), (x - 40, y + 2), closed=True),
        spline((x, y), (x + 22, y - 14), (x + 48, y - 2), (x + 38, y + 20), closed=True),
    ):
        canvas.part(wing, cloth, form, cast=0.4, cast_px=5)
    canvas.part(ellipse(x, y, 9, 11, 20), cloth, Form(round_px=6, rim_px=3), cast=0.4, cast_px=4)


def _slingback(canvas: Canvas, design: Design) -> None:
    cloth = leather(design)
    bed = join(
        bezier((84, 440), (150, 440), (260, 508), (330, 566)),
        bezier((330, 566), (380, 590), (450, 592), (540, 584)),
    )
    canvas.part(
        ribbon(shift(bed, 0, -5), 16),
        Fabric(FOOTBED, weave="leather"),
        Form(round_px=7, rim_px=3, wrinkle_px=0),
        cast=0,
    )
    strap = bezier((252, 470), (200, 420), (120, 372), (84, 376))
    back = bezier((84, 376), (66, 380), (70, 410), (84, 430))
    canvas.part(
        ribbon(join(strap, back), 13),
        cloth.plain(),
        Form(round_px=6, rim_px=3, wrinkle_px=0),
        cast=0.3,
        cast_px=4,
    )
    draw_stiletto(canvas, cloth, top=432, foot=16, width=62)
    draw_thin_sole(canvas, shift(arch(86, 446), 0, 2), darker(COLOURS["Tan"], 0.35))
    upper = join(
        bezier((238, 500), (252, 470), (286, 470), (300, 482)),
        bezier((300, 482), (340, 512), (380, 524), (420, 506)),
        bezier((420, 506), (474, 520), (536, 556), (566, 588)),
        bezier((566, 588), (480, 600), (390, 604), (330, 580)),
        bezier((330, 580), (300, 556), (270, 530), (238, 500)),
    )
    canvas.part(upper, cloth, Form(round_px=24, rim_px=6, wrinkle_px=0.8), cast=0.3)
    if design.detail == "cap toe":
        cap = join(
            bezier((478, 610), (474, 570), (484, 540), (500, 530)), line((575, 560), (580, 610))
        )
        canvas.part(
            cap,
            cloth.plain(COLOURS[design.accent]),
            Form(round_px=18, rim_px=5),
            cast=0.2,
            cast_px=3,
            clipped=True,
        )
    canvas.button(246, 464, 7, COLOURS["Gold"], holes=False)


def _sandal(canvas: Canvas, design: Design) -> None:
    cloth = leather(design)
    draw_block_heel(canvas, cloth, 440)
    bed = join(
        bezier((78, 430), (150, 436), (260, 508), (330, 568)),
        bezier((330, 568), (390, 592), (470, 590), (548, 578)),
    )
    canvas.part(
        ribbon(bed, 20),
        Fabric(FOOTBED, weave="leather"),
        Form(round_px=8, rim_px=3, wrinkle_px=0),
        cast=0.3,
        cast_px=4,
    )
    draw_thin_sole(canvas, offset(bed, 12), darker(cloth.base, 0.15))
    form = Form(round_px=9, rim_px=4, wrinkle_px=0.4)
    counter = join(
        bezier((76, 430), (62, 390), (68, 330), (80, 290)),
        bezier((80, 290), (92, 286), (100, 290), (104, 296)),
        bezier((104, 296), (110, 340), (120, 390), (150, 442)),
    )
    canvas.part(counter, cloth, Form(round_px=18, rim_px=5), cast=0.3, cast_px=4)
    ankle = spline(
        (78, 304), (120, 292), (180, 290), (222, 306), (232, 322), (210, 334), (150, 332), (92, 326)
    )
    canvas.part(ribbon(ankle, 16), cloth, form, cast=0.35, cast_px=5)
    buckle = rounded(188, 316, 214, 346, 4)
    canvas.part(
        buckle,
        Fabric(COLOURS["Gold"], weave="smooth", gloss=0.6),
        Form(round_px=4, rim_px=2, wrinkle_px=0),
        cast=0.4,
        cast_px=3,
        holes=(rounded(194, 322, 208, 340, 2),),
    )
    if design.detail == "two straps":
        draw_toe_band(canvas, cloth, 352, 418, 576, 74)
        draw_toe_band(canvas, cloth, 440, 506, 586, 56)
    else:
        draw_toe_band(canvas, cloth, 384, 504, 584, 84)


def _wedge(canvas: Canvas, design: Design) -> None:
    cloth = leather(design)
    wedge = join(
        bezier((80, 446), (74, 500), (84, 560), (92, 594)),
        line((92, 599), (520, 599)),
        bezier((520, 599), (546, 596), (556, 584), (558, 572)),
        bezier((558, 572), (470, 580), (390, 584), (330, 560)),
        bezier((330, 560), (260, 506), (160, 450), (80, 446)),
    )
    cork = (
        Fabric((204, 164, 116), (166, 122, 78), "breton", "melange", 0.42)
        if design.detail != "cork"
        else Fabric((198, 156, 106), weave="melange")
    )
    canvas.part(wedge, cork, Form(round_px=14, rim_px=5), cast=0)
    canvas.part(
        line((90, 592), (524, 592), (516, 601), (92, 601)),
        Fabric((92, 66, 48), weave="smooth"),
        Form(volume=0.4, wrinkle_px=0),
        cast=0,
    )
    bed = join(
        bezier((76, 442), (160, 446), (260, 502), (330, 556)),
        bezier((330, 556), (390, 580), (470, 578), (560, 566)),
    )
    canvas.part(
        ribbon(bed, 13),
        Fabric(FOOTBED, weave="leather"),
        Form(round_px=6, rim_px=3, wrinkle_px=0),
        cast=0.3,
        cast_px=4,
    )
    counter = join(
        bezier((76, 440), (62, 400), (66, 356), (78, 322)),
        bezier((78, 322), (96, 316), (108, 322), (112, 330)),
        bezier((112, 330), (130, 390), (150, 420), (184, 456)),
    )
    canvas.part(counter, cloth, Form(round_px=18, rim_px=5), cast=0.3, cast_px=4)
    canvas.part(
        ribbon(
            spline(
                (80, 338), (140, 330), (210, 346), (236, 366), (200, 376), (130, 364), (92, 350)
            ),
            17,
        ),
        cloth.plain(),
        Form(round_px=8, rim_px=3),
        cast=0.36,
        cast_px=5,
    )
    draw_toe_band(canvas, cloth, 352, 510, 576, 100)
    canvas.button(204, 366, 7, COLOURS["Gold"], holes=False)
