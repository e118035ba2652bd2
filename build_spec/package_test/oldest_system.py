"""The program inside the oldest supported system: its glibc, its libraries, nothing of here."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from package_test import glibc, search_checks, start_time
from package_test.checks import CheckFailedError, Checks, expect
from package_test.ground import UID, Ground, linked_copy
from package_test.photos import Photos
from package_test.program import Library, Program, Surroundings, is_root

_LIBC = ("lib/*-linux-gnu/libc.so.6", "usr/lib/*-linux-gnu/libc.so.6", "lib64/libc.so.6")
_PHOTOS = 12


def make_system(folder: Path) -> None:
    """Make the oldest supported system in a folder that has none yet. Needs root and a network.

    Raises:
        CheckFailedError: it cannot be made here.
    """
    if any(path for glob in _LIBC for path in folder.glob(glob)):
        return
    tool = shutil.which("debootstrap")
    if tool is None or not is_root():
        raise CheckFailedError(f"{folder} holds no system, and debootstrap as root is not there")
    folder.mkdir(parents=True, exist_ok=True)
    wanted = [tool, "--variant=minbase", glibc.OLDEST_SUITE, str(folder)]
    subprocess.run(wanted, check=True, stdout=subprocess.DEVNULL)


def check_oldest_system(
    ground: Ground, checks: Checks, system: Path, photos: Photos, variables: dict[str, str]
) -> None:
    """Use the command line and the window inside a system's root folder.

    Args:
        variables: a screen for the window; X is reached without the file system.
    """
    with checks.section(f"Inside the system in {system}"):
        if ground.bundle is None or not is_root():
            checks.skip("the program in it", "that takes a bundle and root")
            return
        with _installed(ground.bundle, system, photos) as (program, inside):
            with checks.check("its glibc is the oldest supported one") as found:
                found.detail = _glibc_of(system)
            library = Library(program, inside / "home" / "library")
            with checks.check("the command line: from photos to look-alikes") as found:
                library.run("source", "add", "folder", inside / "photos")
                library.run("sync")
                found.detail = library.run("generate").out.strip()
                products = library.ask("products")["products"]
                expect(len(products) == _PHOTOS, f"{len(products)} products")
                answer = library.ask("similar", products[0], *search_checks.EVERYTHING)
                expect(len(answer["similar_products"]) == _PHOTOS - 1, "not all of them")
            start = ("--report-start", "--library", library.folder)
            for name, where in (
                ("the window, offscreen", {"QT_QPA_PLATFORM": "offscreen"}),
                ("the window on a screen", variables),
            ):
                with checks.check(f"{name}: a product, then a photo looked up") as found:
                    text = program.run(*start, variables=where).out
                    found.detail = ", ".join(start_time.events(text))


@contextmanager
def _installed(bundle: Path, system: Path, photos: Photos) -> Iterator[tuple[Program, Path]]:
    """Put bundle, photos and a home into a system; take them away in the end."""
    (system / "tmp").mkdir(exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix="package-test-", dir=system / "tmp"))
    try:
        folder.chmod(0o755)
        linked_copy(bundle, folder / bundle.name)
        (folder / "photos").mkdir()
        for product_id in photos.ids[:_PHOTOS]:
            shutil.copy(photos.photo(product_id), folder / "photos")
        (folder / "home").mkdir()
        shutil.chown(folder / "home", UID, UID)
        inside = Path("/") / folder.relative_to(system)
        chroot = (
            str(shutil.which("chroot")),
            f"--userspec={UID}:{UID}",
            "--groups=",
            str(system),
        )
        around = Surroundings(inside / "home", inside / "nothing", before=chroot)
        yield Program((str(inside / bundle.name / bundle.name),), around), inside
    finally:
        shutil.rmtree(folder)


def _glibc_of(system: Path) -> str:
    found = next((path for glob in _LIBC for path in system.glob(glob)), None)
    if found is None:
        raise CheckFailedError(f"there is no glibc in {system}")
    has, wanted = glibc.supplied(found, "GLIBC"), glibc.OLDEST["GLIBC"]
    expect(has == wanted, f"glibc {glibc.version_text(has)}, not {glibc.version_text(wanted)}")
    return f"glibc {glibc.version_text(has)}"
