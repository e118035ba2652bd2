"""Heels and boots: pump, block-heel sandal, slingback, ankle boot and wedge, toe to the right."""

from collections.abc import Callable

from fashion_desktop.catalogue.demo.design import Design
from fashion_desktop.catalogue.demo.drawing.canvas import Canvas
from fashion_desktop.catalogue.demo.drawing.curves import (
    Points,
    bezier,
    ellipse,
    join,
    line,
    offset,
    ribbon,
    rounded,
    spline,
)
from fashion_desktop.catalogue.demo.drawing.fabrics import Fabric
from fashion_desktop.catalogue.demo.drawing.palette import COLOURS, RGB, contrasting, darker
from fashion_desktop.catalogue.demo.drawing.relief import Form, fold

FLOOR_Y = 600.0
_FOOTBED = (206, 176, 142)


def draw_heel(design: Design) -> Canvas:
    """Shoe with a heel in one of five cuts."""
    drawers: dict[str, Callable[[Canvas, Design], None]] = {
        "pump": _pump,
        "sandal": _sandal,
        "slingback": _slingback,
        "ankle boot": _boot,
        "wedge": _wedge,
    }
    canvas = Canvas(design.seed)
    drawers[design.cut](canvas, design)
    return canvas


def _hide(design: Design, scale: float = 0.6) -> Fabric:
    weave, gloss = {
        "patent": ("smooth", 0.75),
        "suede": ("jersey", 0.0),
        "satin": ("smooth", 0.35),
    }.get(design.detail, ("leather", 0.22))
    return Fabric(COLOURS[design.colour], COLOURS[design.accent], design.pattern, weave, scale, gloss)


def _thin_sole(canvas: Canvas, top: Points, colour: RGB) -> None:
    canvas.part(ribbon(top, 8), Fabric(colour, weave="smooth", gloss=0.1), Form(round_px=4, rim_px=2.5, wrinkle_px=0), cast=0.2, cast_px=3)


def _arch(heel_x: float, heel_y: float) -> Points:
    """Underside of a raised shoe from heel to toe."""
    return join(
        bezier((heel_x, heel_y), (heel_x + 80, heel_y + 6), (260, 520), (330, 582)),
        bezier((330, 582), (390, 604), (470, 598), (548, 588)),
    )


def _stiletto(canvas: Canvas, cloth: Fabric, *, x: float = 96.0, top: float = 440.0, width: float = 74.0, foot: float = 15.0) -> None:
    heel = join(
        bezier((x - 14, top), (x - 18, top + 60), (x + 10, top + 110), (x + 14, 586)),
        line((x + 14, 596), (x + 14 + foot, 596)),
        bezier((x + 14 + foot, 586), (x + 24 + foot * 0.7, top + 120), (x + width - 20, top + 80), (x + width, top + 16)),
    )
    canvas.part(heel, cloth, Form(round_px=12, rim_px=5, wrinkle_px=0), cast=0)
    canvas.part(rounded(x + 12, 590, x + 16 + foot, 599, 2), Fabric((40, 36, 36), weave="smooth"), Form(volume=0.4, wrinkle_px=0), cast=0.1)


def _block(canvas: Canvas, cloth: Fabric, top: float) -> None:
    heel = join(
        bezier((82, top), (78, top + 60), (84, 560), (88, 590)),
        line((88, 598), (164, 598)),
        bezier((164, 590), (166, 550), (172, top + 70), (190, top + 20)),
    )
    canvas.part(heel, cloth, Form(round_px=18, rim_px=5, wrinkle_px=0), cast=0)
    canvas.part(rounded(87, 591, 165, 600, 2), Fabric((44, 38, 36), weave="smooth"), Form(volume=0.4, wrinkle_px=0), cast=0.1)


def _pump(canvas: Canvas, design: Design) -> None:
    cloth = _hide(design)
    inside = spline((84, 330), (150, 386), (250, 470), (330, 512), (388, 522), (330, 490), (240, 420), (150, 340), (96, 318), closed=True)
    canvas.part(inside, Fabric(_FOOTBED, weave="leather"), Form(volume=0.6), cast=0)
    _stiletto(canvas, cloth, top=420)
    _thin_sole(canvas, _arch(86, 444) + (0, 2), darker(COLOURS["Tan"], 0.35) if design.detail != "red sole" else COLOURS["Red"])
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
    canvas.ink(bezier((106, 330), (160, 424), (260, 500), (352, 520)), contrasting(cloth.base, 0.3), 1.4, 0.5)
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
    cloth = _hide(design)
    bed = join(bezier((84, 440), (150, 440), (260, 508), (330, 566)), bezier((330, 566), (380, 590), (450, 592), (540, 584)))
    canvas.part(ribbon(bed + (0, -5), 16), Fabric(_FOOTBED, weave="leather"), Form(round_px=7, rim_px=3, wrinkle_px=0), cast=0)
    strap = bezier((252, 470), (200, 420), (120, 372), (84, 376))
    back = bezier((84, 376), (66, 380), (70, 410), (84, 430))
    canvas.part(ribbon(join(strap, back), 13), cloth.plain(), Form(round_px=6, rim_px=3, wrinkle_px=0), cast=0.3, cast_px=4)
    _stiletto(canvas, cloth, top=432, foot=22, width=70)
    _thin_sole(canvas, _arch(86, 446) + (0, 2), darker(COLOURS["Tan"], 0.35))
    upper = join(
        bezier((238, 500), (252, 470), (286, 470), (300, 482)),
        bezier((300, 482), (340, 512), (380, 524), (420, 506)),
        bezier((420, 506), (474, 520), (536, 556), (566, 588)),
        bezier((566, 588), (480, 600), (390, 604), (330, 580)),
        bezier((330, 580), (300, 556), (270, 530), (238, 500)),
    )
    canvas.part(upper, cloth, Form(round_px=24, rim_px=6, wrinkle_px=0.8), cast=0.3)
    if design.detail == "cap toe":
        cap = join(bezier((478, 610), (474, 570), (484, 540), (500, 530)), line((575, 560), (580, 610)))
        canvas.part(cap, cloth.plain(COLOURS[design.accent]), Form(round_px=18, rim_px=5), cast=0.2, cast_px=3, clipped=True)
    canvas.button(246, 464, 7, COLOURS["Gold"], holes=False)


def _sandal(canvas: Canvas, design: Design) -> None:
    cloth = _hide(design)
    _block(canvas, cloth, 440)
    bed = join(bezier((78, 430), (150, 436), (260, 508), (330, 568)), bezier((330, 568), (390, 592), (470, 590), (548, 578)))
    canvas.part(ribbon(bed, 20), Fabric(_FOOTBED, weave="leather"), Form(round_px=8, rim_px=3, wrinkle_px=0), cast=0.3, cast_px=4)
    _thin_sole(canvas, offset(bed, 12), darker(cloth.base, 0.15))
    form = Form(round_px=9, rim_px=4, wrinkle_px=0.4)
    counter = join(bezier((76, 430), (62, 390), (68, 330), (80, 290)), bezier((80, 290), (92, 286), (100, 290), (104, 296)), bezier((104, 296), (110, 340), (120, 390), (150, 442)))
    canvas.part(counter, cloth, Form(round_px=18, rim_px=5), cast=0.3, cast_px=4)
    ankle = spline((78, 304), (120, 292), (180, 290), (222, 306), (232, 322), (210, 334), (150, 332), (92, 326))
    canvas.part(ribbon(ankle, 16), cloth, form, cast=0.35, cast_px=5)
    buckle = rounded(188, 316, 214, 346, 4)
    canvas.part(buckle, Fabric(COLOURS["Gold"], weave="smooth", gloss=0.6), Form(round_px=4, rim_px=2, wrinkle_px=0), cast=0.4, cast_px=3, holes=(rounded(194, 322, 208, 340, 2),))
    front = join(bezier((384, 586), (372, 540), (392, 500), (430, 492)), bezier((430, 492), (480, 500), (512, 540), (516, 584)), bezier((516, 584), (500, 560), (490, 556), (478, 556)), bezier((478, 556), (440, 556), (410, 560), (384, 586)))
    if design.detail == "two straps":
        for a, b, c, d in (((352, 580), (362, 520), (412, 490), (446, 588)), ((430, 592), (446, 530), (496, 520), (520, 584))):
            canvas.part(ribbon(bezier(a, b, c, d), 24), cloth, Form(round_px=12, rim_px=4), cast=0.4, cast_px=5)
    else:
        canvas.part(front, cloth, Form(round_px=16, rim_px=5), cast=0.4, cast_px=6)


def _boot(canvas: Canvas, design: Design) -> None:
    cloth = _hide(design)
    _block(canvas, Fabric(darker(cloth.base, 0.28) if design.detail != "stacked heel" else (150, 104, 66), weave="corduroy" if design.detail == "stacked heel" else "smooth", gloss=0.1), 500)
    upper = join(
        bezier((84, 530), (62, 470), (96, 380), (84, 214)),
        bezier((84, 214), (130, 224), (190, 222), (246, 206)),
        bezier((246, 206), (244, 300), (250, 380), (300, 430)),
        bezier((300, 430), (350, 470), (440, 480), (500, 516)),
        bezier((500, 516), (536, 536), (552, 560), (556, 586)),
        line((556, 588), (340, 590)),
        bezier((340, 590), (280, 576), (230, 540), (170, 532)),
    )
    opening = spline((88, 216), (150, 204), (240, 200), (246, 208), (190, 224), (120, 224), closed=True)
    canvas.part(opening, Fabric(darker(_FOOTBED, 0.45)), Form(volume=0.5), cast=0)
    folds = (
        fold((96, 380), (150, 412), (230, 400), width=20, depth=-4),
        fold((92, 410), (150, 446), (250, 436), width=22, depth=4),
        fold((280, 450), (300, 490), (296, 540), width=24, depth=-3),
        fold((340, 470), (350, 520), (340, 570), width=22, depth=3),
    )
    canvas.part(upper, cloth, Form(round_px=32, folds=folds, wrinkle_px=1.4), cast=0.2)
    thread = contrasting(cloth.base, 0.25)
    canvas.stitch(bezier((88, 224), (130, 234), (190, 232), (244, 216)), thread, opacity=0.5)
    if design.detail == "chelsea":
        gore = join(bezier((130, 226), (136, 300), (140, 360), (160, 420)), bezier((160, 420), (176, 428), (190, 426), (200, 418)), bezier((200, 418), (208, 360), (206, 300), (206, 220)))
        canvas.part(gore, Fabric(darker(cloth.base, 0.4), weave="rib"), Form(volume=0.6, round_px=14), cast=0.1)
        canvas.stitch(bezier((124, 228), (130, 300), (134, 364), (154, 426)), thread)
        canvas.stitch(bezier((212, 220), (214, 300), (214, 364), (206, 422)), thread)
        loop = bezier((84, 226), (66, 210), (72, 184), (92, 216))
        canvas.part(ribbon(loop, 9), cloth, Form(round_px=4, rim_px=2), cast=0.2, cast_px=3)
    elif design.detail == "buckle":
        canvas.part(ribbon(bezier((88, 404), (130, 424), (200, 420), (272, 402)), 20), cloth, Form(round_px=9, rim_px=4), cast=0.4, cast_px=5)
        canvas.part(rounded(196, 396, 230, 436, 5), Fabric(COLOURS["Silver"], weave="smooth", gloss=0.6), Form(round_px=4, rim_px=2, wrinkle_px=0), cast=0.4, cast_px=3, holes=(rounded(203, 403, 223, 429, 3),))
    else:
        canvas.seam(bezier((170, 228), (176, 330), (180, 430), (176, 530)), 0.4)
        canvas.stitch(bezier((177, 230), (183, 330), (187, 430), (183, 530)), (196, 198, 204), dash_px=2, gap_px=2, width_px=4)
    canvas.seam(bezier((236, 404), (240, 470), (250, 530), (270, 572)), 0.28)
    sole = join(bezier((82, 524), (150, 528), (230, 536), (300, 578)), bezier((300, 578), (380, 596), (470, 596), (560, 588)))
    _thin_sole(canvas, sole + (0, 6), darker(cloth.base, 0.45))


def _wedge(canvas: Canvas, design: Design) -> None:
    cloth = _hide(design)
    wedge = join(
        bezier((80, 446), (74, 500), (84, 560), (92, 594)),
        line((92, 599), (520, 599)),
        bezier((520, 599), (546, 596), (556, 584), (558, 572)),
        bezier((558, 572), (470, 580), (390, 584), (330, 560)),
        bezier((330, 560), (260, 506), (160, 450), (80, 446)),
    )
    cork = Fabric((204, 164, 116), (166, 122, 78), "breton", "melange", 0.42) if design.detail != "cork" else Fabric((198, 156, 106), weave="melange")
    canvas.part(wedge, cork, Form(round_px=14, rim_px=5), cast=0)
    canvas.part(line((90, 592), (524, 592), (516, 601), (92, 601)), Fabric((92, 66, 48), weave="smooth"), Form(volume=0.4, wrinkle_px=0), cast=0)
    bed = join(bezier((76, 442), (160, 446), (260, 502), (330, 556)), bezier((330, 556), (390, 580), (470, 578), (560, 566)))
    canvas.part(ribbon(bed, 13), Fabric(_FOOTBED, weave="leather"), Form(round_px=6, rim_px=3, wrinkle_px=0), cast=0.3, cast_px=4)
    counter = join(bezier((76, 440), (62, 400), (66, 356), (78, 322)), bezier((78, 322), (96, 316), (108, 322), (112, 330)), bezier((112, 330), (130, 390), (150, 420), (184, 456)))
    canvas.part(counter, cloth, Form(round_px=18, rim_px=5), cast=0.3, cast_px=4)
    canvas.part(ribbon(spline((80, 338), (140, 330), (210, 346), (236, 366), (200, 376), (130, 364), (92, 350)), 17), cloth.plain(), Form(round_px=8, rim_px=3), cast=0.36, cast_px=5)
    vamp = join(bezier((350, 572), (346, 516), (380, 476), (424, 478)), bezier((424, 478), (480, 490), (520, 526), (528, 570)), bezier((528, 570), (470, 580), (400, 584), (350, 572)))
    canvas.part(vamp, cloth, Form(round_px=22, rim_px=6), cast=0.4, cast_px=6)
    canvas.stitch(bezier((356, 564), (356, 518), (386, 484), (424, 486)), contrasting(cloth.base, 0.3))
    canvas.button(204, 366, 7, COLOURS["Gold"], holes=False)
