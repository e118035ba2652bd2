"""From encoded thumbnails to images of the size they are painted in."""

from __future__ import annotations

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QSize, Qt
from PySide6.QtGui import QImage, QImageReader


def decode_thumbnail(data: bytes, edge_px: int) -> QImage | None:
    """Return the picture fitted into a square of ``edge_px`` pixels, ready for a fast pixmap.

    Small pictures are enlarged here, once, rather than at every repaint. Safe in any thread.

    Returns:
        None when the data are not a picture.
    """
    buffer = QBuffer()
    buffer.setData(QByteArray(data))
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    reader = QImageReader(buffer)
    reader.setAutoTransform(True)
    size = reader.size()
    if size.isValid() and max(size.width(), size.height()) > 2 * edge_px:
        # JPEG decodes to a fraction of its size for a fraction of the time.
        around = QSize(2 * edge_px, 2 * edge_px)
        reader.setScaledSize(
            size.scaled(around, Qt.AspectRatioMode.KeepAspectRatio).expandedTo(QSize(1, 1))
        )
    image = reader.read()
    if image.isNull():
        return None
    fitted = image.scaled(
        edge_px,
        edge_px,
        Qt.AspectRatioMode.KeepAspectRatio,
        Qt.TransformationMode.SmoothTransformation,
    )
    has_alpha = fitted.hasAlphaChannel()
    return fitted.convertToFormat(
        QImage.Format.Format_ARGB32_Premultiplied if has_alpha else QImage.Format.Format_RGB32
    )
