"""The verbs that measure, the demo's tour, and whether any verb was forgotten."""

from __future__ import annotations

import json

from package_test import verbs
from package_test.checks import Checks, expect
from package_test.ground import Ground
from package_test.photos import Photos
from package_test.program import Library, Program, default_library

QUICK_TOPIC = "slider"
"""A window, an index and embeddings, in seconds."""
_OFFSCREEN = {"QT_QPA_PLATFORM": "offscreen"}


def check_measuring(ground: Ground, checks: Checks, photos: Photos) -> None:
    """Measure quality and speed on few photos."""
    program, home = ground.plain, ground.plain.surroundings.home
    with checks.section("evaluate and bench"):
        with checks.check("evaluate: result and contact sheet") as found:
            words = ("evaluate", "--catalogue", photos.products, "--home", photos.home)
            few = ("--part", "all", "--against", "colours", "--only", "quality", "home")
            sheet, stored = home / "worst.png", home / "quality.json"
            files = ("--sheet", sheet, "--output", stored)
            answer = program.ask(*words, *few, "--limit", "24", *files)
            expect(sheet.read_bytes().startswith(b"\x89PNG"), "the sheet is no PNG")
            expect(json.loads(stored.read_text(encoding="utf-8"))["part"] == "all", "not stored")
            text = program.run(*words, *few, "--limit", "6").out
            expect(text.startswith("Measured with 6 products"), text[:100])
            found.detail = f"keys of the result: {', '.join(answer)}"
        with checks.check(f"bench: the topic “{QUICK_TOPIC}”, stored, compared, drawn") as found:
            stored, plot = home / "speed.json", home / "speed.png"
            measured = ("--only", QUICK_TOPIC, "--photos", photos.images, "--output", stored)
            text = program.run("bench", *measured).out
            expect(json.loads(stored.read_text(encoding="utf-8")), "nothing was stored")
            drawn = ("--stored", stored, "--compare", stored, "--plot", plot)
            expect("compared" in program.ask("bench", *drawn), "not compared")
            expect(plot.read_bytes().startswith(b"\x89PNG"), "the plot is no PNG")
            found.detail = next((line for line in text.splitlines() if line.strip()), "")


def check_demo(ground: Ground, checks: Checks) -> None:
    """Have the demo show itself without a display."""
    home = ground.awkward.surroundings.home
    # The window has embedded the demo's products; otherwise that takes its time here.
    theirs = default_library(home)
    library = Library(ground.awkward, theirs if theirs.is_dir() else home / "démo")
    with checks.section("The demo without a display"), checks.check("demo") as found:
        text = library.run("demo", variables=_OFFSCREEN).out
        expect("Moved the slider" in text, text[-500:])
        picture = home / "demo.png"
        expect(picture.read_bytes().startswith(b"\x89PNG"), "no picture of the window")
        expect(library.ask("demo", variables=_OFFSCREEN) == {"status": "done"}, "not done")
        found.detail = "\n".join(line for line in text.splitlines() if " in " in line)


def check_complaints(program: Program, checks: Checks) -> None:
    """Fail for what any run or window wrote to standard error that nobody wants to read."""
    with checks.section("Standard error"), checks.check("holds nothing that nobody wants to read"):
        found = program.record.complaints
        lines = [f"{line.strip()}  (first: {typed})" for line, typed in found.items()]
        expect(not found, "\n".join(["it holds:", *lines]))


def check_coverage(program: Program, checks: Checks) -> None:
    """Ask the program for its verbs, and fail for each that no check has run."""
    with checks.section("Every verb that --help lists"), checks.check("has been run") as found:
        known = list(verbs.discover(lambda path: program.run(*path, "--help").out))
        expect(("source", "add", "api") in known, f"the help cannot be read: {known}")
        ran = [words for words in program.record.used if "--help" not in words]
        forgotten = verbs.unused(known, ran)
        expect(not forgotten, f"no check runs: {', '.join(forgotten)}")
        found.detail = f"{len(known)} verbs, as text and as JSON, in {len(ran)} command lines"
