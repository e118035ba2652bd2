"""Uses a finished bundle briefly, on any system: ``python -m packager.smoke BUNDLE``.

The command line gets from an empty library to look-alikes in the demo catalogue, and the window
opens without a screen. What people do with a mouse is tried on Linux only, by ``package_test``.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from fashion_desktop import DISPLAY_NAME, EXECUTABLE_NAME, __version__
from packager.systems import MACOS, WINDOWS, this_system

_TIMEOUT_S = 900.0
_EVENTS = {"painted", "answered", "photo_answered"}
_NOT_INHERITED = {"PYTHONPATH", "PYTHONHOME", "VIRTUAL_ENV"}


class SmokeError(Exception):
    """The bundle does not do what it should; the message says what."""


def console_program(bundle: Path) -> Path:
    """Return the program of a bundle that writes to a console."""
    if this_system() == MACOS:
        return bundle / "Contents" / "MacOS" / EXECUTABLE_NAME
    return bundle / (f"{EXECUTABLE_NAME}.exe" if this_system() == WINDOWS else EXECUTABLE_NAME)


def smoke(bundle: Path, folder: Path, environment: Mapping[str, str]) -> list[str]:
    """Use a bundle, and return what was seen, a line for each step.

    Args:
        folder: an empty one, for the library.
        environment: variables to start the program with.

    Raises:
        SmokeError: a step failed.
    """
    program = console_program(bundle)
    library = ["--library", str(folder / "Été Größe")]
    seen = [_run([str(program), "--version"], environment)]
    if seen[0] != f"{DISPLAY_NAME} {__version__}":
        raise SmokeError(f"--version said “{seen[0]}”, not {DISPLAY_NAME} {__version__}.")
    if this_system() == WINDOWS:
        _run([str(bundle / f"{DISPLAY_NAME}.exe"), "--version"], environment)
    steps = (["source", "add", "demo"], ["sync"], ["generate"])
    seen += [_run([str(program), *library, *words], environment) for words in steps]
    products = json.loads(_run([str(program), *library, "products", "--json"], environment))
    first = products["products"][0]
    seen.append(_run([str(program), *library, "similar", str(first)], environment))
    report = _run(
        [str(program), *library, "--report-start"],
        {**environment, "QT_QPA_PLATFORM": "offscreen"},
    )
    events = {json.loads(line)["event"] for line in report.splitlines()}
    if missing := sorted(_EVENTS - events):
        raise SmokeError(f"The window never reported: {', '.join(missing)}.")
    return [*seen, f"Window: {', '.join(sorted(events))}"]


def main(argv: Sequence[str] | None = None) -> int:
    """Use the bundle and say what was seen; return 1 where something failed."""
    parser = argparse.ArgumentParser(prog="python -m packager.smoke", description=__doc__)
    parser.add_argument("bundle", type=Path, help="the folder with the program, or the .app")
    bundle: Path = parser.parse_args(argv).bundle.resolve()
    environment = {name: os.environ[name] for name in os.environ if name not in _NOT_INHERITED}
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        try:
            seen = smoke(bundle, Path(folder), environment)
        except SmokeError as error:
            sys.stderr.write(f"{error}\n")
            return 1
    # A console may lack characters that product names have.
    sys.stdout.write("\n".join(seen).encode("ascii", "replace").decode() + "\n")
    return 0


def _run(command: Sequence[str], environment: Mapping[str, str]) -> str:
    try:
        done = subprocess.run(
            command,
            env=environment,
            capture_output=True,
            encoding="utf-8",
            errors="replace",
            timeout=_TIMEOUT_S,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise SmokeError(f"{' '.join(command)}: {error}") from None
    if done.returncode:
        raise SmokeError(
            f"{' '.join(command)} ended with status {done.returncode}:\n{done.stdout}{done.stderr}"
        )
    return done.stdout.strip()


if __name__ == "__main__":
    sys.exit(main())
