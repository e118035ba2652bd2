"""Settings that trade a little accuracy for speed, with what they cost."""

from __future__ import annotations

import math

from PySide6.QtCore import QLocale
from PySide6.QtWidgets import QWidget

from fashion_desktop.services.live_index import IndexState
from fashion_desktop.storage.index_build import IndexPlan
from fashion_desktop.widgets.form_grid import FormGrid, choices
from fashion_desktop.widgets.parts import column, count_text, counted, label

SEARCHES = (("auto", "Automatic"), ("exact", "Always exact"))
DECODINGS = (("fast", "Fast"), ("full", "Full quality"))
EXACT_BELOW = IndexPlan().shortlisted_from
_PHOTOS_NOTE = (
    "Fast reads photos that are much larger than needed at a reduced size. That moves a photo "
    "by a distance of about 1, at most 2 as measured; the nearest look-alikes are usually at 100 "
    "or more. Embeddings you have are kept."
)
_SEARCH_NOTE = (
    "Below {limit} products every search is exact. From there on, Automatic goes through a "
    "shortlist that finds at least 99\u00a0% of the ten nearest. Scores are exact either way."
)


class SpeedPage(QWidget):
    """How large photos are read, and how very large libraries are searched.

    Attributes:
        decoding, search: the two choices, by the values of ``Settings``.
    """

    def __init__(self, caption_width_px: int, field_width_px: int) -> None:
        super().__init__()
        self.decoding = choices("Large photos", DECODINGS, field_width_px)
        self.search = choices("Search in large libraries", SEARCHES, field_width_px)
        self._state = label("", "secondary", wrap=True)
        form = FormGrid(caption_width_px)
        form.add("&Large photos", self.decoding, _PHOTOS_NOTE)
        # Last, so that nothing moves when it is known how this library is searched.
        form.add(
            "&Search in large\nlibraries",
            self.search,
            _SEARCH_NOTE.format(limit=count_text(EXACT_BELOW)),
        )
        form.addWidget(self._state, form.rowCount(), 1)
        self.setLayout(column(16, form, 0, spacing=0))

    def show_index_state(self, state: IndexState) -> None:
        """Say how the library that is open is searched."""
        self._state.setText(index_state_text(state))


def index_state_text(state: IndexState) -> str:
    """Return a sentence on how a library is searched just now; empty for an empty one."""
    if not state.rows:
        return ""
    rows = counted(state.rows, "embedding")
    if not state.is_exact and state.recall is not None:
        # Never rounded up: nothing is said to be complete that is not.
        percent = QLocale().toString(math.floor(state.recall * 1000) / 10, "f", 1)
        return (
            f"This library ({rows}): when last measured, searches found {percent}\u00a0% of the "
            "ten nearest."
        )
    if state.rows >= EXACT_BELOW and state.is_building:
        return f"This library ({rows}): the shortlist is being made; until then, exact."
    return f"This library ({rows}): every search is exact now."
