"""A whole evaluation, with a contender that takes no time."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from support.labelled_sets import make_catalogue, make_home

from fashion_desktop.evaluation import evaluate as evaluation
from fashion_desktop.evaluation.evaluate import Sets, Topic, evaluate
from fashion_desktop.evaluation.labelled_photos import read_catalogue, read_home
from fashion_desktop.evaluation.neighbours import Features
from fashion_desktop.evaluation.report import sections


class Small:
    """Few pixels; tells once when it has seen photos."""

    name = "few pixels"
    dimension = 48
    about = "made small"

    def __init__(self, when_seen: Callable[[], None] = lambda: None) -> None:
        self._when_seen = when_seen

    def features(self, images: Sequence[Image.Image]) -> Features:
        rows = [np.asarray(image.resize((4, 4))).ravel() for image in images]
        self._when_seen()
        self._when_seen = lambda: None
        return np.array(rows, dtype=np.float32)

    def close(self) -> None:
        """Nothing to free."""


@pytest.fixture
def catalogue(tmp_path: Path) -> Path:
    return make_catalogue(tmp_path / "catalogue", 2)


def nothing_to_show(_done: int, _of: int, _what: str) -> None:
    """Show no progress."""


def test_photos_that_disappear_meanwhile_are_listed_once(catalogue: Path) -> None:
    photos = read_catalogue(catalogue)
    broken, gone = photos.photos[0].file, photos.photos[3].file
    (catalogue / broken).write_bytes(b"no photo")
    contender = Small((catalogue / gone).unlink)
    run = evaluate(Sets(photos, None), [contender], {Topic.ROBUSTNESS}, nothing_to_show)
    assert list(run.failed) == [broken, gone]
    assert run.catalogue_photos == 11
    assert run.results[0].robustness["crop"].queries == 10


def test_a_catalogue_that_disappears_meanwhile_still_has_a_report(catalogue: Path) -> None:
    photos = read_catalogue(catalogue)

    def remove_all() -> None:
        for photo in photos.photos:
            (catalogue / photo.file).unlink()

    run = evaluate(Sets(photos, None), [Small(remove_all)], {Topic.ROBUSTNESS}, nothing_to_show)
    assert len(run.failed) == 12
    titles = [title for title, _, _ in sections(run)]
    assert titles == ["Summary", "Changed photos that find their own product first"]


def test_every_search_is_made_once(
    catalogue: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    searches = []

    def counted(queries: Features, gallery: Features, *rest: object) -> object:
        searches.append((len(queries), len(gallery)))
        return nearest(queries, gallery, *rest)

    nearest = evaluation.nearest
    monkeypatch.setattr(evaluation, "nearest", counted)
    sets = Sets(read_catalogue(catalogue), read_home(make_home(tmp_path / "home", 3)))
    run = evaluate(sets, [Small()], {Topic.QUALITY, Topic.HOME}, nothing_to_show)
    # The last one is that among products of a known garment class.
    assert searches == [(12, 12), (6, 6), (6, 12), (6, 12)]
    assert [section.title for section in run.worst] == [
        "Products with the fewest answers of their article type",
        "Photos from home with the fewest products of their garment class",
    ]
    alone = evaluate(Sets(None, sets.home), [Small()], {Topic.HOME}, nothing_to_show)
    assert alone.worst[0].title.startswith("Photos from home with the fewest others")
    assert alone.results[0].home == run.results[0].home
