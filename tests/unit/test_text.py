"""Text from outside, made fit for storing and showing."""

from __future__ import annotations

import pytest

from fashion_desktop.catalogue.text import clean_text, text_of


@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        ("  Shirt\n", "Shirt"),
        ("a\0b", "ab"),
        ("Größe 38 👗", "Größe 38 👗"),
        ("\ud83d\udc57", "👗"),
        ("a\ud800b", "a\ufffdb"),
        ("caf\udce9", "caf\ufffd"),
    ],
)
def test_what_the_library_can_hold(raw: str, clean: str) -> None:
    assert clean_text(raw) == clean
    assert clean_text(raw).encode("utf-8")


@pytest.mark.parametrize(
    ("value", "text"),
    [(None, ""), (True, "true"), (3, "3"), (2.5, "2.5"), ({"ü": [1]}, '{"ü": [1]}'), (" x ", "x")],
)
def test_json_values_as_text(value: object, text: str) -> None:
    assert text_of(value) == text
