"""Products and similarities in words."""

from __future__ import annotations

import pytest
from support.cards import card

from fashion_desktop.domain.products import EmbeddingState
from fashion_desktop.viewmodels.match_text import distance_text, score_text
from fashion_desktop.viewmodels.product_text import spoken_text, title_text, tooltip_text


def test_a_product_without_name_is_called_by_its_id() -> None:
    assert title_text(card(20, name="")) == "p20"
    assert title_text(card(20)) == "Product 20"


def test_a_screen_reader_hears_name_price_and_state() -> None:
    assert spoken_text(card(20)) == "Product 20, id p20, €39.90, embedded"
    failed = card(20, price=None, state=EmbeddingState.FAILED, failure="The photo is damaged.")
    assert spoken_text(failed) == "Product 20, id p20, embedding failed, The photo is damaged."


def test_a_tool_tip_shows_names_as_they_are() -> None:
    tip = tooltip_text(card(20, name="<img src=x> & co", failure="a < b"))
    assert "&lt;img src=x&gt; &amp; co" in tip
    assert "a &lt; b" in tip
    assert "<img" not in tip


@pytest.mark.parametrize(
    ("score", "expected"),
    [(1.0, "1.0000"), (0.00509, "0.0051"), (0.001, "0.0010"), (0.000523, "0.00052")],
)
def test_scores(score: float, expected: str) -> None:
    assert score_text(score) == expected


@pytest.mark.parametrize(
    ("squared_l2", "expected"),
    [(195.3, "d 195"), (4.16, "d 4.2"), (0.0, "d 0.0"), (1e4, "d 10,000")],
)
def test_distances(squared_l2: float, expected: str) -> None:
    assert distance_text(squared_l2) == expected
