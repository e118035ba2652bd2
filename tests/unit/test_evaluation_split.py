"""Which photos are held out."""

from __future__ import annotations

import pytest

from fashion_desktop.evaluation.split import is_held_out


def test_a_tenth_is_held_out() -> None:
    held_out = [number for number in range(20_000) if is_held_out(str(number))]
    assert len(held_out) / 20_000 == pytest.approx(0.1, abs=0.01)


def test_the_split_never_moves() -> None:
    # Worked out once from the definition; photos that change sides would spoil every comparison.
    assert [number for number in range(120) if is_held_out(str(number))] == [
        0,
        7,
        9,
        10,
        33,
        40,
        44,
        51,
        57,
        59,
        70,
        71,
        74,
        90,
        108,
        110,
    ]
    assert is_held_out("é.jpg") is False
