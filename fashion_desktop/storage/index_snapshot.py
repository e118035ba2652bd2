"""The index on disk: a cache that is trusted only as far as its checksum and its names go."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from fashion_desktop.domain.weights import FEATURE_DIM
from fashion_desktop.storage.checked_file import (
    Array,
    Header,
    Layout,
    is_damaged,
    read_checked,
    write_checked,
)
from fashion_desktop.storage.embedding_store import EmbeddingStore
from fashion_desktop.storage.projection import Projection, identity
from fashion_desktop.storage.shortlist import Shortlist
from fashion_desktop.storage.vector_index import VectorIndex


@dataclass(frozen=True, slots=True)
class SnapshotPlace:
    """Where a snapshot lies and what it is of: a library, and the weights of its embeddings."""

    path: Path
    library_id: str
    fingerprint: str

    @property
    def groups_path(self) -> Path:
        """Where the shortlist of a very large library lies."""
        return self.path.with_suffix(".groups")

    def is_damaged(self) -> bool:
        """Tell whether there is a snapshot that is not what was once written."""
        return is_damaged(self.path) or is_damaged(self.groups_path)


def save_index(index: VectorIndex, place: SnapshotPlace, revision: int) -> None:
    """Write a snapshot.

    Args:
        revision: the library's newest; a library with an older one is another.

    Raises:
        OSError: a file cannot be written.
    """
    basis = index.projection.basis
    with index.lock:
        arrays: list[Array] = [
            index.table.row_ids.astype("<i8"),
            index.table.revisions.astype("<i8"),
            index.table.vectors.astype("<f4"),
        ]
        shortlist = index.shortlist
        groups = None if shortlist is None else shortlist.members()
    if basis is not None:
        arrays += [index.projection.centre.astype("<f8"), basis.astype("<f8")]
    header = {
        "library": place.library_id,
        "fingerprint": place.fingerprint,
        "revision": revision,
        "rows": len(arrays[0]),
        "directions": 0 if basis is None else basis.shape[1],
        "trained_rows": index.projection.trained_rows,
    }
    checksum = write_checked(place.path, header, arrays)
    if shortlist is None or groups is None or shortlist.recall is None:
        place.groups_path.unlink(missing_ok=True)
        return
    header = {
        "index": checksum,
        "rows": len(groups[1]),
        "groups": shortlist.groups,
        "width": index.projection.width,
        "probes": shortlist.probes,
        "recall": shortlist.recall,
    }
    arrays = [groups[0].astype("<i8"), groups[1].astype("<i8"), shortlist.centroids.astype("<f4")]
    write_checked(place.groups_path, header, arrays)


def load_index(place: SnapshotPlace, store: EmbeddingStore) -> tuple[VectorIndex, int] | None:
    """Load a snapshot of this library and these weights.

    Returns:
        The index as it was, and the library's newest revision then; None when there is no
        snapshot that can be trusted.
    """
    names = {"library": place.library_id, "fingerprint": place.fingerprint}
    found = read_checked(place.path, names, _index_layout)
    if found is None:
        return None
    header, (row_ids, revisions, stand_ins, *trained) = found
    projection = identity()
    if trained:
        projection = Projection(trained[0], trained[1], int(header["trained_rows"]))
    index = VectorIndex(store, place.fingerprint, projection)
    index.table.fill(row_ids, revisions, stand_ins)
    _load_shortlist(index, place.groups_path, header["sha256"])
    return index, int(header["revision"])


def _load_shortlist(index: VectorIndex, path: Path, checksum: str) -> None:
    """Give an index the shortlist that was saved with it, if there was one."""
    width = index.projection.width
    found = read_checked(path, {"index": checksum, "width": width}, _groups_layout)
    if found is None:
        return
    header, (sizes, row_ids, centroids) = found
    positions = index.table.positions(row_ids)
    if sizes.sum() != len(row_ids) or (positions < 0).any():
        return
    shortlist = Shortlist(centroids)
    shortlist.fill(sizes, row_ids, index.table.vectors[positions])
    shortlist.probes = int(header["probes"])
    shortlist.recall = float(header["recall"])
    index.keep_in_step(shortlist)


def _index_layout(header: Header) -> Layout:
    rows, directions = int(header["rows"]), int(header["directions"])
    width = directions + 1 if directions else FEATURE_DIM
    layout: Layout = [("<i8", (rows,)), ("<i8", (rows,)), ("<f4", (rows, width))]
    if directions:
        layout += [("<f8", (FEATURE_DIM,)), ("<f8", (FEATURE_DIM, directions))]
    return layout


def _groups_layout(header: Header) -> Layout:
    rows, groups, width = (int(header[name]) for name in ("rows", "groups", "width"))
    return [("<i8", (groups,)), ("<i8", (rows,)), ("<f4", (groups, width))]
