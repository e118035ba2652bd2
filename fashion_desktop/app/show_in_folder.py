"""Showing a file in the system's file manager, without opening the file itself."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from PySide6.QtCore import QProcess, QUrl
from PySide6.QtGui import QDesktopServices


def show_in_folder(path: Path) -> None:
    """Open the folder of a file, with the file selected where the system can."""
    command = selecting_command(sys.platform, path)
    if command is None or not _start(command):
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(path.parent)))


def selecting_command(platform: str, path: Path) -> list[str] | None:
    """Return what shows a file selected on a platform; None where only folders can be opened.

    Args:
        platform: as ``sys.platform``.
    """
    if platform == "win32":
        root = os.environ.get("SYSTEMROOT", "C:\\Windows")
        # Two arguments: quoted as one, Explorer would not understand a path with spaces.
        return [f"{root}\\explorer.exe", "/select,", str(path)]
    if platform == "darwin":
        return ["/usr/bin/open", "-R", str(path)]
    return None


def _start(command: list[str]) -> bool:
    # In PySide6 the answer comes with the number of the process.
    started: tuple[bool, int] | bool = QProcess.startDetached(command[0], command[1:])
    return started if isinstance(started, bool) else started[0]
