"""Ankle boots."""

from fashion_desktop.catalogue.demo.design import Design
from fashion_desktop.catalogue.demo.drawing.canvas import Canvas
from fashion_desktop.catalogue.demo.drawing.curves import (
    bezier,
    join,
    line,
    ribbon,
    rounded,
    shift,
    spline,
)
from fashion_desktop.catalogue.demo.drawing.fabrics import Fabric
from fashion_desktop.catalogue.demo.drawing.heel_parts import (
    FOOTBED,
    draw_block_heel,
    draw_thin_sole,
    leather,
)
from fashion_desktop.catalogue.demo.drawing.palette import COLOURS, contrasting, darker
from fashion_desktop.catalogue.demo.drawing.relief import Form, fold


def draw_boot(canvas: Canvas, design: Design) -> None:
    """Ankle boot on a block heel."""
    cloth = leather(design)
    draw_block_heel(
        canvas,
        Fabric((150, 104, 66), (124, 82, 50), "breton", "smooth", 0.5, 0.1)
        if design.detail == "stacked heel"
        else Fabric(darker(cloth.base, 0.28), weave="smooth", gloss=0.1),
        500,
    )
    upper = join(
        bezier((84, 530), (62, 470), (96, 380), (84, 214)),
        bezier((84, 214), (130, 224), (190, 222), (246, 206)),
        bezier((246, 206), (244, 300), (250, 380), (300, 430)),
        bezier((300, 430), (350, 470), (440, 480), (500, 516)),
        bezier((500, 516), (536, 536), (552, 560), (556, 586)),
        line((556, 588), (340, 590)),
        bezier((340, 590), (280, 576), (230, 540), (170, 532)),
    )
    opening = spline(
        (88, 216), (150, 204), (240, 200), (246, 208), (190, 224), (120, 224), closed=True
    )
    canvas.part(opening, Fabric(darker(FOOTBED, 0.45)), Form(volume=0.5), cast=0)
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
        gore = join(
            bezier((130, 226), (136, 300), (140, 360), (160, 420)),
            bezier((160, 420), (176, 428), (190, 426), (200, 418)),
            bezier((200, 418), (208, 360), (206, 300), (206, 220)),
        )
        canvas.part(
            gore,
            Fabric(darker(cloth.base, 0.4), weave="rib"),
            Form(volume=0.6, round_px=14),
            cast=0.1,
        )
        canvas.stitch(bezier((124, 228), (130, 300), (134, 364), (154, 426)), thread)
        canvas.stitch(bezier((212, 220), (214, 300), (214, 364), (206, 422)), thread)
        loop = bezier((84, 226), (66, 210), (72, 184), (92, 216))
        canvas.part(ribbon(loop, 9), cloth, Form(round_px=4, rim_px=2), cast=0.2, cast_px=3)
    elif design.detail == "buckle":
        canvas.part(
            ribbon(bezier((88, 404), (130, 424), (200, 420), (272, 402)), 20),
            cloth,
            Form(round_px=9, rim_px=4),
            cast=0.4,
            cast_px=5,
        )
        canvas.part(
            rounded(196, 396, 230, 436, 5),
            Fabric(COLOURS["Silver"], weave="smooth", gloss=0.6),
            Form(round_px=4, rim_px=2, wrinkle_px=0),
            cast=0.4,
            cast_px=3,
            holes=(rounded(203, 403, 223, 429, 3),),
        )
    else:
        canvas.seam(bezier((170, 228), (176, 330), (180, 430), (176, 530)), 0.4)
        canvas.stitch(
            bezier((177, 230), (183, 330), (187, 430), (183, 530)),
            (196, 198, 204),
            dash_px=2,
            gap_px=2,
            width_px=4,
        )
    canvas.seam(bezier((236, 404), (240, 470), (250, 530), (270, 572)), 0.28)
    sole = join(
        bezier((86, 530), (120, 528), (150, 530), (170, 532)),
        bezier((170, 532), (230, 540), (280, 576), (340, 590)),
        bezier((340, 590), (420, 593), (500, 593), (560, 589)),
    )
    draw_thin_sole(canvas, shift(sole, 0, 3), darker(cloth.base, 0.45))
