"""Which verbs the program has, as its own help lists them, and which of them were used."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence

VerbPath = tuple[str, ...]
"""A verb as it is typed, like ``("source", "add", "api")``."""

_PLACEHOLDER = re.compile(r"^  [A-Z][A-Z_|]*$")
_ENTRY = re.compile(r"^    ([a-z][a-z0-9-]*)(?:\s|$)")


def listed(help_text: str) -> list[str]:
    """Return the verbs, actions or kinds that a help text lists, in its order."""
    found: list[str] = []
    inside = False
    for line in help_text.splitlines():
        if _PLACEHOLDER.match(line):
            inside = True
        elif not line.startswith("    "):
            inside = False
        elif inside and (entry := _ENTRY.match(line)):
            found.append(entry[1])
    return found


def discover(ask_help: Callable[[VerbPath], str], path: VerbPath = ()) -> Iterator[VerbPath]:
    """Yield every verb that does something, however deep it lies.

    Args:
        ask_help: returns the help text of a verb, or of the program for ``()``.
    """
    below = listed(ask_help(path))
    for word in below:
        yield from discover(ask_help, (*path, word))
    if not below and path:
        yield path


def unused(known: Iterable[VerbPath], used: Iterable[Sequence[str]]) -> list[str]:
    """Return what was never run, of each verb plain and with ``--json``.

    Args:
        used: the command lines that did what they should.
    """
    ran = {(tuple(w for w in words if w != "--json"), "--json" in words) for words in used}
    return [
        " ".join([*path, *(["--json"] if as_json else [])])
        for path in known
        for as_json in (False, True)
        if not any(was == as_json and _begins(words, path) for words, was in ran)
    ]


def _begins(words: Sequence[str], path: VerbPath) -> bool:
    """Whether a command line runs this verb; options of the program may stand before it."""
    rest = list(words)
    while rest and rest[0] == "--library":
        del rest[:2]
    return tuple(rest[: len(path)]) == path
