"""Photos that the system opens with the running program, as macOS does."""

from __future__ import annotations

import json
import os
import subprocess
import sys

SCRIPT = """
import json, sys
from PySide6.QtCore import QCoreApplication, QTimer, QUrl
from PySide6.QtGui import QFileOpenEvent
from fashion_desktop.app.application import Application

app = Application(["fashion-desktop"])
calls = []

def open_with(*names):
    for name in names:
        url = QUrl(name) if "://" in name else QUrl.fromLocalFile(name)
        QCoreApplication.postEvent(app, QFileOpenEvent(url))

def second():
    open_with("/photos/c d.jpg", "https://shop.example/e.jpg", "/photos/ö\\n.jpg", "/photos/f.jpg")
    QTimer.singleShot(500, app.quit)

def begin():
    calls.append("begin")
    app.set_opener(calls.append)
    QTimer.singleShot(0, second)

open_with("/photos/a.jpg", "/photos/b.jpg")
QTimer.singleShot(300, begin)
app.exec()
print(json.dumps(calls))
"""


def test_photos_opened_together_come_together_and_early_ones_wait() -> None:
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT],
        # Qt complains of other character sets.
        env={**os.environ, "LC_ALL": "C.UTF-8"},
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    assert done.stderr == ""
    assert json.loads(done.stdout) == [
        "begin",
        ["/photos/a.jpg", "/photos/b.jpg"],
        ["/photos/c d.jpg", "/photos/ö\n.jpg", "/photos/f.jpg"],
    ]
