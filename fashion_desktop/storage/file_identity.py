"""Whether two names mean the same file."""

from __future__ import annotations

import os
from pathlib import Path

from fashion_desktop.storage.reachable import reachable


def identity_of(path: Path) -> str:
    """Return a text that is equal for all names of one file or folder.

    Where upper and lower case or the encoding of accents make no difference, and through
    links, one folder has many names; the number that the file system knows it by is one.
    What is not there, or has no number, goes by its path.
    """
    try:
        status = reachable(path).stat()
    except OSError:
        return os.path.normcase(path.resolve())
    # Some network drives number nothing.
    return f"{status.st_dev}:{status.st_ino}" if status.st_ino else os.path.normcase(path.resolve())
