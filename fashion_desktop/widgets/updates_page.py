"""Settings about new versions: off unless it is wanted, and what is asked where."""

from __future__ import annotations

from PySide6.QtCore import QDateTime, QLocale, Qt, Signal
from PySide6.QtWidgets import QCheckBox, QLineEdit, QWidget

from fashion_desktop.domain.releases import DEFAULT_FEED_URL, feed_address_problem
from fashion_desktop.widgets.form_grid import FormGrid
from fashion_desktop.widgets.parts import button, column, label, row, selectable, set_role

_CHECK_NOTE = (
    "Asks the address below once a day. Only this program’s name and version are sent: nothing "
    "about you, your products or your photos. Nothing is downloaded or installed unless you say so."
)
_ADDRESS_NOTE = (
    "Where new versions are announced. This copy came without an address: ask whoever gave it "
    "to you."
)
_BUILT_IN_NOTE = "Leave it empty for the address that this program came with."
_NEEDED = (
    "To be told about new versions, enter the address where they are announced: this copy came "
    "without one. Or switch it off."
)
_STATE_LINES_PX = 48
_PLACEHOLDER = "https://…"


class UpdatesPage(QWidget):
    """Whether to ask for new versions, and where.

    Attributes:
        check, address: the two settings.
        is_checking: whether a server is being asked just now.

    Signals:
        changed: one of the fields is different.
        check_requested: address that shall be asked at once.
    """

    changed = Signal()
    check_requested = Signal(str)

    def __init__(self, caption_width_px: int, built_in: str = DEFAULT_FEED_URL) -> None:
        super().__init__()
        self._built_in = built_in
        self.is_checking = False
        self.check = QCheckBox("Tell me about &new versions")
        self.address = QLineEdit()
        self.address.setAccessibleName("Address for new versions")
        self.address.setPlaceholderText(built_in or _PLACEHOLDER)
        self.check_button = button("Check now")
        self._state = selectable(label("", "secondary", wrap=True))
        # Lines that arrive later take the place that is kept for them.
        self._state.setMinimumHeight(_STATE_LINES_PX)
        self._state.setAlignment(Qt.AlignmentFlag.AlignTop)
        form = FormGrid(caption_width_px)
        form.add("New versions", self.check, _CHECK_NOTE, is_choice=True)
        form.add("&Address", self.address, _BUILT_IN_NOTE if built_in else _ADDRESS_NOTE)
        form.addLayout(
            column(row(self.check_button, 0), self._state, spacing=8), form.rowCount(), 1
        )
        self.setLayout(column(16, form, 0, spacing=0))
        self.check.toggled.connect(self._on_changed)
        self.address.textChanged.connect(self._on_changed)
        self.check_button.clicked.connect(self._on_check)
        self._refresh()

    def fill(self, *, is_on: bool, address: str) -> None:
        """Show settings."""
        self.check.setChecked(is_on)
        self.address.setText(address)

    def address_text(self) -> str:
        """Return the address as it is entered, without blanks around it."""
        return self.address.text().strip()

    def problem(self) -> str:
        """Return why the fields cannot be saved, in a sentence; empty when they can."""
        entered = self.address_text()
        if self.check.isChecked() and not entered and not self._built_in:
            return _NEEDED
        return feed_address_problem(entered) if entered else ""

    def show_last_check(self, checked_s: float) -> None:
        """Say when a server was last asked, in seconds since 1970; 0 for never."""
        if checked_s <= 0:
            self._say("Never checked.")
            return
        when = QDateTime.fromSecsSinceEpoch(round(checked_s))
        self._say(f"Last checked: {QLocale().toString(when, QLocale.FormatType.ShortFormat)}.")

    def show_checking(self) -> None:
        """Say that a server is being asked."""
        self.is_checking = True
        self._say("Checking…")

    def show_result(self, text: str, *, is_error: bool = False) -> None:
        """Say what came of it."""
        self.is_checking = False
        self._say(text, is_error=is_error)

    def _say(self, text: str, *, is_error: bool = False) -> None:
        self._state.setText(text)
        set_role(self._state, "error" if is_error else "secondary")

    def _on_changed(self) -> None:
        self._refresh()
        self.changed.emit()

    def _on_check(self) -> None:
        # Not switched off meanwhile: the focus would go elsewhere.
        if not self.is_checking:
            self.check_requested.emit(self.address_text() or self._built_in)

    def _refresh(self) -> None:
        has_address = bool(self.address_text() or self._built_in) and not self.problem()
        self.check_button.setEnabled(self.check.isChecked() and has_address)
