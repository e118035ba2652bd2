"""The way back from background work to objects of the window.

Background work must not hold a QObject: should the window let go of it meanwhile, the last
reference would be dropped, and the object destroyed, in the wrong thread, which crashes.
"""

from __future__ import annotations

import weakref
from collections.abc import Callable
from typing import ParamSpec

import shiboken6
from PySide6.QtCore import QCoreApplication, QObject, Qt, Signal

P = ParamSpec("P")


class _Relay(QObject):
    """Lives as long as the application, in its thread."""

    posted = Signal(object, object)

    def __init__(self) -> None:
        super().__init__(QCoreApplication.instance())
        self.posted.connect(self._deliver, Qt.ConnectionType.QueuedConnection)

    def _deliver(
        self, method_ref: weakref.WeakMethod[Callable[..., None]], args: tuple[object, ...]
    ) -> None:
        method = method_ref()
        if method is not None and shiboken6.isValid(getattr(method, "__self__", None)):
            method(*args)


_relays: list[_Relay] = []


def _relay() -> _Relay:
    if not _relays or not shiboken6.isValid(_relays[0]):
        _relays[:] = [_Relay()]
    return _relays[0]


def to_window(method: Callable[P, None]) -> Callable[P, None]:
    """Return a function for any thread that has a QObject's method called in the window's.

    Calls arrive in order, through the event loop. The object is not kept alive; once it has
    gone, calls do nothing. Keyword arguments are not passed on.

    Args:
        method: bound method of a QObject of the window's thread; call this in that thread.
    """
    relay = _relay()
    method_ref = weakref.WeakMethod(method)

    def send(*args: P.args, **_kwargs: P.kwargs) -> None:
        relay.posted.emit(method_ref, args)

    return send
