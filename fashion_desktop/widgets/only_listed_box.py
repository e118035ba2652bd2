"""The choice to look for look-alikes in the current list only."""

from __future__ import annotations

from PySide6.QtWidgets import QCheckBox

_WORDS = "&Only in the current list"
_TOOLTIP = "Look among the products that your search and filters list"
_TOOLTIP_UNFILTERED = "Search or filter the products first"


class OnlyListedBox(QCheckBox):
    """Can be used while the list is filtered; remembers its state while it is not."""

    def __init__(self) -> None:
        super().__init__(_WORDS)
        self.setAccessibleName("Look-alikes only in the current list")
        self.set_filtered(filtered=False)

    def set_filtered(self, *, filtered: bool) -> None:
        """Say whether the list leaves out any product."""
        self.setEnabled(filtered)
        tooltip = _TOOLTIP if filtered else _TOOLTIP_UNFILTERED
        self.setToolTip(tooltip)
        self.setAccessibleDescription(tooltip)
