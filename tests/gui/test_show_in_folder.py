from pathlib import Path

import pytest
from PySide6.QtCore import QUrl

from fashion_desktop.app import show_in_folder as module
from fashion_desktop.app.show_in_folder import selecting_command, show_in_folder

FILE = Path("/home/me/My downloads/fashion-desktop-0.2.0.deb")


def test_windows_and_macos_select_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SYSTEMROOT", "C:\\Windows")
    windows = selecting_command("win32", FILE)
    assert windows == ["C:\\Windows\\explorer.exe", "/select,", str(FILE)]
    assert selecting_command("darwin", FILE) == ["/usr/bin/open", "-R", str(FILE)]


def test_elsewhere_the_folder_is_opened_and_never_the_file(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    opened: list[QUrl] = []
    monkeypatch.setattr(module.QDesktopServices, "openUrl", opened.append)
    monkeypatch.setattr(module, "sys", type("System", (), {"platform": "linux"}))
    show_in_folder(FILE)
    assert opened == [QUrl.fromLocalFile("/home/me/My downloads")]


def test_a_file_manager_that_does_not_start(monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[QUrl] = []
    monkeypatch.setattr(module.QDesktopServices, "openUrl", opened.append)
    monkeypatch.setattr(module, "selecting_command", lambda *_args: ["/nowhere/open", "-R"])
    show_in_folder(FILE)
    assert opened == [QUrl.fromLocalFile("/home/me/My downloads")]
