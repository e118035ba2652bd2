"""Replace a file completely or not at all."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path


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
        temporary.replace(target)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def _temporary_beside(target: Path) -> tuple[int, str]:
    return tempfile.mkstemp(dir=target.parent, prefix=f".{target.name[:32]}-")
