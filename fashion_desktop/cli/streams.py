"""The standard streams, also where the program starts without any.

A windowed program has none on Windows: ``sys.stdout`` and its siblings are None, and whoever
writes there (logging, argparse, a library) would fail.
"""

from __future__ import annotations

import codecs
import errno
import io
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Literal, TextIO

LOOK_ALIKES = "fashion_desktop.look_alikes"
"""Error handler of streams whose character set has too few characters."""
_LOOK_ALIKES = {
    "“": '"',
    "”": '"',
    "’": "'",
    "–": "-",
    "—": "-",
    "…": "...",
    "·": "-",
    "×": "x",
    "→": "->",
    "€": "EUR",
    "\N{NO-BREAK SPACE}": " ",
    "\N{NARROW NO-BREAK SPACE}": " ",
}
_CONSOLE = "CONOUT$"
_PARENT_PROCESS = 0xFFFF_FFFF
_WINDOWS = sys.platform == "win32"


def provide_streams(*, with_console: bool, attach: Callable[[], bool] | None = None) -> None:
    """Give the process the standard streams that it lacks.

    Args:
        with_console: write to the console that the program was started from, if there is one;
            else what is written is lost.
        attach: takes part in that console; None for what Windows has for it.
    """
    if sys.stdin is None:
        sys.stdin = _nothing("r")
    if sys.stdout is not None and sys.stderr is not None:
        return
    has_console = with_console and (attach or _attach_console)()
    if sys.stdout is None:
        sys.stdout = _console() if has_console else _nothing("w")
    if sys.stderr is None:
        sys.stderr = _console() if has_console else _nothing("w")


def never_fail(stream: TextIO) -> None:
    """Have a stream write something similar for a character that it does not have."""
    if isinstance(stream, io.TextIOWrapper) and stream.errors in {"strict", "surrogateescape"}:
        stream.reconfigure(errors=LOOK_ALIKES)


def is_reader_gone(error: BaseException) -> bool:
    """Return whether an error says that nobody reads the output any more, like ``head``.

    Windows calls that an invalid argument.
    """
    if isinstance(error, BrokenPipeError):
        return True
    return (
        _WINDOWS
        and isinstance(error, OSError)
        and error.errno == errno.EINVAL
        and error.filename is None
    )


def _attach_console() -> bool:
    if sys.platform != "win32":
        return False
    import ctypes

    return bool(ctypes.windll.kernel32.AttachConsole(_PARENT_PROCESS))


def _console() -> TextIO:
    try:
        return Path(_CONSOLE).open("w", buffering=1, encoding="utf-8", errors="replace")
    except OSError:
        return _nothing("w")


def _nothing(mode: Literal["r", "w"]) -> TextIO:
    return Path(os.devnull).open(mode, encoding="utf-8", errors="replace")


def _look_alikes(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    failed = error.object[error.start : error.end]
    return "".join(_LOOK_ALIKES.get(character, "?") for character in failed), error.end


codecs.register_error(LOOK_ALIKES, _look_alikes)
