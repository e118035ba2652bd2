"""How numbers, states and attribute names are said to people."""

from __future__ import annotations

import math
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


def time_left_text(seconds: float) -> str:
    """Return an estimate such as ``"10 min left"``; rounded up, never more exact than it is."""
    if seconds < 5:
        return "a few seconds left"
    if seconds < 60:
        return f"{math.ceil(seconds / 5) * 5} s left"
    minutes = math.ceil(seconds / 60)
    if minutes < 90:
        return f"{minutes} min left"
    hours, rest = divmod(minutes, 60)
    return f"{hours} h {rest} min left" if rest else f"{hours} h left"


def duration_text(seconds: float) -> str:
    """Return how long something took, such as ``"2 min 5 s"``."""
    if seconds < 10:
        return f"{QLocale().toString(float(seconds), 'f', 1)} s"
    whole = round(seconds)
    if whole < 60:
        return f"{whole} s"
    minutes, rest = divmod(whole, 60)
    if minutes < 60:
        return f"{minutes} min {rest} s" if rest else f"{minutes} min"
    hours, minutes = divmod(minutes, 60)
    return f"{hours} h {minutes} min" if minutes else f"{hours} h"


def rate_text(rate_per_s: float) -> str:
    """Return items per second, such as ``"61/s"``."""
    return f"{QLocale().toString(float(rate_per_s), 'f', 0 if rate_per_s >= 10 else 1)}/s"


def attribute_label(name: str) -> str:
    """Return a field name of a catalogue as words: ``baseColour`` → ``Base colour``."""
    words = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", name.replace("_", " ").replace("-", " "))
    words = " ".join(words.split())
    if not words:
        return name
    if not words.isupper():
        words = words.lower()
    return words[0].upper() + words[1:]
