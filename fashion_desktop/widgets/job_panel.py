"""The strip at the bottom of the window: one line for every job."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from fashion_desktop.domain.jobs import JobRecord
from fashion_desktop.jobs.handle import JobHandle
from fashion_desktop.widgets.failures_dialog import FailuresDialog
from fashion_desktop.widgets.job_line import InterruptedLine, JobLine
from fashion_desktop.widgets.theme import Theme

_FINISHED_KEPT = 1


class JobPanel(QWidget):
    """Shows jobs that run, wait or have ended, and offers unfinished ones of the last session.

    Pausing, resuming and cancelling go straight to the job's handle; the rest is signalled:

    Signals:
        retry_requested: the ``JobHandle`` and the product ids (tuple) to try again.
        show_requested: product ids (tuple) to show in the grid.
        undo_requested: id of the delete job to take back.
        continue_requested: the ``JobRecord`` of an unfinished job to go on with.
        discard_requested: the ``JobRecord`` of an unfinished job to give up.
        dismissed: id of the job whose summary was closed.
    """

    retry_requested = Signal(object, tuple)
    show_requested = Signal(tuple)
    undo_requested = Signal(str)
    continue_requested = Signal(object)
    discard_requested = Signal(object)
    dismissed = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._jobs: list[JobLine] = []
        self._offers: list[InterruptedLine] = []
        self._dialogs: dict[JobLine, FailuresDialog] = {}
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 1, 0, 0)
        self._layout.setSpacing(0)
        self.setAccessibleName("Jobs")
        theme.changed.connect(self.update)
        self.hide()

    @property
    def lines(self) -> tuple[JobLine, ...]:
        """Lines of jobs of this session, the oldest first."""
        return tuple(self._jobs)

    @property
    def offers(self) -> tuple[InterruptedLine, ...]:
        """Lines that offer to go on with a job."""
        return tuple(self._offers)

    def add_job(self, handle: JobHandle) -> JobLine:
        """Show a job from now until its summary is dismissed."""
        line = JobLine(self._theme, handle, self)
        line.failures_requested.connect(partial(self._show_failures, line))
        line.undo_requested.connect(partial(self._on_undo, line))
        line.dismissed.connect(partial(self._on_dismissed, line))
        handle.settled.connect(self._drop_old_summaries)
        self._jobs.append(line)
        self._layout.addWidget(line)
        self._drop_old_summaries()
        self.show()
        return line

    def remove_job(self, job_id: str) -> None:
        """Take away the summary of a job that has been dealt with elsewhere."""
        for line in list(self._jobs):
            if line.is_finished and line.handle.job_id == job_id:
                self._remove(line)

    def offer_unfinished(self, records: Sequence[JobRecord]) -> None:
        """Offer to go on with these jobs, in place of any offered before."""
        for offer in list(self._offers):
            self._remove_offer(offer)
        for position, record in enumerate(records):
            offer = InterruptedLine(record, self)
            offer.continue_requested.connect(partial(self._on_continue, offer))
            offer.discard_requested.connect(partial(self._on_discard, offer))
            self._offers.append(offer)
            self._layout.insertWidget(position, offer)
        self._show_or_hide()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the ground and the line above it."""
        colours = self._theme.colours
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(colours.surface))
        painter.fillRect(0, 0, self.width(), 1, QColor(colours.line))
        painter.end()

    def _drop_old_summaries(self) -> None:
        at_work = any(not line.is_finished for line in self._jobs)
        read = [
            line
            for line in self._jobs
            if line.is_finished and not line.handle.failures and not line.offers_undo
        ]
        for line in read[: max(0, len(read) - (0 if at_work else _FINISHED_KEPT))]:
            self._remove(line)

    def _remove(self, line: JobLine) -> None:
        self._jobs.remove(line)
        dialog = self._dialogs.pop(line, None)
        if dialog is not None:
            dialog.close()
            dialog.deleteLater()
        self._take_out(line)

    def _remove_offer(self, offer: InterruptedLine) -> None:
        self._offers.remove(offer)
        self._take_out(offer)

    def _take_out(self, line: QWidget) -> None:
        self._layout.removeWidget(line)
        line.hide()
        line.deleteLater()
        self._show_or_hide()

    def _show_or_hide(self) -> None:
        self.setVisible(bool(self._jobs or self._offers))

    def _show_failures(self, line: JobLine) -> None:
        dialog = self._dialogs.get(line)
        if dialog is None:
            dialog = FailuresDialog(line.handle.failures, self.window())
            dialog.retry_requested.connect(partial(self.retry_requested.emit, line.handle))
            dialog.show_requested.connect(self.show_requested)
            line.handle.item_failed.connect(dialog.add_failure)
            line.handle.settled.connect(dialog.set_outcome)
            self._dialogs[line] = dialog
        dialog.show()
        dialog.raise_()
        dialog.activateWindow()

    def _on_undo(self, line: JobLine) -> None:
        self.undo_requested.emit(line.handle.job_id)
        self._remove(line)

    def _on_dismissed(self, line: JobLine) -> None:
        self._remove(line)
        self.dismissed.emit(line.handle.job_id)

    def _on_continue(self, offer: InterruptedLine) -> None:
        self._remove_offer(offer)
        self.continue_requested.emit(offer.record)

    def _on_discard(self, offer: InterruptedLine) -> None:
        self._remove_offer(offer)
        self.discard_requested.emit(offer.record)
