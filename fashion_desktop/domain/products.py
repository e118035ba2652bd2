"""Products as the catalogue describes them and as the library knows them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class EmbeddingState(StrEnum):
    """What the library has for a product's photo."""

    EMBEDDED = "embedded"
    MISSING = "missing"
    STALE = "stale"
    """There is an embedding, but of an older photo or of other weights."""
    FAILED = "failed"
    """The last attempt to embed the photo failed and there is no usable embedding."""


class SortKey(StrEnum):
    """Orders of the product grid."""

    CATALOGUE = "catalogue"
    NAME = "name"
    PRICE_LOW = "price_low"
    PRICE_HIGH = "price_high"
    NEWEST = "newest"
    STATE = "state"


@dataclass(frozen=True, slots=True)
class CatalogueProduct:
    """One product as a source describes it.

    Attributes:
        id: the source's own id, as text.
        name: title for people; empty when the source has none.
        price: decimal amount in the catalogue's currency, or None.
        currency: ISO 4217 code, or empty when the source does not say.
        image_ref: where the source finds the photo (URL, or path relative to the source's
            folder); empty when the product has no photo.
        page_url: the product's page in the shop, or empty.
        attributes: everything else the source said, unknown fields included, as text.
    """

    id: str
    name: str = ""
    price: float | None = None
    currency: str = ""
    image_ref: str = ""
    page_url: str = ""
    attributes: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ProductCard:
    """What the grid and the result cards show of a product.

    Attributes:
        row_id: the library's own number of the product, stable for its life.
        id: the source's own id.
        image_hash: SHA-256 (hex) of the photo's bytes as last fetched; empty if never fetched.
        failure: reason of the last failed attempt, empty if none.
        image_url: the photo's location as the catalogue gives it.
    """

    row_id: int
    id: str
    name: str
    price: float | None
    currency: str
    state: EmbeddingState
    image_hash: str
    image_url: str
    failure: str = ""


@dataclass(frozen=True, slots=True)
class ProductDetails:
    """Everything the library knows of one product."""

    card: ProductCard
    source_id: int
    source_name: str
    page_url: str
    attributes: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class ProductQuery:
    """Which products to list, and in which order.

    Attributes:
        text: words that must all occur in the name, the id or an attribute; empty for all.
        states: keep only these states; empty for all.
        facets: attribute name → accepted values, for example ``{"baseColour": {"Blue"}}``.
        price_range: lowest and highest price, either may be None.
    """

    text: str = ""
    sort: SortKey = SortKey.CATALOGUE
    states: frozenset[EmbeddingState] = frozenset()
    facets: Mapping[str, frozenset[str]] = field(default_factory=dict)
    price_range: tuple[float | None, float | None] = (None, None)

    @property
    def is_filtering(self) -> bool:
        """Whether it leaves out any product."""
        chosen = self.states or any(self.facets.values())
        return bool(self.text or chosen or self.price_range != (None, None))


@dataclass(frozen=True, slots=True)
class LibraryCounts:
    """Numbers for the status bar; ``products`` is the sum of the four states.

    Attributes:
        other_weights: those of the stale ones that were embedded with other weights than the
            ones in use, and are not searched; the rest are of an older photo.
    """

    products: int
    embedded: int
    missing: int
    stale: int
    failed: int
    other_weights: int = 0


@dataclass(frozen=True, slots=True)
class FacetValue:
    """One value of an attribute and how many products have it."""

    value: str
    count: int


def format_price(price: float | None, currency: str) -> str:
    """Return a price for people: two decimals, the currency in front; empty without price."""
    if price is None:
        return ""
    symbols = {"EUR": "€", "USD": "$", "GBP": "£", "JPY": "¥", "TRY": "₺", "INR": "₹"}
    amount = f"{price:,.2f}"
    if not currency:
        return amount
    symbol = symbols.get(currency.upper())
    return f"{symbol}{amount}" if symbol else f"{amount} {currency.upper()}"
