"""What goes into the packaged program, and what is left out, with the reasons.

The spec asks here, so that what a build contains is decided, read and tested in one place.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from pathlib import Path, PurePosixPath

from packager.qt_files import keep_qt_file
from packager.systems import LINUX

FileEntry = tuple[str, str, str]
"""PyInstaller's: name in the bundle, file it comes from ("" for none), kind."""

LEFT_OUT_MODULES = {
    "torch": "ONNX Runtime computes the same features in a tenth of the space",
    "torchvision": "needs torch; the network is in the file resources/network",
    "sympy": "only torch needs it",
    "networkx": "only torch needs it",
    "onnx": "the network's description is a shipped file; nothing writes one",
    "google.protobuf": "only the package onnx needs it",
    "ml_dtypes": "only the package onnx needs it",
    "fashion_desktop.training": "new weights are trained in a source checkout",
    "tkinter": "the window is Qt's",
    "pytest": "tests do not ship",
    "setuptools": "nothing is installed into a bundle",
    "pip": "nothing is installed into a bundle",
    "pydoc": "nobody asks the bundle for Python's documentation",
    "readline": "there is no prompt",
    "curses": "there is no text screen",
    "numpy.f2py": "compiles Fortran",
    "numpy.testing": "tests do not ship",
    "numpy.distutils": "builds extensions",
    "PIL.ImageQt": "pictures reach Qt as plain memory",
    "PIL.ImageTk": "the window is Qt's",
    "httpx._main": "HTTPX's own command line",
    "PyInstaller": "the program does not package itself",
}
"""Python modules that some import somewhere names but the program never needs."""

_LEFT_OUT_FILES = (
    (r"(^|/)direct_url\.json$", "tells where the build machine keeps its packages"),
    (r"(^|/)(INSTALLER|RECORD|REQUESTED|WHEEL)$", "for package managers"),
    (r"\.(pyi|pxd|h|hpp|c|cpp|a|lib)$", "for compilers and editors"),
    (r"^resources/screenshots/", "for the README"),
)
_LIBRARY = re.compile(r"(^|/)lib[^/]*\.(so(\.[^/]*)?|dylib)$|\.dll$", re.IGNORECASE)
_PLUGIN_FOLDERS = ("/plugins/", "Python.framework/")
OPENED_SYSTEM_LIBRARIES = {
    LINUX: ("libfribidi.so.0",),  # by Pillow, which would take whichever it finds
}
"""System libraries that are opened by name while the program runs."""
_OPENED_BY_NAME = re.compile(
    r"(^|/)(python3|libpython3|vcruntime|msvcp|(lib)?onnxruntime_providers_shared|libfribidi)[^/]*$"
)
"""Libraries that no other file lists, and that are needed all the same."""


def keep_file(name: str, system: str) -> bool:
    """Return whether a file belongs into the bundle.

    Args:
        name: its path in the bundle.
        system: as ``packager.systems`` names them.
    """
    path = PurePosixPath(name.replace("\\", "/")).as_posix()
    if any(re.search(pattern, path) for pattern, _ in _LEFT_OUT_FILES):
        return False
    return keep_qt_file(path, system)


def without_unused(entries: Iterable[FileEntry], system: str) -> list[FileEntry]:
    """Return the entries that belong into the bundle, in a fixed order."""
    return sorted(entry for entry in entries if keep_file(entry[0], system))


def without_orphans(
    entries: Iterable[FileEntry], needed_by: Callable[[str], Iterable[str]]
) -> list[FileEntry]:
    """Return the entries without shared libraries that nothing in the bundle needs.

    What a left-out plug-in needed is still on PyInstaller's list: it follows dependencies
    before anything is left out.

    Args:
        needed_by: the file names of the libraries that a file asks for.
    """
    entries = list(entries)
    by_name: dict[str, list[FileEntry]] = {}
    for entry in entries:
        by_name.setdefault(_file_name(entry[0]), []).append(entry)
    reached = {entry for entry in entries if not _is_library(entry[0])}
    waiting = list(reached)
    while waiting:
        _, source, kind = waiting.pop()
        if kind not in {"BINARY", "EXTENSION"} or not Path(source).is_file():
            continue
        for name in needed_by(source):
            found = [entry for entry in by_name.get(_file_name(name), ()) if entry not in reached]
            reached.update(found)
            waiting.extend(found)
    return [entry for entry in entries if entry in reached]


def _is_library(name: str) -> bool:
    path = name.replace("\\", "/")
    return (
        _LIBRARY.search(path) is not None
        and not any(folder in path for folder in _PLUGIN_FOLDERS)
        and _OPENED_BY_NAME.search(path) is None
    )


def _file_name(name: str) -> str:
    return PurePosixPath(name.replace("\\", "/")).name.lower()
