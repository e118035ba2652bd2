"""Labelled photos in folders and archives."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from fashion_desktop.domain.errors import UsageError
from fashion_desktop.evaluation.labelled_photos import Labels, read_catalogue, read_home

TABLE = "\ufeffid,file,article_type,base_colour\n1,1.jpg,Jeans,Blue\n2,2.jpg,Tops\n"
DATA = bytes(range(256)) * 40


def _archive(path: Path, compression: int) -> Path:
    with zipfile.ZipFile(path, "w", compression) as archive:
        archive.writestr("images/1.jpg", DATA)
        archive.writestr("products.csv", TABLE.encode())
    return path


def test_a_catalogue_may_lack_labels(tmp_path: Path) -> None:
    photos = read_catalogue(_archive(tmp_path / "some.zip", zipfile.ZIP_DEFLATED)).photos
    assert [(photo.key, photo.file) for photo in photos] == [
        ("1", "images/1.jpg"),
        ("2", "images/2.jpg"),
    ]
    assert photos[0].labels == Labels("Jeans", "Blue", "", "", "pants")
    assert photos[1].labels == Labels("Tops")


def test_photos_from_home_have_their_class_as_folder(tmp_path: Path) -> None:
    (tmp_path / "labels.csv").write_text("file,class\na.jpg,hat\n", encoding="utf-8")
    (photo,) = read_home(tmp_path).photos
    assert (photo.key, photo.file) == ("a.jpg", "images/hat/a.jpg")
    assert photo.labels == Labels(garment="hat")


@pytest.mark.parametrize(
    "compression",
    [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA],
)
@pytest.mark.parametrize("start", [0, 40, 60])
def test_a_damaged_member_is_named(tmp_path: Path, compression: int, start: int) -> None:
    path = _archive(tmp_path / "some.zip", compression)
    damaged = bytearray(path.read_bytes())
    damaged[start : start + 60] = b"\xff" * 60
    path.write_bytes(damaged)
    photos = read_catalogue(path)
    with pytest.raises(UsageError, match=r"no readable file “images/1\.jpg”"):
        photos.read(photos.photos[0])


@pytest.mark.parametrize("file", ["../secret.jpg", "/../../secret.jpg"])
def test_nothing_outside_of_the_folder_is_read(tmp_path: Path, file: str) -> None:
    folder = tmp_path / "set"
    folder.mkdir()
    (tmp_path / "secret.jpg").write_bytes(DATA)
    (folder / "products.csv").write_text(f"id,file\n1,../{file}\n", encoding="utf-8")
    photos = read_catalogue(folder)
    with pytest.raises(UsageError, match="lies outside"):
        photos.read(photos.photos[0])


@pytest.mark.parametrize(
    ("table", "sentence"),
    [
        (b"id,article_type\n1,Jeans\n", "has no column “file”"),
        (b"id,file\n\xff\xfe,1.jpg\n", "is not UTF-8 text"),
        (b"", "has no column “id”"),
        (b"id,file\n1," + b"x" * 17 * 1024**2, "is not a table"),
        (b"id,file\n7,1.jpg\n8,2.jpg\n7,3.jpg\n", "has the id “7” more than once. Give every"),
        (b"id,file\n7,1.jpg\n ,2.jpg\n", "has no “id” in row 2. Give every"),
        (b"file,id\n1.jpg\n", "has no “id” in row 1"),
    ],
)
def test_a_wrong_table_is_named(tmp_path: Path, table: bytes, sentence: str) -> None:
    (tmp_path / "products.csv").write_bytes(table)
    with pytest.raises(UsageError, match=sentence):
        read_catalogue(tmp_path)


def test_photos_from_home_of_one_name_are_refused_also_in_two_classes(tmp_path: Path) -> None:
    table = "file,class\na.jpg,hat\nb.jpg,hat\na.jpg,dress\n"
    (tmp_path / "labels.csv").write_text(table, encoding="utf-8")
    with pytest.raises(UsageError, match=r"has the file “a\.jpg” more than once. Give every"):
        read_home(tmp_path)


def test_real_sets_have_an_id_for_every_photo(photo_data: Path) -> None:
    assert len(read_catalogue(photo_data / "fashion-products.zip")) == 39_655
    assert len(read_home(photo_data / "clothing-photos.zip")) == 3_409
