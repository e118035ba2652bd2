"""What ``~`` at the beginning of a name means."""

from __future__ import annotations

import os
from pathlib import Path


def with_home(name: str) -> Path:
    r"""Return a path, with the home folder for ``~`` alone and for ``~/`` (on Windows ``~\``).

    What else begins with ``~`` is a name as any other: backups and half-finished files are
    called so. Python takes it for another person's folder, and fails where there is no such
    person.
    """
    separators = tuple(filter(None, (os.sep, os.altsep)))
    if name != "~" and not name.startswith(tuple(f"~{separator}" for separator in separators)):
        return Path(name)
    try:
        return Path.home() / name[1:].lstrip("".join(separators))
    except RuntimeError:  # nobody's home is known
        return Path(name)
