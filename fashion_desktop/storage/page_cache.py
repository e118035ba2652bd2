"""Let the system have read a file before it is needed in random order."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable
from pathlib import Path

logger = logging.getLogger(__name__)

PIECE_BYTES = 2**20
SHARE_OF_MEMORY = 4
"""A file is only read ahead if the memory is more than so many times as large."""


def read_ahead(path: Path, stopped: Callable[[], bool] = lambda: False) -> int:
    """Read a file from its beginning to its end, unless it is large for this computer.

    A disk delivers a whole file in order much sooner than its pages one by one.

    Args:
        stopped: asked now and then; once it says so, the rest is left unread.

    Returns:
        How many bytes were read.
    """
    done = 0
    try:
        if path.stat().st_size * SHARE_OF_MEMORY > _memory_bytes():
            return 0
        buffer = bytearray(PIECE_BYTES)
        with path.open("rb", buffering=0) as file:
            while not stopped() and (read := file.readinto(buffer)):
                done += read
    except OSError as error:
        logger.info("%s was not read ahead: %s", path, error)
    return done


def _memory_bytes() -> int:
    try:
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (AttributeError, ValueError, OSError):
        # Not every system tells; any computer that runs this program has this much.
        return 4 * 2**30
