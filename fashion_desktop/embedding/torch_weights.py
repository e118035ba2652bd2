"""Reads PyTorch state dicts without torch, and nothing that could run code."""

from __future__ import annotations

import struct
import zipfile
import zlib
from collections.abc import Mapping
from contextlib import ExitStack
from io import BytesIO
from pathlib import Path
from typing import Any, Literal, Protocol

import numpy as np
import numpy.typing as npt

from fashion_desktop.domain.errors import WeightsError
from fashion_desktop.embedding.stored_tensor import WHOLE_NUMBERS, StoredTensor, from_bfloat16
from fashion_desktop.embedding.torch_pickle import LARGEST_PICKLE_BYTES, read_pickle
from fashion_desktop.embedding.torch_stand_ins import HasCodeError, PickledTensor, Storage
from fashion_desktop.embedding.weights_info import (
    EXPECTED,
    MAX_WEIGHTS_BYTES,
    damaged,
    unreadable,
)

_WRAPPERS = ("state_dict", "model_state_dict", "model")
"""Under these names training checkpoints keep the weights."""

_FRACTIONS = {"DoubleStorage": "f8", "FloatStorage": "f4", "HalfStorage": "f2"}
_BFLOAT16 = "BFloat16Storage"
_WHOLE = {
    "LongStorage": "i8",
    "IntStorage": "i4",
    "ShortStorage": "i2",
    "CharStorage": "i1",
    "ByteStorage": "u1",
    "BoolStorage": "?",
}
_OTHERS = {
    "ComplexFloatStorage": "c8",
    "ComplexDoubleStorage": "c16",
    "QInt8Storage": "i1",
    "QUInt8Storage": "u1",
    "QInt32Storage": "i4",
    "UntypedStorage": "u1",
}
_NUMBERS: Mapping[str, np.dtype[Any]] = {
    kind: np.dtype(code)
    for kind, code in {**_FRACTIONS, _BFLOAT16: "u2", **_WHOLE, **_OTHERS}.items()
}

_BYTE_ORDERS: Mapping[str, Literal["<", ">"]] = {"little": "<", "big": ">"}
_COMPRESSIONS = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})
_LEGACY_MAGIC = 0x1950A86A20F9469CFC6C
_LEGACY_PROTOCOL = 1001
_LEGACY_COUNT_BYTES = 8
_DAMAGE = (
    zipfile.BadZipFile, zlib.error, struct.error, ValueError, LookupError, TypeError,
    ArithmeticError, RuntimeError, EOFError, StopIteration,
)  # fmt: skip
"""What damaged bytes lead to, here, in zipfile and in NumPy."""


class _Storages(Protocol):
    """Where a file's numbers lie."""

    byte_order: Literal["<", ">"]

    def read(self, storage: Storage) -> bytes:
        """Return the storage's bytes, exactly as many as it has to have."""


def read_torch_file(path: Path) -> dict[str, StoredTensor]:
    """Return the tensors of a ``.pth`` or ``.pt`` file; whatever else it holds is left out.

    Format: a ZIP archive with a pickle that describes the tensors and an entry for the numbers of
    each storage; before PyTorch 1.6, five pickles and then the numbers of all storages.

    Raises:
        WeightsError: missing, damaged, too large, no named weights, or code inside.
    """
    try:
        with path.open("rb") as file:
            zipped = file.read(2) == b"PK"
        content, storages = _zipped(path) if zipped else _legacy(path)
    except OSError as error:
        raise unreadable(path, error) from error
    except HasCodeError as error:
        raise _has_code(path) from error
    except _DAMAGE as error:
        raise damaged(path) from error
    return {
        name: _stored(value, storages, path)
        for name, value in _unwrapped(content, path).items()
        if isinstance(value, PickledTensor)
    }


def _unwrapped(content: object, path: Path) -> Mapping[str, object]:
    if not isinstance(content, dict):
        raise WeightsError(f"The file “{path.name}” holds no named weights. {EXPECTED}")
    for wrapper in _WRAPPERS:
        inner = content.get(wrapper)
        if isinstance(inner, dict):
            return inner
    return content


def _zipped(path: Path) -> tuple[object, _Storages]:
    with ExitStack() as failed:
        archive = failed.enter_context(zipfile.ZipFile(path))
        _check_archive(archive, path)
        (described,) = (
            entry
            for entry in archive.infolist()
            if entry.filename.endswith("/data.pkl") and entry.filename.count("/") == 1
        )
        if described.file_size > LARGEST_PICKLE_BYTES:
            raise ValueError("a description that is too long")
        content = read_pickle(BytesIO(archive.read(described)))
        storages = _ZippedStorages(archive, described.filename.removesuffix("data.pkl"))
        # Open as long as there is something left to read.
        failed.pop_all()
    return content, storages


def _check_archive(archive: zipfile.ZipFile, path: Path) -> None:
    """Refuse compiled programs and archives that would unpack to far more than weights."""
    entries = archive.infolist()
    if any(entry.filename.endswith("/constants.pkl") for entry in entries):
        raise _has_code(path)
    if sum(entry.file_size for entry in entries) > MAX_WEIGHTS_BYTES:
        raise WeightsError(f"The weights file “{path.name}” is too large. {EXPECTED}")
    if any(entry.compress_type not in _COMPRESSIONS for entry in entries):
        raise ValueError("compressed in a way that torch does not use")


class _ZippedStorages:
    """The entries ``data/KEY``; keeps the last one, which several tensors may share."""

    def __init__(self, archive: zipfile.ZipFile, folder: str) -> None:
        self._archive = archive
        self._folder = folder
        self._last: tuple[Storage, bytes] | None = None
        self.byte_order: Literal["<", ">"] = "<"
        if f"{folder}byteorder" in archive.namelist():
            order = archive.read(f"{folder}byteorder").decode("ascii")
            self.byte_order = _BYTE_ORDERS[order]

    def read(self, storage: Storage) -> bytes:
        if self._last is None or self._last[0] != storage:
            entry = self._archive.getinfo(f"{self._folder}data/{storage.key}")
            if entry.file_size != _size_bytes(storage):
                raise ValueError("a storage of another size than described")
            self._last = storage, self._archive.read(entry)
        return self._last[1]


def _legacy(path: Path) -> tuple[object, _Storages]:
    storages: dict[str, Storage] = {}
    size = path.stat().st_size
    with path.open("rb") as file:
        pickles = BytesIO(file.read(LARGEST_PICKLE_BYTES))
        magic, protocol, system = (read_pickle(pickles) for _ in range(3))
        content, keys = read_pickle(pickles, storages), read_pickle(pickles)
        if (magic, protocol) != (_LEGACY_MAGIC, _LEGACY_PROTOCOL):
            raise ValueError("no file of torch's")
        if not isinstance(system, dict) or system.get("little_endian") is not True:
            raise ValueError("from a computer with another byte order")
        if not isinstance(keys, list) or not all(isinstance(key, str) for key in keys):
            raise TypeError("no list of keys")
        file.seek(pickles.tell())
        starts: dict[str, int] = {}
        for key in keys:
            storage = storages[key]
            count = int.from_bytes(file.read(_LEGACY_COUNT_BYTES), "little")
            starts[key] = file.tell()
            end = starts[key] + _size_bytes(storage)
            if count != storage.count or end > size:
                raise ValueError("a storage of another size than described")
            file.seek(end)
    return content, _LegacyStorages(path, starts)


class _LegacyStorages:
    """Runs of bytes, one behind the other."""

    byte_order: Literal["<", ">"] = "<"

    def __init__(self, path: Path, starts: Mapping[str, int]) -> None:
        self._path = path
        self._starts = starts

    def read(self, storage: Storage) -> bytes:
        with self._path.open("rb") as file:
            file.seek(self._starts[storage.key])
            return file.read(_size_bytes(storage))


def _size_bytes(storage: Storage) -> int:
    return storage.count * _NUMBERS[storage.kind].itemsize


def _has_code(path: Path) -> WeightsError:
    return WeightsError(
        f"The file “{path.name}” holds program code, which is never run here. Save only the "
        f"state dict of the network. {EXPECTED}"
    )


def _stored(tensor: PickledTensor, storages: _Storages, path: Path) -> StoredTensor:
    def read() -> npt.NDArray[np.float32]:
        try:
            return _numbers(tensor, storages)
        except OSError as error:
            raise unreadable(path, error) from error
        except _DAMAGE as error:
            raise damaged(path) from error

    return StoredTensor(tensor.shape, tensor.problem or _problem(tensor.storage), read)


def _problem(storage: Storage | None) -> str:
    kind = storage.kind if storage else ""
    if kind in _FRACTIONS or kind == _BFLOAT16:
        return ""
    return WHOLE_NUMBERS if kind in _WHOLE else f"is stored as {kind.removesuffix('Storage')}"


def _numbers(tensor: PickledTensor, storages: _Storages) -> npt.NDArray[np.float32]:
    """Return a tensor's numbers. NumPy refuses a shape or strides that leave the storage."""
    if tensor.storage is None:
        raise ValueError("a tensor without storage")
    data = storages.read(tensor.storage)
    kind = _NUMBERS[tensor.storage.kind].newbyteorder(storages.byte_order)
    view: npt.NDArray[Any] = np.ndarray(
        tensor.shape,
        kind,
        data,
        offset=tensor.offset * kind.itemsize,
        strides=[stride * kind.itemsize for stride in tensor.strides],
    )
    if tensor.storage.kind == _BFLOAT16:
        return from_bfloat16(view)
    with np.errstate(over="ignore"):
        return view.astype(np.float32, order="C")
