"""Named fashion colours of the demo catalogue."""

RGB = tuple[int, int, int]

COLOURS: dict[str, RGB] = {
    "White": (243, 242, 239),
    "Cream": (236, 226, 205),
    "Beige": (212, 193, 162),
    "Tan": (184, 132, 84),
    "Brown": (98, 66, 48),
    "Black": (40, 40, 44),
    "Charcoal": (77, 80, 87),
    "Grey": (160, 163, 168),
    "Navy": (36, 48, 84),
    "Blue": (48, 98, 176),
    "Sky": (152, 192, 226),
    "Denim": (76, 108, 150),
    "Teal": (32, 122, 126),
    "Green": (42, 96, 70),
    "Olive": (110, 112, 70),
    "Mint": (172, 214, 194),
    "Mustard": (216, 164, 52),
    "Orange": (212, 106, 52),
    "Red": (196, 40, 46),
    "Burgundy": (112, 32, 50),
    "Pink": (232, 170, 178),
    "Lilac": (182, 164, 212),
    "Gold": (212, 172, 98),
    "Silver": (198, 202, 208),
    "Rose gold": (220, 166, 146),
}


def mix(a: RGB, b: RGB, share: float) -> RGB:
    """Colour that lies the given share of the way from a to b."""
    red, green, blue = (round(x * (1 - share) + y * share) for x, y in zip(a, b, strict=True))
    return red, green, blue


def darker(colour: RGB, share: float = 0.25) -> RGB:
    """Colour mixed with near-black."""
    return mix(colour, (18, 16, 22), share)


def lighter(colour: RGB, share: float = 0.25) -> RGB:
    """Colour mixed with white."""
    return mix(colour, (255, 255, 255), share)


def luminance(colour: RGB) -> float:
    """Perceived brightness, 0..1 (weights of ITU-R BT.601)."""
    return (0.299 * colour[0] + 0.587 * colour[1] + 0.114 * colour[2]) / 255


def contrasting(colour: RGB, share: float = 0.35) -> RGB:
    """Darker tone of a light colour, lighter tone of a dark one: for seams and stitches."""
    return darker(colour, share) if luminance(colour) > 0.3 else lighter(colour, share)
