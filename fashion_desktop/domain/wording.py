"""Counts, durations and rates in words, the same in the window and on the command line."""

from __future__ import annotations

import math
import re
from collections.abc import Callable

NumberText = Callable[[float, int], str]
"""Writes a number with so many decimals."""

_A_FEW_SECONDS_S = 5
_MINUTE_S = 60
_HOUR_MIN = 60
_HOURS_FROM_MIN = 90
_WHOLE_FROM = 10
_SLOW_PER_S = 0.95


def english_number(number: float, decimals: int = 0) -> str:
    """Return for example ``"1,284"`` or ``"2.5"``."""
    return f"{number:,.{decimals}f}"


def counted(
    number: int, singular: str, plural: str = "", number_text: NumberText = english_number
) -> str:
    """Return for example ``"1 product"`` or ``"1,284 products"``.

    Args:
        plural: for nouns that take more than an s.
    """
    return f"{number_text(number, 0)} {singular if number == 1 else plural or f'{singular}s'}"


def amount_text(done: int, total: int | None, number_text: NumberText = english_number) -> str:
    """Return ``"8,200 of 44,072"``, or only what is done while the total is unknown."""
    if total is None:
        return number_text(done, 0)
    return f"{number_text(done, 0)} of {number_text(total, 0)}"


def other_weights_text(number: int, number_text: NumberText = english_number) -> str:
    """Return the sentence that says which products are not searched after a change of weights."""
    verbs = ("was", "is") if number == 1 else ("were", "are")
    products = counted(number, "product", number_text=number_text)
    return f"{products} {verbs[0]} embedded with other weights and {verbs[1]} not searched."


def duration_text(seconds: float, number_text: NumberText = english_number) -> str:
    """Return how long something took, such as ``"4.2 s"`` or ``"2 min 5 s"``."""
    if seconds < _WHOLE_FROM:
        return f"{number_text(seconds, 1)} s"
    minutes, rest_s = divmod(round(seconds), _MINUTE_S)
    if not minutes:
        return f"{rest_s} s"
    hours, rest_min = divmod(minutes, _HOUR_MIN)
    if not hours:
        return f"{minutes} min {rest_s} s" if rest_s else f"{minutes} min"
    return f"{hours} h {rest_min} min" if rest_min else f"{hours} h"


def time_left_text(seconds: float) -> str:
    """Return an estimate such as ``"10 min left"``; rounded up, never more exact than it is."""
    if seconds < _A_FEW_SECONDS_S:
        return "a few seconds left"
    if seconds < _MINUTE_S:
        return f"{math.ceil(seconds / 5) * 5} s left"
    minutes = math.ceil(seconds / _MINUTE_S)
    if minutes < _HOURS_FROM_MIN:
        return f"{minutes} min left"
    hours, rest_min = divmod(minutes, _HOUR_MIN)
    return f"{hours} h {rest_min} min left" if rest_min else f"{hours} h left"


def rate_text(rate_per_s: float, number_text: NumberText = english_number) -> str:
    """Return for example ``"61/s"``, ``"2.4/s"`` or, when slow, ``"30/min"``."""
    if rate_per_s < _SLOW_PER_S:
        return f"{max(1, round(rate_per_s * _MINUTE_S))}/min"
    return f"{number_text(rate_per_s, 0 if rate_per_s >= _WHOLE_FROM else 1)}/s"


def attribute_label(name: str) -> str:
    """Return a field name of a catalogue as words: ``baseColour`` → ``Base colour``."""
    words = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", name.replace("_", " ").replace("-", " "))
    words = " ".join(words.split())
    if not words:
        return name
    if not words.isupper():
        words = words.lower()
    return words[0].upper() + words[1:]
