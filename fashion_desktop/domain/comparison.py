"""Comparing two weights: how much of it, and the findings in sentences, in window and terminal."""

from __future__ import annotations

from collections.abc import Sequence

from fashion_desktop.domain.wording import NumberText, counted, english_number

DEFAULT_SAMPLE = 1000
"""Products to compare with each other."""
ANSWERS_SHOWN = 6
"""Look-alikes of a product, by each of the two weights."""
LABELS_AMONG = 10
"""Look-alikes whose labels are compared with the product's own."""


def same_text(same: float, shown: int, number_text: NumberText = english_number) -> str:
    """Return for example ``"4 of 6 the same"``; a median may lie between two numbers."""
    decimals = 0 if same == round(same) else 1
    return f"{number_text(same, decimals)} of {number_text(shown, 0)} the same"


def median_text(
    median: float, shown: int, compared: int, number_text: NumberText = english_number
) -> str:
    """Return how much of the answers stays the same over the whole sample."""
    decimals = 0 if median == round(median) else 1
    verb = "stays" if median == 1 else "stay"
    return (
        f"Of the first {number_text(shown, 0)} look-alikes {number_text(median, decimals)} {verb} "
        f"the same (median of {counted(compared, 'product', number_text=number_text)})."
    )


def labels_text(
    agreements: Sequence[tuple[str, float, float]],
    among: int,
    number_text: NumberText = english_number,
) -> str:
    """Return how often look-alikes share the catalogue's labels; empty without any.

    Args:
        agreements: what the label is called, and the shares (0 to 1) by old and new weights.
        among: how many look-alikes were looked at.
    """
    if not agreements:
        return ""
    parts = [
        f"the same {name}: {number_text(100 * old, 0)}\u00a0% old, "
        f"{number_text(100 * new, 0)}\u00a0% new"
        for name, old, new in agreements
    ]
    return f"Among the first {number_text(among, 0)}, {'; '.join(parts)}."


def left_out_text(left_out: int, number_text: NumberText = english_number) -> str:
    """Return how many products had no usable photo; empty for none."""
    if not left_out:
        return ""
    products = counted(left_out, "product", number_text=number_text)
    return f"{products} left out: no usable photo."
