"""What the program is made of and under which licences, for people to read.

A packaged program carries the list and the texts with it, written when it was built. In a checkout
the list comes from the packages that are installed, and the texts lie with them.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

from fashion_desktop import DISPLAY_NAME, EXECUTABLE_NAME, __version__
from fashion_desktop.storage.resources import resource_path

LIST_NAME = "licences.json"
TEXTS_NAME = "THIRD-PARTY-LICENCES.txt"

_SPDX = {
    "3-clause bsd license": "BSD-3-Clause",
    "apache 2.0": "Apache-2.0",
    "apache software license": "Apache-2.0",
    "mit license": "MIT",
    "mozilla public license 2.0 (mpl 2.0)": "MPL-2.0",
}
_TAKEN = {
    # The binding is offered under three licences; the program takes it under this one.
    "pyside6-essentials": "LGPL-3.0-only",
    "shiboken6": "LGPL-3.0-only",
    # The wheel holds libheif and libde265 as well.
    "pi-heif": "BSD-3-Clause AND LGPL-3.0-or-later",
    "pyinstaller": "GPL-2.0-or-later WITH Bootloader-exception",
}
_NAMES = {"pyside6-essentials": "Qt and PySide6", "pi-heif": "pi-heif with libheif"}
_HOME_LABELS = ("homepage", "home", "source", "source code", "repository", "code", "documentation")


@dataclass(frozen=True, slots=True)
class LicensedPart:
    """A part of the program.

    Attributes:
        version: empty for what has none of its own.
        licence: as an SPDX expression; empty if its package does not say.
        home_page: empty if its package does not say.
    """

    name: str
    version: str
    licence: str
    home_page: str = ""


def own_parts() -> tuple[LicensedPart, ...]:
    """Return the program itself and what comes in its resources."""
    return (
        LicensedPart(DISPLAY_NAME, __version__, "MIT"),
        LicensedPart("Bundled weights", "", "MIT"),
        LicensedPart("Inter typeface", "", "OFL-1.1", "https://rsms.me/inter/"),
    )


def licensed_parts() -> tuple[LicensedPart, ...]:
    """Return all parts, the program's own first, the others by name."""
    file = resource_path("licences", LIST_NAME)
    if file.is_file():
        entries = json.loads(file.read_text(encoding="utf-8"))["parts"]
        return tuple(LicensedPart(**entry) for entry in entries)
    return in_order(part_of(package) for package in _needed(EXECUTABLE_NAME))


def in_order(parts: Iterable[LicensedPart]) -> tuple[LicensedPart, ...]:
    """Return the program's own parts followed by others, by name."""
    return (*own_parts(), *sorted(parts, key=lambda part: part.name.casefold()))


def licence_texts() -> Path | None:
    """Return the file with the texts of all licences; None in a checkout, which has none."""
    file = resource_path("licences", TEXTS_NAME)
    return file if file.is_file() else None


def part_of(package: Distribution) -> LicensedPart:
    """Return what an installed Python package says about itself."""
    key = normalized(package.metadata["Name"])
    return LicensedPart(
        name=_NAMES.get(key, package.metadata["Name"]),
        version=package.version,
        licence=_TAKEN.get(key) or _stated_licence(package),
        home_page=_home_page(package),
    )


def normalized(name: str) -> str:
    """Return the name of a Python package as package indexes compare it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def _stated_licence(package: Distribution) -> str:
    stated = _field(package, "License-Expression") or _field(package, "License")
    if stated and len(stated) < 80 and "\n" not in stated:
        return _SPDX.get(stated.lower(), stated)
    names = [
        entry.rpartition(" :: ")[2]
        for entry in package.metadata.get_all("Classifier") or ()
        if entry.startswith("License :: ")
    ]
    return " AND ".join(_SPDX.get(name.lower(), name) for name in names)


def _field(package: Distribution, name: str) -> str:
    return str(package.metadata[name]) if name in package.metadata else ""


def _home_page(package: Distribution) -> str:
    if stated := _field(package, "Home-page"):
        return stated
    links = {}
    for entry in package.metadata.get_all("Project-URL") or ():
        name, _, url = entry.partition(",")
        links[name.strip().lower()] = url.strip()
    return next((links[name] for name in _HOME_LABELS if name in links), "")


def _needed(name: str) -> list[Distribution]:
    """Return the packages that a package needs, directly or not, as far as they are installed."""
    found: dict[str, Distribution] = {}
    waiting = _requirements(name)
    while waiting:
        wanted = waiting.pop()
        if wanted in found:
            continue
        try:
            found[wanted] = distribution(wanted)
        except PackageNotFoundError:
            continue  # needed on other systems only
        waiting += _requirements(wanted)
    return list(found.values())


def _requirements(name: str) -> list[str]:
    try:
        stated = distribution(name).requires or []
    except PackageNotFoundError:
        return []
    matches = [re.match(r"[\w.-]+", item) for item in stated if not re.search(r"extra\s*==", item)]
    return [normalized(match[0]) for match in matches if match]
