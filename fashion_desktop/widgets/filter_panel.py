"""The panel left of the grid that narrows the products down."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QLocale, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QLineEdit, QScrollArea, QVBoxLayout, QWidget

from fashion_desktop.domain.products import EmbeddingState, FacetValue, LibraryCounts
from fashion_desktop.domain.wording import attribute_label
from fashion_desktop.widgets.filter_section import FacetSection, FilterSection
from fashion_desktop.widgets.number_field import parse_number
from fashion_desktop.widgets.parts import button, label, row
from fashion_desktop.widgets.theme import Theme
from fashion_desktop.widgets.wording import STATE_LABELS

PriceRange = tuple[float | None, float | None]
_STATES_BY_LABEL = {text: state for state, text in STATE_LABELS.items()}
_NO_PRICES: PriceRange = (None, None)


class FilterPanel(QWidget):
    """Attributes, price and state as check boxes and fields; hidden with nothing to filter by.

    Signals:
        filters_changed: ``dict[str, frozenset[str]]`` of chosen values by attribute,
            the price range (lowest and highest, either may be None), and the frozenset of
            ``EmbeddingState`` to keep (empty for all).
    """

    filters_changed = Signal(object, object, object)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._facets: dict[str, FacetSection] = {}
        self._prices: PriceRange = _NO_PRICES
        self._clear = button("Clear filters", "quiet")
        self._clear.clicked.connect(self.clear_filters)
        self._price_section = self._built_price_section()
        self._state_section = FacetSection(theme, "State")
        self._state_section.choice_changed.connect(self._emit)
        self._list = QVBoxLayout()
        self._list.setContentsMargins(8, 0, 0, 16)
        self._list.setSpacing(4)
        self._list.addWidget(self._price_section)
        self._list.addWidget(self._state_section)
        self._list.addStretch(1)
        self._build()
        self.setAccessibleName("Filters")
        theme.changed.connect(self.update)
        self._price_section.hide()
        self._state_section.hide()
        self._refresh()

    def set_facets(self, facets: Mapping[str, Sequence[FacetValue]]) -> None:
        """Offer these attributes in this order; what is chosen and expanded stays so."""
        for name in [name for name in self._facets if name not in facets]:
            if not self._facets[name].chosen:
                section = self._facets.pop(name)
                self._list.removeWidget(section)
                section.hide()
                section.deleteLater()
        for position, (name, values) in enumerate(facets.items()):
            section = self._facets.get(name) or self._added_facet(name, expanded=position == 0)
            self._list.removeWidget(section)
            self._list.insertWidget(position, section)
            section.set_values(values)
        self._refresh()

    def set_price_range(self, price_range: tuple[float, float] | None) -> None:
        """Offer to filter by price, and say between what; None for a catalogue without prices."""
        self._price_section.setVisible(price_range is not None)
        if price_range is not None:
            for field, price in zip((self.lowest, self.highest), price_range, strict=True):
                field.setPlaceholderText(QLocale().toString(float(price), "f", 0))
        self._refresh()

    def set_counts(self, counts: LibraryCounts) -> None:
        """Offer the states with their numbers of products."""
        numbers = (counts.embedded, counts.missing, counts.stale, counts.failed)
        labels = list(STATE_LABELS.values())
        values = [FacetValue(text, n) for text, n in zip(labels, numbers, strict=True)]
        self._state_section.set_values(values)
        self._state_section.setVisible(counts.products > 0)
        self._refresh()

    def set_states(self, states: frozenset[EmbeddingState]) -> None:
        """Show a state filter that was chosen elsewhere, without signalling it."""
        self._state_section.choose(frozenset(STATE_LABELS[state] for state in states))
        self._refresh()

    @property
    def facets(self) -> dict[str, frozenset[str]]:
        """Chosen values by attribute, without attributes that have none."""
        chosen = {name: section.chosen for name, section in self._facets.items()}
        return {name: values for name, values in chosen.items() if values}

    @property
    def price_range(self) -> PriceRange:
        """Lowest and highest price to keep."""
        return self._prices

    @property
    def states(self) -> frozenset[EmbeddingState]:
        """States to keep; empty for all."""
        return frozenset(_STATES_BY_LABEL[text] for text in self._state_section.chosen)

    @property
    def is_filtering(self) -> bool:
        """Whether any filter is set."""
        return bool(self.facets or self.states or self._prices != _NO_PRICES)

    def facet_section(self, name: str) -> FacetSection:
        """Return the section of an attribute.

        Raises:
            KeyError: no such attribute is offered.
        """
        return self._facets[name]

    @property
    def state_section(self) -> FacetSection:
        """The section of embedding states."""
        return self._state_section

    def clear_filters(self) -> None:
        """Set no filter."""
        if not self.is_filtering:
            return
        for section in (*self._facets.values(), self._state_section):
            section.clear()
        self.lowest.clear()
        self.highest.clear()
        self._prices = _NO_PRICES
        self._emit()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the ground."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(self._theme.colours.surface))
        painter.end()

    def _build(self) -> None:
        heading = row(label("Filters", "title"), 0, self._clear, spacing=8)
        heading.setContentsMargins(16, 8, 8, 4)
        content = QWidget()
        content.setLayout(self._list)
        area = QScrollArea()
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(content)
        for widget in (area.viewport(), content):
            widget.setAutoFillBackground(False)
        area.setStyleSheet("QScrollArea { background: transparent; }")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(heading)
        layout.addWidget(area, 1)

    def _built_price_section(self) -> FilterSection:
        section = FilterSection(self._theme, "Price")
        self.lowest = QLineEdit()
        self.highest = QLineEdit()
        for field, name in ((self.lowest, "Lowest price"), (self.highest, "Highest price")):
            field.setAccessibleName(name)
            field.setToolTip(f"{name}; leave empty for no limit")
            field.setProperty("compact", True)
            field.editingFinished.connect(self._on_price_edited)
        fields = row(self.lowest, label("to", "secondary"), self.highest, spacing=8)
        section.set_body(fields)
        return section

    def _added_facet(self, name: str, *, expanded: bool) -> FacetSection:
        section = FacetSection(self._theme, attribute_label(name), expanded=expanded)
        section.choice_changed.connect(self._emit)
        self._facets[name] = section
        return section

    def _on_price_edited(self) -> None:
        prices = self._read_price(self.lowest), self._read_price(self.highest)
        low, high = prices
        if low is not None and high is not None and low > high:
            prices = (high, low)
        if prices != self._prices:
            self._prices = prices
            self._emit()

    def _read_price(self, field: QLineEdit) -> float | None:
        text = field.text().strip()
        price = parse_number(text, field.locale()) if text else None
        invalid = bool(text) and (price is None or price < 0)
        if bool(field.property("invalid")) != invalid:
            field.setProperty("invalid", invalid)
            field.style().unpolish(field)
            field.style().polish(field)
        return None if invalid else price

    def _emit(self) -> None:
        self._refresh()
        self.filters_changed.emit(self.facets, self._prices, self.states)

    def _refresh(self) -> None:
        self._price_section.set_chosen_count(sum(price is not None for price in self._prices))
        self._clear.setVisible(self.is_filtering)
        sections = (*self._facets.values(), self._price_section, self._state_section)
        self.setVisible(any(not section.isHidden() for section in sections))
