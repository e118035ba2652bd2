"""Thumbnails that are ready to paint, within a bound of memory."""

from __future__ import annotations

from collections import OrderedDict, defaultdict
from collections.abc import Iterable

from PySide6.QtGui import QPixmap

Key = tuple[int, int]
"""Row id and edge in pixels."""


def bytes_of(pixmap: QPixmap) -> int:
    """Return the memory a pixmap takes."""
    return pixmap.width() * pixmap.height() * max(pixmap.depth(), 8) // 8


class PixmapCache:
    """Pixmaps by row id and edge; the ones not painted for longest give way. GUI thread only.

    Args:
        capacity_bytes: most memory to take; the newest pixmap is always kept.
    """

    def __init__(self, capacity_bytes: int) -> None:
        self._capacity_bytes = capacity_bytes
        self._entries: OrderedDict[Key, tuple[str, QPixmap]] = OrderedDict()
        self._edges: defaultdict[int, dict[int, None]] = defaultdict(dict)
        self.used_bytes = 0

    def __len__(self) -> int:
        return len(self._entries)

    def get(self, row_id: int, edge_px: int) -> tuple[str, QPixmap] | None:
        """Return the photo's hash and the pixmap of exactly this edge, or None."""
        entry = self._entries.get((row_id, edge_px))
        if entry is not None:
            self._entries.move_to_end((row_id, edge_px))
        return entry

    def latest(self, row_id: int) -> QPixmap | None:
        """Return the product's newest pixmap of any edge, or None."""
        edges = self._edges.get(row_id)
        return self._entries[row_id, next(reversed(edges))][1] if edges else None

    def put(self, row_id: int, edge_px: int, image_hash: str, pixmap: QPixmap) -> None:
        """Keep a pixmap instead of the one that was there."""
        self._remove((row_id, edge_px))
        self._entries[row_id, edge_px] = (image_hash, pixmap)
        self._edges[row_id][edge_px] = None
        self.used_bytes += bytes_of(pixmap)
        while self.used_bytes > self._capacity_bytes and len(self._entries) > 1:
            self._remove(next(iter(self._entries)))

    def remove(self, row_ids: Iterable[int]) -> None:
        """Forget the pixmaps of these products."""
        for row_id in row_ids:
            for edge_px in list(self._edges.get(row_id, ())):
                self._remove((row_id, edge_px))

    def clear(self) -> None:
        """Forget everything."""
        self._entries.clear()
        self._edges.clear()
        self.used_bytes = 0

    def _remove(self, key: Key) -> None:
        entry = self._entries.pop(key, None)
        if entry is None:
            return
        self.used_bytes -= bytes_of(entry[1])
        edges = self._edges[key[0]]
        del edges[key[1]]
        if not edges:
            del self._edges[key[0]]
