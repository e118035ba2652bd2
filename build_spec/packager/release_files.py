"""How a feed describes the files of a release."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path
from typing import Any
from urllib.parse import quote

from fashion_desktop.domain.releases import KINDS, SYSTEMS, is_safe_address

_TELLING = (
    (re.compile(r"(linux.*(x86_64|amd64))|_amd64\.deb$"), "linux-x86_64"),
    (re.compile(r"windows|win64|\.exe$"), "windows-x86_64"),
    (re.compile(r"(macos.*arm64)|arm64\.dmg$"), "macos-arm64"),
    (re.compile(r"(macos.*x86_64)|x86_64\.dmg$"), "macos-x86_64"),
)


class FeedError(Exception):
    """The feed cannot be made; the message says why and what to do."""


def file_entry(argument: str, base_url: str) -> dict[str, Any]:
    """Return a file as the feed holds it, its size and SHA-256 computed.

    Args:
        argument: ``PATH``, or ``SYSTEM=PATH`` where the name does not tell the system.
        base_url: address of the folder that the file will be in.

    Raises:
        FeedError: the file cannot be read, or its name tells too little.
    """
    named, _, rest = argument.partition("=")
    path = Path(rest if named in SYSTEMS else argument)
    system = named if named in SYSTEMS else _system_of(path.name)
    kind = next((kind for kind in KINDS if path.name.lower().endswith(f".{kind}")), "")
    if not kind:
        raise FeedError(f"“{path.name}” ends in none of {', '.join(f'.{k}' for k in KINDS)}.")
    url = f"{base_url.rstrip('/')}/{quote(path.name)}"
    if not is_safe_address(url):
        raise FeedError(f"The address {url} does not begin with https://. Correct --base-url.")
    try:
        with path.open("rb") as stream:
            digest = hashlib.file_digest(stream, "sha256").hexdigest()
            size_bytes = stream.tell()
    except OSError as error:
        raise FeedError(f"“{path}” cannot be read ({error.strerror}).") from None
    return {"system": system, "kind": kind, "url": url, "size": size_bytes, "sha256": digest}


def _system_of(name: str) -> str:
    for pattern, system in _TELLING:
        if pattern.search(name.lower()):
            return system
    raise FeedError(
        f"The name “{name}” does not tell which system it is for. Write SYSTEM={name} with "
        f"one of {', '.join(SYSTEMS)}."
    )
