"""Opening the library that a verb works on."""

from __future__ import annotations

import contextlib
import shlex
import subprocess
import sys
from argparse import Namespace
from collections.abc import Iterator
from typing import TYPE_CHECKING

from fashion_desktop.domain.wording import other_weights_text

if TYPE_CHECKING:
    from fashion_desktop.services.session import LibrarySession


@contextlib.contextmanager
def open_library(args: Namespace, *, writable: bool) -> Iterator[LibrarySession]:
    """Open the library named by ``--library``, or the user's own, and close it afterwards.

    Raises:
        LibraryError: it cannot be opened, or another program writes to it.
    """
    from fashion_desktop.services.session import LibrarySession

    with contextlib.closing(LibrarySession.open(args.library, writable=writable)) as session:
        yield session


def command(args: Namespace, *words: str) -> str:
    """Return a command for people to copy that works on the same library."""
    library = ["--library", str(args.library)] if args.library else []
    return _quoted(["fashion-desktop", *words, *library])


def _quoted(words: list[str]) -> str:
    """Return words for the shell that people have: Windows knows no single quotes."""
    return subprocess.list2cmdline(words) if sys.platform == "win32" else shlex.join(words)


def other_weights_hint(args: Namespace, number: int) -> str:
    """Return what to say, and the commands to offer, after a change of weights."""
    return (
        f"{other_weights_text(number)} Update with: {command(args, 'update', '--stale')}\n"
        f"Compare the answers first with: {command(args, 'compare-weights')}"
    )
