"""The forms behind the choices "Product API" and "Folder or feed"."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QLineEdit,
    QRadioButton,
    QStackedWidget,
    QWidget,
)

from fashion_desktop.domain.sources import SourceConfig, SourceKind
from fashion_desktop.storage.home_folder import with_home
from fashion_desktop.widgets.form_grid import FormGrid
from fashion_desktop.widgets.parts import button, column, holder, label, row
from fashion_desktop.widgets.path_field import PathField
from fashion_desktop.widgets.status_line import StatusLine
from fashion_desktop.widgets.theme import Theme

FEED_FILTER = "Product feeds (*.csv *.tsv *.txt);;All files (*)"
CSV_FILTER = "Attribute files (*.csv *.tsv);;All files (*)"

_NO_ADDRESS = "Type the address of your product API, for example https://shop.example/api."
_NO_FOLDER = "Choose the folder that holds your photos."
_NO_FEED = "Choose a CSV or TSV file, or type the web address of a feed."
_FEED_HINT = (
    "Google Merchant feeds, and lists with columns such as id, title, image link and price. "
    "Delimiter and encoding are found out."
)
_LOCAL_HOSTS = ("localhost", "127.", "[::1]")


class ApiForm(QWidget):
    """Address and token of a product API."""

    test_requested = Signal(object, str)
    """``SourceConfig`` and the token."""
    connect_requested = Signal(object, str, str)
    """``SourceConfig``, name and token."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.address = _line("Address", "https://shop.example/api")
        self.token = _line("Token", "Leave empty if the catalogue is open")
        self.token.setEchoMode(QLineEdit.EchoMode.Password)
        self.name = _line("Name", "For example: Spring range")
        self.test_button = button("Test connection")
        self.connect_button = button("Connect", "primary")
        self.status = StatusLine(theme)

        form = FormGrid()
        form.add("&Address", self.address)
        form.add("&Token", self.token, "Kept in your system's keyring, not in the library.")
        form.add("&Name", self.name)
        self.setLayout(
            column(
                label("Product API", "heading"),
                label(
                    "A shop that lists its products under /products, a page at a time.",
                    "hint",
                    wrap=True,
                ),
                16,
                form,
                8,
                self.status,
                row(0, self.test_button, self.connect_button),
                0,
            )
        )
        self.setFocusProxy(self.address)
        self.test_button.clicked.connect(self._test)
        self.connect_button.clicked.connect(self._connect)
        for field in (self.address, self.token, self.name):
            field.returnPressed.connect(self._connect)
            field.textEdited.connect(self.status.clear)

    def config(self) -> SourceConfig:
        """Return what the form says; a missing ``https://`` is added."""
        address = self.address.text().strip()
        if address and "://" not in address:
            scheme = "http" if address.startswith(_LOCAL_HOSTS) else "https"
            address = f"{scheme}://{address}"
        return SourceConfig(SourceKind.API, address)

    def set_busy(self, busy: bool) -> None:
        """Lock the form while its request is under way."""
        for part in (self.address, self.token, self.name, self.test_button, self.connect_button):
            part.setEnabled(not busy)

    def _test(self) -> None:
        if self._is_complete():
            self.test_requested.emit(self.config(), self.token.text().strip())

    def _connect(self) -> None:
        if self._is_complete():
            name = self.name.text().strip()
            self.connect_requested.emit(self.config(), name, self.token.text().strip())

    def _is_complete(self) -> bool:
        if self.address.text().strip():
            return True
        self.status.show_bad(_NO_ADDRESS)
        self.address.setFocus()
        return False


class FilesForm(QWidget):
    """A folder of photos, or a product feed."""

    connect_requested = Signal(object, str, str)
    """``SourceConfig``, name and an empty token."""
    inspection_requested = Signal(str)
    """Path or web address of a feed whose columns shall be shown."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.folder_choice = QRadioButton("A &folder of photos")
        self.feed_choice = QRadioButton("A product f&eed (CSV or TSV)")
        self.folder = PathField("folder", "Folder", "Folder with the photos")
        self.attributes = PathField("file", "Attribute file", "Optional CSV file", CSV_FILTER)
        self.feed = PathField("file", "Feed", "File or https://…", FEED_FILTER)
        self.name = _line("Name", "For example: Spring range")
        self.action = button("Connect", "primary")
        self.status = StatusLine(theme)

        choices = QButtonGroup(self)
        choices.addButton(self.folder_choice)
        choices.addButton(self.feed_choice)
        folder_form, feed_form, name_form = FormGrid(), FormGrid(), FormGrid()
        folder_form.add("F&older", self.folder, "Folders inside it are read as well.")
        folder_form.add(
            "&Attributes",
            self.attributes,
            "Names, prices and the rest, matched by id or file name.",
        )
        feed_form.add("Fee&d", self.feed, "You see its columns before anything is imported.")
        feed_form.addWidget(label(_FEED_HINT, "secondary", wrap=True), 1, 1)
        name_form.add("&Name", self.name)
        self._stack = QStackedWidget()
        self._stack.addWidget(holder(folder_form))
        self._stack.addWidget(holder(feed_form))
        self.setLayout(
            column(
                label("Folder or feed", "heading"),
                8,
                row(self.folder_choice, 16, self.feed_choice, 0),
                8,
                self._stack,
                8,
                name_form,
                8,
                self.status,
                row(0, self.action),
                0,
            )
        )
        self.setFocusProxy(self.folder)
        self.folder_choice.toggled.connect(self._on_choice)
        self.folder_choice.setChecked(True)
        self.action.clicked.connect(self._go)
        self.name.returnPressed.connect(self._go)
        for field in (self.folder, self.attributes, self.feed):
            field.line.returnPressed.connect(self._go)
            field.changed.connect(self.status.clear)

    def set_folder(self, path: str) -> None:
        """Fill in a folder that was dropped."""
        self.folder_choice.setChecked(True)
        self.folder.set_text(path)

    def set_feed(self, location: str) -> None:
        """Fill in a feed that was dropped."""
        self.feed_choice.setChecked(True)
        self.feed.set_text(location)

    def set_busy(self, busy: bool) -> None:
        """Lock the form while its request is under way."""
        for part in (
            *(self.folder_choice, self.feed_choice, self.folder, self.attributes),
            *(self.feed, self.name, self.action),
        ):
            part.setEnabled(not busy)

    def _on_choice(self, is_folder: bool) -> None:
        self._stack.setCurrentIndex(0 if is_folder else 1)
        self.action.setText("Connect" if is_folder else "Show columns")
        self.status.clear()

    def _go(self) -> None:
        if self.folder_choice.isChecked():
            if self._is_given(self.folder, _NO_FOLDER):
                config = SourceConfig(
                    SourceKind.FOLDER,
                    str(with_home(self.folder.text())),
                    attributes_csv=self.attributes.text(),
                )
                self.connect_requested.emit(config, self.name.text().strip(), "")
        elif self._is_given(self.feed, _NO_FEED):
            self.inspection_requested.emit(self.feed.text())

    def _is_given(self, field: PathField, complaint: str) -> bool:
        if field.text():
            return True
        self.status.show_bad(complaint)
        field.setFocus()
        return False


def _line(name: str, hint: str) -> QLineEdit:
    result = QLineEdit()
    result.setPlaceholderText(hint)
    result.setAccessibleName(name)
    return result
