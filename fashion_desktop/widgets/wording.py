"""How numbers, states, orders, jobs and attribute names are said to people."""

from __future__ import annotations

import re

from PySide6.QtCore import QLocale

from fashion_desktop.domain.jobs import JobKind
from fashion_desktop.domain.products import EmbeddingState, SortKey

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


def number_text(number: float, decimals: int = 0) -> str:
    """Return a number as the user's locale writes it."""
    return QLocale().toString(float(number), "f", decimals)


def attribute_label(name: str) -> str:
    """Return a field name of a catalogue as words: ``baseColour`` → ``Base colour``."""
    words = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", name.replace("_", " ").replace("-", " "))
    words = " ".join(words.split())
    if not words:
        return name
    if not words.isupper():
        words = words.lower()
    return words[0].upper() + words[1:]
