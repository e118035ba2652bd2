"""How numbers, states, orders, jobs and attribute names are said to people."""

from __future__ import annotations

import textwrap

from PySide6.QtCore import QLocale

from fashion_desktop.domain.jobs import JobKind
from fashion_desktop.domain.products import EmbeddingState, SortKey
from fashion_desktop.domain.weights import WeightsInfo

STATE_LABELS = {
    EmbeddingState.EMBEDDED: "Embedded",
    EmbeddingState.MISSING: "Missing",
    EmbeddingState.STALE: "Stale",
    EmbeddingState.FAILED: "Failed",
}
SORT_LABELS = {
    SortKey.CATALOGUE: "Catalogue",
    SortKey.NAME: "Name",
    SortKey.PRICE_LOW: "Lowest price",
    SortKey.PRICE_HIGH: "Highest price",
    SortKey.NEWEST: "Newest",
    SortKey.STATE: "State",
}
JOB_VERBS = {
    JobKind.SYNC: "Syncing",
    JobKind.GENERATE: "Generating",
    JobKind.UPDATE: "Updating",
    JobKind.DELETE: "Deleting",
}
JOB_NOUNS = {
    JobKind.SYNC: "Sync",
    JobKind.GENERATE: "Generate",
    JobKind.UPDATE: "Update",
    JobKind.DELETE: "Delete",
}

_LONGEST_NAME = 40
_LONGEST_DATA = 200
"""Of what a weights file says of itself, so many letters are shown at most."""


def number_text(number: float, decimals: int = 0) -> str:
    """Return a number as the user's locale writes it."""
    return QLocale().toString(float(number), "f", decimals)


def weights_text(info: WeightsInfo) -> str:
    """Return what weights say of themselves, in short lines for a narrow place."""
    name = _shortened(f"{info.name} {info.version}", _LONGEST_NAME)
    size = f"{info.preprocessing.width}\u00a0×\u00a0{info.preprocessing.height}"
    lines = [f"In use: {name}", f"Input: {size} pixels", f"Fingerprint: {info.fingerprint}"]
    if info.licence:
        lines.append(f"Licence: {_shortened(info.licence, _LONGEST_NAME)}")
    if info.trained_on:
        lines.append(f"Trained on: {_shortened(info.trained_on, _LONGEST_DATA)}")
    return "\n".join(lines)


def _shortened(text: str, longest: int) -> str:
    return textwrap.shorten(text, longest, placeholder="…")
