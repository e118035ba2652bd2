"""Product API answers as products, tolerant of extra, missing and differently named fields."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from fashion_desktop.catalogue.prices import Price, parse_price
from fashion_desktop.catalogue.text import clean_text, text_of
from fashion_desktop.domain.products import CatalogueProduct

_ID_FIELDS = ("id", "product_id", "sku")
_NAME_FIELDS = ("name", "title", "product_name", "productDisplayName")
_IMAGE_FIELDS = ("image_url", "imageUrl", "image_link", "image", "photo", "images")
_PAGE_FIELDS = ("page_url", "product_url", "permalink", "link", "url")
_CURRENCY_FIELDS = ("currency", "price_currency")
_LIST_FIELDS = ("data", "products", "results", "items")


@dataclass(frozen=True, slots=True)
class ListPage:
    """One answer to ``GET /products?page=N``.

    Attributes:
        entries: the products, not yet looked at.
        next_url: ``links.next``, or empty when it is null or missing.
        has_links: whether the answer says at all what the next page is.
        last_page: number of the last page, or None when the answer does not say.
        total: products in the catalogue, or None.
    """

    entries: Sequence[object]
    next_url: str
    has_links: bool
    last_page: int | None
    total: int | None

    @property
    def says_nothing_of_others(self) -> bool:
        """Whether only asking can tell if there is a further page."""
        return self.last_page is None and not self.has_links


def parse_list_page(answer: object) -> ListPage | None:
    """Return the page in an answer, or None when it is no list of products.

    The list is ``data``, or the answer itself; ``links`` and ``meta`` may be missing, or
    their fields may stand at the top level.
    """
    if isinstance(answer, list):
        return ListPage(answer, "", has_links=False, last_page=None, total=None)
    if not isinstance(answer, dict):
        return None
    entries = next((answer[key] for key in _LIST_FIELDS if isinstance(answer.get(key), list)), None)
    if entries is None:
        return None
    links = answer.get("links")
    meta = answer.get("meta")
    places = [part for part in (links, meta, answer) if isinstance(part, dict)]
    following = [
        place[key] for place in places for key in ("next", "next_page_url") if key in place
    ]
    return ListPage(
        entries=entries,
        next_url=following[0] if following and isinstance(following[0], str) else "",
        has_links=bool(following),
        last_page=_count(places, "last_page", "lastPage", "total_pages"),
        total=_count(places, "total", "count"),
    )


def _count(places: Sequence[Mapping[str, object]], *keys: str) -> int | None:
    for place in places:
        for key in keys:
            value = place.get(key)
            if isinstance(value, int) and not isinstance(value, bool) and value >= 0:
                return value
    return None


@dataclass(frozen=True, slots=True)
class ProductEntry:
    """One entry of a list page; ``image`` and ``page`` are as the server wrote them."""

    product: CatalogueProduct
    image: str
    page: str


def parse_entry(entry: object) -> ProductEntry | str:
    """Return the product of an entry, or what is wrong with it in a few words.

    Unknown fields become text attributes, nested ones as JSON. A price that is a JSON
    integer counts cents, as in the replaced service's shop; a float and a text are decimal
    amounts. A price that cannot be understood stays as an attribute.
    """
    if not isinstance(entry, dict):
        return "is not a product"
    rest = {clean_text(str(key)): value for key, value in entry.items()}
    product_id = next((text for key in _ID_FIELDS if (text := _id_text(rest.get(key)))), "")
    if not product_id:
        return "has no id"
    rest.pop(next(key for key in _ID_FIELDS if _id_text(rest.get(key))))
    name = _take_text(rest, _NAME_FIELDS)
    image = _take_image(rest)
    page = _take_text(rest, _PAGE_FIELDS)
    price = price_from_json(rest.get("price"))
    if price is not None:
        del rest["price"]
    currency = _take_text(rest, _CURRENCY_FIELDS).upper()
    attributes = {key: text for key, value in rest.items() if (text := text_of(value))}
    product = CatalogueProduct(
        id=product_id,
        name=name,
        price=None if price is None else price.amount,
        currency=currency or ("" if price is None else price.currency),
        attributes=attributes,
    )
    return ProductEntry(product, image, page)


def _id_text(value: object) -> str:
    if isinstance(value, bool):
        return ""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return clean_text(str(value)) if isinstance(value, int | str) else ""


def _take_text(fields: dict[str, object], names: Sequence[str]) -> str:
    for name in names:
        value = fields.get(name)
        if isinstance(value, str) and (text := clean_text(value)):
            del fields[name]
            return text
    return ""


def _take_image(fields: dict[str, object]) -> str:
    for name in _IMAGE_FIELDS:
        if url := _image_in(fields.get(name)):
            del fields[name]
            return url
    return ""


def _image_in(value: object) -> str:
    """Return the address in an image field: a text, ``{"url": …}``, or the first of a list."""
    if isinstance(value, list) and value:
        value = value[0]
    if isinstance(value, dict):
        value = value.get("url") or value.get("src")
    return clean_text(value) if isinstance(value, str) else ""


def price_from_json(value: object) -> Price | None:
    """Return the price of a JSON value: an integer counts cents, anything else is decimal."""
    if isinstance(value, dict):
        price = price_from_json(value.get("amount", value.get("value")))
        currency = value.get("currency")
        if price is None or not isinstance(currency, str):
            return price
        return Price(price.amount, clean_text(currency).upper())
    if isinstance(value, bool):
        return None
    if isinstance(value, str):
        return parse_price(value)
    if not isinstance(value, int | float) or not 0 <= value < 1e14 or math.isnan(value):
        return None
    return Price(value / 100 if isinstance(value, int) else value)
