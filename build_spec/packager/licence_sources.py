"""Where the licence of a part of the bundle is found: its package, the system, or a stored text."""

from __future__ import annotations

import platform
import re
from dataclasses import dataclass
from importlib.metadata import Distribution
from pathlib import Path, PurePosixPath

from fashion_desktop.storage.licences import LicensedPart, normalized, part_of

STORED = Path(__file__).resolve().parents[1] / "licences"
COMMON = Path("/usr/share/common-licenses")
"""Texts that Debian's and Ubuntu's packages refer to instead of repeating them."""

_LICENCE_FILE = re.compile(r"(licen[cs]e|copying|notice|third.?party)", re.IGNORECASE)
_STORED_FOR = {
    "cryptography": ("Apache-2.0",),
    "faiss-cpu": ("GCC-exception-3.1", "GPL-3", "LGPL-2.1"),
    "flatbuffers": ("Apache-2.0",),
    "numpy": ("LGPL-2.1",),
    "pi-heif": ("LGPL-3", "GPL-3"),
    "pyside6-essentials": ("LGPL-3", "GPL-3", "Qt-parts", "XSVG", "ICU"),
    "shiboken6": ("LGPL-3", "GPL-3"),
}
_REMARKS = {
    "cryptography": "Contains OpenSSL, which is under the Apache License 2.0.",
    "faiss-cpu": (
        "Its wheel contains OpenBLAS and, on Linux, libgfortran and libgomp (GPL 3 with the GCC "
        "Runtime Library Exception) and libquadmath (LGPL 2.1 or later); source: "
        "https://gcc.gnu.org/git/gcc.git."
    ),
    "pi-heif": (
        "Contains libheif and libde265, and neither x265 nor another encoder: photos are only "
        "read. Source: https://github.com/strukturag/libheif, "
        "https://github.com/strukturag/libde265; which versions, and how they were built, is in "
        "https://github.com/bigcat88/pillow_heif."
    ),
    "pyinstaller": (
        "Only its start-up program and run-time hooks are in the bundle; the exception in its "
        "licence allows that for programs under any licence."
    ),
    "pyside6-essentials": (
        "Source: https://download.qt.io/official_releases/qt/ (Qt) and "
        "https://download.qt.io/official_releases/QtForPython/ (PySide6 and Shiboken)."
    ),
}


class LicenceMissingError(Exception):
    """A part of the bundle has no licence to go with it; the message names it."""


@dataclass(frozen=True, slots=True)
class Notice:
    """A part of the bundle with what its licence demands to be said.

    Attributes:
        remark: what else people should know; may be empty.
        texts: the texts that came with it.
        stored: names of stored texts that hold for it too.
    """

    part: LicensedPart
    remark: str
    texts: tuple[str, ...]
    stored: tuple[str, ...] = ()


def distribution_notice(package: Distribution) -> Notice:
    """Return the notice of a Python package, from what it installed.

    Raises:
        LicenceMissingError: it neither names its licence nor brings a text, and none is stored.
    """
    part = part_of(package)
    key = normalized(package.metadata["Name"])
    files = sorted(path for path in package.files or () if _is_licence(PurePosixPath(path)))
    texts = tuple(plain_text(Path(str(package.locate_file(path)))) for path in files)
    stored = _STORED_FOR.get(key, ())
    if not part.licence or not (texts or stored):
        raise LicenceMissingError(
            f"The licence of the Python package {part.name} {part.version} was not found. Look "
            "it up, and add it to build_spec/packager/licence_sources.py."
        )
    return Notice(part, _REMARKS.get(key, ""), texts, stored)


def python_notice() -> Notice:
    """Return the notice of Python itself and of what its standard library contains."""
    part = LicensedPart("Python", platform.python_version(), "PSF-2.0", "https://www.python.org/")
    return Notice(part, "", (), ("Python-parts",))


def known_library_notice(name: str) -> Notice | None:
    """Return the notice of a library that comes with Python on Windows and macOS.

    Args:
        name: its file name. None is returned for a library that is not known.
    """
    for pattern, part, stored in _KNOWN_LIBRARIES:
        if re.match(pattern, name, re.IGNORECASE):
            return Notice(part, "", (), (stored,))
    return None


_KNOWN_LIBRARIES = (
    (
        r"lib(crypto|ssl)[-.]",
        LicensedPart("OpenSSL", "", "Apache-2.0", "https://www.openssl.org/"),
        "Apache-2.0",
    ),
    (
        r"(lib)?sqlite3\.",
        LicensedPart("SQLite", "", "public-domain", "https://www.sqlite.org/"),
        "SQLite",
    ),
    (r"libffi[-.]", LicensedPart("libffi", "", "MIT", "https://sourceware.org/libffi/"), "libffi"),
    (
        r"(vcruntime|msvcp|concrt|ucrtbase|api-ms-win-)",
        LicensedPart(
            "Microsoft Visual C++ runtime",
            "",
            "LicenseRef-Microsoft-runtime",
            "https://visualstudio.microsoft.com/license-terms/",
        ),
        "Microsoft-runtime",
    ),
)


def stored_text(name: str) -> str:
    """Return a licence's text by the name that Debian gives it.

    Raises:
        LicenceMissingError: it is neither stored nor on this machine.
    """
    for file in (STORED / f"{name}.txt", COMMON / name):
        if file.is_file():
            return plain_text(file)
    raise LicenceMissingError(f"The text of the licence {name} is not in {STORED}.")


def plain_text(file: Path) -> str:
    """Return the content of a text file with plain line ends and without trailing blanks."""
    text = file.read_bytes().decode("utf-8-sig", errors="replace")
    return "\n".join(line.rstrip() for line in text.splitlines()).strip("\n")


def _is_licence(path: PurePosixPath) -> bool:
    if ".dist-info" in path.parts[0]:
        return "licenses" in path.parts[1:-1] or _LICENCE_FILE.search(path.name) is not None
    is_code = path.suffix in {".py", ".pyi", ".pyc", ".so", ".pyd"}
    return len(path.parts) == 2 and not is_code and _LICENCE_FILE.match(path.name) is not None
