"""Buttons that offer a remedy, described as data."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import SignalInstance
from PySide6.QtWidgets import QHBoxLayout, QPushButton

from fashion_desktop.widgets.parts import ButtonKind, button


@dataclass(frozen=True, slots=True)
class Action:
    """A button: ``key`` says which one was clicked, ``text`` begins with a verb."""

    key: str
    text: str
    kind: ButtonKind = ""
    tooltip: str = ""


def show_actions(layout: QHBoxLayout, actions: Sequence[Action], clicked: SignalInstance) -> None:
    """Replace what ``layout`` holds by one button for each action; emits the action's key."""
    while (item := layout.takeAt(0)) is not None:
        widget = item.widget()
        if widget is not None:
            widget.hide()
            widget.deleteLater()
    for action in actions:
        offer = button(action.text, action.kind, tooltip=action.tooltip)
        offer.setAccessibleName(action.text)
        offer.clicked.connect(lambda _checked=False, key=action.key: clicked.emit(key))
        layout.addWidget(offer)


def action_buttons(layout: QHBoxLayout) -> list[QPushButton]:
    """Return the buttons in ``layout``, from left to right."""
    items = (layout.itemAt(position) for position in range(layout.count()))
    widgets = (item.widget() for item in items if item is not None)
    return [widget for widget in widgets if isinstance(widget, QPushButton)]
