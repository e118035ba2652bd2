"""The built-in demo: the window on a drawn catalogue, or, without a display, a tour of it."""

from __future__ import annotations

import asyncio
import os
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from PIL import Image, ImageEnhance
from PySide6.QtCore import QMimeData, QUrl
from PySide6.QtWidgets import QWidget

from fashion_desktop.app.desktop import Desktop
from fashion_desktop.app.main import run_window
from fashion_desktop.catalogue.demo.drawing import draw_jpeg
from fashion_desktop.catalogue.demo.products import demo_products
from fashion_desktop.domain.errors import FashionDesktopError
from fashion_desktop.domain.jobs import JobOutcome, JobState
from fashion_desktop.domain.sources import SourceKind
from fashion_desktop.embedding.decode import decode_photo
from fashion_desktop.storage.settings_store import demo_library_folder
from fashion_desktop.widgets.main_window import DEFAULT_SIZE

SCREENSHOT = Path("demo.png")
STEP_TIMEOUT_S = 300.0
POLL_S = 0.02
_KEPT_ON_THE_PICTURE = 24
_PHOTOGRAPHED = 60
"""Place in the demo catalogue of the product that the outside photo shows."""


def run_demo(folder: Path | None, *, offscreen: bool) -> int:
    """Open the window on the demo catalogue and return the exit status.

    Args:
        folder: the library; None for a per-user one of the demo's own.
        offscreen: without a display, do the main job in the very same window, print what was
            found, save a picture of the window to ``demo.png``, and end.
    """
    library = folder or demo_library_folder()
    if not offscreen:
        return run_window(library, connect_demo)
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    tour = OffscreenTour()
    status = run_window(library, tour.run)
    return status or tour.status


async def connect_demo(desktop: Desktop) -> None:
    """Connect the demo catalogue unless it is connected already."""
    await _until("the library is open", lambda: desktop.browse.overview is not None)
    overview = desktop.browse.overview
    if overview is not None and not any(
        source.config.kind is SourceKind.DEMO for source in overview.sources
    ):
        desktop.window.connect_page.demo_card.click()


class OffscreenTour:
    """Uses the window as a user would: sync, embed, look up a product and a photo, slide.

    Attributes:
        status: exit status of the tour.
    """

    def __init__(self) -> None:
        self.status = 3
        self._outcomes: list[JobOutcome] = []

    async def run(self, desktop: Desktop) -> None:
        """Go through the steps, then close the window."""
        desktop.runner.settled.connect(self._on_settled)
        try:
            await self._steps(desktop)
            self.status = 0
        except FashionDesktopError as error:
            sys.stderr.write(f"{error}\n")
        finally:
            desktop.request_close()

    async def _steps(self, desktop: Desktop) -> None:
        # The offscreen platform's screen is smaller than anybody's.
        desktop.window.resize(*DEFAULT_SIZE)
        await connect_demo(desktop)
        overview = desktop.browse.overview
        if overview is not None and overview.counts.products:
            desktop.window.toolbar.sync_button.click()
        outcome = await self._settled("sync")
        _say(f"Synced {outcome.done:,} products in {outcome.seconds:.1f} s.")
        await _until("the grid is filled", lambda: desktop.products.rowCount() >= outcome.done)

        await self._embed(desktop)
        await self._look_up_product(desktop)
        await self._look_up_photo(desktop)
        self._slide(desktop)
        await asyncio.sleep(1.0)
        _say(f"Saved a picture of the window: {_save_screenshot(desktop.window)}")

    async def _embed(self, desktop: Desktop) -> None:
        overview, toolbar = desktop.browse.overview, desktop.window.toolbar
        if overview is None or not (overview.counts.missing or overview.counts.stale):
            _say("Every product has its embedding already.")
            return
        if overview.counts.missing:
            toolbar.generate_button.click()
            outcome = await self._settled("generate")
            _say(f"Generated {outcome.done:,} embeddings in {outcome.seconds:.1f} s.")
        if overview.counts.stale:
            toolbar.update_stale.trigger()
            outcome = await self._settled("update")
            _say(f"Updated {outcome.done:,} embeddings in {outcome.seconds:.1f} s.")

    async def _look_up_product(self, desktop: Desktop) -> None:
        await _until("the first card is read", lambda: desktop.products.card_at(0) is not None)
        card = desktop.products.card_at(0)
        if card is None:
            raise FashionDesktopError("The demo catalogue is empty. Delete its library, try again.")
        desktop.window.library.grid.show_product(card.row_id)
        await self._answered(desktop, card.id)
        _say(f"Look-alikes of {card.id}, {card.name}:")
        self._print_matches(desktop)

    async def _look_up_photo(self, desktop: Desktop) -> None:
        with tempfile.TemporaryDirectory() as folder:
            photo = Path(folder) / "photo from elsewhere.jpg"
            _photograph(photo)
            dropped = QMimeData()
            dropped.setUrls([QUrl.fromLocalFile(str(photo))])
            desktop.window.drops.take(dropped)
            await self._answered(desktop, photo.name)
        _say("Look-alikes of a dropped photo, darker and cut closer than the catalogue's:")
        self._print_matches(desktop)

    def _slide(self, desktop: Desktop) -> None:
        answer = desktop.matches.answer
        if answer is None or len(answer.matches) <= _KEPT_ON_THE_PICTURE:
            return
        slider = desktop.window.library.similar.slider
        before = slider.kept_count()
        slider.set_threshold(answer.matches[_KEPT_ON_THE_PICTURE - 1].score)
        _say(
            f"Moved the slider to {slider.threshold():.4f}: "
            f"{slider.kept_count()} of {len(answer.matches)} kept instead of {before}."
        )

    def _print_matches(self, desktop: Desktop) -> None:
        for match in desktop.matches.matches()[:5]:
            product = match.product
            _say(f"  {match.score:.4f}  d {match.squared_l2:5.0f}  {product.id}  {product.name}")

    async def _answered(self, desktop: Desktop, query: str) -> None:
        def answered() -> bool:
            answer = desktop.matches.answer
            return answer is not None and answer.query == query

        await _until(f"look-alikes of {query} are found", answered)

    async def _settled(self, what: str) -> JobOutcome:
        await _until(f"the {what} job has ended", lambda: bool(self._outcomes))
        outcome = self._outcomes.pop()
        if outcome.state is not JobState.DONE:
            raise FashionDesktopError(outcome.error or f"The {what} job was stopped.")
        return outcome

    def _on_settled(self, _handle: object, outcome: JobOutcome) -> None:
        self._outcomes.append(outcome)


async def _until(what: str, condition: Callable[[], bool]) -> None:
    """Wait for the window to get somewhere.

    Raises:
        FashionDesktopError: it takes longer than ``STEP_TIMEOUT_S``.
    """
    loop = asyncio.get_running_loop()
    deadline = loop.time() + STEP_TIMEOUT_S
    while not condition():
        if loop.time() > deadline:
            raise FashionDesktopError(f"Waited in vain until {what}. See the log file.")
        await asyncio.sleep(POLL_S)


def _photograph(target: Path) -> None:
    """Write a photo of a demo product as another camera would have taken it."""
    picture = decode_photo(draw_jpeg(demo_products()[_PHOTOGRAPHED].design))
    margin = picture.width // 20
    closer = picture.crop((margin, margin, picture.width - margin, picture.height - margin))
    darker = ImageEnhance.Brightness(closer).enhance(0.92)
    darker.resize((480, 640), Image.Resampling.LANCZOS).save(target, quality=80)


def _save_screenshot(window: QWidget) -> Path:
    target = Path.cwd() / SCREENSHOT
    if not window.grab().save(str(target)):
        raise FashionDesktopError(
            f"The picture “{target}” cannot be written. "
            "Run the demo in a folder that you may write to."
        )
    return target


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()
