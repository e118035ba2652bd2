"""Another program on the user's screen: a photo to drag away, or one on the clipboard.

python build_spec/package_test/drag_source.py drag FILE
python build_spec/package_test/drag_source.py copy FILE
"""

from __future__ import annotations

import signal
import sys

from PySide6.QtCore import QMimeData, Qt, QTimer, QUrl
from PySide6.QtGui import QDrag, QGuiApplication, QImage, QMouseEvent
from PySide6.QtWidgets import QApplication, QWidget

SIZE_PX = 160


class DragSource(QWidget):
    """A square that hands out a file when it is dragged."""

    def __init__(self, path: str) -> None:
        super().__init__()
        self._path = path
        self.setWindowTitle("drag source")
        self.setFixedSize(SIZE_PX, SIZE_PX)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Start a drag."""
        if not event.buttons() & Qt.MouseButton.LeftButton:
            return
        mime = QMimeData()
        mime.setUrls([QUrl.fromLocalFile(self._path)])
        drag = QDrag(self)
        drag.setMimeData(mime)
        drag.exec(Qt.DropAction.CopyAction)


def main() -> None:
    """Show the window until the process is ended."""
    what, path = sys.argv[1:]
    app = QApplication(sys.argv[:1])
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    window = DragSource(path)
    if what == "copy":
        window.setWindowTitle("clipboard source")
        QTimer.singleShot(100, lambda: QGuiApplication.clipboard().setImage(QImage(path)))
    window.show()
    app.exec()


if __name__ == "__main__":
    main()
