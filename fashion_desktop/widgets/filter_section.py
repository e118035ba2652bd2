"""Collapsible sections of the filter panel."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QCheckBox, QLayout, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from fashion_desktop.domain.products import FacetValue
from fashion_desktop.widgets.parts import button, count_text, label, plain_tooltip, row
from fashion_desktop.widgets.theme import Theme, icon

_SHOWN_AT_FIRST = 8
_CHEVRON_PX = 14
_INDENT_PX = 4
_BOX_PX = 26


class FilterSection(QWidget):
    """A heading that shows and hides what belongs to it."""

    def __init__(
        self, theme: Theme, title: str, *, expanded: bool = False, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._title = title
        self._expanded = False
        self.header = QToolButton()
        self.header.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.header.setIconSize(QSize(_CHEVRON_PX, _CHEVRON_PX))
        self.header.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.header.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.header.clicked.connect(lambda: self.set_expanded(not self._expanded))
        self._body = QWidget()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.header)
        layout.addWidget(self._body)
        self.set_expanded(expanded)
        self.set_chosen_count(0)

    @property
    def title(self) -> str:
        """What the section is about."""
        return self._title

    @property
    def expanded(self) -> bool:
        """Whether the section shows its content."""
        return self._expanded

    def set_expanded(self, expanded: bool) -> None:
        """Show or hide the content."""
        self._expanded = expanded
        self._body.setVisible(expanded)
        self.header.setIcon(icon("chevron-down" if expanded else "chevron-right", self._theme))
        self.header.setToolTip("Hide choices" if expanded else "Show choices")
        self.header.setAccessibleDescription("expanded" if expanded else "collapsed")

    def set_body(self, layout: QLayout) -> None:
        """Fill the section."""
        layout.setContentsMargins(_INDENT_PX + _CHEVRON_PX, 2, 8, 8)
        self._body.setLayout(layout)

    def set_chosen_count(self, number: int) -> None:
        """Say in the heading how many choices filter at present."""
        text = f"{self._title} · {number}" if number else self._title
        self.header.setText(text)
        self.header.setAccessibleName(text)


class ChoiceRow(QWidget):
    """A check box with the number of products it stands for."""

    toggled = Signal(bool)

    def __init__(self, text: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.box = QCheckBox()
        self.box.setToolTip(plain_tooltip(text))
        self.box.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._text = text
        self._count = label(role="secondary")
        layout = row(self.box, self._count, spacing=8)
        layout.setStretch(0, 1)
        self.setLayout(layout)
        self.box.toggled.connect(self.toggled)

    def set_count(self, count: int) -> None:
        """Show how many products have the value."""
        self._count.setText(count_text(count))
        self._count.setEnabled(count > 0)
        self.box.setAccessibleName(f"{self._text}, {count_text(count)}")

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Shorten the text to what fits."""
        super().resizeEvent(event)
        room = self.box.width() - _BOX_PX
        text = self.fontMetrics().elidedText(self._text, Qt.TextElideMode.ElideRight, room)
        self.box.setText(text.replace("&", "&&"))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Let a click anywhere on the row count."""
        if event.type() == QEvent.Type.MouseButtonRelease and self.rect().contains(
            event.position().toPoint()
        ):
            self.box.toggle()


class FacetSection(FilterSection):
    """The values of one attribute, the most frequent first.

    Signals:
        choice_changed: another set of values is chosen.
    """

    choice_changed = Signal()

    def __init__(
        self, theme: Theme, title: str, *, expanded: bool = False, parent: QWidget | None = None
    ) -> None:
        super().__init__(theme, title, expanded=expanded, parent=parent)
        self._rows: dict[str, ChoiceRow] = {}
        self._all_shown = False
        self._list = QVBoxLayout()
        self._list.setSpacing(2)
        self._more = button("", "quiet")
        self._more.clicked.connect(self._show_all)
        body = QVBoxLayout()
        body.setSpacing(2)
        body.addLayout(self._list)
        body.addWidget(self._more)
        self.set_body(body)

    @property
    def chosen(self) -> frozenset[str]:
        """Values whose boxes are checked."""
        return frozenset(value for value, line in self._rows.items() if line.box.isChecked())

    def row_for(self, value: str) -> ChoiceRow:
        """Return the row of a value.

        Raises:
            KeyError: the attribute has no such value.
        """
        return self._rows[value]

    def set_values(self, values: Sequence[FacetValue]) -> None:
        """Show these values; checked ones stay, with no products if they are gone."""
        chosen = self.chosen
        listed = [*values]
        known = {value.value for value in values}
        listed += [FacetValue(value, 0) for value in sorted(chosen - known)]
        names = [value.value for value in listed]
        if names != list(self._rows):
            self._rebuild(names, chosen)
        for value in listed:
            self._rows[value.value].set_count(value.count)
        self._refresh()

    def clear(self) -> None:
        """Uncheck everything without signalling it."""
        for line in self._rows.values():
            blocked = line.box.blockSignals(True)
            line.box.setChecked(False)
            line.box.blockSignals(blocked)
        self.set_chosen_count(0)

    def choose(self, values: frozenset[str]) -> None:
        """Check exactly these values without signalling it."""
        self.clear()
        for value in values & self._rows.keys():
            blocked = self._rows[value].box.blockSignals(True)
            self._rows[value].box.setChecked(True)
            self._rows[value].box.blockSignals(blocked)
        self._refresh()

    def _rebuild(self, names: Sequence[str], chosen: frozenset[str]) -> None:
        old = self._rows
        self._rows = {}
        for name in names:
            line = old.pop(name, None)
            if line is None:
                line = ChoiceRow(name)
                line.box.setChecked(name in chosen)
                line.toggled.connect(self._on_toggled_choice)
            self._list.removeWidget(line)
            self._list.addWidget(line)
            self._rows[name] = line
        for line in old.values():
            self._list.removeWidget(line)
            line.hide()
            line.deleteLater()

    def _refresh(self) -> None:
        hidden = 0
        for position, line in enumerate(self._rows.values()):
            show = self._all_shown or position < _SHOWN_AT_FIRST or line.box.isChecked()
            line.setVisible(show)
            hidden += not show
        self._more.setText(f"Show {count_text(hidden)} more")
        self._more.setVisible(hidden > 0)
        self.set_chosen_count(len(self.chosen))

    def _show_all(self) -> None:
        self._all_shown = True
        self._refresh()

    def _on_toggled_choice(self, _checked: bool) -> None:
        self.set_chosen_count(len(self.chosen))
        self.choice_changed.emit()
