"""Arrays kept on disk that can be made anew whenever the file is missing or damaged."""

from __future__ import annotations

import logging
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from fashion_desktop.domain.errors import FashionDesktopError
from fashion_desktop.storage.atomic_file import replace_patiently

logger = logging.getLogger(__name__)

_DAMAGED = (ValueError, KeyError, EOFError, TypeError, zipfile.BadZipFile)
"""How reading a file can fail that is cut off, altered, or no ``.npz`` file at all."""


def stored_arrays(file: Path, *names: str) -> list[npt.NDArray[Any]] | None:
    """Return the named arrays of an ``.npz`` file, or None where they must be made anew.

    A damaged file is said in the log.

    Raises:
        OSError: the file is there and cannot be read.
    """
    if not file.is_file():
        return None
    try:
        with file.open("rb") as opened, np.load(opened, allow_pickle=False) as stored:
            return [stored[name] for name in names]
    except _DAMAGED as error:
        logger.warning("%s is damaged and is made anew: %s", file, error)
        return None


def store_arrays(file: Path, **arrays: npt.ArrayLike) -> None:
    """Write an ``.npz`` file completely or not at all.

    Raises:
        FashionDesktopError: it cannot be written; an older file stays.
    """
    temporary = file.with_suffix(".part.npz")
    try:
        with temporary.open("wb") as opened:
            np.savez(opened, allow_pickle=False, **arrays)
        replace_patiently(temporary, file)
    except OSError as error:
        raise FashionDesktopError(
            f"{file} cannot be written: {error.strerror or error}. Make room there, or choose "
            "another folder with --cache."
        ) from error
    finally:
        temporary.unlink(missing_ok=True)
