"""The 240 demo products: 20 of each of 12 kinds."""

from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from fashion_desktop.catalogue.demo import ranges_accessories, ranges_clothing
from fashion_desktop.catalogue.demo.design import Design
from fashion_desktop.catalogue.demo.wording import (
    ADJECTIVES,
    BASE_COLOURS,
    BRANDS,
    COLOUR_WORDS,
    CUT_FACTS,
    DETAIL_WORDS,
    KIND_FACTS,
    PATTERN_WORDS,
)

_RANGES: dict[str, tuple[ranges_clothing.Row, ...]] = {
    "tshirt": ranges_clothing.TSHIRTS,
    "shirt": ranges_clothing.SHIRTS,
    "hoodie": ranges_clothing.HOODIES,
    "jacket": ranges_clothing.JACKETS,
    "dress": ranges_clothing.DRESSES,
    "skirt": ranges_clothing.SKIRTS,
    "trousers": ranges_clothing.TROUSERS,
    "shorts": ranges_clothing.SHORTS,
    "trainer": ranges_accessories.TRAINERS,
    "heel": ranges_accessories.HEELS,
    "bag": ranges_accessories.BAGS,
    "watch": ranges_accessories.WATCHES,
}


@dataclass(frozen=True)
class DemoProduct:
    """A product of the demo catalogue. Ids count from 101001 (first kind) to 112020 (last)."""

    id: int
    name: str
    price: Decimal
    brand: str
    gender: str
    season: str
    year: int
    base_colour: str
    usage: str
    article_type: str
    master_category: str
    sub_category: str
    description: str
    stock: int
    design: Design

    def as_json(self) -> dict[str, object]:
        """The product's own fields under the names of the product API."""
        return {
            "id": self.id,
            "name": self.name,
            "price": float(self.price),
            "currency": "EUR",
            "brand": self.brand,
            "gender": self.gender,
            "season": self.season,
            "year": self.year,
            "baseColour": self.base_colour,
            "usage": self.usage,
            "articleType": self.article_type,
            "masterCategory": self.master_category,
            "subCategory": self.sub_category,
            "description": self.description,
            "stock": self.stock,
        }


@cache
def demo_products() -> tuple[DemoProduct, ...]:
    """All demo products, in the order of their ids."""
    return tuple(
        _product(kind, 100_000 + 1_000 * number + place, place, row)
        for number, (kind, rows) in enumerate(_RANGES.items(), start=1)
        for place, row in enumerate(rows, start=1)
    )


def _product(kind: str, product_id: int, place: int, row: ranges_clothing.Row) -> DemoProduct:
    cut, colour, accent, pattern, detail = row
    design = Design(kind, cut, colour, accent, pattern, detail, seed=product_id)
    facts, cut_facts = KIND_FACTS[kind], CUT_FACTS[kind, cut]
    name = _name(design)
    # Spreads prices and stock without a random generator: 37 has no factor in common with 240.
    spread = product_id * 37 % 240
    price = Decimal(cut_facts.price + spread % 5 * max(1, cut_facts.price // 20)) + Decimal("0.90")
    return DemoProduct(
        id=product_id,
        name=name,
        price=price,
        brand=BRANDS[spread % len(BRANDS)],
        gender=cut_facts.gender,
        season=cut_facts.season,
        year=2024 + place % 3,
        base_colour=BASE_COLOURS.get(colour, colour),
        usage=cut_facts.usage,
        article_type=facts.article_type,
        master_category=facts.master_category,
        sub_category=facts.sub_category,
        description=f"{name}. {cut_facts.season} range, {cut_facts.usage.lower()} wear.",
        stock=spread % 60,
        design=design,
    )


def _name(design: Design) -> str:
    """Title such as "Striped cotton T-shirt, navy and white"."""
    noun = CUT_FACTS[design.kind, design.cut].noun
    words = [PATTERN_WORDS[design.pattern]]
    ending = ""
    if design.kind == "watch":
        words.append(design.detail)
        ending = f", {design.accent.lower()} dial"
    elif design.detail in ADJECTIVES:
        words.append(DETAIL_WORDS.get(design.detail, design.detail))
    elif design.detail:
        ending = f" with {DETAIL_WORDS.get(design.detail, design.detail)}"
    title = " ".join([*filter(None, words), noun]) + ending
    colour = COLOUR_WORDS.get(design.colour, design.colour.lower())
    if design.pattern != "plain" or design.detail in {"ringer", "two-tone", "varsity"}:
        colour = f"{colour} and {COLOUR_WORDS.get(design.accent, design.accent.lower())}"
    if design.kind == "watch":
        colour = f"{colour} {'bracelet' if design.cut == 'bracelet' else 'strap'}"
    title = f"{title}, {colour}"
    return title[0].upper() + title[1:]
