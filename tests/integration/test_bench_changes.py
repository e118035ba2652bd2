"""The changes topic on small libraries: that it measures the right thing."""

from __future__ import annotations

from pathlib import Path

import faiss
import numpy as np
import pytest
from support.vector_kinds import of_kind

from fashion_desktop.bench.context import BenchContext
from fashion_desktop.bench.measurements import changes
from fashion_desktop.bench.plain_faiss import PlainFaiss
from fashion_desktop.domain.errors import FashionDesktopError
from fashion_desktop.services.live_index import LiveIndex
from fashion_desktop.storage.embedding_store import Vectors


class FewVectors:
    """Random vectors, and no photos."""

    def photos(self, count: int) -> list[Path]:
        raise AssertionError(f"{count} photos are not needed")

    def vectors(self, count: int) -> Vectors:
        return of_kind("random", count)

    def vector_pieces(self, count: int, piece: int = 20_000) -> list[Vectors]:
        raise AssertionError(f"{count} in pieces of {piece} are not needed")


@pytest.fixture
def context(tmp_path: Path) -> BenchContext:
    return BenchContext(True, tmp_path, FewVectors(), lambda _: None)  # type: ignore[arg-type]


def test_every_kind_of_change_is_compared_at_every_size(context: BenchContext) -> None:
    figures = list(changes.measure_sizes(context, [60, 120], 40))
    names = ["changes.add", "changes.replace", "changes.delete"]
    assert [figure.name for figure in figures] == names * 2
    assert [figure.size for figure in figures] == [60] * 3 + [120] * 3
    assert all(figure.ratio is not None and figure.ratio > 0 for figure in figures)
    assert [figure.target is not None for figure in figures] == [False] * 3 + [True] * 3
    assert figures[-1].target is not None
    assert (figures[-1].target.bound, figures[-1].target.of_ratio) == (0.01, True)


def test_an_index_that_missed_changes_is_no_figure(
    context: BenchContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(LiveIndex, "changed", lambda _index, _row_ids: None)
    with pytest.raises(FashionDesktopError, match="committed"):
        list(changes.measure_sizes(context, [60], 20))


def test_the_old_way_really_keeps_its_file(tmp_path: Path) -> None:
    vectors = of_kind("random", 20)
    path = tmp_path / "old.faiss"
    index = PlainFaiss(vectors)

    def stored() -> Vectors:
        flat = faiss.read_index(str(path))
        read: Vectors = flat.reconstruct_n(0, flat.ntotal)
        return read

    index.add(vectors[3], path)
    np.testing.assert_array_equal(stored(), [*vectors, vectors[3]])
    index.replace(1, vectors[7], path)
    assert (stored()[1] == vectors[7]).all()
    index.delete(0, path)
    assert len(stored()) == 20
    squared_l2, positions = index.search(vectors[7], 2)
    assert set(positions.tolist()) == {0, 6}
    assert squared_l2.tolist() == [0.0, 0.0]
