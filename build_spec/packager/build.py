"""Builds the packaged program for the system it runs on, and what people download.

    python -m packager.build [--plain] [--folder-only]

Run it with the Python of the environment that ``build_spec/requirements/package.txt`` pins;
``make package`` makes that environment first.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from fashion_desktop import DISPLAY_NAME, EXECUTABLE_NAME, __version__
from packager.archive import make_archive
from packager.commands import exit_status
from packager.deb import make_deb
from packager.dmg import make_dmg
from packager.inno_setup import make_installer
from packager.licences import write_licences
from packager.manifest import write_manifest
from packager.sign_detached import sign_detached
from packager.sizes import size_table
from packager.source_date import settle, source_date_epoch
from packager.systems import LINUX, MACOS, WINDOWS, this_platform, this_system

ROOT = Path(__file__).resolve().parents[2]
DIST = ROOT / "dist"
WORK = ROOT / "build" / "pyinstaller"


def main(argv: Sequence[str] | None = None) -> int:
    """Build and say what came of it."""
    parser = argparse.ArgumentParser(prog="packager.build", description=__doc__)
    parser.add_argument(
        "--plain",
        action="store_true",
        help="leave nothing out: the folder only, into build/plain, to compare with",
    )
    parser.add_argument(
        "--folder-only", action="store_true", help="no archive, package or installer of it"
    )
    args = parser.parse_args(argv)
    return exit_status(lambda: _build(plain=args.plain, folder_only=args.folder_only))


def _build(*, plain: bool, folder_only: bool) -> None:
    if plain:
        bundle = build_bundle(ROOT / "build" / "plain", plain=True)
        _say(size_table([bundle]))
        return
    bundle = build_bundle(DIST, plain=False)
    # Making an installer signs what is in the bundle: only now it is what it will be.
    made = [] if folder_only else make_downloads(bundle)
    manifest = DIST / f"{EXECUTABLE_NAME}-{__version__}-{this_platform()}.manifest.json"
    write_manifest(bundle, manifest)
    made.append(manifest)
    if this_system() == LINUX and not folder_only:
        for file in made:
            sign_detached(file)
    _say(size_table([bundle]))
    for file in made:
        _say(f"{file.relative_to(ROOT)}: {file.stat().st_size / 1e6:.1f} MB")


def build_bundle(folder: Path, *, plain: bool) -> Path:
    """Run PyInstaller and complete what it made; return the bundle's folder."""
    _say(f"Packaging {DISPLAY_NAME} {__version__} for {this_platform()} ...")
    epoch = source_date_epoch(ROOT, os.environ)
    environment = {
        **os.environ,
        "SOURCE_DATE_EPOCH": str(epoch),
        "PYTHONHASHSEED": "0",
        "PYINSTALLER_CONFIG_DIR": str(WORK / "cache"),
        "PACKAGE_PLAIN": "1" if plain else "",
    }
    subprocess.run(
        [
            *(sys.executable, "-m", "PyInstaller"),
            *("--noconfirm", "--clean", "--log-level", "ERROR"),
            *("--distpath", str(folder), "--workpath", str(WORK)),
            str(ROOT / "build_spec" / "fashion_desktop.spec"),
        ],
        check=True,
        env=environment,
    )
    bundle = finished_bundle(folder)
    if not plain:
        strip_python(bundle)
        write_licences(bundle)
    settle(bundle, epoch)
    return bundle


def finished_bundle(folder: Path) -> Path:
    """Return what PyInstaller left in a folder: the ``.app`` on macOS, else the folder in it."""
    if this_system() == MACOS:
        # The folder that the .app was made of is a second copy of everything.
        shutil.rmtree(folder / EXECUTABLE_NAME, ignore_errors=True)
        return folder / f"{DISPLAY_NAME}.app"
    return folder / EXECUTABLE_NAME


def make_downloads(bundle: Path) -> list[Path]:
    """Make what people download; on Windows and macOS signed, where there is a certificate."""
    if this_system() == LINUX:
        return [make_archive(bundle, DIST), make_deb(bundle, DIST)]
    if this_system() == WINDOWS:
        return [make_installer(bundle, DIST)]
    return [make_dmg(bundle, DIST)]


def strip_python(bundle: Path) -> None:
    """Take the symbols for debuggers out of Python, three quarters of its size, on Linux.

    Out of nothing else: it gains little elsewhere, and the loader refuses some libraries from
    wheels afterwards ("not page-aligned": the wheels' own tools have moved things in them).
    """
    if this_system() == LINUX:
        files = [*bundle.rglob("libpython3*.so*"), *bundle.rglob("lib-dynload/*.so")]
        strip = shutil.which("strip")
        if strip is None:
            raise SystemExit("The program strip is missing. Install binutils.")
        subprocess.run([strip, "--strip-unneeded", *map(str, files)], check=True)


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
