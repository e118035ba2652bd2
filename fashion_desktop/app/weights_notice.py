"""The strip that says, from the start on, that products are of other weights and not searched."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from fashion_desktop.app.context import WindowContext
from fashion_desktop.domain.jobs import JobKind, JobScope
from fashion_desktop.domain.products import LibraryCounts
from fashion_desktop.domain.wording import other_weights_text
from fashion_desktop.widgets.actions import Action
from fashion_desktop.widgets.message_bar import MessageLevel
from fashion_desktop.widgets.wording import number_text

_UPDATE, _COMPARE = "update", "compare"
_ACTIONS = (
    Action(_UPDATE, "Update", tooltip="Embed these products with the weights in use (Ctrl+U)"),
    Action(_COMPARE, "Compare first…", tooltip="See how the look-alikes change; changes nothing"),
)


class WeightsNotice(QObject):
    """Shows the strip while it is true, unless it was dismissed or an update is under way."""

    update_requested = Signal()
    compare_requested = Signal()

    def __init__(self, context: WindowContext) -> None:
        super().__init__(context.window)
        self._runner = context.runner
        self._bar = context.window.notice
        self._number = 0
        self._dismissed = False
        self._bar.action_requested.connect(self._on_action)
        self._bar.dismissed.connect(self._on_dismissed)
        # Not when one has settled: what is left to say is known once it is counted again.
        self._runner.started.connect(lambda _handle: self._refresh())

    def set_counts(self, counts: LibraryCounts) -> None:
        """Take note of the library's numbers."""
        self._number = counts.other_weights
        self._refresh()

    def forget_dismissal(self) -> None:
        """Other weights are in use: what was dismissed was said of the earlier ones."""
        self._dismissed = False

    def _refresh(self) -> None:
        if not self._number or self._dismissed or self._is_updating():
            self._bar.clear()
            return
        text = f"{other_weights_text(self._number, number_text)} Update?"
        if text != self._bar.text:
            # Buttons that are made anew would lose the focus.
            self._bar.show_message(MessageLevel.INFO, text, _ACTIONS)

    def _is_updating(self) -> bool:
        active = self._runner.active
        jobs = (*self._runner.queued, *((active,) if active is not None else ()))
        return any(
            job.spec.kind is JobKind.UPDATE and job.spec.scope is not JobScope.SELECTED
            for job in jobs
        )

    def _on_action(self, key: str) -> None:
        if key == _UPDATE:
            self.update_requested.emit()
        else:
            self.compare_requested.emit()

    def _on_dismissed(self) -> None:
        self._dismissed = True
