"""Connecting and disconnecting catalogues."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any

from PySide6.QtCore import QObject, Signal

from fashion_desktop.app.context import WindowContext
from fashion_desktop.app.tasks import UNEXPECTED
from fashion_desktop.domain.errors import FashionDesktopError
from fashion_desktop.domain.jobs import JobKind
from fashion_desktop.domain.sources import SourceConfig, SourceKind, SourceRecord
from fashion_desktop.jobs.bridge import in_lane
from fashion_desktop.widgets.message_bar import MessageLevel
from fashion_desktop.widgets.parts import counted


class CatalogueController(QObject):
    """Serves the connect page."""

    connected = Signal(int)
    """Id of the source that was just connected."""
    disconnected = Signal()

    def __init__(self, context: WindowContext) -> None:
        super().__init__(context.window)
        self._context = context
        self._page = context.window.connect_page
        self._sources: list[SourceRecord] = []
        self._asked: asyncio.Task[None] | None = None
        page = self._page
        page.test_requested.connect(lambda config, token: self._start(self._test(config, token)))
        page.connect_requested.connect(
            lambda config, name, token: self._start(self._connect(config, name, token))
        )
        page.feed_inspection_requested.connect(
            lambda location: self._start(self._inspect(location))
        )
        page.demo_requested.connect(self.connect_demo)
        page.disconnect_requested.connect(
            lambda source_id: context.tasks.start(self._disconnect(source_id))
        )
        page.token_changed.connect(
            lambda source_id, token: context.tasks.start(self._set_token(source_id, token))
        )
        page.went_back.connect(self._drop_request)
        page.cancelled.connect(self._drop_request)
        page.cancelled.connect(context.window.show_library)
        context.window.toolbar.connect_requested.connect(self.show_page)
        context.window.drops.folder_dropped.connect(self._on_folder_dropped)
        context.window.drops.feed_dropped.connect(self._on_feed_dropped)

    def set_sources(self, sources: list[SourceRecord]) -> None:
        """Take over what is connected now."""
        if sources == self._sources:
            # Rows that are replaced under the pointer would swallow the click.
            return
        all_gone = not sources
        self._sources = sources
        self._page.show_sources(sources)
        if all_gone:
            self.show_page()

    def show_page(self) -> None:
        """Turn to the connect page, which starts over with its choices."""
        self._drop_request()
        self._context.window.preview.close_preview()
        self._context.window.show_connect_page(can_cancel=bool(self._sources))

    def connect_demo(self) -> None:
        """Connect the built-in demo catalogue."""
        self._page.show_busy("Drawing the demo catalogue…")
        self._start(self._connect(SourceConfig(SourceKind.DEMO), "", ""))

    def _start(self, coroutine: Coroutine[Any, Any, None]) -> None:
        """Do what the page asks for, in place of what it asked for before."""
        self._drop_request()
        self._asked = self._context.tasks.start(self._unlocking(coroutine))
        self._asked.add_done_callback(lambda _task: coroutine.close())

    def _drop_request(self) -> None:
        """Let go of what the page waits for: its answer would land in another form."""
        if self._asked is not None:
            self._asked.cancel()
            self._asked = None

    async def _unlocking(self, coroutine: Coroutine[Any, Any, None]) -> None:
        """Leave the page usable whatever happens to what it has asked for."""
        try:
            await coroutine
        except Exception:
            self._page.show_error(UNEXPECTED)
            raise

    async def _connect(self, config: SourceConfig, name: str, token: str) -> None:
        self._page.show_busy("Connecting…")
        catalogue = self._context.session.catalogue
        try:
            await in_lane(self._context.data_lane, lambda: catalogue.check(config, token))
            record = await self._add(config, name, token)
        except FashionDesktopError as error:
            self._page.show_error(str(error))
            return
        self._tell_notice(record.id)
        self._context.window.show_library()
        self.connected.emit(record.id)

    async def _add(self, config: SourceConfig, name: str, token: str) -> SourceRecord:
        catalogue = self._context.session.catalogue
        adding = asyncio.wrap_future(
            self._context.data_lane.submit(lambda: catalogue.add_source(config, name, token))
        )
        try:
            return await asyncio.shield(adding)
        except asyncio.CancelledError:
            # What is being stored cannot be held up, for example by a keyring that asks first.
            self._context.tasks.start(self._take_back(adding))
            raise

    async def _take_back(self, adding: asyncio.Future[SourceRecord]) -> None:
        """Disconnect a catalogue that the user has backed out of, once it is stored."""
        try:
            record = await adding
        except FashionDesktopError:
            return
        await self._disconnect(record.id)

    async def _test(self, config: SourceConfig, token: str) -> None:
        catalogue = self._context.session.catalogue
        try:
            summary = await in_lane(self._context.data_lane, lambda: catalogue.check(config, token))
        except FashionDesktopError as error:
            self._page.show_test_result(str(error), ok=False)
            return
        found = "It answers." if summary.total is None else counted(summary.total, "product")
        names = ", ".join(summary.first_names[:3])
        text = " ".join(part for part in (f"{found}:" if names else found, names) if part)
        self._page.show_test_result(f"{text}. {summary.note}".strip(), ok=True)

    async def _inspect(self, location: str) -> None:
        catalogue = self._context.session.catalogue
        try:
            preview = await in_lane(
                self._context.data_lane, lambda: catalogue.inspect_feed(location)
            )
        except FashionDesktopError as error:
            self._page.show_error(str(error))
            return
        self._page.show_feed_preview(location, preview)

    async def _set_token(self, source_id: int, token: str) -> None:
        catalogue = self._context.session.catalogue
        await in_lane(
            self._context.data_lane,
            lambda: asyncio.to_thread(catalogue.set_token, source_id, token),
        )
        self._tell_notice(source_id)
        self._context.window.show_library()
        self.connected.emit(source_id)

    def _tell_notice(self, source_id: int) -> None:
        notice = self._context.session.catalogue.token_notice(source_id)
        if notice:
            self._context.window.messages.show_message(MessageLevel.WARNING, notice)

    async def _disconnect(self, source_id: int) -> None:
        catalogue = self._context.session.catalogue
        self._cancel_syncs(source_id)
        await in_lane(
            self._context.data_lane,
            lambda: asyncio.to_thread(catalogue.remove_source, source_id),
        )
        self.disconnected.emit()

    def _cancel_syncs(self, source_id: int) -> None:
        """Cancel what reads only this catalogue; a sync of others as well leaves it out itself."""
        only_one = [source.id for source in self._sources] == [source_id]
        runner = self._context.runner
        for handle in (runner.active, *runner.queued):
            if handle is None or handle.spec.kind is not JobKind.SYNC:
                continue
            read = handle.spec.source_id
            if read == source_id or (read is None and only_one):
                handle.cancel()

    def _on_folder_dropped(self, path: str) -> None:
        self.show_page()
        self._page.show_folder(path)

    def _on_feed_dropped(self, location: str) -> None:
        self.show_page()
        self._page.show_feed(location)
