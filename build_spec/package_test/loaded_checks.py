"""Whether the program is self-contained: what it maps, opens, starts and calls."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

from package_test import glibc, loaded_files
from package_test.checks import Checks, expect
from package_test.ground import Ground
from package_test.photos import Photos
from package_test.program import TIMEOUT_S, Library

_TRACED = "trace=open,openat,execve,connect"


def check_glibc(bundle: Path, checks: Checks) -> None:
    """Compare what the bundle's files ask for with the oldest supported system."""
    with (
        checks.section(f"Files for {glibc.OLDEST_SYSTEM} and later"),
        checks.check("no file asks for a newer glibc or C++ library") as found,
    ):
        demands = glibc.demands_of(bundle)
        found.detail = "\n".join(["", *(str(demand) for demand in demands.values())])
        for family, demand in demands.items():
            checks.figures[f"highest_{family}"] = glibc.version_text(demand.version)
            limit = glibc.OLDEST[family]
            own = list(bundle.rglob(glibc.SUPPLIERS[family]))
            if own:
                limit = max(limit, *(glibc.supplied(path, family) for path in own))
            expect(demand.version <= limit, f"newer than {glibc.version_text(limit)}: {demand}")


def check_mapped_by_window(ground: Ground, checks: Checks, mapped: set[str]) -> None:
    """Judge the files that were mapped into the window after the main job."""
    with checks.section("Nothing is loaded from outside"):
        if ground.bundle is None or not sys.platform.startswith("linux"):
            checks.skip("what is mapped into the window", "this is no bundle on Linux")
            return
        with checks.check("what is mapped into the window after the main job") as found:
            expect(mapped, "nothing is known: the window did not get so far")
            found.detail = _judged(mapped, ground.own)
            checks.figures["mapped_from_the_system"] = loaded_files.reasons(mapped, ground.own)


def check_mapped_by_verbs(ground: Ground, checks: Checks, shop: Library, photos: Photos) -> None:
    """Watch what verbs map, and, with strace, what they open, start and call."""
    if ground.bundle is None or not sys.platform.startswith("linux"):
        return
    with (
        checks.section("Nothing is loaded from outside by the command line"),
        checks.check("what is mapped while photos are looked up") as found,
    ):
        words = ("lookup", photos.photo(photos.ids[0]), "--library", shop.folder)
        process = shop.program.start(*words, stderr=subprocess.DEVNULL)
        mapped = loaded_files.mapped_until_end(process, TIMEOUT_S)
        process.communicate()
        found.detail = _judged(mapped, ground.own)
        expect(process.returncode == 0, "the look-up failed")


def check_traced(ground: Ground, checks: Checks, library: Path, variables: dict[str, str]) -> None:
    """Have strace watch a window that opens, finds look-alikes of a product and of a photo.

    Args:
        variables: where the window shall appear.
    """
    if ground.bundle is None or shutil.which("strace") is None:
        with checks.section("Under strace"):
            checks.skip("what the program opens, starts and calls", "there is no bundle or strace")
        return
    with checks.section("Under strace: a window that finds look-alikes"):
        report = ground.folder / "trace"
        report.mkdir()
        ground.give(report)
        file = report / "trace.txt"
        before = (str(shutil.which("strace")), "-f", "-s", "512", "-e", _TRACED, "-o", str(file))
        with checks.check("it opens no code from outside") as found:
            ground.plain.run(
                "--report-start", "--library", library, variables=variables, before=before
            )
            trace = file.read_text(encoding="utf-8", errors="replace")
            opened = set(loaded_files.opened_code(trace))
            expect(opened, "strace saw nothing")
            rules = (*loaded_files.ALLOWED, *loaded_files.STARTER)
            found.detail = _judged(opened, ground.own, rules)
        with checks.check("it starts no program of the system"):
            started = [
                path
                for path in loaded_files.executed(trace)
                if not path.startswith(f"{ground.folder}/")
            ]
            expect(not started, f"it starts {', '.join(started)}")
        with checks.check("it calls no other computer"):
            called = loaded_files.contacted(trace)
            expect(not called, "\n".join(["it tries to reach:", *sorted(set(called))]))


def _judged(
    paths: Iterable[str], own: list[Path], rules: loaded_files.Rules = loaded_files.ALLOWED
) -> str:
    """Return a summary of what comes from the system; fail when it may not."""
    paths = set(paths)
    strangers = loaded_files.outside(paths, own, rules)
    expect(not strangers, "\n".join(["from outside:", *strangers]))
    lines = [
        f"{why}: {', '.join(names[:8])}{' …' if len(names) > 8 else ''}"
        for why, names in loaded_files.reasons(paths, own, rules).items()
    ]
    return "\n".join([f"{len(paths)} files", *lines])
