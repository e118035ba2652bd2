"""Arrays in a file, with a header that says what they are and a checksum that says they are."""

from __future__ import annotations

import hashlib
import json
import logging
import struct
from collections.abc import Callable, Sequence
from io import BufferedReader
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from fashion_desktop.storage.atomic_file import write_atomically

logger = logging.getLogger(__name__)

MAGIC = b"FDINDEX4"
_ANY_VERSION = b"FDINDEX"
_HEADER = struct.Struct("<8sI")
_LONGEST_HEADER = 10_000
_PIECE_BYTES = 2**20
_DAMAGE = (OSError, ValueError, KeyError, TypeError, struct.error)

Header = dict[str, Any]
Array = npt.NDArray[Any]
Layout = list[tuple[str, tuple[int, ...]]]
"""Kind and shape of each array, little-endian as in "<f4"."""


class _DamagedError(ValueError):
    """The file is not what was once written."""


def write_checked(path: Path, header: Header, arrays: Sequence[Array]) -> str:
    """Write arrays completely or not at all; return their checksum.

    Raises:
        OSError: the file cannot be written.
    """
    parts = [_bytes_of(np.ascontiguousarray(array)) for array in arrays if array.size]
    digest = _digest_of(header)
    for part in parts:
        digest.update(part)
    packed = json.dumps(header | {"sha256": digest.hexdigest()}).encode()
    write_atomically(path, _HEADER.pack(MAGIC, len(packed)), packed, *parts)
    return digest.hexdigest()


def read_checked(
    path: Path, expected: Header, layout_of: Callable[[Header], Layout]
) -> tuple[Header, list[Array]] | None:
    """Read what ``write_checked`` has written.

    Args:
        expected: what the header has to say for the file to be of use.
        layout_of: returns the arrays that a header speaks of.

    Returns:
        The header and the arrays, or None when there is no such file, or none to be trusted.
    """
    try:
        with path.open("rb") as file:
            header = _read_header(file)
            if header is None or any(header[name] != expected[name] for name in expected):
                return None
            layout = layout_of(header)
            return header, _read_arrays(file, layout, header, path.stat().st_size)
    except FileNotFoundError:
        return None
    except _DAMAGE as error:
        logger.warning("The stored search index is damaged; the embeddings are used instead.")
        logger.info("What is wrong with %s: %s", path, error)
        return None


def is_damaged(path: Path) -> bool:
    """Tell whether there is a file whose content is not what was once written."""
    try:
        with path.open("rb") as file:
            header = _read_header(file)
            if header is None:
                return False
            digest = _digest_of(header)
            while piece := file.read(_PIECE_BYTES):
                digest.update(piece)
            return bool(header["sha256"] != digest.hexdigest())
    except FileNotFoundError:
        return False
    except _DAMAGE:
        return True


def _read_header(file: BufferedReader) -> Header | None:
    """Return the header, or None in a file of another version of the program."""
    magic, length = _HEADER.unpack(file.read(_HEADER.size))
    if magic != MAGIC and magic.startswith(_ANY_VERSION):
        return None
    if magic != MAGIC or length > _LONGEST_HEADER:
        raise _DamagedError("this is no search index")
    header = json.loads(file.read(length))
    if not isinstance(header, dict):
        raise _DamagedError("the header is of the wrong kind")
    return header


def _read_arrays(
    file: BufferedReader, layout: Layout, header: Header, file_bytes: int
) -> list[Array]:
    sizes = [np.dtype(kind).itemsize * int(np.prod(shape)) for kind, shape in layout]
    lengths = [length for _, shape in layout for length in shape]
    if min(lengths) < 0 or file.tell() + sum(sizes) != file_bytes:
        raise _DamagedError("the length is wrong")
    digest = _digest_of(header)
    arrays = []
    for kind, shape in layout:
        array = np.empty(shape, dtype=kind)
        if array.size:
            # Into the array itself: the file can be as large as half the memory.
            part = _bytes_of(array)
            file.readinto(part)
            digest.update(part)
        arrays.append(array.astype(array.dtype.newbyteorder("="), copy=False))
    if header["sha256"] != digest.hexdigest():
        raise _DamagedError("the checksum differs")
    return arrays


def _digest_of(header: Header) -> hashlib._Hash:
    """Return the checksum's beginning: over what the header says besides the checksum."""
    said = {name: header[name] for name in header if name != "sha256"}
    return hashlib.sha256(json.dumps(said).encode())


def _bytes_of(array: Array) -> memoryview:
    return array.reshape(-1).view(np.uint8).data
