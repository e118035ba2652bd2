"""Small parts that all of the window is made of."""

from __future__ import annotations

import pytest

from fashion_desktop.widgets.parts import plain_tooltip


def test_ordinary_tooltips_stay_as_they_are() -> None:
    assert plain_tooltip("Shirt & tie\nid 7") == "Shirt & tie\nid 7"


@pytest.mark.parametrize("name", ["<b>Sale</b> shirt", "<img src='file:///etc/passwd'>"])
def test_markup_in_names_is_shown_and_not_rendered(name: str) -> None:
    shown = plain_tooltip(f"{name}\nid 7")
    assert "<b>" not in shown
    assert "<img" not in shown
    assert shown.startswith("<div>&lt;")
    assert shown.endswith("<br>id 7</div>")
