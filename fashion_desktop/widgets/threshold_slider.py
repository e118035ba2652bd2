"""The control that decides how alike is alike enough.

It shows the candidates of one query as a histogram on a logarithmic scale of similarity, the
kept ones in accent, and lets the threshold be dragged, stepped one candidate at a time, or
typed as a similarity or as a squared distance.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from fashion_desktop.domain.similarity import (
    DEFAULT_THRESHOLD,
    score_from_squared_l2,
    squared_l2_from_score,
)
from fashion_desktop.domain.threshold_scale import (
    LOWEST_SCORE,
    Candidates,
    ThresholdScale,
    rounded,
)
from fashion_desktop.widgets.number_field import NumberField
from fashion_desktop.widgets.threshold_track import ThresholdTrack

if TYPE_CHECKING:
    from collections.abc import Iterable

    from PySide6.QtCore import QEvent

    from fashion_desktop.widgets.theme import Theme

_FORMULA = "similarity = 1 / (1 + squared L2 distance)"
_WHEEL_SETTLES_MS = 300
_DEFAULT_FRAME_MS = 16


class ThresholdSlider(QWidget):
    """Histogram, slider and two number fields for one similarity threshold."""

    threshold_changed = Signal(float, name="thresholdChanged")
    """The threshold moved; during a drag at most once a frame."""
    threshold_committed = Signal(float, name="thresholdCommitted")
    """The user has settled on a threshold: let go, pressed Enter, or reset."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._candidates = Candidates()
        self._recommended = DEFAULT_THRESHOLD
        self._typical_scores: tuple[float, float] | None = None
        self._threshold = DEFAULT_THRESHOLD
        self._unannounced = False
        self._frame_timer = QTimer(self, singleShot=True, timerType=Qt.TimerType.PreciseTimer)
        self._frame_timer.timeout.connect(self._on_frame)
        self._wheel_timer = QTimer(self, singleShot=True, interval=_WHEEL_SETTLES_MS)
        self._wheel_timer.timeout.connect(self._commit)

        self._count = QLabel(self)
        self._track = ThresholdTrack(theme, self)
        self._score_field = NumberField(
            "≥", _is_score, "Type a number above 0 and up to 1, for example 0.001.", self
        )
        self._distance_field = NumberField(
            "d ≤", _is_distance, "Type a distance of 0 or more, for example 293.", self
        )
        self._lay_out()
        self._name_parts()
        self.setFocusProxy(self._track)

        self._track.moved.connect(self._move_to)
        self._track.stepped.connect(self._on_stepped)
        self._track.end_requested.connect(self._on_end_requested)
        self._track.reset_requested.connect(self._on_reset_requested)
        self._track.released.connect(self._commit)
        self._track.wheel_turned.connect(self._wheel_timer.start)
        self._score_field.entered.connect(self._on_score_entered)
        self._distance_field.entered.connect(self._on_distance_entered)
        self._refresh_scale()

    # What the rest of the window uses

    def set_candidates(self, scores: Iterable[float]) -> None:
        """Show the similarities of a query's candidates, in any order; the threshold stays.

        Raises:
            ValueError: a score is not between 0 and 1.
        """
        self._candidates = Candidates.of(scores)
        self._refresh_scale()

    def clear(self) -> None:
        """Show no candidates; the threshold stays."""
        self.set_candidates(())

    def set_recommended(self, threshold: float) -> None:
        """Set the similarity that a double click returns to.

        Raises:
            ValueError: ``threshold`` is outside (0, 1].
        """
        self._recommended = _checked(threshold)
        self._refresh_scale()

    def set_typical_scores(self, lowest_and_highest: tuple[float, float] | None) -> None:
        """Say which scores are usual; they span the scale while there are few candidates."""
        self._typical_scores = lowest_and_highest
        self._refresh_scale()

    def threshold(self) -> float:
        """Return the least similarity that is kept."""
        return self._threshold

    def set_threshold(self, value: float) -> None:
        """Set the least similarity that is kept, and announce it at once if it is another.

        Raises:
            ValueError: ``value`` is outside (0, 1].
        """
        if _checked(value) != self._threshold:
            self._show_threshold(value)
            self._announce_now()

    def kept_count(self) -> int:
        """Return how many candidates are at least as similar as the threshold."""
        return self._candidates.kept(self._threshold)

    # Gestures

    def _move_to(self, value: float) -> None:
        if value == self._threshold:
            return
        self._show_threshold(value)
        if self._frame_timer.isActive():
            self._unannounced = True
        else:
            self._announce_now()

    def _on_stepped(self, change: int) -> None:
        self._move_to(self._candidates.step(self._threshold, change))

    def _on_end_requested(self, everything: bool) -> None:
        if len(self._candidates):
            wanted = len(self._candidates) if everything else 1
            self._move_to(self._candidates.threshold_keeping(wanted))

    def _on_reset_requested(self) -> None:
        self._move_to(self._recommended)
        self._commit()

    def _on_score_entered(self, score: float) -> None:
        self._move_to(score)
        self._commit()

    def _on_distance_entered(self, squared_l2: float) -> None:
        self._move_to(score_from_squared_l2(squared_l2))
        self._commit()

    # Announcing

    def _announce_now(self) -> None:
        self._unannounced = False
        self._frame_timer.start(self._frame_ms())
        self.threshold_changed.emit(self._threshold)

    def _on_frame(self) -> None:
        if self._unannounced:
            self._announce_now()

    def _commit(self) -> None:
        self._wheel_timer.stop()
        if self._unannounced:
            self._announce_now()
        self.threshold_committed.emit(self._threshold)

    def _frame_ms(self) -> int:
        screen = self.screen()
        rate_hz = screen.refreshRate() if screen else 0.0
        return max(round(1000.0 / rate_hz), 4) if rate_hz > 0 else _DEFAULT_FRAME_MS

    # Showing

    def _refresh_scale(self) -> None:
        scale = ThresholdScale.fit(self._candidates, self._recommended, self._typical_scores)
        self._track.show_candidates(self._candidates, scale, self._recommended)
        recommended = self.locale().toString(self._recommended, "g", 4)
        self._track.setToolTip(
            "Drag to decide how alike is alike enough.\n"
            "Arrow keys move one look-alike in or out.\n"
            f"Double-click for the recommended value, {recommended}.\n{_FORMULA}"
        )
        self._show_threshold(self._threshold)

    def _show_threshold(self, value: float) -> None:
        self._threshold = value
        locale = self.locale()
        kept, total = locale.toString(self.kept_count()), locale.toString(len(self._candidates))
        score = locale.toString(rounded(value, 4), "g", 4)
        self._track.show_threshold(value)
        self._score_field.show_number(score)
        self._distance_field.show_number(self._distance_text(squared_l2_from_score(value)))
        self._count.setText(f"{kept} of {total}" if len(self._candidates) else "")
        description = f"{kept} of {total} kept, similarity at least {score}"
        self._track.setAccessibleDescription(description)
        self.setAccessibleDescription(description)

    def _distance_text(self, squared_l2: float) -> str:
        decimals = 0 if squared_l2 >= 100 else 1 if squared_l2 >= 10 else 2
        text = self.locale().toString(squared_l2, "f", decimals)
        point = self.locale().decimalPoint()
        return text.rstrip("0").rstrip(point) if point in text else text

    def changeEvent(self, event: QEvent) -> None:
        """Write the numbers anew when the locale changes."""
        super().changeEvent(event)
        if event.type() == event.Type.LocaleChange:
            self._refresh_scale()

    def _lay_out(self) -> None:
        heading = QLabel("Similarity", self)
        looser, tighter = QLabel("looser", self), QLabel("tighter", self)
        for label in (heading, looser, tighter):
            label.setProperty("role", "secondary")
        self._count.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        for field in (self._score_field, self._distance_field):
            field.setFixedWidth(84)

        top = QHBoxLayout()
        top.addWidget(heading)
        top.addStretch()
        top.addWidget(self._count)
        bottom = QHBoxLayout()
        bottom.setSpacing(8)
        bottom.addWidget(looser)
        bottom.addStretch()
        bottom.addWidget(self._score_field)
        bottom.addWidget(self._distance_field)
        bottom.addStretch()
        bottom.addWidget(tighter)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addLayout(top)
        layout.addWidget(self._track)
        layout.addLayout(bottom)

    def _name_parts(self) -> None:
        for part in (self, self._track):
            part.setAccessibleName("Similarity threshold")
        self._score_field.setAccessibleName("Least similarity")
        self._distance_field.setAccessibleName("Largest squared distance")
        for field in (self._score_field, self._distance_field):
            field.setToolTip(_FORMULA)


def _is_score(value: float) -> bool:
    return LOWEST_SCORE <= value <= 1.0


def _is_distance(value: float) -> bool:
    return 0.0 <= value <= 1.0 / LOWEST_SCORE - 1.0


def _checked(value: float) -> float:
    if not _is_score(value):
        raise ValueError(f"a similarity threshold lies above 0 and up to 1, not at {value}")
    return value
