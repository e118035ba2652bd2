"""The search topic on small libraries: that it measures the right thing, not how long it takes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from support.vector_kinds import of_kind

from fashion_desktop.bench import large_library
from fashion_desktop.bench.context import BenchContext
from fashion_desktop.bench.large_library import measure_large
from fashion_desktop.bench.measurements import search
from fashion_desktop.domain.errors import FashionDesktopError
from fashion_desktop.domain.matches import Neighbour
from fashion_desktop.services.live_index import LiveIndex
from fashion_desktop.storage.embedding_store import Vectors
from fashion_desktop.storage.index_build import IndexPlan

SMALL = IndexPlan(projected_from=100, directions=12, sample_rows=80, shortlisted_from=300)


class FewVectors:
    """Vectors of a few dimensions, and no photos."""

    def photos(self, count: int) -> list[Path]:
        raise AssertionError(f"{count} photos are not needed")

    def vectors(self, count: int) -> Vectors:
        return of_kind("flat", 700)[:count]

    def vector_pieces(self, count: int, piece: int = 20_000) -> Iterator[Vectors]:
        vectors = self.vectors(count)
        for start in range(0, count, piece):
            yield vectors[start : start + piece]


@pytest.fixture
def context(tmp_path: Path) -> BenchContext:
    return BenchContext(True, tmp_path, FewVectors(), lambda _: None)


def test_every_size_is_compared_and_the_largest_is_judged(context: BenchContext) -> None:
    figures = list(search.measure_sizes(context, [50, 200], 6))
    names = [
        "search.similar.p95",
        "search.similar.numpy.p95",
        "search.window.p95",
        "search.subset.p95",
    ]
    assert [figure.name for figure in figures] == names * 2
    assert [figure.size for figure in figures] == [50] * 4 + [200] * 4
    assert all(figure.ratio is not None and figure.ratio > 0 for figure in figures)
    judged = {figure.name: figure.target for figure in figures if figure.target}
    assert set(judged) == {"search.similar.p95", "search.subset.p95"}
    assert judged["search.similar.p95"] is not None
    assert (judged["search.similar.p95"].bound, judged["search.similar.p95"].of_ratio) == (
        0.6,
        True,
    )


@pytest.mark.parametrize("fault", ["one missing", "another row", "wrong distance"])
def test_a_search_that_is_not_exact_is_no_figure(
    context: BenchContext, monkeypatch: pytest.MonkeyPatch, fault: str
) -> None:
    honest = LiveIndex.search

    def faulty(
        index: LiveIndex, fingerprint: str, vector: Vectors, candidates: int, among: None = None
    ) -> list[Neighbour]:
        found = honest(index, fingerprint, vector, candidates + 1, among)
        if fault == "one missing":
            return found[: candidates - 1]
        if fault == "another row":
            return [*found[: candidates - 1], found[candidates]]
        last = found[candidates - 1]
        return [*found[: candidates - 1], Neighbour(last.row_id, last.squared_l2 * 1.001)]

    monkeypatch.setattr(LiveIndex, "search", faulty)
    with pytest.raises(FashionDesktopError, match="most similar"):
        list(search.measure_sizes(context, [200], 3))


def test_a_very_large_library_is_measured(context: BenchContext) -> None:
    figures = {f.name: f for f in measure_large(context, 600, 12, SMALL)}
    assert list(figures) == [
        "search.large.p95",
        "search.large.recall",
        "search.large.window.p95",
        "search.large.exact.p95",
        "search.large.memory",
        "search.large.build",
    ]
    assert {figure.size for figure in figures.values()} == {600}
    assert figures["search.large.recall"].ours > 0.98
    assert "by a shortlist" in figures["search.large.p95"].note
    assert figures["search.large.p95"].target is not None
    assert figures["search.large.memory"].met is True
    assert np.isfinite([figure.ours for figure in figures.values()]).all()
    assert not list(context.workspace.iterdir())


def test_without_room_on_the_disk_it_is_left_out(
    context: BenchContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(large_library, "_BYTES_A_PRODUCT", 10**15)
    assert list(measure_large(context, 600, 12, SMALL)) == []
