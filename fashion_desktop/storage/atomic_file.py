"""Replace a file completely or not at all."""

from __future__ import annotations

import os
import sys
import tempfile
import time
from pathlib import Path

PATIENCE_S = 2.0
_FIRST_PAUSE_S, _LONGEST_PAUSE_S = 0.01, 0.2
_READERS_ARE_IN_THE_WAY = sys.platform == "win32"


def write_atomically(target: Path, *parts: bytes | memoryview, durable: bool = True) -> None:
    """Write the parts to a temporary file beside ``target``, flush it, move it over ``target``.

    Args:
        durable: wait until the disk has it. What can be told damaged and be had again need
            not wait.

    Raises:
        OSError: the folder cannot be written or the disk is full; ``target`` is unchanged.
    """
    try:
        descriptor, name = _temporary_beside(target)
    except FileNotFoundError:
        target.parent.mkdir(parents=True, exist_ok=True)
        descriptor, name = _temporary_beside(target)
    temporary = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as file:
            for part in parts:
                file.write(part)
            if durable:
                file.flush()
                os.fsync(file.fileno())
        replace_patiently(temporary, target)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def replace_patiently(source: Path, target: Path) -> None:
    """Move a file over another one.

    Windows refuses that while anybody has the other one open or mapped: a second window, a
    virus scanner, a backup. They are done in a moment.

    Raises:
        OSError: it cannot be done, or somebody goes on using ``target``; it is unchanged.
    """
    deadline_s = time.monotonic() + PATIENCE_S
    pause_s = _FIRST_PAUSE_S
    while True:
        try:
            source.replace(target)
        except PermissionError:
            if not _READERS_ARE_IN_THE_WAY or time.monotonic() > deadline_s:
                raise
        else:
            return
        time.sleep(pause_s)
        pause_s = min(2 * pause_s, _LONGEST_PAUSE_S)


def _temporary_beside(target: Path) -> tuple[int, str]:
    return tempfile.mkstemp(dir=target.parent, prefix=f".{target.name[:32]}-")
