"""``python -m package_test``: use the finished package as its users will, and say what fails."""

from __future__ import annotations

import argparse
import os
import platform
import shlex
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from fashion_desktop import EXECUTABLE_NAME, __version__
from package_test import (
    catalogue_checks,
    ground,
    loaded_checks,
    measuring_checks,
    older_library_checks,
    oldest_system,
    photos,
    places,
    search_checks,
    start_time,
    usage_checks,
)
from package_test.checks import Checks, expect
from package_test.ground import Ground
from package_test.photos import Photos
from package_test.robot import Robot
from package_test.virtual_screen import missing_programs, virtual_screen
from package_test.window import Window
from package_test.window_checks import MainJob

PRODUCTS = 48
PARTS = ("window", "verbs", "update", "start", "system")


def main(argv: Sequence[str] | None = None) -> int:
    """Test a package; 0 when everything is as it should be, 1 when not, 2 when it cannot be."""
    options = _options(argv)
    for stream in (sys.stdout, sys.stderr):
        getattr(stream, "reconfigure", lambda **_: None)(encoding="utf-8", errors="replace")
    if options.command is None and not (options.bundle / EXECUTABLE_NAME).is_file():
        sys.stderr.write(f"There is no {EXECUTABLE_NAME} in {options.bundle}. Build it first.\n")
        return 2
    missing = missing_programs()
    if missing:
        sys.stderr.write(f"Install first: {', '.join(missing)}.\n")
        return 2
    # Folders, the account's files and the screen are taken away on the way out.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    options.output.mkdir(parents=True, exist_ok=True)
    checks = Checks(_say)
    began_s = time.monotonic()
    _run(options, checks)
    used = os.times()
    checks.figures["seconds"] = round(time.monotonic() - began_s, 1)
    checks.figures["processor_seconds"] = round(used.children_user + used.children_system, 1)
    about = {"version": __version__, "system": platform.platform(), "tested": _tested(options)}
    checks.write(options.output / "package-test.json", about)
    _say(f"\n{checks.summary()}. Screenshots and package-test.json: {options.output}")
    return 0 if checks.ok else 1


def _run(options: argparse.Namespace, checks: Checks) -> None:
    with ExitStack() as stack:
        if options.oldest_system is not None:
            with checks.section("Before anything else"), checks.check("the oldest system is there"):
                oldest_system.make_system(options.oldest_system)
        cut_off = ground.leave_the_network()
        folder = Path(
            stack.enter_context(tempfile.TemporaryDirectory(prefix="fashion-desktop-package-"))
        )
        screen = stack.enter_context(virtual_screen(*places.SCREEN))
        robot = Robot(screen)
        checks.picture = lambda name: robot.save(str(options.output / f"{name}.png"))
        tested = _install(options, checks, folder, cut_off)
        if tested is None:
            return
        place, gathered = tested
        before = ground.state_of(place.bundle) if place.bundle else {}
        _test(options, checks, place, gathered, robot)
        if place.bundle is not None:
            with checks.section("The bundle"), checks.check("is as it was: nothing wrote into it"):
                changed = ground.state_of(place.bundle).items() ^ before.items()
                expect(not changed, f"changed: {sorted({name for name, _ in changed})}")


def _install(
    options: argparse.Namespace, checks: Checks, folder: Path, cut_off: str
) -> tuple[Ground, Photos] | None:
    with checks.section("An empty directory, an empty home, no Python, no network"):
        with checks.check("the program is copied there") as found:
            bundle = None if options.command else options.bundle.resolve()
            command = tuple(shlex.split(options.command or ""))
            place = ground.install(folder, bundle, command)
            gathered = photos.gather(folder / "photos", PRODUCTS)
            uid = place.plain.surroundings.uid
            account = "one without rights" if uid else "the one that runs this test"
            found.detail = f"{place.plain.command[0]}, account: {account}"
        with checks.check("its user finds no Python") as found:
            found.detail = ground.expect_no_python(place.plain.surroundings)
        if cut_off:
            checks.skip("nothing but this computer can be reached", cut_off)
        else:
            with checks.check("nothing but this computer can be reached") as found:
                found.detail = ground.expect_no_network()
        return place, gathered
    return None


def _test(
    options: argparse.Namespace, checks: Checks, place: Ground, gathered: Photos, robot: Robot
) -> None:
    parts, errors = options.only, options.output / "window-errors.txt"
    errors.write_bytes(b"")
    on_screen = {"DISPLAY": robot.screen.display}
    if place.bundle is not None:
        loaded_checks.check_glibc(place.bundle, checks)
    library = place.plain.surroundings.home / "shop"
    if "window" in parts:
        with Window(place.awkward, robot, errors) as window:
            mapped = MainJob(place, checks, robot, window).run()
        loaded_checks.check_mapped_by_window(place, checks, mapped)
    if "verbs" in parts or "start" in parts:
        shop = catalogue_checks.check_catalogue(place, checks, gathered)
    if "verbs" in parts:
        elsewhere = photos.someone_elses(20, place.folder / "photo.jpg")
        usage_checks.check_usage(place, checks)
        search_checks.check_search(checks, shop, gathered, elsewhere)
        loaded_checks.check_mapped_by_verbs(place, checks, shop, gathered)
        catalogue_checks.check_verify(checks, shop)
        catalogue_checks.check_other_sources(place, checks, gathered)
        measuring_checks.check_measuring(place, checks, gathered)
        measuring_checks.check_demo(place, checks)
    if "update" in parts:
        older_library_checks.check_older_library(place, checks)
        older_library_checks.check_older_library_in_window(place, checks, robot, errors)
    if "start" in parts:
        loaded_checks.check_traced(place, checks, library, on_screen)
        start_time.check_start_time(place, checks, library, on_screen)
    if "system" in parts and options.oldest_system is not None:
        oldest_system.check_oldest_system(place, checks, options.oldest_system, gathered, on_screen)
    measuring_checks.check_complaints(place.plain, checks)
    if {"verbs", "update"} <= set(parts):
        measuring_checks.check_coverage(place.plain, checks)


def _options(argv: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="package_test", description=__doc__)
    tested = parser.add_mutually_exclusive_group()
    tested.add_argument(
        "--bundle",
        metavar="DIR",
        type=Path,
        default=Path("dist") / EXECUTABLE_NAME,
        help="the folder that was built (default: %(default)s)",
    )
    tested.add_argument(
        "--command",
        metavar="WORDS",
        help="test this instead, for work on the test itself: .venv/bin/fashion-desktop, say",
    )
    parser.add_argument(
        "--output",
        metavar="DIR",
        type=Path,
        default=Path("test-results") / "package",
        help="where result and screenshots are put (default: %(default)s)",
    )
    parser.add_argument(
        "--oldest-system",
        metavar="DIR",
        type=lambda text: Path(text).resolve(),
        help="also run it inside this root folder of the oldest supported system; "
        "made with debootstrap when it is not there",
    )
    parser.add_argument(
        "--only",
        metavar="PART",
        nargs="+",
        choices=PARTS,
        default=PARTS,
        help=f"only these parts: {', '.join(PARTS)}",
    )
    return parser.parse_args(argv)


def _tested(options: argparse.Namespace) -> dict[str, Any]:
    if options.command:
        return {"command": options.command}
    files = [path for path in options.bundle.rglob("*") if not path.is_symlink()]
    size = sum(path.stat().st_size for path in files if path.is_file())
    tools = {name: shutil.which(name) is not None for name in ("strace", "objdump")}
    return {"bundle": str(options.bundle), "bytes": size, "tools": tools}


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
