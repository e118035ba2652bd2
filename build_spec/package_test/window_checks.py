"""The main job in the window, with real clicks, keys and drags, and what is kept of it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
from PIL import Image

from package_test import loaded_files, places
from package_test.checks import Checks, expect
from package_test.ground import Ground, strangers_in
from package_test.photos import someone_elses
from package_test.program import Library, default_library
from package_test.robot import Robot, until
from package_test.window import Window, count, other_program

DEMO_PRODUCTS = 240
_MINUTES_S = 900.0
_DRESS, _SKIRT, _BAG = 80, 100, 200
"""Places in the demo catalogue of products with strong colours."""
_SAME_TINT = 30.0
_DARK = 90.0
_PLAIN = 5.0
"""An area without anything in it varies less."""


@dataclass
class MainJob:
    """Goes through the main job step by step.

    Attributes:
        mapped: the files mapped into the program after it.
    """

    ground: Ground
    checks: Checks
    robot: Robot
    window: Window

    @property
    def home(self) -> Path:
        """The home of the program's user."""
        return self.window.program.surroundings.home

    @property
    def library(self) -> Path:
        """The library that the program makes there."""
        return default_library(self.home)

    def run(self) -> set[str]:
        """Do it, and return the files that were mapped into the program afterwards."""
        mapped: set[str] = set()
        with self.checks.section("The main job in the window: empty home, no network"):
            self._first_start()
            self._generate()
            self._look_alikes()
            self._drag_a_photo()
            mapped = loaded_files.mapped_by(self.window.process.pid if self.window.process else 0)
            self._second_start()
            self._settings()
            self._kept()
        return mapped

    def _first_start(self) -> None:
        robot, checks = self.robot, self.checks
        with checks.check("the first start offers three choices"):
            expect(not any(self.home.iterdir()), "the home is not empty")
            self.window.start()
            until(
                "the choices are there", lambda: robot.share_of(places.ACCENT, places.CHOICES) > 0
            )
            checks.picture("first-start")
        with checks.check("a click on the demo reads its products"):
            robot.click(*places.DEMO_CHOICE)
            until(
                "all products are read",
                lambda: count(self.library, "products") == DEMO_PRODUCTS,
                _MINUTES_S,
            )
            until("photos are shown", lambda: robot.colourful(places.GRID) > 0.02, _MINUTES_S)

    def _generate(self) -> None:
        with self.checks.check("Ctrl+G embeds all of them") as found:
            self.robot.press("ctrl+g")
            until(
                "every product is embedded",
                lambda: count(self.library, "vectors") == DEMO_PRODUCTS,
                _MINUTES_S,
            )
            found.detail = f"{DEMO_PRODUCTS} embeddings in the library"

    def _look_alikes(self) -> None:
        robot, checks = self.robot, self.checks
        with checks.check("a click on a product shows its look-alikes"):
            expect(not self._has_answer(), "an answer before anything was asked")
            robot.click(*places.FIRST_IN_SECOND_ROW)
            until("the query is shown", lambda: robot.colourful(places.QUERY) > 0.003)
            until("look-alikes are found", self._has_answer)
        with checks.check("the slider, dragged: more answers, none, and as many again"):
            before = robot.see(places.KEPT)
            self._drag_slider(places.SLIDER_LEFT)
            until("more are kept", lambda: robot.colourful(places.RESULTS) > 0.02)
            until("the number changes", lambda: not self._kept_is(before))
            all_kept = robot.see(places.KEPT)
            checks.picture("look-alikes")
            self._drag_slider(places.SLIDER_RIGHT)
            until("none are kept", lambda: robot.colourful(places.FIRST_RESULTS) < 0.001)
            expect(not self._kept_is(all_kept), "the number is the same")
            checks.picture("fewer")
            self._drag_slider(places.SLIDER_LEFT)
            until("as many are kept", lambda: self._kept_is(all_kept))
            until("they are shown", lambda: robot.colourful(places.RESULTS) > 0.02)

    def _drag_a_photo(self) -> None:
        robot, checks = self.robot, self.checks
        with checks.check("a photo is dragged over from another program"):
            photo = someone_elses(_DRESS, self.ground.folder / "from elsewhere, été.jpg")
            with other_program(robot, photo):
                source = robot.wait_for_window("drag source")
                robot.place(source, 1350, 100)
                robot.drag((1400, 180), places.MIDDLE)
                until("it is the query", lambda: self._query_shows(photo))
                until("look-alikes are found", self._has_answer)
                self._drag_slider(places.SLIDER_LEFT)
                until("they are shown", lambda: robot.colourful(places.RESULTS) > 0.02)
                checks.picture("dropped-photo")

    def _second_start(self) -> None:
        robot, checks, window = self.robot, self.checks, self.window
        skirt = someone_elses(_SKIRT, self.ground.folder / "skirt.jpg")
        with checks.check("a second start brings the window to the front and ends"):
            with other_program(robot, skirt):
                robot.place(robot.wait_for_window("drag source"), 300, 300)
                until("it is covered", lambda: robot.active_title() == "drag source")
                window.second_start()
                until("it is in front", lambda: robot.active_title() == places.TITLE)
            expect(window.process and window.process.poll() is None, "the window is gone")
        with checks.check("--open PHOTO shows its look-alikes in the window that is open"):
            window.second_start("--open", skirt)
            until("it is the query", lambda: self._query_shows(skirt))
            until("look-alikes are found", self._has_answer)
            checks.picture("opened-photo")

    def _settings(self) -> None:
        robot, checks = self.robot, self.checks
        with checks.check("settings: the dark theme, chosen and saved"):
            robot.press("ctrl+comma")
            dialog = robot.wait_for_window(places.SETTINGS_TITLE)
            robot.click_in(dialog, *places.THEME)
            robot.press("End", "Return")
            checks.picture("settings")
            robot.click_in(dialog, *places.SAVE)
            until("the dialog is gone", lambda: not robot.window(places.SETTINGS_TITLE))
            until("the window is dark", self._is_dark)
            file = self.home / ".config" / "fashion-desktop" / "settings.json"
            until("it is stored", lambda: json.loads(file.read_bytes())["theme"] == "dark")

    def _kept(self) -> None:
        robot, checks, window = self.robot, self.checks, self.window
        bag = someone_elses(_BAG, self.ground.folder / "bag.jpg")
        with checks.check("closed, and started again with --open: settings and library are kept"):
            window.close()
            window.start("--open", bag)
            until("the window is dark", self._is_dark)
            until("products are shown", lambda: robot.colourful(places.GRID) > 0.02)
            until("the photo is the query", lambda: self._query_shows(bag))
            until("look-alikes are found", self._has_answer)
            checks.picture("second-start")
            window.close(by_signal=True)
        with checks.check("the command line finds the same library") as found:
            library = Library(window.program, self.library)
            expect(window.program.ask("count") == {"count": DEMO_PRODUCTS}, "another count")
            expect(library.ask("verify")["ok"], "database and index disagree")
            answer = window.program.ask("lookup", bag, "--score-threshold", "1e-9")
            nearest = answer["similar_products"][0]
            found.detail = f"nearest to the opened photo: {nearest['id']} {nearest['name']}"
        with checks.check("nothing but the program's own folders appeared in the home"):
            strangers = list(strangers_in(self.home))
            expect(not strangers, "\n".join(["not its own:", *strangers]))

    def _drag_slider(self, x: int) -> None:
        # The pointer covers what it points at.
        self.robot.point(*places.ASIDE)
        until("there is a slider", lambda: places.handles_of_slider(self.robot))
        # A busy computer shows late where an earlier drag has led to.
        self.robot.wait_until_still(places.SIMILAR)
        handle = places.handle_of_slider(self.robot)
        self.robot.drag(handle, (x, handle[1]))

    def _has_answer(self) -> bool:
        return bool(self.robot.see(places.KEPT).std() > _PLAIN)

    def _kept_is(self, picture: npt.NDArray[np.int16]) -> bool:
        """Whether as many look-alikes are kept as when this picture of their number was taken."""
        return bool((self.robot.see(places.KEPT) == picture).all())

    def _query_shows(self, photo: Path) -> bool:
        pixels = np.asarray(Image.open(photo).convert("RGB")).astype(np.int16)
        difference = places.tint(pixels) - places.tint(self.robot.see(places.QUERY))
        return bool(np.abs(difference).max() < _SAME_TINT)

    def _is_dark(self) -> bool:
        return bool(self.robot.see(places.FILTERS).mean() < _DARK)
