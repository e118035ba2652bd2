"""Prices as shops write them."""

from __future__ import annotations

import pytest

from fashion_desktop.catalogue.prices import Price, parse_price


@pytest.mark.parametrize(
    ("text", "amount", "currency"),
    [
        ("39.90 EUR", 39.90, "EUR"),
        ("€39,90", 39.90, "EUR"),
        ("39,90 €", 39.90, "EUR"),
        ("EUR 39,90", 39.90, "EUR"),
        ("1.299,00", 1299.0, ""),
        ("1,299.00 USD", 1299.0, "USD"),
        ("US$ 1,299.00", 1299.0, "USD"),
        ("$1,299,000.50", 1299000.5, "USD"),
        ("1.299.000", 1299000.0, ""),
        ("1,299", 1299.0, ""),
        ("1.299", 1299.0, ""),
        ("0.999", 0.999, ""),
        ("1 299,00\u00a0zł", 1299.0, "PLN"),
        ("1\u202f299,00 €", 1299.0, "EUR"),
        ("1'299.00 CHF", 1299.0, "CHF"),
        ("1,29,900.00 INR", 129900.0, "INR"),
        ("Rs. 499", 499.0, "INR"),
        ("₺1.299,90", 1299.9, "TRY"),
        ("1299 TL", 1299.0, "TRY"),
        ("39,-", 39.0, ""),
        ("CHF 39.\u2013", 39.0, "CHF"),
        ("110.1", 110.1, ""),
        ("40", 40.0, ""),
        ("40 eur", 40.0, "EUR"),
        ("  12.5  ", 12.5, ""),
        ("0", 0.0, ""),
    ],
)
def test_one_price_is_read(text: str, amount: float, currency: str) -> None:
    assert parse_price(text) == Price(amount, currency)


@pytest.mark.parametrize(
    "text",
    [
        "", "free", "-5.00", "10 - 20", "€10\u2013€20", "from 39.90", "2 for 30", "EUR",
        "EUR 5 USD", "nan", "inf", "1,2.3,4", "9" * 40, "39.90 EUR 20.00 EUR",
    ],
)  # fmt: skip
def test_what_is_not_exactly_one_price_is_none(text: str) -> None:
    assert parse_price(text) is None
