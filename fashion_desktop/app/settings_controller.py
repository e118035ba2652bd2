"""Settings: the dialog, the weights to download, and what is remembered of the window."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import replace

from PySide6.QtCore import QObject, QTimer, Signal

from fashion_desktop import __version__
from fashion_desktop.app.context import WindowContext
from fashion_desktop.domain.errors import FashionDesktopError, WeightsError
from fashion_desktop.domain.similarity import DEFAULT_THRESHOLD
from fashion_desktop.domain.weights import WeightsChoice, WeightsInfo
from fashion_desktop.embedding.weights_choice import download_weights, downloaded_weights
from fashion_desktop.jobs.bridge import in_lane
from fashion_desktop.storage.settings_store import Settings, weights_cache_folder
from fashion_desktop.widgets.help_dialog import HelpDialog
from fashion_desktop.widgets.settings_dialog import SettingsDialog
from fashion_desktop.widgets.theme import ThemeMode

SAVE_DELAY_MS = 1000

logger = logging.getLogger(__name__)
_MODES: dict[str, ThemeMode] = {"system": "system", "light": "light", "dark": "dark"}


def theme_mode(settings: Settings) -> ThemeMode:
    """Return the theme that the settings ask for."""
    return _MODES[settings.theme]


class SettingsController(QObject):
    """Applies and keeps settings."""

    weights_changed = Signal()
    """Other weights are in use: embeddings may be out of date now."""
    answers_changed = Signal()
    """Searches may find something else now."""
    updates_changed = Signal()
    """Whether, or where, to ask for new versions is different now."""
    dialog_opened = Signal(object)
    """``SettingsDialog``, while it is being shown."""
    comparison_requested = Signal(object)
    """``Settings`` whose weights shall be compared with those in use."""

    def __init__(self, context: WindowContext) -> None:
        super().__init__(context.window)
        self._context = context
        self._dialog: SettingsDialog | None = None
        self._weights: WeightsInfo | None = None
        self._downloads: dict[WeightsChoice, asyncio.Task[None]] = {}
        self._save_timer = QTimer(self, singleShot=True, interval=SAVE_DELAY_MS)
        self._save_timer.timeout.connect(lambda: context.tasks.start(self._save()))
        window = context.window
        window.toolbar.settings_requested.connect(self.open_dialog)
        window.toolbar.help_requested.connect(self.open_help)
        window.help_requested.connect(self.open_help)
        window.library.grid.card_size_changed.connect(
            lambda size: self._remember(replace(self._settings, card_size=size))
        )
        similar = window.library.similar
        similar.top_n_changed.connect(
            lambda count: self._remember(replace(self._settings, default_top_n=count))
        )

    @property
    def _settings(self) -> Settings:
        return self._context.session.settings

    @property
    def _recommended(self) -> float:
        """The threshold to start at: the user's, else that of the weights."""
        of_weights = self._weights.recommended_threshold if self._weights else None
        return self._settings.threshold or of_weights or DEFAULT_THRESHOLD

    def apply_all(self) -> None:
        """Bring the window in line with the settings."""
        settings = self._settings
        window = self._context.window
        window.restore_layout(settings.window_geometry, settings.splitter)
        window.library.grid.set_card_size(settings.card_size)
        window.library.header.set_card_size(settings.card_size)
        window.library.similar.set_top_n(settings.default_top_n)
        window.library.similar.set_recommended(self._recommended)
        window.library.similar.set_threshold(self._recommended)
        window.toolbar.generate_menu.set_batch_size(settings.batch_size)

    async def show_engine(self) -> None:
        """Say in the status bar with which weights embeddings are made."""
        try:
            info = await in_lane(
                self._context.data_lane,
                lambda: asyncio.to_thread(self._context.session.weights),
            )
        except WeightsError as error:
            self._context.window.status.set_engine_text("No usable weights")
            self._context.tasks.show_error(str(error))
            return
        self._context.window.status.set_engine_text(f"Weights: {info.name}")
        self._use_scale_of(info)

    def _use_scale_of(self, info: WeightsInfo) -> None:
        """Start the slider where these weights recommend, unless it has been moved already."""
        similar = self._context.window.library.similar
        was_moved = similar.slider.threshold() != self._recommended
        self._weights = info
        distances = info.distance_quantiles
        similar.set_typical_scores(None if distances is None else distances.typical_scores)
        similar.set_recommended(self._recommended)
        if not was_moved:
            similar.set_threshold(self._recommended)

    def open_dialog(self) -> None:
        """Show the settings."""
        dialog = SettingsDialog(self._settings, self._context.window)
        dialog.settings_changed.connect(self._on_settings_changed)
        dialog.comparison_requested.connect(self.comparison_requested)
        dialog.download_requested.connect(self._on_download_requested)
        dialog.download_cancelled.connect(self._cancel_download)
        dialog.finished.connect(self._on_dialog_finished)
        self._dialog = dialog
        self._context.tasks.start(self._show_downloaded(dialog))
        self.dialog_opened.emit(dialog)
        dialog.open()
        self._context.tasks.start(self._show_state(dialog))

    async def _show_state(self, dialog: SettingsDialog) -> None:
        session, lane = self._context.session, self._context.data_lane
        try:
            info = await in_lane(lane, lambda: asyncio.to_thread(session.weights))
            if self._dialog is dialog:
                dialog.show_weights(info)
            state = await in_lane(lane, lambda: asyncio.to_thread(session.index_state))
        except WeightsError:
            # Said in the status bar already; nothing can be searched.
            return
        if self._dialog is dialog:
            dialog.show_index_state(state)

    def open_help(self) -> None:
        """Show help."""
        HelpDialog(__version__, self._context.window).open()

    def save_layout(self) -> None:
        """Remember the window's size and panels, and write the settings now."""
        geometry, splitter = self._context.window.save_layout()
        self._remember(replace(self._settings, window_geometry=geometry, splitter=splitter))
        self._save_timer.stop()
        try:
            self._context.settings_store.save(self._settings)
        except OSError:
            # The window is gone: the log is the only place left to say so.
            logger.exception("The settings could not be saved")

    def _remember(self, settings: Settings) -> None:
        if settings != self._settings:
            self._context.session.use_settings(settings)
            self._save_timer.start()

    def _on_settings_changed(self, settings: Settings) -> None:
        before = self._settings
        self._context.session.use_settings(settings)
        self._context.theme.set_mode(theme_mode(settings))
        self._context.window.toolbar.generate_menu.set_batch_size(settings.batch_size)
        self._context.window.library.similar.set_top_n(settings.default_top_n)
        if settings.threshold != before.threshold:
            self._context.window.library.similar.set_recommended(self._recommended)
            self._context.window.library.similar.set_threshold(self._recommended)
        self._context.tasks.start(self._save())
        if (before.weights, before.weights_file) != (settings.weights, settings.weights_file):
            self._context.tasks.start(self.show_engine())
            self.weights_changed.emit()
        elif (before.search, before.decoding) != (settings.search, settings.decoding):
            self.answers_changed.emit()
        was, now = ((one.release_check, one.release_feed) for one in (before, settings))
        if was != now:
            self.updates_changed.emit()

    async def _save(self) -> None:
        store, settings = self._context.settings_store, self._settings
        try:
            # A disk may take its time, and the window must not.
            await in_lane(self._context.data_lane, lambda: asyncio.to_thread(store.save, settings))
        except OSError as error:
            self._context.tasks.show_error(
                f"The settings cannot be saved to “{store.path}” ({error.strerror}). "
                "They hold until you quit."
            )

    # Downloads ---------------------------------------------------------------------------

    async def _show_downloaded(self, dialog: SettingsDialog) -> None:
        """Say which weights are on this computer already."""
        for choice in await asyncio.to_thread(downloaded_weights, weights_cache_folder()):
            if self._dialog is dialog:
                dialog.weights.set_downloaded(choice)

    def _on_download_requested(self, choice: WeightsChoice) -> None:
        self._cancel_download(choice)
        self._downloads[choice] = self._context.tasks.start(self._fetch_weights(choice))

    async def _fetch_weights(self, choice: WeightsChoice) -> None:
        loop, task = asyncio.get_running_loop(), asyncio.current_task()

        def show(done_bytes: int, total_bytes: int) -> None:
            # News that was under way when the download ended would bring its bar back for good.
            if self._dialog is not None and self._downloads.get(choice) is task:
                self._dialog.weights.show_progress(choice, done_bytes, total_bytes)

        def progressed(done_bytes: int, total_bytes: int | None) -> None:
            loop.call_soon_threadsafe(show, done_bytes, total_bytes or 0)

        problem = ""
        try:
            await in_lane(
                self._context.data_lane,
                lambda: download_weights(choice, weights_cache_folder(), progressed),
            )
        except FashionDesktopError as error:
            problem = str(error)
        self._downloads.pop(choice, None)
        if self._dialog is None:
            return
        if problem:
            self._dialog.weights.show_download_error(choice, problem)
        else:
            self._dialog.weights.set_downloaded(choice)

    def _cancel_download(self, choice: WeightsChoice) -> None:
        task = self._downloads.pop(choice, None)
        if task is not None:
            task.cancel()

    def _on_dialog_finished(self) -> None:
        for choice in tuple(self._downloads):
            self._cancel_download(choice)
        self._dialog = None
