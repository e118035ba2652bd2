"""Counts, durations and rates in words."""

from __future__ import annotations

import pytest

from fashion_desktop.domain.wording import (
    amount_text,
    counted,
    duration_text,
    rate_text,
    time_left_text,
)


def test_a_count_agrees_with_its_noun() -> None:
    assert counted(1, "photo") == "1 photo"
    assert counted(1284, "product") == "1,284 products"
    assert counted(0, "entry", "entries") == "0 entries"


def test_numbers_are_written_as_the_caller_wants() -> None:
    def german(number: float, decimals: int) -> str:
        return f"{number:_.{decimals}f}".replace(".", ",").replace("_", ".")

    assert counted(1284, "product", number_text=german) == "1.284 products"
    assert amount_text(1000, 2000, german) == "1.000 of 2.000"
    assert duration_text(4.25, german) == "4,2 s"
    assert rate_text(2.5, german) == "2,5/s"


def test_an_amount_without_a_total_is_what_is_done() -> None:
    assert amount_text(8200, 44072) == "8,200 of 44,072"
    assert amount_text(8200, None) == "8,200"


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0.42, "0.4 s"),
        (59, "59 s"),
        (59.9, "1 min"),
        (120, "2 min"),
        (185, "3 min 5 s"),
        (3700, "1 h 1 min"),
        (7200, "2 h"),
    ],
)
def test_durations(seconds: float, text: str) -> None:
    assert duration_text(seconds) == text


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (1, "a few seconds left"),
        (31, "35 s left"),
        (61, "2 min left"),
        (5400, "1 h 30 min left"),
        (7200, "2 h left"),
    ],
)
def test_time_left_is_rounded_up(seconds: float, text: str) -> None:
    assert time_left_text(seconds) == text


@pytest.mark.parametrize(
    ("rate_per_s", "text"),
    [(1234.0, "1,234/s"), (61.4, "61/s"), (2.42, "2.4/s"), (0.5, "30/min"), (0.001, "1/min")],
)
def test_rates(rate_per_s: float, text: str) -> None:
    assert rate_text(rate_per_s) == text
