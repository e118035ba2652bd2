"""Makes the Debian package: ``fashion-desktop_VERSION_amd64.deb``.

    python -m packager.deb BUNDLE FOLDER

For Debian 12 and newer, Ubuntu 24.04 and newer, and what is made of them. The program lies in
/opt, as the Filesystem Hierarchy Standard wants it of packages that are no part of the system;
command, menu entry, icons and documentation lie where the system looks for them. The same bundle
gives the same bytes. PACKAGE_MAINTAINER, in the form ``Name <address>``, says who answers for it.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import os
import re
import shutil
import sys
import tempfile
import textwrap
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from email.utils import format_datetime
from pathlib import Path
from string import Template

from fashion_desktop import DISPLAY_NAME, EXECUTABLE_NAME, PUBLISHER, SUMMARY, __version__
from fashion_desktop.storage.licences import TEXTS_NAME
from packager.archive import entries
from packager.changelog import CHANGELOG, plain, releases
from packager.commands import Run, StepError, run_command
from packager.desktop_entry import HOMEPAGE, TEMPLATES, write_desktop_files
from packager.elf_needs import debian_dependencies, system_needs
from packager.identity import ROOT, copyright_line
from packager.source_date import settle, source_date_epoch
from packager.systems import this_platform

MAINTAINER = "PACKAGE_MAINTAINER"
PREFIX = Path("opt", EXECUTABLE_NAME)
_ARCHITECTURES = {"linux-x86_64": "amd64", "linux-arm64": "arm64"}
_ALSO_NEEDED = ("fontconfig-config", "xkb-data")
"""Files that libraries in the bundle read: the system's fonts and keyboards."""
_RECOMMENDED = "gnome-keyring | kwalletmanager | keepassxc"
"""Any of them keeps access tokens; without one they are asked for after each start."""
_DESCRIPTION = (
    "Choose a garment of your catalogue, or drop or open a photo, and see what looks like it, "
    "the most similar first. A slider says how similar is similar enough.",
    "Products come from a product API, a folder of photos or a product feed. Everything is "
    "computed on this computer.",
)
_WRAP_COLUMNS = 76
_KIB = 1024


def make_deb(bundle: Path, folder: Path, epoch: int | None = None, run: Run = run_command) -> Path:
    """Package a bundle and return the package.

    Args:
        epoch: the time that all files bear, in seconds since 1970; None for the sources' own.

    Raises:
        StepError: a program that is needed is missing or fails, or the bundle needs a library
            that no package is known for.
    """
    if epoch is None:
        epoch = source_date_epoch(ROOT, os.environ)
    dependencies = sorted([*debian_dependencies(system_needs(bundle, run)), *_ALSO_NEEDED])
    package = folder / f"{EXECUTABLE_NAME}_{debian_version(__version__)}_{architecture()}.deb"
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="deb-", dir=folder) as workspace:
        root = Path(workspace) / "root"
        fill(root, bundle, epoch)
        control = root / "DEBIAN"
        control.mkdir()
        write(control / "control", control_file(root, dependencies, os.environ))
        write(control / "md5sums", _md5sums(root))
        settle(root, epoch)
        options = ["--root-owner-group", "-Zxz", "-z6", "--build"]
        made = Path(workspace) / package.name
        run(["env", f"SOURCE_DATE_EPOCH={epoch}", "dpkg-deb", *options, str(root), str(made)])
        made.replace(package)
    return package


def main(argv: Sequence[str] | None = None) -> int:
    """Make the package."""
    parser = argparse.ArgumentParser(prog="packager.deb", description=__doc__)
    parser.add_argument("bundle", type=Path)
    parser.add_argument("folder", type=Path)
    args = parser.parse_args(argv)
    try:
        package = make_deb(args.bundle, args.folder)
    except StepError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    sys.stdout.write(f"{package}: {package.stat().st_size / 1e6:.1f} MB\n")
    return 0


def fill(root: Path, bundle: Path, epoch: int) -> None:
    """Lay out what the package installs below a folder."""
    shutil.copytree(bundle, root / PREFIX, symlinks=True)
    command = root / "usr" / "bin" / EXECUTABLE_NAME
    command.parent.mkdir(parents=True)
    command.symlink_to(Path("/", PREFIX, EXECUTABLE_NAME))
    write_desktop_files(root / "usr" / "share", epoch)
    documents = root / "usr" / "share" / "doc" / EXECUTABLE_NAME
    write(documents / "copyright", _copyright())
    # Without a name and a time in it, the same text always gives the same file.
    changelog = gzip.compress(_changelog(epoch).encode(), mtime=0)
    (documents / "changelog.gz").write_bytes(changelog)
    overrides = root / "usr" / "share" / "lintian" / "overrides" / EXECUTABLE_NAME
    write(overrides, _template("lintian_overrides.in", package=EXECUTABLE_NAME))


def control_file(root: Path, dependencies: Sequence[str], environment: Mapping[str, str]) -> str:
    """Return the description of the package: https://www.debian.org/doc/debian-policy/."""
    fields = {
        "Package": EXECUTABLE_NAME,
        "Version": debian_version(__version__),
        "Architecture": architecture(),
        "Maintainer": maintainer(environment),
        "Installed-Size": str(installed_kib(root)),
        "Depends": ", ".join(dependencies),
        "Recommends": _RECOMMENDED,
        "Section": "graphics",
        "Priority": "optional",
        "Homepage": environment.get(HOMEPAGE, ""),
        "Description": f"{SUMMARY[0].lower()}{SUMMARY[1:]}\n{_wrapped(_DESCRIPTION)}",
    }
    return "".join(f"{name}: {value}\n" for name, value in fields.items() if value)


def maintainer(environment: Mapping[str, str]) -> str:
    """Return who answers for the package."""
    return environment.get(MAINTAINER) or f"{PUBLISHER} <nobody@{EXECUTABLE_NAME}.invalid>"


def debian_version(version: str) -> str:
    """Return a Python version so that Debian orders it alike: ``1.2rc1`` → ``1.2~rc1``."""
    early = re.sub(r"[-_.]?(a|b|rc|dev)(\d+)", r"~\1\2", version)
    return re.sub(r"\.post(\d+)", r"+post\1", early)


def architecture() -> str:
    """Return Debian's name of this machine's processor.

    Raises:
        StepError: the program is not packaged for it.
    """
    name = _ARCHITECTURES.get(this_platform())
    if name is None:
        raise StepError(f"There is no Debian package for {this_platform()}.")
    return name


def installed_kib(root: Path) -> int:
    """Return the size as Debian counts it: files in whole KiB, 1 for everything else."""
    return sum(
        -(-path.stat().st_size // _KIB) if path.is_file() and not path.is_symlink() else 1
        for path in entries(root)
    )


def write(path: Path, text: str) -> None:
    """Write a text file and the folders above it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8", newline="\n")


def _md5sums(root: Path) -> str:
    lines = []
    for path in entries(root):
        name = path.relative_to(root)
        if path.is_file() and not path.is_symlink() and name.parts[0] != "DEBIAN":
            with path.open("rb") as file:
                digest = hashlib.file_digest(file, lambda: hashlib.md5(usedforsecurity=False))
            lines.append(f"{digest.hexdigest()}  {name.as_posix()}\n")
    return "".join(lines)


def _copyright() -> str:
    _, _, licence = (ROOT / "LICENSE").read_text(encoding="utf-8").partition("\n\n")
    terms = licence.split("\n\n", 1)[1].strip()
    return _template(
        "copyright.in",
        name=DISPLAY_NAME,
        copyright=copyright_line().removeprefix("Copyright (c) "),
        licence=_quoted(terms.splitlines()),
        licences=f"/{PREFIX.as_posix()}/_internal/resources/licences/{TEXTS_NAME}",
    )


def _changelog(epoch: int) -> str:
    blocks = []
    for release in releases(CHANGELOG.read_text(encoding="utf-8"), __version__, epoch):
        points = [plain(point) for _, group in release.groups for point in group]
        lines = [_wrapped([point], first="  * ", rest="    ") for point in points]
        when = format_datetime(datetime.fromtimestamp(release.epoch, UTC))
        blocks.append(
            f"{EXECUTABLE_NAME} ({debian_version(release.version)}) stable; urgency=medium\n\n"
            + "\n".join(lines or ["  * New version."])
            + f"\n\n -- {maintainer(os.environ)}  {when}\n"
        )
    return "\n".join(blocks)


def _template(file: str, **values: str) -> str:
    return Template((TEMPLATES / file).read_text(encoding="utf-8")).substitute(values)


def _wrapped(paragraphs: Sequence[str], first: str = " ", rest: str = " ") -> str:
    wrapped = [
        textwrap.fill(
            text, _WRAP_COLUMNS, initial_indent=first, subsequent_indent=rest,
            break_long_words=False, break_on_hyphens=False,
        )
        for text in paragraphs
    ]  # fmt: skip
    return "\n .\n".join(wrapped)


def _quoted(lines: Sequence[str]) -> str:
    return "\n".join(f" {line}" if line.strip() else " ." for line in lines)


if __name__ == "__main__":
    sys.exit(main())
