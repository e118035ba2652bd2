"""What takes the place of the functions and classes that a PyTorch state dict names.

Nothing of torch's, nor of Python's, can be reached from here: every name has to be listed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

MOST_DIMENSIONS = 16
"""Four times as many as a tensor of ResNet50 has."""


class HasCodeError(Exception):
    """The file wants something run, or made, that is no part of a state dict."""


@dataclass(frozen=True, slots=True)
class Storage:
    """A run of numbers that lies elsewhere in the file.

    Attributes:
        kind: torch's name of the class, for example ``FloatStorage``.
        key: which one it is.
        count: of numbers; of bytes in an ``UntypedStorage``.
    """

    kind: str
    key: str
    count: int


@dataclass(frozen=True, slots=True)
class PickledTensor:
    """A tensor as the file describes it; whether its storage holds that much is not checked.

    Attributes:
        offset, strides: counted in numbers of the storage.
        problem: why its numbers are of no use, or "".
    """

    storage: Storage | None
    offset: int
    shape: tuple[int, ...]
    strides: tuple[int, ...]
    problem: str = ""


@dataclass(frozen=True, slots=True)
class StorageKind:
    """A class of storages: can be referred to, but not called."""

    name: str


@dataclass(frozen=True, slots=True)
class PlainName:
    """A type of numbers, or another thing of torch's that can be named, but not called."""

    text: str


@dataclass(frozen=True, slots=True)
class StandIn:
    """Takes the place of a function or class.

    Attributes:
        make: called with whatever the file says; may raise TypeError, ValueError or LookupError
            where that is not what torch would have written.
    """

    make: Callable[..., Any]


def stand_in_for(module: object, name: object) -> StandIn | StorageKind | PlainName:
    """Return what takes the place of a name.

    Raises:
        HasCodeError: a state dict needs no such thing.
        TypeError: the name is no text.
    """
    if not isinstance(module, str) or not isinstance(name, str):
        raise TypeError("a name that is no text")
    if known := _KNOWN.get(f"{module}.{name}"):
        return known
    if module in {"torch", "torch.storage"} and re.fullmatch(r"[A-Z]\w*Storage", name):
        return StorageKind(name)
    if module == "torch" and re.fullmatch(r"[a-z]\w*", name):
        return PlainName(name)
    raise HasCodeError(f"{module}.{name}")


def storage_from(description: tuple[Any, ...]) -> Storage:
    """Return the storage that a reference to another part of the file means.

    Raises:
        TypeError, ValueError: it means something else.
    """
    label, kind, key, _device, count, *view = description
    if label != "storage" or not isinstance(kind, StorageKind) or any(view):
        raise ValueError("what lies elsewhere is no storage")
    if not isinstance(key, str):
        raise TypeError("a key that is no text")
    return Storage(kind.name, key, _size(count))


def with_texts(pairs: Iterable[tuple[Any, Any]]) -> dict[str, Any]:
    """Return the entries whose keys are texts: the others are no weights."""
    return {key: value for key, value in pairs if isinstance(key, str)}


def _tensor(
    storage: Storage, offset: int, shape: Collection[int], strides: Collection[int], *rest: object
) -> PickledTensor:
    """Stand in for ``torch._utils._rebuild_tensor_v2`` and its predecessor.

    The rest: whether gradients are wanted, hooks, and bits that change what the numbers mean.
    """
    if not isinstance(storage, Storage):
        raise TypeError("a tensor without storage")
    problem = "is stored in an unusual way" if rest[2:] and rest[2] else ""
    return PickledTensor(storage, _size(offset), _sizes(shape), _sizes(strides), problem)


def _tensor_of_new_type(
    storage: Storage, offset: int, shape: Collection[int], strides: Collection[int], *rest: object
) -> PickledTensor:
    """Stand in for ``_rebuild_tensor_v3``: numbers that have no class of storages."""
    kind = next(part.text for part in rest if isinstance(part, PlainName))
    return replace(_tensor(storage, offset, shape, strides), problem=f"is stored as {kind}")


def _quantised_tensor(
    storage: Storage, offset: int, shape: Collection[int], strides: Collection[int], *_: object
) -> PickledTensor:
    tensor = _tensor(storage, offset, shape, strides)
    return replace(tensor, problem="is stored in steps of a few bits")


def _sparse_tensor(_layout: object, parts: Iterable[object]) -> PickledTensor:
    shape = next(part for part in parts if isinstance(part, tuple))
    return PickledTensor(None, 0, _sizes(shape), (), "is stored sparsely")


def _with_attributes(
    function: object, _class: object, arguments: tuple[Any, ...], *_: object
) -> PickledTensor:
    """Stand in for what makes a tensor that somebody has hung something on."""
    if function is not _TENSOR:
        raise HasCodeError("a tensor of a class of its own")
    return _tensor(*arguments)


def _ordered(items: Iterable[tuple[Any, Any]] = ()) -> dict[str, Any]:
    return with_texts(items)


def _sizes(values: Collection[int]) -> tuple[int, ...]:
    return tuple(_size(value) for value in _dimensions(values))


def _dimensions(values: Collection[Any]) -> tuple[Any, ...]:
    if len(values) > MOST_DIMENSIONS:
        raise ValueError("a tensor with too many dimensions")
    return tuple(values)


def _size(value: object) -> int:
    if not isinstance(value, int) or value < 0:
        raise ValueError("a size that is none")
    return value


_TENSOR = StandIn(_tensor)
_FIRST = StandIn(lambda tensor, *_: tensor)
_IGNORED = StandIn(lambda *_: None)
_KNOWN: Mapping[str, StandIn] = {
    "collections.OrderedDict": StandIn(_ordered),
    "torch._utils._rebuild_tensor": _TENSOR,
    "torch._utils._rebuild_tensor_v2": _TENSOR,
    "torch._utils._rebuild_tensor_v3": StandIn(_tensor_of_new_type),
    "torch._utils._rebuild_sparse_tensor": StandIn(_sparse_tensor),
    "torch._utils._rebuild_qtensor": StandIn(_quantised_tensor),
    "torch._utils._rebuild_parameter": _FIRST,
    "torch._utils._rebuild_parameter_with_state": _FIRST,
    "torch._tensor._rebuild_from_type_v2": StandIn(_with_attributes),
    "torch.Size": StandIn(_dimensions),
    "torch.Tensor": _IGNORED,
    "torch.nn.parameter.Parameter": _IGNORED,
    "torch.device": _IGNORED,
    "torch.serialization._get_layout": _IGNORED,
    "collections.Counter": _IGNORED,
    "collections.defaultdict": _IGNORED,
    "_codecs.encode": _IGNORED,
    **{
        f"{module}.{name}": _IGNORED
        for module in ("builtins", "__builtin__")
        for name in ("bytearray", "complex", "dict", "frozenset", "list", "set")
    },
}
"""The names that a state dict, or a training checkpoint around one, may use."""
