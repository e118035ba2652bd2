"""Reads the pickles inside PyTorch's files without pickle: nothing that they name is ever called.

A pickle is a list of instructions for a small machine with a stack. Here they are carried out one
by one, on texts, numbers, lists and dictionaries alone; ``stand_in_for`` says what takes the place
of the few functions that a state dict names. Whatever else is asked for ends the reading. The
instructions together take no memory out of proportion to the pickle, and nothing nested is walked
through.
"""

from __future__ import annotations

import pickletools
from collections.abc import Callable, Iterable, Mapping, Sized
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

from fashion_desktop.embedding.torch_stand_ins import (
    HasCodeError,
    StandIn,
    Storage,
    stand_in_for,
    storage_from,
    with_texts,
)

LARGEST_PICKLE_BYTES = 4 * 1024 * 1024
"""A hundred times what describes ResNet50; what it is read into is some sixty times as large."""


def read_pickle(file: BytesIO, storages: dict[str, Storage] | None = None) -> object:
    """Return what the pickle at the position holds, and leave the position behind it.

    Dictionaries hold only the entries whose keys are texts; sets become lists.

    Args:
        file: in memory; a file on disk would make room for as much as a pickle claims to have.
        storages: is given those that the pickle refers to, by key.

    Raises:
        HasCodeError: it wants more than plain values and tensors.
        ValueError, TypeError, LookupError, StopIteration: it is damaged, or no pickle.
    """
    machine = _Machine({} if storages is None else storages)
    end = file.tell() + LARGEST_PICKLE_BYTES
    for opcode, argument, position in pickletools.genops(file):
        if position is None or position > end:
            raise ValueError("the pickle is too long")
        if opcode.name == "STOP":
            return machine.stack.pop()
        _carry_out(machine, opcode.name, argument)
    raise ValueError("the pickle does not end")


@dataclass(slots=True)
class _Machine:
    """Carries out the instructions.

    Attributes:
        outer: the stacks below the marks.
        memo: what is referred to again.
        gone_through: how many parts of values functions have been given so far.
    """

    storages: dict[str, Storage]
    stack: list[Any] = field(default_factory=list)
    outer: list[list[Any]] = field(default_factory=list)
    memo: dict[int, Any] = field(default_factory=dict)
    gone_through: int = 0

    def taken(self, count: int) -> list[Any]:
        """Take the topmost values off the stack, the topmost last."""
        return [self.stack.pop() for _ in range(count)][::-1]

    def since_mark(self) -> list[Any]:
        """Take off what lies above the last mark, and the mark."""
        items = self.stack
        self.stack = self.outer.pop()
        return items

    def count(self, values: Iterable[object]) -> None:
        """Count values that are about to be gone through, and perhaps copied.

        Written once and remembered, a long one can be handed over with every few bytes.
        """
        self.gone_through += sum(len(value) for value in values if isinstance(value, Sized))
        if self.gone_through > LARGEST_PICKLE_BYTES:
            raise ValueError("the pickle hands over the same again and again")


def _carry_out(machine: _Machine, name: str, argument: object) -> None:
    if name in _VALUES:
        machine.stack.append(argument)
    elif name in _CONSTANTS:
        machine.stack.append(_CONSTANTS[name])
    elif name in _EMPTY:
        machine.stack.append(_EMPTY[name]())
    elif name in _ACTIONS:
        _ACTIONS[name](machine, argument)
    elif name in _CODE:
        raise HasCodeError(name)
    elif name not in _WITHOUT_EFFECT:
        raise ValueError(f"torch writes no {name}")


def _mark(machine: _Machine, _: object) -> None:
    machine.outer.append(machine.stack)
    machine.stack = []


def _tuple(machine: _Machine, _: object) -> None:
    items = machine.since_mark()
    machine.stack.append(tuple(items))


def _tuple_of(count: int) -> Callable[[_Machine, Any], None]:
    def act(machine: _Machine, _: object) -> None:
        machine.stack.append(tuple(machine.taken(count)))

    return act


def _remember(machine: _Machine, number: int | None) -> None:
    machine.memo[len(machine.memo) if number is None else number] = machine.stack[-1]


def _recall(machine: _Machine, number: int) -> None:
    machine.stack.append(machine.memo[number])


def _append(machine: _Machine, _: object) -> None:
    _extend(machine, machine.taken(1))


def _appends(machine: _Machine, _: object) -> None:
    _extend(machine, machine.since_mark())


def _extend(machine: _Machine, items: list[Any]) -> None:
    target = machine.stack[-1]
    if isinstance(target, list):
        target.extend(items)


def _set_item(machine: _Machine, _: object) -> None:
    _set(machine, machine.taken(2))


def _set_items(machine: _Machine, _: object) -> None:
    _set(machine, machine.since_mark())


def _set(machine: _Machine, keys_and_values: list[Any]) -> None:
    target = machine.stack[-1]
    if isinstance(target, dict):
        pairs = zip(keys_and_values[::2], keys_and_values[1::2], strict=True)
        target.update(with_texts(pairs))


def _global(machine: _Machine, argument: str) -> None:
    module, _, name = argument.partition(" ")
    machine.stack.append(stand_in_for(module, name))


def _stack_global(machine: _Machine, _: object) -> None:
    module, name = machine.taken(2)
    machine.count([module, name])
    machine.stack.append(stand_in_for(module, name))


def _call(machine: _Machine, _: object) -> None:
    function, arguments = machine.taken(2)
    if not isinstance(function, StandIn):
        raise HasCodeError("a call of what is no function")
    machine.count([arguments, *arguments])
    machine.stack.append(function.make(*arguments))


def _leave_out_state(machine: _Machine, _: object) -> None:
    """Weights have no attributes: what an object is to be given is dropped."""
    machine.taken(1)


def _storage(machine: _Machine, _: object) -> None:
    description = machine.stack.pop()
    machine.count([description])
    storage = storage_from(description)
    if machine.storages.setdefault(storage.key, storage) != storage:
        raise ValueError("two storages have the same key")
    machine.stack.append(storage)


_VALUES = frozenset({
    "BINFLOAT", "BININT", "BININT1", "BININT2", "LONG1", "LONG4", "BINUNICODE", "BINUNICODE8",
    "SHORT_BINUNICODE", "BINSTRING", "SHORT_BINSTRING", "BINBYTES", "BINBYTES8", "SHORT_BINBYTES",
})  # fmt: skip
_CONSTANTS: Mapping[str, object] = {"NONE": None, "NEWTRUE": True, "NEWFALSE": False}
_EMPTY: Mapping[str, Callable[[], object]] = {
    "EMPTY_DICT": dict,
    "EMPTY_LIST": list,
    "EMPTY_SET": list,
    "EMPTY_TUPLE": tuple,
}
_WITHOUT_EFFECT = frozenset({"PROTO", "FRAME"})
_CODE = frozenset({"INST", "OBJ", "NEWOBJ_EX", "EXT1", "EXT2", "EXT4"})
_ACTIONS: Mapping[str, Callable[[_Machine, Any], None]] = {
    "MARK": _mark,
    "TUPLE": _tuple,
    "TUPLE1": _tuple_of(1),
    "TUPLE2": _tuple_of(2),
    "TUPLE3": _tuple_of(3),
    "FROZENSET": _tuple,
    "MEMOIZE": _remember,
    "BINPUT": _remember,
    "LONG_BINPUT": _remember,
    "BINGET": _recall,
    "LONG_BINGET": _recall,
    "APPEND": _append,
    "APPENDS": _appends,
    "ADDITEMS": _appends,
    "SETITEM": _set_item,
    "SETITEMS": _set_items,
    "GLOBAL": _global,
    "STACK_GLOBAL": _stack_global,
    "REDUCE": _call,
    "NEWOBJ": _call,
    "BUILD": _leave_out_state,
    "BINPERSID": _storage,
}
