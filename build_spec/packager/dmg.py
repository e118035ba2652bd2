"""Makes the macOS disk image: the program beside a link to the folder it is dragged to.

python -m packager.dmg "Fashion Desktop.app" DIST
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from fashion_desktop import DISPLAY_NAME, EXECUTABLE_NAME, __version__
from packager.commands import Run, exit_status, patiently, run_command
from packager.info_plist import ARCHITECTURE
from packager.sign_macos import sign_app, sign_image


def make_dmg(
    app: Path,
    dist: Path,
    run: Run = run_command,
    environment: Mapping[str, str] = os.environ,
) -> Path:
    """Sign the bundle where there is a certificate, and make the image; return its path.

    Raises:
        StepError: a command failed.
    """
    image = dist / f"{EXECUTABLE_NAME}-{__version__}-macos-{ARCHITECTURE}.dmg"
    sign_app(app, run, environment)
    with tempfile.TemporaryDirectory() as folder:
        staging = Path(folder)
        # Not copied by Python: a signature also covers attributes that it does not know.
        run(["ditto", str(app), str(staging / app.name)])
        (staging / "Applications").symlink_to("/Applications")
        # hdiutil finds its own volume busy now and then.
        patiently(run, image_command(staging, image))
    sign_image(image, run, environment)
    return image


def image_command(staging: Path, image: Path) -> list[str]:
    """Return the command that packs a folder into a compressed image."""
    return [
        *("hdiutil", "create", "-volname", DISPLAY_NAME, "-srcfolder", str(staging)),
        *("-fs", "APFS", "-format", "ULMO", "-ov", str(image)),
    ]


def main(argv: Sequence[str] | None = None) -> int:
    """Make the image and say where it is."""
    parser = argparse.ArgumentParser(prog="packager.dmg", description=__doc__)
    parser.add_argument("app", type=Path)
    parser.add_argument("dist", type=Path)
    args = parser.parse_args(argv)
    return exit_status(lambda: sys.stdout.write(f"{make_dmg(args.app, args.dist)}\n"))


if __name__ == "__main__":
    sys.exit(main())
