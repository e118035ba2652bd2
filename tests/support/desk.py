"""The whole window on a real library, in this process, used as a merchandiser uses it."""

from __future__ import annotations

import asyncio
import functools
import inspect
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

import qasync
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QAction, QDragEnterEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QLabel, QPushButton, QWidget

from fashion_desktop.app.desktop import Desktop
from fashion_desktop.app.settings_controller import theme_mode
from fashion_desktop.domain.jobs import JobKind, JobOutcome
from fashion_desktop.jobs.handle import JobHandle
from fashion_desktop.services.session import LibrarySession
from fashion_desktop.storage.settings_store import Settings, SettingsStore
from fashion_desktop.widgets.theme import install_theme

PATIENCE_S = 30.0
POLL_S = 0.01
EVERYTHING_ALIKE = 0.00001
"""A threshold that keeps every look-alike, whatever the weights say of drawn photos."""

D = TypeVar("D", bound=QDialog)


@dataclass
class Desk:
    """A library folder, the window that is open on it, and hands and eyes for both."""

    folder: Path
    loop: asyncio.AbstractEventLoop
    outcomes: list[JobOutcome] = field(default_factory=list)
    _desktop: Desktop | None = None
    _running: asyncio.Task[None] | None = None

    # Opening and closing -----------------------------------------------------------------

    @property
    def desktop(self) -> Desktop:
        assert self._desktop is not None, "the window is not open"
        return self._desktop

    async def open(self, **settings: Any) -> None:
        """Start the program."""
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        store = SettingsStore(self.folder.parent / "settings.json")
        if settings:
            store.save(Settings(**settings))
        chosen = store.load()
        session = LibrarySession.open(self.folder, settings=chosen)
        theme = install_theme(app, theme_mode(chosen))
        self._desktop = Desktop(session, store, theme)
        self._desktop.runner.settled.connect(self._on_settled)
        self._running = asyncio.ensure_future(self._desktop.run())
        await self.until("the window is there", self.window.isVisible)
        await self.until("the library is read", lambda: self.desktop.browse.overview is not None)
        await self.until(
            "the weights are named",
            lambda: any("eights" in x.text() for x in self.window.status.findChildren(QLabel)),
        )

    async def close(self) -> None:
        """Quit as the window's close button does, and wait until everything has ended."""
        if self._desktop is None or self._running is None:
            return
        running, self._running = self._running, None
        self._desktop.window.close()
        await running
        self._desktop = None

    def _on_settled(self, _handle: JobHandle, outcome: JobOutcome) -> None:
        self.outcomes.append(outcome)

    # Eyes --------------------------------------------------------------------------------

    @property
    def window(self) -> Any:
        return self.desktop.window

    @property
    def panel(self) -> Any:
        return self.window.library.similar

    @property
    def grid(self) -> Any:
        return self.window.library.grid

    @property
    def jobs(self) -> list[str]:
        """What the lines of the job panel say."""
        return [line.text for line in self.window.jobs.lines]

    @property
    def listed(self) -> list[str]:
        """Ids of the products in the grid, in order; those not read yet are left out."""
        products = self.desktop.products
        cards = [products.card_at(row) for row in range(products.rowCount())]
        return [card.id for card in cards if card is not None]

    @property
    def matches(self) -> list[str]:
        """Ids of the look-alikes on show, nearest first."""
        return [match.product.id for match in self.desktop.matches.matches()]

    @property
    def query(self) -> str:
        """What the look-alikes on show look like; empty without an answer."""
        answer = self.desktop.matches.answer
        return "" if answer is None else answer.query

    @property
    def searched(self) -> int:
        """With how many embeddings the query on show was compared."""
        answer = self.desktop.matches.answer
        return 0 if answer is None else answer.searched

    @staticmethod
    def offers(widget: QWidget) -> dict[str, QPushButton]:
        """The buttons with words that can be seen on a widget."""
        buttons = widget.findChildren(QPushButton)
        return {button.text(): button for button in buttons if button.isVisible()}

    @staticmethod
    def texts(widget: QWidget) -> str:
        """Everything that can be read on a widget."""
        labels = [label.text() for label in widget.findChildren(QLabel) if label.isVisible()]
        return "\n".join(label for label in labels if label)

    def dialog(self, kind: type[D]) -> D | None:
        """The dialog of this kind that is open now."""
        for widget in QApplication.topLevelWidgets():
            if isinstance(widget, kind) and widget.isVisible():
                return widget
        return None

    async def until(
        self, what: str, condition: Callable[[], object], patience_s: float = PATIENCE_S
    ) -> None:
        """Let the window work until it got somewhere."""
        deadline_s = self.loop.time() + patience_s
        while not condition():
            if self.loop.time() > deadline_s:
                state = f"jobs {self.jobs}, message {self.window.messages.text!r}"
                panel = self.texts(self.window)
                raise AssertionError(
                    f"waited in vain until {what}; {state}; on the window:\n{panel}"
                )
            await asyncio.sleep(POLL_S)

    async def dialog_opens(self, kind: type[D]) -> D:
        """Wait for a dialog."""
        await self.until(f"a {kind.__name__} opens", lambda: self.dialog(kind) is not None)
        found = self.dialog(kind)
        assert found is not None
        return found

    async def settled(self, kind: JobKind) -> JobOutcome:
        """Wait for the end of a job that has not been waited for yet."""

        def which() -> int | None:
            kinds = [outcome.kind for outcome in self.outcomes]
            return kinds.index(kind) if kind in kinds else None

        await self.until(f"a {kind} job has ended", lambda: which() is not None)
        place = which()
        assert place is not None
        return self.outcomes.pop(place)

    async def answered(self, query: str) -> None:
        """Wait for the look-alikes of a query."""
        await self.until(f"{query} is answered", lambda: self.query == query)

    # Hands -------------------------------------------------------------------------------

    @staticmethod
    def click(widget: QWidget) -> None:
        """Click the middle of a widget, which must be there for the user to click."""
        assert widget.isVisible(), f"{widget} is not to be seen"
        assert widget.isEnabled(), f"{widget} cannot be clicked"
        QTest.mouseClick(widget, Qt.MouseButton.LeftButton)

    def press(self, key: Any, modifiers: Any = Qt.KeyboardModifier.NoModifier) -> None:
        """Press a key where the focus is."""
        QTest.keyClick(QApplication.focusWidget() or self.window, key, modifiers)

    @staticmethod
    def trigger(action: QAction) -> None:
        """Choose an entry of a menu."""
        assert action.isEnabled(), f"{action.text()} cannot be chosen"
        action.trigger()

    def card_place(self, view: Any, row: int) -> QPoint:
        index = view.model().index(row, 0)
        view.scrollTo(index)
        return QPoint(view.visualRect(index).center())

    def click_card(
        self, row: int, modifiers: Any = Qt.KeyboardModifier.NoModifier, view: Any = None
    ) -> None:
        """Click a card, of the grid unless another view is named."""
        chosen = view or self.grid
        place = self.card_place(chosen, row)
        QTest.mouseClick(chosen.viewport(), Qt.MouseButton.LeftButton, modifiers, place)

    def double_click_card(self, row: int, view: Any = None) -> None:
        """Double-click a card."""
        chosen = view or self.grid
        place = self.card_place(chosen, row)
        none = Qt.KeyboardModifier.NoModifier
        QTest.mouseClick(chosen.viewport(), Qt.MouseButton.LeftButton, none, place)
        QTest.mouseDClick(chosen.viewport(), Qt.MouseButton.LeftButton, none, place)

    def drop(self, *things: Path | str) -> None:
        """Drop files, folders or links onto the middle of the window."""
        mime = QMimeData()
        mime.setUrls(
            [QUrl.fromLocalFile(str(t)) if isinstance(t, Path) else QUrl(t) for t in things]
        )
        place = self.window.rect().center()
        action, left = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton
        none = Qt.KeyboardModifier.NoModifier
        handle = self.window.windowHandle()
        QApplication.sendEvent(handle, QDragEnterEvent(place, action, mime, left, none))
        assert self.window.drops.isVisible(), "nothing says what a drop would do"
        QApplication.sendEvent(handle, QDropEvent(QPointF(place), action, mime, left, none))

    # Ways that many tests go -------------------------------------------------------------

    async def connect_api(self, url: str, token: str = "") -> None:
        """Connect a product API through the page that asks for it."""
        page = self.window.connect_page
        self.click(page.api_card)
        QTest.keyClicks(page.api_form.address, url)
        QTest.keyClicks(page.api_form.token, token)
        self.click(page.api_form.connect_button)

    async def fill(self, url: str) -> None:
        """Connect a product API and wait until its products are listed and counted."""
        await self.connect_api(url)
        outcome = await self.settled(JobKind.SYNC)
        assert outcome.done

        def counted() -> bool:
            overview = self.desktop.browse.overview
            listed = self.desktop.products.rowCount()
            return overview is not None and overview.counts.products == listed == len(self.listed)

        await self.until("products are listed and counted", lambda: self.listed and counted())

    async def generate(self) -> JobOutcome:
        """Press Generate and wait for the end."""
        button = self.window.toolbar.generate_button
        await self.until("there is something to generate", button.isEnabled)
        missing = self.window.toolbar.generate_menu.missing_action
        await self.until("something is missing", missing.isEnabled)
        self.click(button)
        return await self.settled(JobKind.GENERATE)


Scenario = Callable[..., Coroutine[Any, Any, None]]


def in_window_loop(scenario: Scenario) -> Callable[..., None]:
    """Let an async test run in the loop of its fixture ``desk``, and quit the program after it."""

    @functools.wraps(scenario)
    def test(desk: Desk, **fixtures: Any) -> None:
        async def run() -> None:
            try:
                await scenario(desk, **fixtures)
            finally:
                await desk.close()

        desk.loop.run_until_complete(asyncio.wait_for(run(), 3 * PATIENCE_S))

    test.__signature__ = inspect.signature(scenario)  # type: ignore[attr-defined]
    return test


def make_loop(app: QApplication) -> asyncio.AbstractEventLoop:
    """Return the kind of loop that the program runs in."""
    loop: asyncio.AbstractEventLoop = qasync.QEventLoop(app, already_running=False)
    return loop
