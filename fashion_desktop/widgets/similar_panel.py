"""The panel "Like this": a query, the similarity slider and the look-alikes."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QKeySequence, QPixmap
from PySide6.QtWidgets import QComboBox, QStackedWidget, QWidget

from fashion_desktop.domain.matches import SearchAnswer
from fashion_desktop.domain.products import ProductCard
from fashion_desktop.domain.similarity import CANDIDATES_PER_QUERY
from fashion_desktop.domain.wording import other_weights_text
from fashion_desktop.viewmodels.match_list_model import MatchListModel
from fashion_desktop.widgets import result_states
from fashion_desktop.widgets.busy_page import BusyPage
from fashion_desktop.widgets.elided_label import ElidedLabel
from fashion_desktop.widgets.empty_state import EmptyContent, EmptyState
from fashion_desktop.widgets.only_listed_box import OnlyListedBox
from fashion_desktop.widgets.parts import (
    button,
    column,
    count_text,
    counted,
    holder,
    icon_button,
    label,
    row,
    set_role,
)
from fashion_desktop.widgets.query_area import QueryArea, QueryView
from fashion_desktop.widgets.results_view import ResultsView
from fashion_desktop.widgets.theme import Theme
from fashion_desktop.widgets.threshold_slider import ThresholdSlider
from fashion_desktop.widgets.wording import number_text

TOP_NS = (10, 20, 50, 100, 200)
BUSY_AFTER_MS = 300
_TEXT_WIDTH_PX = 272
_WIDTH_PX = 336


class SimilarPanel(QWidget):
    """Shows one query at a time; the slider filters its look-alikes in memory."""

    query_requested = Signal(str)
    """Id of the product whose look-alikes are wanted."""
    query_chosen = Signal(int)
    """Place of the photo chosen among those given to ``set_queries``."""
    preview_requested = Signal(int)
    show_in_grid_requested = Signal(int)
    generate_requested = Signal(str)
    generate_all_requested = Signal()
    update_requested = Signal()
    retry_requested = Signal()
    back_requested = Signal()
    forward_requested = Signal()
    closed = Signal()
    shown_changed = Signal(list)
    """``list[int]``: row ids of the results on screen, for loading their thumbnails."""
    threshold_committed = Signal(float)
    top_n_changed = Signal(int)

    def __init__(self, theme: Theme, model: MatchListModel) -> None:
        super().__init__()
        self._model = model
        self._product_id = ""
        self._has_query = False
        self.setAccessibleName("Look-alikes")
        self.setMinimumWidth(_WIDTH_PX)
        self.back_button = icon_button("back", theme, "Back", QKeySequence("Alt+Left"))
        self.forward_button = icon_button("forward", theme, "Forward", QKeySequence("Alt+Right"))
        self.close_button = icon_button("close", theme, "Close")
        self.query_area = QueryArea(theme)
        self.slider = ThresholdSlider(theme)
        self.top_n = QComboBox()
        self._among_text = ElidedLabel()
        set_role(self._among_text, "hint")
        self.only_listed = OnlyListedBox()
        self._among: int | None = None
        self._shown = label("", "hint")
        self.results = ResultsView(theme, model)
        self.state = EmptyState(theme)
        self._start = EmptyState(theme, result_states.NOTHING_CHOSEN)
        for state in (self.state, self._start):
            state.set_text_width(_TEXT_WIDTH_PX)
        self._busy = BusyPage(theme)
        self._first_busy = BusyPage(theme)
        self._stale_text = label("", "hint", wrap=True)
        self.update_button = button("Update")
        self._busy_timer = QTimer(self, singleShot=True, interval=BUSY_AFTER_MS)
        self._lay_out()
        self._connect_parts()
        self.set_can_go(back=False, forward=False)
        self.set_stale_count(0)
        self._set_default_top_n()
        self.show_nothing()

    # What is shown

    def show_nothing(self) -> None:
        """Invite to choose something."""
        self._settle()
        self._has_query = False
        self._model.set_answer(None)
        self.query_area.set_queries(())
        self._start.set_content(result_states.NOTHING_CHOSEN)
        self._pages.setCurrentWidget(self._start)

    def show_busy(self, text: str, query: QueryView | None = None) -> None:
        """Say after a moment what is under way; a fast answer never shows it.

        Args:
            text: for example ``Looking for look-alikes…``.
            query: what is looked up, when it can be shown at once.
        """
        for page in (self._busy, self._first_busy):
            page.set_text(text)
        if query is not None and self._pages.currentWidget() is self._body:
            self.query_area.show_query(query)
        self._busy_timer.start()

    def show_answer(self, query: QueryView, answer: SearchAnswer, among: int | None = None) -> None:
        """Show a query and its look-alikes, at the threshold and top n as they are.

        Args:
            among: among how many listed products they were looked for; None for all.
        """
        self._show_query(query)
        self._among = among
        self.slider.set_candidates(match.score for match in answer.matches)
        self._model.set_threshold(self.slider.threshold())
        self._model.set_answer(answer)
        self.results.scrollToTop()
        self._set_controls_enabled(bool(answer.matches))
        self._refresh()

    def show_no_embedding(self, card: ProductCard, pixmap: QPixmap | None = None) -> None:
        """Offer to generate the embedding of the product chosen."""
        self._show_query(QueryView.of_product(card, pixmap or QPixmap()))
        self._product_id = card.id
        self._show_state(result_states.no_embedding(card))

    def show_empty_index(self) -> None:
        """Say that there is nothing to compare with."""
        self._settle()
        self._show_state(result_states.NOTHING_EMBEDDED)

    def show_error(self, title: str, text: str, *, retry: bool) -> None:
        """Say in plain words why there is no answer."""
        self._settle()
        self._show_state(result_states.broken(title, text, retry=retry))

    def set_queries(self, queries: Sequence[QueryView], current: int = 0) -> None:
        """Offer several dropped photos to switch between; fewer than two hide the strip."""
        self.query_area.set_queries(queries, current)
        if len(queries) > 1 and not self._has_query:
            # The others can be chosen even when there is no answer for this one.
            self._has_query = True
            self.query_area.show_query(queries[current])

    def set_can_go(self, back: bool, forward: bool) -> None:
        """Say whether there is a query before or after this one."""
        self.back_button.setEnabled(back)
        self.forward_button.setEnabled(forward)

    def set_stale_count(self, count: int, other_weights: int = 0) -> None:
        """Note how many embeddings are out of date.

        Args:
            other_weights: those of them that are of other weights and therefore not searched.
        """
        notes = [other_weights_text(other_weights, number_text)] if other_weights else []
        older = count - other_weights
        if older:
            verb = "is" if older == 1 else "are"
            notes.append(f"{counted(older, 'embedding')} {verb} out of date: the photo changed.")
        self._stale_text.setText(" ".join(notes))
        self._stale_note.setVisible(count > 0)

    def set_threshold(self, score: float) -> None:
        """Move the slider."""
        self.slider.set_threshold(score)
        self._model.set_threshold(score)

    def set_recommended(self, score: float) -> None:
        """Set the threshold that a double click on the slider returns to."""
        self.slider.set_recommended(score)

    def set_typical_scores(self, lowest_and_highest: tuple[float, float] | None) -> None:
        """Say which scores are usual with the weights in use; None when that is not known."""
        self.slider.set_typical_scores(lowest_and_highest)

    def set_top_n(self, count: int) -> None:
        """Show at most ``count`` look-alikes; a number that is not offered yet is added."""
        place = self.top_n.findData(count)
        if place < 0:
            place = next((i for i, n in enumerate(self._offered()) if n > count), 0)
            self.top_n.insertItem(place, count_text(count), count)
        self.top_n.setCurrentIndex(place)

    # Inside

    def _lay_out(self) -> None:
        header = row(
            label("Like this", "title"), 0, self.back_button, self.forward_button, spacing=4
        )
        header.addSpacing(8)
        header.addWidget(self.close_button)
        header.setContentsMargins(16, 12, 8, 8)
        count_row = row(label("Show", "hint"), self.top_n, self._among_text)
        list_row = row(self.only_listed, 0, self._shown)
        counts = column(count_row, list_row, spacing=8)
        top = column(self.query_area, self.slider, counts, spacing=12)
        top.setContentsMargins(16, 0, 16, 8)
        self._below = QStackedWidget()
        # Level with the left edge of everything above.
        self._below.setContentsMargins(4, 0, 0, 0)
        for part in (self.results, self.state, self._busy):
            self._below.addWidget(part)
        note = row(self._stale_text, self.update_button)
        note.setStretchFactor(self._stale_text, 1)
        note.setContentsMargins(16, 8, 16, 8)
        self._stale_note = holder(note)
        body = column(top, self._below, self._stale_note, spacing=0)
        body.setStretchFactor(self._below, 1)
        self._body = holder(body)
        self._pages = QStackedWidget()
        for whole in (self._start, self._first_busy, self._body):
            self._pages.addWidget(whole)
        layout = column(header, self._pages, spacing=0)
        layout.setStretchFactor(self._pages, 1)
        self.setLayout(layout)

    def _connect_parts(self) -> None:
        self.back_button.clicked.connect(self.back_requested)
        self.forward_button.clicked.connect(self.forward_requested)
        self.close_button.clicked.connect(self.closed)
        self.query_area.query_chosen.connect(self.query_chosen)
        self.slider.threshold_changed.connect(self._model.set_threshold)
        self.slider.threshold_committed.connect(self.threshold_committed)
        self.top_n.currentIndexChanged.connect(self._on_top_n_changed)
        self.results.query_requested.connect(self.query_requested)
        self.results.preview_requested.connect(self.preview_requested.emit)
        self.results.show_in_grid_requested.connect(self.show_in_grid_requested)
        self.results.shown_changed.connect(self.shown_changed)
        for state in (self.state, self._start):
            state.action_requested.connect(self._on_action)
        self.update_button.clicked.connect(self.update_requested)
        self._model.kept_changed.connect(self._refresh)
        self._busy_timer.timeout.connect(self._show_busy_now)

    def _set_default_top_n(self) -> None:
        self.top_n.setAccessibleName("Look-alikes to show")
        self.top_n.setToolTip("Most look-alikes to show")
        wanted = self._model.top_n
        self.top_n.blockSignals(True)
        for count in TOP_NS:
            self.top_n.addItem(count_text(count), count)
        self.top_n.addItem("All", CANDIDATES_PER_QUERY)
        self.top_n.blockSignals(False)
        self.set_top_n(wanted)

    def _offered(self) -> list[int]:
        return [int(self.top_n.itemData(place)) for place in range(self.top_n.count())]

    def _on_top_n_changed(self) -> None:
        count = int(self.top_n.currentData())
        self._model.set_top_n(count)
        self._refresh()
        self.top_n_changed.emit(count)

    def _settle(self) -> None:
        self._busy_timer.stop()

    def _show_busy_now(self) -> None:
        if self._pages.currentWidget() is self._body:
            self._below.setCurrentWidget(self._busy)
        else:
            self._pages.setCurrentWidget(self._first_busy)

    def _show_query(self, query: QueryView) -> None:
        self._settle()
        self._has_query = True
        self.query_area.show_query(query)
        self._pages.setCurrentWidget(self._body)

    def _show_state(self, content: EmptyContent) -> None:
        self._model.set_answer(None)
        self.slider.clear()
        self._set_controls_enabled(False)
        self._shown.clear()
        self._among_text.set_text("")
        state = self.state if self._has_query else self._start
        state.set_content(content)
        self._below.setCurrentWidget(self.state)
        self._pages.setCurrentWidget(self._body if self._has_query else self._start)

    def _set_controls_enabled(self, enabled: bool) -> None:
        self.slider.setEnabled(enabled)
        self.top_n.setEnabled(enabled)

    def _refresh(self) -> None:
        answer = self._model.answer
        if answer is None:
            return
        kept, shown = self._model.kept_count, self._model.rowCount()
        self._shown.setText(f"{count_text(shown)} shown" if shown < kept else "")
        self._among_text.set_text(
            "" if self._among is None else f"among {counted(self._among, 'listed product')}"
        )
        nearest = self._model.nearest()
        if nearest is None and self._among is not None and answer.searched:
            self.state.set_content(result_states.none_listed(self._among))
        elif nearest is None:
            self.state.set_content(result_states.no_candidates(answer.searched))
        elif kept == 0:
            self.state.set_content(result_states.none_kept(nearest.score))
        self._below.setCurrentWidget(self.results if kept else self.state)

    def _on_action(self, key: str) -> None:
        if key == result_states.SHOW_NEAREST:
            nearest = self._model.nearest()
            if nearest is not None:
                self.slider.set_threshold(nearest.score)
                self.threshold_committed.emit(nearest.score)
        elif key == result_states.GENERATE_ONE:
            self.generate_requested.emit(self._product_id)
        elif key == result_states.GENERATE_ALL:
            self.generate_all_requested.emit()
        elif key == result_states.SEARCH_ALL:
            self.only_listed.setChecked(False)
        elif key == result_states.RETRY:
            self.retry_requested.emit()
