"""A question before something is taken away: what will happen, and two buttons with verbs."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QPushButton, QWidget

from fashion_desktop.widgets.parts import button, column, count_text, label, row

DIALOG_WIDTH_PX = 480
_MARGIN_PX = 24


class ConfirmDialog(QDialog):
    """Emits ``confirmed`` when the action is wanted; show it with ``open()``.

    The careful button has the focus: a stray Enter changes nothing.
    """

    confirmed = Signal()

    def __init__(
        self,
        title: str,
        text: str,
        action: str,
        parent: QWidget | None = None,
        *,
        keep: str = "Cancel",
        details: Sequence[QWidget] = (),
        is_danger: bool = True,
    ) -> None:
        """Build the question.

        Args:
            title: the question itself.
            text: what will happen, and whether it can be undone.
            action: verb on the button that goes ahead.
            parent: window to stay in front of.
            keep: words on the button that changes nothing.
            details: widgets between text and buttons, such as a list.
            is_danger: something is taken away.
        """
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setAccessibleDescription(text)
        self.setMinimumWidth(DIALOG_WIDTH_PX)
        self.action_button = button(action, "danger" if is_danger else "primary")
        self.keep_button = button(keep)
        self.keep_button.setDefault(True)
        layout = column(label(title, "title", wrap=True), label(text, wrap=True))
        for widget in details:
            layout.addWidget(widget)
        layout.addSpacing(16)
        layout.addLayout(row(0, self.keep_button, self.action_button))
        layout.setContentsMargins(_MARGIN_PX, _MARGIN_PX, _MARGIN_PX, _MARGIN_PX)
        self.setLayout(layout)
        self.keep_button.setFocus()
        self.keep_button.clicked.connect(self.reject)
        self.action_button.clicked.connect(self._confirm)

    def buttons(self) -> tuple[QPushButton, QPushButton]:
        """Return the button that changes nothing and the one that goes ahead."""
        return self.keep_button, self.action_button

    def _confirm(self) -> None:
        self.confirmed.emit()
        self.accept()


def delete_dialog(count: int, parent: QWidget | None = None) -> ConfirmDialog:
    """Return the question before the embeddings of ``count`` selected products are deleted."""
    one = count == 1
    what = "this embedding" if one else f"{count_text(count)} embeddings"
    return ConfirmDialog(
        f"Delete {what}?",
        (
            "The product stays in the library, but it is no longer found as a look-alike. "
            if one
            else "The products stay in the library, but they are no longer found as look-alikes. "
        )
        + "You can undo this afterwards.",
        f"Delete {'embedding' if one else what}",
        parent,
    )


def disconnect_dialog(name: str, products: int, parent: QWidget | None = None) -> ConfirmDialog:
    """Return the question before a source is disconnected."""
    those = "Its product leaves" if products == 1 else f"Its {count_text(products)} products leave"
    return ConfirmDialog(
        f"Disconnect “{name}”?",
        f"{those} the library. Nothing changes in the catalogue itself. Embeddings are kept: "
        "connect the catalogue again, and they are used again.",
        "Disconnect",
        parent,
    )
