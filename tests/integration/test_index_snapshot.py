from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from support.library_fixtures import FINGERPRINT, embed
from support.vector_kinds import library_of, of_kind

from fashion_desktop.storage.checked_file import MAGIC
from fashion_desktop.storage.index_snapshot import SnapshotPlace, load_index, save_index
from fashion_desktop.storage.large_search import build_shortlist, search_nearly
from fashion_desktop.storage.library import Library
from fashion_desktop.storage.projection import identity, train
from fashion_desktop.storage.vector_index import VectorIndex

STORED = of_kind("random", 60)
Filled = tuple[Library, list[int], VectorIndex]


@pytest.fixture(params=["as they are", "projected"])
def filled(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Filled]:
    """A library in a folder with accents, its rows, and an index that was saved."""
    library, row_ids = library_of(tmp_path / "Bibliothèque été ✓", STORED)
    projection = identity() if request.param == "as they are" else train(STORED, 12, 60)
    index = VectorIndex(library.embeddings, FINGERPRINT, projection)
    index.bring_up_to_date()
    save_index(index, place_of(library), library.revision())
    yield library, row_ids, index
    library.close()


def place_of(library: Library, **changes: str) -> SnapshotPlace:
    names = {"library_id": library.id, "fingerprint": FINGERPRINT} | changes
    return SnapshotPlace(library.snapshot_path, **names)


def load(library: Library) -> tuple[VectorIndex, int] | None:
    return load_index(place_of(library), library.embeddings)


def test_a_snapshot_comes_back_as_it_was(filled: Filled) -> None:
    library, _, index = filled
    loaded = load(library)
    assert loaded is not None
    again, revision = loaded
    assert revision == library.revision()
    assert again.projection.trained_rows == index.projection.trained_rows
    assert again.bring_up_to_date() == (0, 0)
    assert again.differences() == []
    query = of_kind("random", 1, seed=5)[0]
    assert again.search(query, 20) == index.search(query, 20)


def test_a_snapshot_is_brought_up_to_date(filled: Filled) -> None:
    library, row_ids, _ = filled
    embed(library, row_ids[18:25], seed=2)
    library.embeddings.delete(row_ids[:3], "delete")
    library.catalogue.set_removed(["5"])
    loaded = load(library)
    assert loaded is not None
    assert loaded[0].bring_up_to_date() == (7, 4)
    assert loaded[0].differences() == []


def test_an_index_without_rows_comes_back(filled: Filled) -> None:
    library, row_ids, index = filled
    index.remove(row_ids)
    save_index(index, place_of(library), 1)
    loaded = load(library)
    assert loaded is not None
    assert len(loaded[0]) == 0
    assert loaded[0].bring_up_to_date() == (60, 0)


def test_a_snapshot_of_another_library_or_other_weights_is_not_used(filled: Filled) -> None:
    library = filled[0]
    assert load_index(place_of(library, library_id="another"), library.embeddings) is None
    assert load_index(place_of(library, fingerprint="f" * 16), library.embeddings) is None
    assert load(library) is not None


def test_a_snapshot_of_an_older_version_is_ignored_and_no_damage(filled: Filled) -> None:
    library = filled[0]
    library.snapshot_path.write_bytes(MAGIC[:-1] + b"2" + bytes(200))
    assert load(library) is None
    assert not place_of(library).is_damaged()


@pytest.mark.parametrize(
    "damage", ["empty", "cut", "header cut", "flipped", "longer", "text", "odd header", "missing"]
)
def test_a_damaged_snapshot_is_never_fatal_and_never_trusted(filled: Filled, damage: str) -> None:
    library = filled[0]
    path = library.snapshot_path
    assert not place_of(library).is_damaged()
    data = bytearray(path.read_bytes())
    flipped = bytearray(data)
    flipped[len(data) // 2] ^= 0xFF
    changed: dict[str, bytes] = {
        "empty": b"",
        "cut": bytes(data[: len(data) // 2]),
        "header cut": bytes(data[:30]),
        "flipped": bytes(flipped),
        "longer": bytes(data) + b"more",
        "text": b"this is not an index",
        "odd header": MAGIC + (2).to_bytes(4, "little") + b"[]" + bytes(data[100:]),
    }
    if damage == "missing":
        path.unlink()
    else:
        path.write_bytes(changed[damage])
    assert load(library) is None
    assert place_of(library).is_damaged() == (damage != "missing")


@pytest.mark.parametrize("position", range(12, 300, 7))
def test_no_changed_byte_of_the_header_does_harm(filled: Filled, position: int) -> None:
    library, _, index = filled
    data = bytearray(library.snapshot_path.read_bytes())
    data[position] ^= 0x11
    library.snapshot_path.write_bytes(data)
    loaded = load(library)
    if loaded is not None:
        loaded[0].bring_up_to_date()
        np.testing.assert_array_equal(loaded[0].table.vectors, index.table.vectors)


def test_a_shortlist_comes_back_with_the_index_it_belongs_to(filled: Filled) -> None:
    library, row_ids, index = filled
    build_shortlist(index)
    place = place_of(library)
    save_index(index, place, library.revision())
    loaded = load(library)
    assert loaded is not None
    again, before = loaded[0].shortlist, index.shortlist
    assert again is not None
    assert before is not None
    assert (again.recall, again.probes, len(again)) == (before.recall, before.probes, 60)
    query = of_kind("random", 1, seed=5)[0]
    assert search_nearly(loaded[0], query, 20) == search_nearly(index, query, 20)
    # Beside another index, or damaged, it is not used; the index itself is.
    groups = place.groups_path.read_bytes()
    place.groups_path.write_bytes(groups[:-3])
    assert place.is_damaged()
    damaged = load(library)
    assert damaged is not None
    assert damaged[0].shortlist is None
    index.remove(row_ids[:1])
    save_index(index, place, library.revision())
    place.groups_path.write_bytes(groups)
    other = load(library)
    assert other is not None
    assert other[0].shortlist is None


def test_an_index_without_shortlist_leaves_none_behind(filled: Filled) -> None:
    library, _, index = filled
    place = place_of(library)
    place.groups_path.write_bytes(b"of an earlier index")
    save_index(index, place, library.revision())
    assert not place.groups_path.exists()
