"""Telling of new versions: asked for quietly, offered in a strip, downloaded when wanted."""

from __future__ import annotations

import asyncio
import logging
import time
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject

from fashion_desktop.app.context import WindowContext
from fashion_desktop.app.show_in_folder import show_in_folder
from fashion_desktop.app.tasks import UNEXPECTED
from fashion_desktop.domain.errors import UpdateError
from fashion_desktop.domain.releases import Offer
from fashion_desktop.jobs.bridge import in_lane
from fashion_desktop.services.update_service import UpdateService, feed_url_of
from fashion_desktop.storage.release_memory import ReleaseMemoryStore
from fashion_desktop.widgets import update_bar
from fashion_desktop.widgets.release_notes_dialog import ReleaseNotesDialog
from fashion_desktop.widgets.settings_dialog import SettingsDialog
from fashion_desktop.widgets.updates_page import UpdatesPage

START_DELAY_S = 20.0
"""First the window; nobody waits for this."""
LOOK_EVERY_S = 3600.0
"""How often a window that stays open looks whether a day has passed."""
_PROGRESS_EVERY_S = 0.1
_MEMORY_FILE = "releases.json"

logger = logging.getLogger(__name__)


class UpdateNotice(QObject):
    """Does nothing at all, on the network or off it, until the user has switched it on."""

    def __init__(self, context: WindowContext) -> None:
        super().__init__(context.window)
        self._context = context
        self._bar = context.window.updates
        store = ReleaseMemoryStore(context.settings_store.path.with_name(_MEMORY_FILE))
        self._service = UpdateService(store)
        self._offer: Offer | None = None
        self._feed_url = ""
        self._file: Path | None = None
        self._watch: asyncio.Task[None] | None = None
        self._download: asyncio.Task[None] | None = None
        self._page: UpdatesPage | None = None
        self._bar.action_requested.connect(self._on_action)

    def begin(self) -> None:
        """Look for new versions from now on, if the settings say so."""
        if self._watch is not None:
            self._watch.cancel()
            self._watch = None
        settings = self._context.session.settings
        if settings.release_check and feed_url_of(settings):
            self._watch = self._context.tasks.start(self._watch_feed())
        elif self._download is None:
            self._bar.clear()

    def serve(self, dialog: SettingsDialog) -> None:
        """Let the settings say when was checked last, and check from there."""
        page = self._page = dialog.updates
        page.check_requested.connect(self._on_check_requested)
        dialog.finished.connect(self._on_dialog_finished)
        self._context.tasks.start(self._show_state(page))

    # Checking ----------------------------------------------------------------------------

    async def _watch_feed(self) -> None:
        await asyncio.sleep(START_DELAY_S)
        while True:
            await self._check_if_due()
            await asyncio.sleep(LOOK_EVERY_S)

    async def _check_if_due(self) -> None:
        settings, lane = self._context.session.settings, self._context.data_lane
        is_due = partial(self._service.is_due, settings)
        if not await in_lane(lane, lambda: asyncio.to_thread(is_due)):
            return
        try:
            await self._check(feed_url_of(settings), asked=False)
        except UpdateError as error:
            # Nobody has asked: whoever wants to know checks in the settings.
            logger.info("Not checked for new versions: %s", error)

    async def _check(self, feed_url: str, *, asked: bool) -> Offer | None:
        offer = await in_lane(
            self._context.data_lane, lambda: self._service.check(feed_url, asked=asked)
        )
        if offer is not None and self._download is None:
            self._offer, self._feed_url = offer, feed_url
            self._bar.show_offer(offer.version, self._service.running)
        return offer

    async def _show_state(self, page: UpdatesPage) -> None:
        def read() -> tuple[str, float]:
            return self._service.key_problem(), self._service.checked_s()

        problem, checked_s = await in_lane(self._context.data_lane, lambda: asyncio.to_thread(read))
        if page is not self._page or page.is_checking:
            return
        if problem:
            page.show_result(problem)
        else:
            page.show_last_check(checked_s)

    def _on_check_requested(self, feed_url: str) -> None:
        if self._page is not None:
            self._page.show_checking()
            self._context.tasks.start(self._check_now(feed_url, self._page))

    async def _check_now(self, feed_url: str, page: UpdatesPage) -> None:
        text, is_error = "The check did not come to an end. Try again.", True
        try:
            offer = await self._check(feed_url, asked=True)
            is_error = False
            if offer is None:
                text = f"You have the newest version for this computer, {self._service.running}."
            else:
                text = f"Version {offer.version} is there. Close the settings to read about it."
        except UpdateError as error:
            text = str(error)
        finally:
            if page is self._page:
                page.show_result(text, is_error=is_error)

    def _on_dialog_finished(self) -> None:
        self._page = None

    # The offer ---------------------------------------------------------------------------

    def _on_action(self, key: str) -> None:
        if key == update_bar.NOTES:
            self._show_notes()
        elif key == update_bar.DOWNLOAD:
            self._begin_download()
        elif key == update_bar.SKIP:
            self._skip()
        elif key == update_bar.CANCEL:
            self._cancel()
        elif key == update_bar.FOLDER and self._file is not None:
            show_in_folder(self._file)

    def _show_notes(self) -> None:
        if self._offer is not None:
            dialog = ReleaseNotesDialog(self._offer.news, self._context.window)
            dialog.download_requested.connect(self._begin_download)
            dialog.open()

    def _skip(self) -> None:
        self._bar.clear()
        if self._offer is not None:
            skip = partial(self._service.skip, self._offer.version)
            lane = self._context.data_lane
            self._context.tasks.start(in_lane(lane, lambda: asyncio.to_thread(skip)))

    # Downloading -------------------------------------------------------------------------

    def _begin_download(self) -> None:
        if self._offer is not None and self._download is None:
            self._bar.show_download(self._offer.version, self._offer.file.size_bytes)
            self._download = self._context.tasks.start(self._fetch(self._offer, self._feed_url))

    async def _fetch(self, offer: Offer, feed_url: str) -> None:
        loop = asyncio.get_running_loop()
        told_s = 0.0

        def progressed(done_bytes: int) -> None:
            nonlocal told_s
            now_s = time.monotonic()
            if now_s - told_s >= _PROGRESS_EVERY_S:
                told_s = now_s
                loop.call_soon_threadsafe(self._show_progress, offer, done_bytes)

        problem = UNEXPECTED
        try:
            self._file = await in_lane(
                self._context.job_lane,
                lambda: self._service.download(offer, feed_url, progressed),
            )
            problem = ""
        except UpdateError as error:
            problem = str(error)
        finally:
            # After a cancellation the strip shows the offer again.
            if self._download is asyncio.current_task():
                self._download = None
                self._show_end(offer, problem)

    def _show_progress(self, offer: Offer, done_bytes: int) -> None:
        if self._download is not None:
            self._bar.show_progress(offer.version, done_bytes, offer.file.size_bytes)

    def _show_end(self, offer: Offer, problem: str) -> None:
        if problem or self._file is None:
            self._bar.show_problem(problem)
        else:
            self._bar.show_downloaded(offer.version, self._file)

    def _cancel(self) -> None:
        download, self._download = self._download, None
        if download is not None:
            download.cancel()
        if self._offer is not None:
            self._bar.show_offer(self._offer.version, self._service.running)
