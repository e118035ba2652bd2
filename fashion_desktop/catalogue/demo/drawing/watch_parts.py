"""What a watch is made of: measures, metal."""

from dataclasses import dataclass

from fashion_desktop.catalogue.demo.drawing.fabrics import Fabric
from fashion_desktop.catalogue.demo.drawing.palette import (
    RGB,
)

CENTRE_Y = 400.0


@dataclass(frozen=True)
class Watch:
    """Radius of the case, half width of the strap, shape."""

    radius: float
    strap: float
    square: bool = False
    bracelet: bool = False


def polished(colour: RGB, gloss: float = 0.7) -> Fabric:
    """Polished metal."""
    return Fabric(colour, weave="smooth", gloss=gloss)
