"""Product API answers of many shapes."""

from __future__ import annotations

from typing import Any

import pytest

from fashion_desktop.catalogue.product_json import (
    ProductEntry,
    parse_entry,
    parse_list_page,
    price_from_json,
)


def parsed(entry: dict[str, Any]) -> ProductEntry:
    result = parse_entry(entry)
    assert isinstance(result, ProductEntry)
    return result


def test_the_bare_minimum() -> None:
    entry = parsed({"id": 1163, "image_url": "/storage/1163.jpg"})
    assert entry.product.id == "1163"
    assert entry.image == "/storage/1163.jpg"
    assert entry.product.name == ""
    assert entry.product.price is None
    assert entry.product.attributes == {}


def test_a_full_entry_keeps_unknown_fields_as_text() -> None:
    entry = parsed(
        {
            "id": "SKU-7",
            "title": "  Linen shirt ",
            "price": 3990,
            "currency": "eur",
            "url": "https://shop.example/p/7",
            "stock": 0,
            "new": True,
            "season": None,
            "sizes": ["S", "M"],
            "brand": {"name": "Ünal"},
        }
    )
    product = entry.product
    assert (product.id, product.name, product.price, product.currency) == (
        "SKU-7", "Linen shirt", 39.9, "EUR",
    )  # fmt: skip
    assert entry.page == "https://shop.example/p/7"
    assert product.attributes == {
        "stock": "0",
        "new": "true",
        "sizes": '["S", "M"]',
        "brand": '{"name": "Ünal"}',
    }


def test_name_wins_over_title_which_is_kept() -> None:
    product = parsed({"id": 1, "title": "Tee, blue", "name": "Tee"}).product
    assert product.name == "Tee"
    assert product.attributes == {"title": "Tee, blue"}


@pytest.mark.parametrize(
    ("value", "amount"),
    [
        (3990, 39.9),
        (0, 0.0),
        (39.9, 39.9),
        (40.0, 40.0),
        ("39.90", 39.9),
        ("40", 40.0),
        ("€ 1.299,00", 1299.0),
        ({"amount": 3990, "currency": "EUR"}, 39.9),
        (None, None),
        (True, None),
        (-1, None),
        (float("nan"), None),
        (float("inf"), None),
        ("ask us", None),
        ([1], None),
    ],
)
def test_integers_are_cents_and_everything_else_is_decimal(
    value: object, amount: float | None
) -> None:
    price = price_from_json(value)
    assert (None if price is None else price.amount) == amount


def test_a_price_that_is_none_stays_an_attribute() -> None:
    product = parsed({"id": 1, "price": "ask us"}).product
    assert product.price is None
    assert product.attributes == {"price": "ask us"}


@pytest.mark.parametrize(
    "image",
    ["a.jpg", ["a.jpg", "b.jpg"], {"url": "a.jpg"}, [{"src": "a.jpg"}]],
)
def test_image_addresses_in_several_shapes(image: object) -> None:
    assert parsed({"id": 1, "images": image}).image == "a.jpg"


@pytest.mark.parametrize("identity", [None, "", "  ", True, 1.5, [], {}])
def test_entries_without_an_id_are_refused(identity: object) -> None:
    assert parse_entry({"id": identity, "name": "x"}) == "has no id"


def test_other_ids_are_taken() -> None:
    assert parsed({"id": 1163.0}).product.id == "1163"
    assert parsed({"id": 0}).product.id == "0"
    assert parsed({"sku": "A-1"}).product.id == "A-1"


def test_half_surrogates_and_nuls_do_not_survive() -> None:
    product = parsed({"id": "a\ud800", "name": "x\0y", "note": "\ud83d\ude00"}).product
    assert product.id.encode("utf-8")
    assert product.name == "xy"
    assert product.attributes["note"] == "😀"


@pytest.mark.parametrize("answer", [None, 3, "x", {}, {"data": {"id": 1}}, {"error": "no"}])
def test_what_is_no_list_page(answer: object) -> None:
    assert parse_list_page(answer) is None


def test_list_pages_of_several_shapes() -> None:
    full = parse_list_page(
        {"data": [1], "links": {"next": "u"}, "meta": {"last_page": 3, "total": 7}}
    )
    assert full is not None
    assert (full.next_url, full.last_page, full.total, full.has_links) == ("u", 3, 7, True)
    flat = parse_list_page({"data": [1], "next_page_url": None, "last_page": 1, "total": 1})
    assert flat is not None
    assert (flat.next_url, flat.last_page, flat.has_links) == ("", 1, True)
    bare = parse_list_page([1, 2])
    assert bare is not None
    assert bare.says_nothing_of_others
    assert parse_list_page({"results": [], "next": None, "count": 0}) is not None
