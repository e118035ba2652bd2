"""What a comparison found, in sentences."""

from __future__ import annotations

import pytest

from fashion_desktop.domain.comparison import labels_text, left_out_text, median_text, same_text
from fashion_desktop.domain.wording import other_weights_text


def test_overlap_in_words() -> None:
    assert same_text(4, 6) == "4 of 6 the same"
    text = median_text(4.0, 6, 1200)
    assert text == "Of the first 6 look-alikes 4 stay the same (median of 1,200 products)."
    assert "4.5 stay" in median_text(4.5, 6, 10)
    assert "1 stays" in median_text(1.0, 6, 10)


def test_labels_in_one_sentence() -> None:
    text = labels_text([("article type", 0.714, 0.78), ("colour", 0.4, 0.525)], 10)
    assert text == (
        "Among the first 10, the same article type: 71\u00a0% old, 78\u00a0% new; "
        "the same colour: 40\u00a0% old, 52\u00a0% new."
    )
    assert labels_text([], 10) == ""


def test_what_was_left_out() -> None:
    assert left_out_text(0) == ""
    assert left_out_text(1) == "1 product left out: no usable photo."


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (1, "1 product was embedded with other weights and is not searched."),
        (1284, "1,284 products were embedded with other weights and are not searched."),
    ],
)
def test_a_change_of_weights_is_said_plainly(number: int, text: str) -> None:
    assert other_weights_text(number) == text
