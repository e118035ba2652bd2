"""Operations on the library: from buttons to jobs, and from outcomes to what follows."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TypeVar

from PySide6.QtCore import QObject, Signal

from fashion_desktop.app.browse_controller import BrowseController
from fashion_desktop.app.context import WindowContext
from fashion_desktop.domain.jobs import (
    JobKind,
    JobOutcome,
    JobRecord,
    JobScope,
    JobSpec,
    JobState,
    SyncPreview,
)
from fashion_desktop.jobs.bridge import in_lane
from fashion_desktop.jobs.handle import JobHandle
from fashion_desktop.widgets.actions import Action
from fashion_desktop.widgets.confirm_dialog import delete_dialog
from fashion_desktop.widgets.message_bar import MessageLevel
from fashion_desktop.widgets.parts import counted
from fashion_desktop.widgets.sync_preview_dialog import SyncPreviewDialog

T = TypeVar("T")

_RETRY = "retry_job"
_CATALOGUES = "show_catalogues"


class JobsController(QObject):
    """Starts jobs and acts on their outcomes."""

    library_changed = Signal()
    """A job has ended: lists, counts and answers may have changed."""

    def __init__(self, context: WindowContext, browse: BrowseController) -> None:
        super().__init__(context.window)
        self._context = context
        self._browse = browse
        self._to_retry: JobHandle | None = None
        self._deletes: list[str] = []
        window, runner = context.window, context.runner
        toolbar = window.toolbar
        toolbar.sync_requested.connect(self.sync)
        toolbar.generate_menu.job_requested.connect(self.start)
        toolbar.update_requested.connect(self._on_update_requested)
        toolbar.delete_requested.connect(
            lambda: self._delete(window.library.grid.selected_row_ids())
        )
        grid = window.library.grid
        grid.selection_changed.connect(self._on_selection_changed)
        grid.generate_requested.connect(
            lambda row_ids: self._start_selected(JobKind.GENERATE, row_ids)
        )
        grid.update_requested.connect(lambda row_ids: self._start_selected(JobKind.UPDATE, row_ids))
        grid.delete_requested.connect(self._delete)
        window.jobs.retry_requested.connect(self._on_retry_requested)
        window.jobs.show_requested.connect(browse.show_products)
        window.jobs.undo_requested.connect(self.undo_delete)
        window.jobs.continue_requested.connect(runner.resume)
        window.jobs.discard_requested.connect(self._on_discard_requested)
        window.undo_requested.connect(self._on_undo_requested)
        window.messages.action_requested.connect(self._on_message_action)
        runner.started.connect(window.jobs.add_job)
        runner.started.connect(self._on_started)
        runner.settled.connect(self._on_settled)

    def start(self, spec: JobSpec) -> JobHandle:
        """Queue a job."""
        return self._context.runner.start(spec)

    def sync(self, source_id: int | None = None) -> None:
        """Read one catalogue again, or all."""
        self.start(JobSpec(JobKind.SYNC, JobScope.ALL, source_id=source_id))

    def generate(self, product_id: str) -> None:
        """Make one embedding."""
        self.start(JobSpec(JobKind.GENERATE, JobScope.SELECTED, product_ids=(product_id,)))

    def generate_missing(self) -> None:
        """Make every embedding that is missing."""
        self.start(
            JobSpec(
                JobKind.GENERATE,
                JobScope.MISSING,
                batch_size=self._context.session.settings.batch_size,
            )
        )

    def update_stale(self) -> None:
        """Renew every embedding that is out of date."""
        self._on_update_requested("stale")

    def undo_delete(self, job_id: str) -> None:
        """Bring back what a delete job removed."""
        self._context.tasks.start(self._undo_delete(job_id))

    async def offer_unfinished(self) -> None:
        """Offer to go on with what a crash or a quit interrupted."""
        records = await self._in_data_lane(self._context.session.jobs.unfinished)
        self._context.window.jobs.offer_unfinished(records)

    # Requests ----------------------------------------------------------------------------

    def _on_selection_changed(self, row_ids: list[int]) -> None:
        menu = self._context.window.toolbar.generate_menu
        if len(row_ids) <= 1000:
            self._context.tasks.start(self._tell_selected(row_ids))
        else:
            # Reading thousands of ids at every step of a growing selection would be wasteful.
            menu.set_selected_ids(())

    async def _tell_selected(self, row_ids: list[int]) -> None:
        cards = await self._browse.cards(row_ids) if row_ids else []
        if self._context.window.library.grid.selected_row_ids() == row_ids:
            self._context.window.toolbar.generate_menu.set_selected_ids([c.id for c in cards])

    def _on_update_requested(self, scope: str) -> None:
        if scope == JobScope.SELECTED:
            selected = self._context.window.library.grid.selected_row_ids()
            self._start_selected(JobKind.UPDATE, selected)
        else:
            batch_size = self._context.session.settings.batch_size
            self.start(JobSpec(JobKind.UPDATE, JobScope(scope), batch_size=batch_size))

    def _delete(self, row_ids: Sequence[int]) -> None:
        if not row_ids:
            return
        dialog = delete_dialog(len(row_ids), self._context.window)
        dialog.confirmed.connect(lambda: self._start_selected(JobKind.DELETE, row_ids))
        dialog.open()

    def _start_selected(self, kind: JobKind, row_ids: Sequence[int]) -> None:
        self._context.tasks.start(self._start_for_rows(kind, list(row_ids)))

    async def _start_for_rows(self, kind: JobKind, row_ids: list[int]) -> None:
        ids = tuple(card.id for card in await self._browse.cards(row_ids))
        if ids:
            batch_size = self._context.session.settings.batch_size
            self.start(JobSpec(kind, JobScope.SELECTED, product_ids=ids, batch_size=batch_size))

    def _on_retry_requested(self, handle: JobHandle, product_ids: tuple[str, ...]) -> None:
        if handle.spec.kind is JobKind.SYNC:
            # What failed need not be a product: a line of a feed, say. All is read again, and
            # what is gone by now is asked about again.
            self.start(replace(handle.spec, remove_missing=False))
        else:
            chosen = replace(handle.spec, scope=JobScope.SELECTED, start_page=1)
            self.start(replace(chosen, product_ids=product_ids))

    def _on_discard_requested(self, record: JobRecord) -> None:
        self._context.tasks.start(
            self._in_data_lane(lambda: self._context.session.jobs.discard(record.id))
        )

    def _on_undo_requested(self) -> None:
        if self._deletes:
            self.undo_delete(self._deletes[-1])

    async def _undo_delete(self, job_id: str) -> None:
        restored = await self._in_data_lane(lambda: self._context.session.jobs.undo_delete(job_id))
        if job_id in self._deletes:
            self._deletes.remove(job_id)
        self._context.window.jobs.remove_job(job_id)
        self._context.window.messages.show_message(
            MessageLevel.INFO, f"{counted(restored, 'embedding')} brought back."
        )
        self.library_changed.emit()

    # Outcomes ----------------------------------------------------------------------------

    def _on_started(self, handle: JobHandle) -> None:
        failed, messages = self._to_retry, self._context.window.messages
        if failed is None or failed.outcome is None or failed.spec.kind is not handle.spec.kind:
            return
        # It is being tried again, so what was said of the last attempt is old news.
        self._to_retry = None
        if messages.text == failed.outcome.error:
            messages.clear()

    def _on_settled(self, handle: JobHandle, outcome: JobOutcome) -> None:
        if outcome.state is JobState.FAILED:
            self._to_retry = handle
            self._context.window.messages.show_message(
                MessageLevel.ERROR,
                outcome.error,
                (Action(_RETRY, "Retry"), Action(_CATALOGUES, "Catalogues…")),
            )
        if outcome.kind is JobKind.DELETE and outcome.done:
            self._deletes.append(outcome.task_id)
        self.library_changed.emit()
        if outcome.preview is not None and outcome.preview.gone_ids:
            self._context.tasks.start(self._ask_for_removal(outcome.preview))

    def _on_message_action(self, key: str) -> None:
        if key == _RETRY and self._to_retry is not None:
            self._context.runner.retry(self._to_retry)
        elif key == _CATALOGUES:
            self._context.window.toolbar.connect_requested.emit()

    async def _ask_for_removal(self, preview: SyncPreview) -> None:
        names = await self._in_data_lane(lambda: self._names_of(preview.gone_ids))
        dialog = SyncPreviewDialog(preview, names, self._context.window)
        dialog.removal_requested.connect(
            lambda product_ids: self._context.tasks.start(self._remove(product_ids))
        )
        dialog.open()

    def _names_of(self, product_ids: Sequence[str]) -> dict[str, str]:
        products = self._context.session.products
        rows = products.row_ids_of(product_ids)
        return {card.id: card.name for card in products.cards(list(rows.values()))}

    async def _remove(self, product_ids: list[str]) -> None:
        removed = await self._in_data_lane(
            lambda: self._context.session.jobs.remove_products(product_ids)
        )
        self._context.window.messages.show_message(
            MessageLevel.INFO,
            f"{counted(removed, 'product')} removed. A sync brings back what the catalogue has "
            "again.",
        )
        self.library_changed.emit()

    async def _in_data_lane(self, work: Callable[[], T]) -> T:
        return await in_lane(self._context.data_lane, lambda: asyncio.to_thread(work))
