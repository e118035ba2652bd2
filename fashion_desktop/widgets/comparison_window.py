"""The window that shows the answers of old and new weights side by side; it changes nothing."""

from __future__ import annotations

from collections.abc import Callable, Collection

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QComboBox, QDialog, QProgressBar, QStackedWidget, QWidget

from fashion_desktop.domain.comparison import (
    labels_text,
    left_out_text,
    median_text,
    same_text,
)
from fashion_desktop.domain.jobs import JobProgress
from fashion_desktop.domain.wording import (
    amount_text,
    attribute_label,
    rate_text,
    time_left_text,
)
from fashion_desktop.services.shadow_comparison import ShadowComparison
from fashion_desktop.widgets.actions import Action
from fashion_desktop.widgets.compared_answers import ComparedAnswers
from fashion_desktop.widgets.compared_cards import PhotoOf
from fashion_desktop.widgets.empty_state import EmptyContent, EmptyState
from fashion_desktop.widgets.parts import (
    button,
    column,
    count_text,
    counted,
    holder,
    icon_button,
    label,
    row,
    selectable,
)
from fashion_desktop.widgets.theme import Theme
from fashion_desktop.widgets.wording import number_text

RETRY, CLOSE = "retry", "close"
_SIZE = (1200, 752)
_BAR_STEPS = 1000
_WORKING_WIDTH_PX = 440
_AS_SAMPLED, _MOST_CHANGED = "sample", "changed"
_KEEP_MEANS = (
    "Keeping changes nothing: products embedded with the old weights are not searched until you "
    "update them, or until you choose the old weights in settings."
)
_NOT_IN_USE = (
    "Nothing has changed. To use the new weights, save them in settings; the products are "
    "updated when you say so."
)
_UP_TO_DATE = "No embedding is out of date: there is nothing to update."


class ComparisonWindow(QDialog):
    """Beside the main window, never in its way; closing it while it works cancels.

    Args:
        photo_of: returns a product's photo fitted into a square of so many pixels, or None
            until ``photos_arrived``.
    """

    update_requested = Signal()
    cancel_requested = Signal()
    retry_requested = Signal()
    shown_changed = Signal(list)
    """``list[int]``: row ids of the products on show, for loading their thumbnails."""

    def __init__(self, theme: Theme, photo_of: PhotoOf) -> None:
        super().__init__(None, Qt.WindowType.Window)
        self._result: ShadowComparison | None = None
        self._order: list[int] = []
        self._place = 0
        self.setWindowTitle("Compare weights")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(*_SIZE)
        self.answers = ComparedAnswers(theme, photo_of)
        self.previous_button = icon_button(
            "chevron-left", theme, "Previous product", QKeySequence("Left")
        )
        self.next_button = icon_button(
            "chevron-right", theme, "Next product", QKeySequence("Right")
        )
        self.order = QComboBox()
        self._position = label(role="hint")
        self._same = label(role="title")
        self._median = selectable(label(role="heading", wrap=True))
        self._labels = selectable(label(wrap=True))
        self._left_out = selectable(label(role="hint", wrap=True))
        self._hint = label(role="hint", wrap=True)
        self.keep_button = button("Keep the old ones for now")
        self.update_button = button("", "primary")
        self.close_button = button("Close")
        self.cancel_button = button("Cancel")
        self._doing = label(role="title", wrap=True)
        self._amount = label(role="hint", wrap=True)
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName("Comparing: progress")
        self.state = EmptyState(theme)
        self._pages = QStackedWidget()
        self._working_page, self._result_page = self._working(), self._answered()
        for page in (self._working_page, self.state, self._result_page):
            self._pages.addWidget(page)
        self.setLayout(column(self._pages))
        self._connect_parts()
        self.set_offer(None)

    @property
    def text(self) -> str:
        """The findings on show, as sentences."""
        parts = (self._same, self._median, self._labels, self._left_out, self._hint)
        return "\n".join(part.text() for part in parts if part.text())

    def show_working(self, sample: int) -> None:
        """Say that the comparison has begun; nothing is on offer until ``set_offer``."""
        self.set_offer(None)
        self._hint.clear()
        self._doing.setText("Comparing the look-alikes of old and new weights…")
        self._bar.setRange(0, 0)
        self._amount.setText(f"Choosing {counted(sample, 'product')}")
        self._pages.setCurrentWidget(self._working_page)
        self.cancel_button.setFocus()

    def show_progress(self, progress: JobProgress) -> None:
        """Say how far it is."""
        total = progress.total or 0
        parts = [f"Embedding {amount_text(progress.done, progress.total, number_text)}"]
        if progress.done == total:
            parts = ["Comparing the answers"]
        elif progress.rate_per_s:
            parts.append(rate_text(progress.rate_per_s, number_text))
            if progress.left_s is not None:
                parts.append(time_left_text(progress.left_s))
        self._amount.setText(" · ".join(parts))
        self._bar.setRange(0, _BAR_STEPS)
        self._bar.setValue(round(_BAR_STEPS * progress.done / max(total, 1)))

    def show_problem(self, heading: str, text: str, *, is_error: bool = True) -> None:
        """Say why there is nothing to see, and offer to try again."""
        actions = (Action(RETRY, "Try again", "primary"), Action(CLOSE, "Close"))
        self.state.set_content(
            EmptyContent("warning" if is_error else "info", heading, text, actions)
        )
        self._pages.setCurrentWidget(self.state)

    def show_result(self, result: ShadowComparison) -> None:
        """Show the answers, beginning with the first product of the sample."""
        self._result = result
        self.answers.titles["old"].set_name(_titled("Old weights", result.old_weights))
        self.answers.titles["new"].set_name(_titled("New weights", result.new_weights))
        self._median.setText(
            median_text(result.median_same, result.shown, result.compared, number_text)
        )
        labels = [(attribute_label(x.field).lower(), x.old, x.new) for x in result.labels]
        self._labels.setText(labels_text(labels, result.labels_among, number_text))
        self._left_out.setText(left_out_text(len(result.left_out), number_text))
        reasons = "\n".join(dict.fromkeys(x.reason for x in result.left_out))
        self._left_out.setToolTip(reasons)
        self._left_out.setAccessibleDescription(reasons)
        for part in (self._labels, self._left_out):
            part.setVisible(bool(part.text()))
        self._pages.setCurrentWidget(self._result_page)
        self._on_order_changed()
        self.next_button.setFocus()

    def set_offer(self, stale: int | None) -> None:
        """Say what can be done now.

        Args:
            stale: products to update; None while the new weights are not in use.
        """
        to_update = stale or 0
        self.update_button.setText(f"Update all {counted(to_update, 'product')}")
        if to_update == 1:
            self.update_button.setText("Update 1 product")
        self.update_button.setVisible(to_update > 0)
        self.keep_button.setVisible(to_update > 0)
        self.close_button.setVisible(to_update == 0)
        done = _NOT_IN_USE if stale is None else _UP_TO_DATE
        self._hint.setText(_KEEP_MEANS if to_update else done)

    def photos_arrived(self, row_ids: Collection[int]) -> None:
        """Show photos that are there now."""
        self.answers.photos_arrived(row_ids)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Let Enter press a button only that has the focus: none is to be pressed by accident."""
        if event.key() not in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            super().keyPressEvent(event)

    def step(self, by: int) -> None:
        """Go to another product of the sample."""
        if self._result is not None:
            self._place = max(0, min(self._place + by, len(self._order) - 1))
            self._show_query()

    # Inside

    def _working(self) -> QWidget:
        text = label("Nothing in your library changes.", "hint", wrap=True)
        middle = holder(
            column(self._doing, self._amount, 4, self._bar, 4, row(text, self.cancel_button))
        )
        middle.setFixedWidth(_WORKING_WIDTH_PX)
        return holder(row(0, column(0, middle, 0), 0))

    def _answered(self) -> QWidget:
        self.order.setAccessibleName("Order of the products")
        self.order.setToolTip("Order of the products")
        self.order.addItem("As sampled", _AS_SAMPLED)
        self.order.addItem("Most changed first", _MOST_CHANGED)
        steps = row(self.previous_button, self._position, self.next_button, spacing=4)
        line = row(steps, self.order, 0, self._same, spacing=16)
        findings = column(self._median, self._labels, self._left_out, spacing=4)
        footer = row(self._hint, self.close_button, self.keep_button, self.update_button, spacing=8)
        footer.setStretch(0, 1)
        layout = column(findings, line, self.answers, footer, margin=24, spacing=16)
        layout.setStretchFactor(self.answers, 1)
        return holder(layout)

    def _connect_parts(self) -> None:
        self.previous_button.clicked.connect(lambda: self.step(-1))
        self.next_button.clicked.connect(lambda: self.step(1))
        self.order.currentIndexChanged.connect(self._on_order_changed)
        self.keep_button.clicked.connect(self.close)
        self.close_button.clicked.connect(self.close)
        self.update_button.clicked.connect(self._on_update)
        self.cancel_button.clicked.connect(self.cancel_requested)
        self.state.action_requested.connect(self._on_action)
        self._shortcut("Left", lambda: self.step(-1))
        self._shortcut("Right", lambda: self.step(1))
        self._shortcut("PgUp", lambda: self.step(-10))
        self._shortcut("PgDown", lambda: self.step(10))
        self._shortcut("Home", lambda: self.step(-len(self._order)))
        self._shortcut("End", lambda: self.step(len(self._order)))

    def _shortcut(self, keys: str, activated: Callable[[], None]) -> None:
        QShortcut(QKeySequence(keys), self).activated.connect(activated)

    def _on_order_changed(self) -> None:
        if self._result is None:
            return
        queries = self._result.queries
        self._order = list(range(len(queries)))
        if self.order.currentData() == _MOST_CHANGED:
            self._order.sort(key=lambda at: queries[at].same)
        self._place = 0
        self._show_query()

    def _show_query(self) -> None:
        if self._result is None:
            return
        query = self._result.queries[self._order[self._place]]
        self.answers.show_query(query, self._result.shown)
        number, total = count_text(self._place + 1), count_text(len(self._order))
        self._position.setText(f"{number} of {total}")
        self.previous_button.setEnabled(self._place > 0)
        self.next_button.setEnabled(self._place < len(self._order) - 1)
        self._same.setText(same_text(query.same, self._result.shown, number_text))
        self.answers.setAccessibleDescription(f"{self._position.text()}: {self._same.text()}")
        self.shown_changed.emit(self.answers.row_ids())

    def _on_update(self) -> None:
        self.update_requested.emit()
        self.close()

    def _on_action(self, key: str) -> None:
        if key == RETRY:
            self.retry_requested.emit()
        else:
            self.close()


def _titled(words: str, name: str) -> str:
    return f"{words}: {name}" if name else words
