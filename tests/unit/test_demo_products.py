"""The demo range: 240 products of 12 kinds with believable attributes."""

from __future__ import annotations

import json
from collections import Counter
from decimal import Decimal

from fashion_desktop.catalogue.demo.drawing import KINDS
from fashion_desktop.catalogue.demo.products import demo_products


def test_there_are_twenty_products_of_each_of_twelve_kinds() -> None:
    counts = Counter(product.design.kind for product in demo_products())
    assert counts == dict.fromkeys(KINDS, 20)
    assert len(KINDS) == 12


def test_ids_count_by_kind_and_place() -> None:
    ids = [product.id for product in demo_products()]
    assert ids[0] == 101_001
    assert ids[-1] == 112_020
    assert ids == sorted(set(ids))


def test_names_are_distinct_and_written_as_sentences() -> None:
    names = [product.name for product in demo_products()]
    assert len(set(names)) == len(names)
    assert all(name[0].isupper() and "  " not in name and name == name.strip() for name in names)
    assert names[0] == "Striped cotton T-shirt, navy and white"


def test_no_two_products_look_the_same() -> None:
    looks = [
        (d.kind, d.cut, d.colour, d.accent, d.pattern, d.detail)
        for d in (product.design for product in demo_products())
    ]
    assert len(set(looks)) == len(looks)


def test_every_kind_offers_several_cuts_colours_and_details() -> None:
    for kind in KINDS:
        designs = [p.design for p in demo_products() if p.design.kind == kind]
        assert len({d.cut for d in designs}) >= 4, kind
        assert len({d.colour for d in designs}) >= 7, kind
        assert len({(d.pattern, d.detail) for d in designs}) >= 4, kind


def test_attributes_are_complete_and_plausible() -> None:
    for product in demo_products():
        assert Decimal(10) < product.price < Decimal(400)
        assert product.price == product.price.quantize(Decimal("0.01"))
        assert product.gender in {"Women", "Men", "Unisex"}
        assert product.season in {"Spring", "Summer", "Autumn", "Winter"}
        assert 2020 <= product.year <= 2030
        assert product.stock >= 0
        assert product.brand
        assert product.description
    assert len({product.brand for product in demo_products()}) >= 5


def test_json_has_the_field_names_of_the_product_api() -> None:
    product = demo_products()[0]
    content = json.loads(json.dumps(product.as_json()))
    assert content["id"] == 101_001
    assert content["price"] == float(product.price)
    assert content["baseColour"] == "Navy"
    assert content["articleType"] == "T-shirts"
    assert content.keys() >= {"name", "description", "gender", "season", "year", "usage", "brand"}
    assert "stock" in content
