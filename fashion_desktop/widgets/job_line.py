"""One line of the job panel: a job on its way, a job that ended, or one to go on with."""

from __future__ import annotations

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QProgressBar, QPushButton, QWidget

from fashion_desktop.domain.jobs import JobKind, JobRecord, JobState
from fashion_desktop.jobs.handle import JobHandle
from fashion_desktop.widgets.elided_label import ElidedLabel
from fashion_desktop.widgets.job_wording import (
    interrupted_text,
    queued_text,
    running_text,
    summary_text,
)
from fashion_desktop.widgets.parts import button, count_text, icon_button, row
from fashion_desktop.widgets.theme import Theme, icon
from fashion_desktop.widgets.wording import JOB_VERBS

UNDO_OFFERED_MS = 120_000
LINE_HEIGHT_PX = 40
_BAR_WIDTH_PX = 160
_BAR_STEPS = 1000


def failures_text(number: int) -> str:
    """Return the words of the button that opens the list of failures."""
    return f"{count_text(number)} failed ▸"


class JobLine(QWidget):
    """A job from its start to its summary.

    Signals:
        failures_requested: the list of failures shall be shown.
        undo_requested: a finished delete shall be taken back.
        dismissed: the summary has been read.
    """

    failures_requested = Signal()
    undo_requested = Signal()
    dismissed = Signal()

    def __init__(self, theme: Theme, handle: JobHandle, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.handle = handle
        self._shown_paused: bool | None = None
        self._undo_offered = False
        self._text = ElidedLabel()
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setFixedWidth(_BAR_WIDTH_PX)
        self._failures = button("", "quiet", tooltip="Show what failed, and why")
        self._pause = icon_button("pause", theme, "Pause")
        self._cancel = icon_button("close", theme, "Cancel: what is finished is kept")
        self._undo = button("Undo", tooltip="Bring the deleted embeddings back")
        self._dismiss = button("Dismiss", "quiet")
        self._failures.clicked.connect(self.failures_requested)
        self._pause.clicked.connect(self._on_pause)
        self._cancel.clicked.connect(handle.cancel)
        self._undo.clicked.connect(self._on_undo)
        self._dismiss.clicked.connect(self.dismissed)
        self._undo_timer = QTimer(self, singleShot=True, interval=UNDO_OFFERED_MS)
        self._undo_timer.timeout.connect(self._undo.hide)
        buttons = (self._failures, self._pause, self._cancel, self._undo, self._dismiss)
        layout = row(self._text, self._bar, *buttons, spacing=4)
        layout.setContentsMargins(16, 0, 8, 0)
        layout.insertSpacing(2, 4)
        self.setLayout(layout)
        self.setFixedHeight(LINE_HEIGHT_PX)
        for widget in (self._failures, self._undo):
            widget.hide()
        handle.changed.connect(self._refresh)
        self._refresh()

    @property
    def text(self) -> str:
        """What the line says."""
        return self._text.text()

    @property
    def offers_undo(self) -> bool:
        """Whether what the job deleted can be brought back from here."""
        return not self._undo.isHidden()

    @property
    def is_finished(self) -> bool:
        """Whether the line shows how the job ended."""
        return self.handle.outcome is not None

    def _refresh(self) -> None:
        handle = self.handle
        if handle.outcome is not None:
            self._text.set_text(summary_text(handle.outcome))
        elif handle.state is JobState.QUEUED:
            self._text.set_text(queued_text(handle.spec))
        else:
            self._text.set_text(
                running_text(
                    handle.spec.kind,
                    handle.progress,
                    paused=handle.state is JobState.PAUSED,
                    stopping=handle.stopping,
                )
            )
        self.setAccessibleName(self._text.text())
        self._refresh_bar()
        self._refresh_buttons()

    def _refresh_bar(self) -> None:
        progress, state = self.handle.progress, self.handle.state
        self._bar.setVisible(not self.is_finished and state is not JobState.QUEUED)
        self._bar.setAccessibleName(f"{JOB_VERBS[self.handle.spec.kind]}: progress")
        if progress.total is None:
            # A busy bar; it moves, so it must not while nothing happens.
            self._bar.setRange(0, 0 if state is JobState.RUNNING else _BAR_STEPS)
        else:
            self._bar.setRange(0, _BAR_STEPS)
            self._bar.setValue(round(_BAR_STEPS * progress.done / max(1, progress.total)))

    def _refresh_buttons(self) -> None:
        handle, finished = self.handle, self.is_finished
        steerable = not finished and not handle.stopping
        self._pause.setVisible(steerable and handle.state is not JobState.QUEUED)
        self._show_paused(paused=handle.state is JobState.PAUSED)
        self._cancel.setVisible(steerable)
        self._dismiss.setVisible(finished)
        self._failures.setVisible(bool(handle.failures))
        self._failures.setText(failures_text(len(handle.failures)))
        outcome = handle.outcome
        deleted = outcome is not None and outcome.kind is JobKind.DELETE and outcome.done > 0
        if deleted and not self._undo_offered:
            self._undo_offered = True
            self._undo_timer.start()
            self._undo.show()

    def _show_paused(self, *, paused: bool) -> None:
        if paused == self._shown_paused:
            return
        self._shown_paused = paused
        self._pause.setIcon(icon("play" if paused else "pause", self._theme))
        words = "Resume" if paused else "Pause"
        self._pause.setToolTip(words)
        self._pause.setAccessibleName(words)

    def _on_pause(self) -> None:
        if self.handle.state is JobState.PAUSED:
            self.handle.resume()
        else:
            self.handle.pause()

    def _on_undo(self) -> None:
        self._undo_timer.stop()
        self._undo.hide()
        self.undo_requested.emit()


class InterruptedLine(QWidget):
    """Offers to go on with a job that the last session left unfinished.

    Signals:
        continue_requested: the job shall go on where it was.
        discard_requested: the job is not wanted any more.
    """

    continue_requested = Signal()
    discard_requested = Signal()

    def __init__(self, record: JobRecord, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.record = record
        text = ElidedLabel(interrupted_text(record))
        self.continue_button = button("Continue", tooltip="Go on where it stopped")
        self.discard_button = button(
            "Discard", "quiet", tooltip="Do not go on; what is finished is kept"
        )
        self.continue_button.clicked.connect(self.continue_requested)
        self.discard_button.clicked.connect(self.discard_requested)
        layout = row(text, self.continue_button, self.discard_button, spacing=4)
        layout.setContentsMargins(16, 0, 8, 0)
        self.setLayout(layout)
        self.setFixedHeight(LINE_HEIGHT_PX)
        self.setAccessibleName(text.text())

    def buttons(self) -> tuple[QPushButton, QPushButton]:
        """Return the buttons that continue and discard."""
        return self.continue_button, self.discard_button
