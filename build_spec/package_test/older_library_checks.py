"""An update over a library that an earlier version left behind: nothing lost, then renewed."""

from __future__ import annotations

from pathlib import Path

from package_test import older_library, places
from package_test.checks import Checks, expect
from package_test.ground import Ground
from package_test.program import Library
from package_test.robot import Robot, until
from package_test.window import Window

_MINUTES_S = 300.0
_PLAIN = 5.0


def check_older_library(ground: Ground, checks: Checks) -> None:
    """Open and update one on the command line."""
    title = "An update over a library of the first version, on the command line"
    with checks.section(title):
        with checks.check("it opens, nothing is lost, and it says what is out of date") as found:
            folder = older_library.make(ground.folder / "older")
            ground.give(folder.parent)
            before = older_library.kept(folder)
            library = Library(ground.plain, folder)
            number = len(before.embedded)
            told = library.run("count")
            expect(told.out == f"{number}\n", f"count says {told.out}")
            expect("other weights" in told.err, f"nothing about other weights: {told.err}")
            expect(older_library.kept(folder) == before, "something was lost")
            stale = library.ask("similar", before.embedded[0], code=3)["error"]
            expect("update" in stale.lower(), f"no remedy: {stale}")
            found.detail = f"{len(before.products)} products, {number} embedded\n{told.err.strip()}"
        with checks.check("compare-weights changes nothing"):
            expect(library.ask("compare-weights")["compared"] > 0, "nothing was compared")
            expect("median" in library.run("compare-weights", "bundled").out.lower(), "no median")
            expect(older_library.kept(folder) == before, "something was changed")
        with checks.check("update renews every embedding") as found:
            found.detail = library.run("update", "--stale").out.strip()
            after = older_library.kept(folder)
            expect(after.products == before.products, "products were changed")
            expect(after.embedded == before.embedded, "embeddings were lost")
            expect(after.sources == before.sources, "the catalogue was disconnected")
            expect(after.jobs > before.jobs, "the jobs of before were forgotten")
            expect("other weights" not in library.run("count").err, "still out of date")
        with checks.check("look-alikes are found again, and verify agrees"):
            found_now = library.ask("similar", before.embedded[0], "--score-threshold", "1e-9")
            expect(len(found_now["similar_products"]) == number - 1, f"{found_now}")
            expect(library.ask("verify", "--repair")["ok"], "not repaired")
            expect(not library.ask("verify")["problems"], "there are problems")
            expect(library.ask("sync")["preview"]["gone"] == 0, "the catalogue is lost")


def check_older_library_in_window(
    ground: Ground, checks: Checks, robot: Robot, errors: Path
) -> None:
    """Open and update one in the window, with the button of its notice."""
    with checks.section("The same in the window"):
        folder = older_library.make(ground.folder / "older, for the window")
        ground.give(folder.parent)
        before, old = older_library.kept(folder), older_library.fingerprints(folder)
        with Window(ground.plain, robot, errors) as window:
            with checks.check("the window says what is out of date"):
                window.start("--library", folder)
                until("products are shown", lambda: robot.colourful(places.GRID) > 0.02)
                notice = (0, 47, 10, 93)
                until("a notice is shown", lambda: robot.share_of(places.ACCENT, notice) > 0.1)
                checks.picture("older-library")
            with checks.check("a click on Update renews them"):
                robot.click(*places.NOTICE_UPDATE)
                until(
                    "every embedding is of today's weights",
                    lambda: not set(old) & set(older_library.fingerprints(folder)),
                    _MINUTES_S,
                )
                until("the notice is gone", lambda: not robot.share_of(places.ACCENT, notice))
                robot.click(*places.FIRST_CARD)
                until("look-alikes are found", lambda: robot.see(places.KEPT).std() > _PLAIN)
                checks.picture("older-library-updated")
                window.close()
                after = older_library.kept(folder)
                expect(after.products == before.products, "products were changed")
                expect(after.embedded == before.embedded, "embeddings were lost")
