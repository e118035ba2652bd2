"""A small shop for tests of the window: products that differ in name, price, colour and photo."""

from __future__ import annotations

from support.drawn_photos import draw_photo
from support.product_api_server import ServedProduct

PRODUCTS = 24


def products(count: int = PRODUCTS) -> list[ServedProduct]:
    colours = ("Blue", "Red", "Green")
    return [
        ServedProduct(
            number,
            draw_photo(number),
            {
                "name": f"{colours[number % 3]} garment {number}",
                "price": 10.0 + number,
                "baseColour": colours[number % 3],
            },
        )
        for number in range(1, count + 1)
    ]
