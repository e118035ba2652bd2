"""Prices as people and shops write them: ``€39,90``, ``1.299,00``, ``1,299.00 USD``."""

from __future__ import annotations

import re
from dataclasses import dataclass

_SYMBOLS = {
    "US$": "USD", "A$": "AUD", "AU$": "AUD", "C$": "CAD", "CA$": "CAD", "R$": "BRL",
    "HK$": "HKD", "NZ$": "NZD", "S$": "SGD", "€": "EUR", "£": "GBP", "$": "USD", "¥": "JPY",
    "₺": "TRY", "TL": "TRY", "₹": "INR", "RS": "INR", "RS.": "INR", "ZŁ": "PLN", "KČ": "CZK",
    "FT": "HUF", "₽": "RUB", "₩": "KRW", "₪": "ILS", "₴": "UAH", "฿": "THB", "₫": "VND",
}  # fmt: skip
_CODES = frozenset({
    "AED", "ARS", "AUD", "BGN", "BRL", "CAD", "CHF", "CLP", "CNY", "COP", "CZK", "DKK", "EGP",
    "EUR", "GBP", "HKD", "HUF", "IDR", "ILS", "INR", "ISK", "JPY", "KRW", "KWD", "MAD", "MXN",
    "MYR", "NOK", "NZD", "PEN", "PHP", "PKR", "PLN", "QAR", "RON", "RSD", "RUB", "SAR", "SEK",
    "SGD", "THB", "TRY", "TWD", "UAH", "USD", "VND", "ZAR",
})  # fmt: skip
_PRICE = re.compile(
    r"(?P<before>[^\d\s.,+\-][^\d,+\-]*?)?\s*"
    r"(?P<number>\d[\d.,'\u2019\s]*)(?:[.,]?[-\u2013\u2014]{1,2})?\s*"
    r"(?P<after>[^\d\s.,+\-][^\d,+\-]*)?"
)
_HIGHEST = 1e12


@dataclass(frozen=True, slots=True)
class Price:
    """A decimal amount and its ISO 4217 currency code, empty when the text does not say."""

    amount: float
    currency: str = ""


def parse_price(text: str) -> Price | None:
    """Return the price that a text names, or None when it does not name exactly one.

    The last of two different separators marks the decimals. A single separator followed by
    exactly three digits marks thousands ("1.299" is 1299), unless only zeros stand before
    it; any other single separator marks decimals. Negative amounts and ranges are no price.
    """
    found = _PRICE.fullmatch(text.strip())
    if found is None:
        return None
    words = [found["before"], found["after"]]
    currencies = [_currency(word.strip()) for word in words if word and word.strip()]
    if len(currencies) > 1 or None in currencies:
        return None
    amount = _amount(found["number"])
    if amount is None:
        return None
    return Price(amount, (currencies[0] or "") if currencies else "")


def _currency(word: str) -> str | None:
    """Return the ISO code of a symbol or code, or None for any other word."""
    word = word.upper()
    return word if word in _CODES else _SYMBOLS.get(word)


def _amount(number: str) -> float | None:
    digits = re.sub(r"['\u2019\s]", "", number).rstrip(".,")
    if "." in digits and "," in digits:
        decimal = max(".,", key=digits.rfind)
        whole, _, fraction = digits.rpartition(decimal)
        if decimal in whole:
            return None
    else:
        separator = "," if "," in digits else "."
        whole, _, fraction = (
            digits.rpartition(separator) if separator in digits else (digits, "", "")
        )
        thousands = len(fraction) == 3 and whole.strip("0") != ""
        if separator in whole or thousands:
            whole, fraction = digits, ""
    whole = re.sub(r"[.,]", "", whole)
    amount = float(f"{whole or '0'}.{fraction or '0'}")
    return amount if amount < _HIGHEST else None
