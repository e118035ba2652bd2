"""What a computer around the program can be like: files out of reach, odd proxies."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest


def refuse_to_look_up(monkeypatch: pytest.MonkeyPatch, refused: Path) -> None:
    """Answer for a path as a system does whose folder may not be entered; root may, always."""
    stat = Path.stat

    def refusing(path: Path, *, follow_symlinks: bool = True) -> os.stat_result:
        if path == refused:
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(path))
        return stat(path, follow_symlinks=follow_symlinks)

    monkeypatch.setattr(Path, "stat", refusing)


def use_proxy(monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    """Name a proxy for everything in the environment, and nothing else there."""
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)
    monkeypatch.setenv("ALL_PROXY", url)
