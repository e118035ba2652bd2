"""The choice of weights: bundled, a file, or downloaded ones with progress and cancel."""

from __future__ import annotations

from PySide6.QtCore import QLocale, Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QProgressBar,
    QPushButton,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from fashion_desktop.domain.weights import WeightsChoice
from fashion_desktop.widgets.form_grid import CONTROL_HEIGHT_PX
from fashion_desktop.widgets.parts import button, column, label, row, set_role
from fashion_desktop.widgets.path_field import PathField

WEIGHTS_FILTER = "Weights (*.safetensors *.pth *.pt);;All files (*)"
DOWNLOADS = (WeightsChoice.IMAGENET_V2, WeightsChoice.IMAGENET_V1)

_WORDS = {
    WeightsChoice.BUNDLED: ("Fashion", "Made for photos of garments. Recommended."),
    WeightsChoice.FILE: ("A file of your own", "ResNet50 weights as .safetensors or .pth."),
    WeightsChoice.IMAGENET_V2: ("ImageNet V2", "General photos. A download of about 98 MB."),
    WeightsChoice.IMAGENET_V1: ("ImageNet V1", "General photos, older. About 98 MB."),
}
_INDENT_PX = 24
_PROGRESS_STEPS = 1000


class WeightsField(QWidget):
    """Four choices; those that are downloaded can only be used once they are here."""

    changed = Signal()
    download_requested = Signal(WeightsChoice)
    download_cancelled = Signal(WeightsChoice)

    def __init__(self) -> None:
        super().__init__()
        self._group = QButtonGroup(self)
        self._radios: dict[WeightsChoice, QRadioButton] = {}
        self._downloads = {choice: _DownloadLine(choice) for choice in DOWNLOADS}
        self.file = PathField("file", "Weights file", "Weights file", WEIGHTS_FILTER)
        self.compare_button = button(
            "Compare with the current weights…",
            tooltip="See how the look-alikes would change, before you save",
        )
        layout = column(spacing=16)
        for choice, (name, explanation) in _WORDS.items():
            layout.addLayout(self._choice(choice, name, explanation))
        layout.addLayout(row(self.compare_button, 0))
        self.setLayout(layout)
        self._group.buttonToggled.connect(self._on_toggled)
        self.file.changed.connect(self.changed)
        for choice, line in self._downloads.items():
            line.requested.connect(lambda c=choice: self.download_requested.emit(c))
            line.cancelled.connect(lambda c=choice: self.download_cancelled.emit(c))
        self.choose(WeightsChoice.BUNDLED)

    def choice(self) -> WeightsChoice:
        """Return the weights chosen."""
        return next(choice for choice, radio in self._radios.items() if radio.isChecked())

    def choose(self, choice: WeightsChoice) -> None:
        """Choose weights."""
        self._radios[choice].setChecked(True)

    def radio(self, choice: WeightsChoice) -> QRadioButton:
        """Return the button of a choice."""
        return self._radios[choice]

    def download_button(self, choice: WeightsChoice) -> QPushButton:
        """Return the button that starts, or cancels, the download of a choice."""
        return self._downloads[choice].action

    def set_downloaded(self, choice: WeightsChoice) -> None:
        """Say that downloaded weights are here and can be used."""
        self._downloads[choice].show_done()
        self.changed.emit()

    def show_progress(self, choice: WeightsChoice, done_bytes: int, total_bytes: int) -> None:
        """Say how far a download is; ``total_bytes`` is 0 while that is not known."""
        self._downloads[choice].show_progress(done_bytes, total_bytes)

    def show_download_error(self, choice: WeightsChoice, text: str) -> None:
        """Say why a download failed and offer it again."""
        self._downloads[choice].show_error(text)

    def problem(self) -> str:
        """Return why the choice cannot be used yet, in a sentence; empty when it can."""
        choice = self.choice()
        if choice is WeightsChoice.FILE and not self.file.text():
            return "Choose the weights file first."
        if choice in self._downloads and not self._downloads[choice].is_done:
            return "Download these weights first."
        return ""

    def _choice(self, choice: WeightsChoice, name: str, explanation: str) -> QVBoxLayout:
        radio = QRadioButton(name)
        radio.setAccessibleDescription(explanation)
        self._radios[choice] = radio
        self._group.addButton(radio)
        below = column(label(explanation, "secondary", wrap=True), spacing=4)
        # Labels that break lines take less than they need; fields would pay for it.
        if choice is WeightsChoice.FILE:
            self.file.setMinimumHeight(CONTROL_HEIGHT_PX)
            below.addWidget(self.file)
        elif choice in self._downloads:
            self._downloads[choice].setMinimumHeight(CONTROL_HEIGHT_PX)
            below.addWidget(self._downloads[choice])
        below.setContentsMargins(_INDENT_PX, 0, 0, 0)
        return column(radio, below, spacing=0)

    def _on_toggled(self, _radio: object, checked: bool) -> None:
        if checked:
            self.file.setEnabled(self.choice() is WeightsChoice.FILE)
            self.changed.emit()


class _DownloadLine(QWidget):
    """A button, a thin bar and some words; as tall before the download as during it."""

    requested = Signal()
    cancelled = Signal()

    def __init__(self, choice: WeightsChoice) -> None:
        super().__init__()
        self.is_done = False
        self._name = _WORDS[choice][0]
        self._running = False
        self.action = button("Download")
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName(f"Download of {self._name}")
        self._text = label("Not downloaded yet.", "secondary", wrap=True)
        self.setLayout(row(self.action, column(0, self._text, self._bar, 0, spacing=4), spacing=16))
        self.action.clicked.connect(self._on_clicked)
        self._set_running(False)

    def show_progress(self, done_bytes: int, total_bytes: int) -> None:
        self._set_running(True)
        done = _size_text(done_bytes)
        if total_bytes > 0:
            self._bar.setRange(0, _PROGRESS_STEPS)
            self._bar.setValue(round(_PROGRESS_STEPS * done_bytes / total_bytes))
            self._say(f"{done} of {_size_text(total_bytes)}")
        else:
            self._bar.setRange(0, 0)
            self._say(done)

    def show_done(self) -> None:
        self.is_done = True
        self._set_running(False)
        self.action.hide()
        self._say("Downloaded and checked.")

    def show_error(self, text: str) -> None:
        self._set_running(False)
        self.action.setText("Try again")
        self._say(text, is_error=True)

    def _say(self, text: str, *, is_error: bool = False) -> None:
        self._text.setText(text)
        set_role(self._text, "error" if is_error else "secondary")

    def _set_running(self, running: bool) -> None:
        self._running = running
        self._bar.setVisible(running)
        self.action.setText("Cancel" if running else "Download")
        verb = "Cancel the download of" if running else "Download"
        self.action.setAccessibleName(f"{verb} {self._name}")

    def _on_clicked(self) -> None:
        if self._running:
            self._set_running(False)
            self._say("Cancelled. What has arrived is kept, and the rest can follow later.")
            self.cancelled.emit()
        else:
            self.show_progress(0, 0)
            self.requested.emit()


def _size_text(size_bytes: int) -> str:
    return QLocale().formattedDataSize(size_bytes, 0, QLocale.DataSizeFormat.DataSizeSIFormat)
