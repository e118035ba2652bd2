"""Settings: looks, similarity, weights, speed, new versions."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QDoubleSpinBox,
    QSpinBox,
    QTabWidget,
    QWidget,
)

from fashion_desktop.domain.similarity import CANDIDATES_PER_QUERY
from fashion_desktop.domain.weights import WeightsChoice, WeightsInfo
from fashion_desktop.embedding.device import offered_devices
from fashion_desktop.services.live_index import IndexState
from fashion_desktop.storage.settings_store import LARGEST_BATCH, Settings
from fashion_desktop.widgets.form_grid import FormGrid, choices
from fashion_desktop.widgets.parts import button, column, holder, label, row, selectable
from fashion_desktop.widgets.speed_page import SpeedPage
from fashion_desktop.widgets.updates_page import UpdatesPage
from fashion_desktop.widgets.weights_field import WeightsField
from fashion_desktop.widgets.wording import weights_text

THEMES = (("system", "Like the system"), ("light", "Light"), ("dark", "Dark"))
DEVICES = (
    ("auto", "Fastest there is"),
    ("cpu", "Processor (CPU)"),
    ("cuda", "NVIDIA graphics card (CUDA)"),
    ("mps", "Apple graphics (MPS)"),
)
_WIDTH_PX = 576
_CAPTION_WIDTH_PX = 152
_BELOW_CAPTION_PX = 32
_FIELD_WIDTH_PX = 232
_NUMBER_WIDTH_PX = 112
_OUT_OF_DATE = (
    "Embeddings belong to their weights. After this change the ones you have are out of date, "
    "and look-alikes are found again once you have updated them."
)


class SettingsDialog(QDialog):
    """Emits the settings as a whole when they are saved; show it with ``open()``."""

    settings_changed = Signal(object)
    """``Settings``; only when something is different."""
    comparison_requested = Signal(object)
    """``Settings`` as the fields describe them: compare their weights with those in use."""
    download_requested = Signal(WeightsChoice)
    download_cancelled = Signal(WeightsChoice)

    def __init__(self, settings: Settings, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._settings = settings
        self.setWindowTitle("Settings")
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setFixedWidth(_WIDTH_PX)
        self.theme = choices("Theme", THEMES, _FIELD_WIDTH_PX)
        self.threshold = QDoubleSpinBox()
        self.top_n = _number("Look-alikes to show", 1, CANDIDATES_PER_QUERY)
        self.keep_photos = QCheckBox("&Keep photos in the library")
        self.weights = WeightsField()
        self.weights_in_use = selectable(label("", "secondary", wrap=True))
        self.device = choices("Compute on", _devices(settings.device), _FIELD_WIDTH_PX)
        self.batch_size = _number("Batch size", 1, LARGEST_BATCH)
        self._speed = SpeedPage(_CAPTION_WIDTH_PX, _FIELD_WIDTH_PX)
        self.decoding = self._speed.decoding
        self.search = self._speed.search
        self.updates = UpdatesPage(_CAPTION_WIDTH_PX)
        self._note = label("", wrap=True)
        self.defaults_button = button("Restore defaults")
        self.save_button = button("Save", "primary")
        self.save_button.setDefault(True)
        self.cancel_button = button("Cancel")
        self._set_up_threshold()

        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        self.tabs.addTab(self._general_page(), "General")
        self.tabs.addTab(self._embedding_page(), "Embeddings")
        self.tabs.addTab(self._speed, "Speed")
        self.tabs.addTab(self.updates, "Updates")
        self._note.setMinimumHeight(40)
        self._note.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.setLayout(
            column(
                self.tabs,
                self._note,
                row(self.defaults_button, 0, self.cancel_button, self.save_button),
                margin=24,
                spacing=16,
            )
        )
        self._fill(settings)
        self.weights.changed.connect(self._refresh)
        self.updates.changed.connect(self._refresh)
        self.weights.compare_button.clicked.connect(
            lambda: self.comparison_requested.emit(self.settings())
        )
        self.weights.download_requested.connect(self.download_requested)
        self.weights.download_cancelled.connect(self.download_cancelled)
        self.defaults_button.clicked.connect(self._restore_defaults)
        self.cancel_button.clicked.connect(self.reject)
        self.save_button.clicked.connect(self._save)
        self._refresh()

    def settings(self) -> Settings:
        """Return the settings as the fields describe them."""
        return replace(
            self._settings,
            theme=str(self.theme.currentData()),
            threshold=self.threshold.value(),
            default_top_n=self.top_n.value(),
            keep_photos=self.keep_photos.isChecked(),
            weights=self.weights.choice(),
            weights_file=self.weights.file.text(),
            device=str(self.device.currentData()),
            batch_size=self.batch_size.value(),
            decoding=str(self.decoding.currentData()),
            search=str(self.search.currentData()),
            release_check=self.updates.check.isChecked(),
            release_feed=self.updates.address_text(),
        )

    def show_index_state(self, state: IndexState) -> None:
        """Say how the library that is open is searched."""
        self._speed.show_index_state(state)

    def show_weights(self, info: WeightsInfo) -> None:
        """Say what the weights in use are."""
        self.weights_in_use.setText(weights_text(info))

    def _set_up_threshold(self) -> None:
        spin = self.threshold
        spin.setAccessibleName("Recommended similarity")
        spin.setDecimals(5)
        spin.setRange(0.0, 1.0)
        spin.setSpecialValueText("Automatic")
        spin.setStepType(QDoubleSpinBox.StepType.AdaptiveDecimalStepType)
        spin.setFixedWidth(_NUMBER_WIDTH_PX)
        spin.setToolTip("similarity = 1 / (1 + squared L2 distance)")

    def _general_page(self) -> QWidget:
        form = FormGrid(_CAPTION_WIDTH_PX)
        form.add("&Theme", self.theme)
        form.add(
            "Recommended &similarity",
            self.threshold,
            "Where the slider starts, and where a double-click on it returns to. "
            "Automatic is what the weights recommend.",
        )
        form.add("&Look-alikes to show", self.top_n)
        form.add(
            "Photos",
            self.keep_photos,
            "The library works offline then, and takes more space on disk.",
            is_choice=True,
        )
        return holder(column(16, form, 0, spacing=0))

    def _embedding_page(self) -> QWidget:
        form = FormGrid(_CAPTION_WIDTH_PX)
        form.add("Weights", self.weights, is_choice=True)
        # In the empty place below the caption: nothing moves when it is known.
        self.weights_in_use.setFixedWidth(_CAPTION_WIDTH_PX)
        self.weights_in_use.setContentsMargins(0, _BELOW_CAPTION_PX, 0, 0)
        form.addWidget(self.weights_in_use, 0, 0, Qt.AlignmentFlag.AlignTop)
        form.add("C&ompute on", self.device)
        form.add(
            "&Batch size",
            self.batch_size,
            "Photos worked on and saved together. Larger is faster and takes more memory.",
        )
        return holder(column(16, form, 0, spacing=0))

    def _fill(self, settings: Settings) -> None:
        _select(self.theme, settings.theme)
        _select(self.device, settings.device)
        _select(self.decoding, settings.decoding)
        _select(self.search, settings.search)
        self.threshold.setValue(settings.threshold)
        self.top_n.setValue(settings.default_top_n)
        self.keep_photos.setChecked(settings.keep_photos)
        self.batch_size.setValue(settings.batch_size)
        self.weights.file.set_text(settings.weights_file)
        self.weights.choose(settings.weights)
        self.updates.fill(is_on=settings.release_check, address=settings.release_feed)

    def _refresh(self) -> None:
        problem = self.weights.problem() or self.updates.problem()
        now = (self.weights.choice(), self.weights.file.text())
        before = (self._settings.weights, self._settings.weights_file)
        changed = now[0] != before[0] or (now[0] is WeightsChoice.FILE and now != before)
        self._note.setText(problem or (_OUT_OF_DATE if changed else ""))
        self.save_button.setEnabled(not problem)
        self.weights.compare_button.setEnabled(changed and not self.weights.problem())

    def _restore_defaults(self) -> None:
        self._fill(Settings())
        self._refresh()

    def _save(self) -> None:
        settings = self.settings()
        if settings != self._settings:
            self.settings_changed.emit(settings)
        self.accept()


def _devices(chosen: str) -> list[tuple[str, str]]:
    """Return the devices to choose from; what is chosen is never missing."""
    offered = offered_devices() | {chosen}
    return [(value, text) for value, text in DEVICES if value in offered]


def _select(combo: QComboBox, value: str) -> None:
    combo.setCurrentIndex(max(combo.findData(value), 0))


def _number(name: str, least: int, most: int) -> QSpinBox:
    spin = QSpinBox()
    spin.setRange(least, most)
    spin.setAccessibleName(name)
    spin.setFixedWidth(_NUMBER_WIDTH_PX)
    return spin
