"""Photos and vectors to measure with, from real files and the bundled weights."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from support.drawn_photos import draw_folder, draw_photo

from fashion_desktop.bench.inputs import PhotoInputs
from fashion_desktop.domain.errors import FashionDesktopError
from fashion_desktop.embedding.decode import decode_photo
from fashion_desktop.embedding.engine import EmbeddingEngine
from fashion_desktop.embedding.preprocess import prepare
from fashion_desktop.embedding.weights_choice import BUNDLED_FILE
from fashion_desktop.storage.resources import resource_path

PHOTOS = 16


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = draw_folder(tmp_path_factory.mktemp("inputs") / "photos", PHOTOS)
    (folder / "broken.jpg").write_bytes(b"\xff\xd8\xff but no photo")
    (folder / "notes.txt").write_text("no photo either")
    wide = folder / "below"
    wide.mkdir()
    (wide / "wide.png").write_bytes(draw_photo(99, size=(300, 100)))
    return folder


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("cache")


def inputs(folder: Path, cache: Path, said: list[str] | None = None) -> PhotoInputs:
    report = said.append if said is not None else lambda _: None
    return PhotoInputs(folder, cache, quick=True, report=report)


def test_photos_are_jpeg_files_of_one_size_and_repeat(folder: Path, cache: Path) -> None:
    paths = inputs(folder, cache).photos(40)
    assert len(paths) == 40
    assert len(set(paths)) == PHOTOS + 1
    for path in set(paths):
        with Image.open(path) as image:
            assert (image.format, image.size) == ("JPEG", (400, 533))
    assert paths[:5] == inputs(folder, cache).photos(5)
    one = inputs(folder, cache)
    assert one.photos(2) == paths[:2]
    assert one.photos(40) == paths


def test_vectors_are_those_of_the_photos_and_then_made_from_them(folder: Path, cache: Path) -> None:
    first = inputs(folder, cache)
    first.prepare(vectors=True)
    vectors = first.vectors(300)
    assert vectors.shape == (300, 2048)
    assert vectors.dtype == np.float32
    engine = EmbeddingEngine(resource_path("weights", BUNDLED_FILE), device="cpu")
    photo = decode_photo((folder / "photo-01.jpg").read_bytes())
    expected = engine.embed(prepare(photo, engine.info.preprocessing)[None])[0]
    engine.close()
    distances = np.linalg.norm(vectors[: PHOTOS + 1] - expected, axis=1)
    assert distances.min() < 1e-2 * np.linalg.norm(expected)
    pieces = list(first.vector_pieces(300, piece=120))
    assert [len(piece) for piece in pieces] == [120, 120, 60]
    assert np.array_equal(np.concatenate(pieces), vectors)


def test_a_kept_cache_saves_the_work(
    folder: Path, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = inputs(folder, cache).vectors(50)

    def fail(*_: object) -> None:
        raise AssertionError("embedded again")

    monkeypatch.setattr(EmbeddingEngine, "embed", fail)
    said: list[str] = []
    again = inputs(folder, cache, said)
    again.prepare(vectors=True)
    assert np.array_equal(again.vectors(50), before)
    assert not any("Embedding" in text or "neighbours" in text for text in said)


def test_other_photos_are_embedded_anew(tmp_path: Path) -> None:
    folder, cache = draw_folder(tmp_path / "photos", 13), tmp_path / "cache"
    before = inputs(folder, cache).vectors(13)
    (folder / "photo-01.jpg").write_bytes(draw_photo(77))
    assert not np.array_equal(inputs(folder, cache).vectors(13), before)


def test_too_few_photos_are_told(tmp_path: Path) -> None:
    few = inputs(draw_folder(tmp_path / "few", 3), tmp_path / "cache")
    assert len(few.photos(7)) == 7
    few.prepare(vectors=False)
    with pytest.raises(FashionDesktopError, match="at least 12 readable photos"):
        few.prepare(vectors=True)


def test_a_folder_without_photos_is_told(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(FashionDesktopError, match="There is no photo in"):
        inputs(tmp_path / "empty", tmp_path / "cache").photos(1)
    with pytest.raises(FashionDesktopError, match="There is no folder"):
        inputs(tmp_path / "none", tmp_path / "cache").photos(1)
    broken = tmp_path / "broken"
    broken.mkdir()
    (broken / "a.jpg").write_bytes(b"no photo")
    with pytest.raises(FashionDesktopError, match="can be read"):
        inputs(broken, tmp_path / "cache").photos(1)
