"""Paths as Windows has to be told them: long ones, and names that it would otherwise change."""

from __future__ import annotations

import ntpath
import sys
from pathlib import Path, PureWindowsPath

LONGEST = 240
"""Windows takes folders up to 247 characters and files up to 259, unless it is told otherwise."""
_PREFIX = "\\\\?\\"
_UNC_PREFIX = "\\\\?\\UNC\\"
_DEVICES = ("\\\\?\\", "\\\\.\\")


def reachable(path: Path, room: int = 0) -> Path:
    r"""Return a path under which the system finds a file, whatever it is called.

    Windows reaches paths above 260 characters, names that end in a dot or a space, and names
    like ``con.jpg`` only with ``\\?\`` in front. A path that needs none stays as it is, as does
    every path on other systems. For reading and writing, not for showing.

    Args:
        room: how many characters may be added to the path afterwards.
    """
    if sys.platform != "win32":
        return path
    whole = path.absolute()
    if not whole.is_absolute():
        # Relative to the current folder of another drive, which only Windows knows.
        whole = Path(ntpath.abspath(path))
    return Path(extended(str(whole), room))


def extended(whole: str, room: int = 0) -> str:
    r"""Return a whole Windows path with ``\\?\`` in front if it needs that."""
    if whole.startswith(_DEVICES):
        return whole
    # After the prefix Windows takes every character as it is, dots and slashes too.
    whole = ntpath.normpath(whole)
    names = PureWindowsPath(whole).parts[1:]
    if len(whole) + room < LONGEST and not any(map(_is_changed, names)):
        return whole
    return f"{_UNC_PREFIX}{whole[2:]}" if whole.startswith("\\\\") else f"{_PREFIX}{whole}"


def _is_changed(name: str) -> bool:
    return name != name.rstrip(". ") or PureWindowsPath(name).is_reserved()
