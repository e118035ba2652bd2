"""What a demo product looks like, in words."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Design:
    """Kind, cut, colours (names of the palette), pattern and detail of one product."""

    kind: str
    cut: str
    colour: str
    accent: str = "White"
    pattern: str = "plain"
    detail: str = ""
    seed: int = 0
