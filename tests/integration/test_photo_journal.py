from collections.abc import Iterator
from pathlib import Path

import pytest
from support.library_fixtures import add_source, open_library, product

from fashion_desktop.domain.errors import LibraryError
from fashion_desktop.domain.sources import ImageValidators
from fashion_desktop.storage.catalogue_store import CatalogueStore, FoundPhoto
from fashion_desktop.storage.library import Library
from fashion_desktop.storage.photo_journal import LONGEST_WAIT

COUNT = LONGEST_WAIT + 8


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    library = open_library(tmp_path / "library")
    library.catalogue.store_page(add_source(library), [product(n) for n in range(COUNT)], 0)
    yield library
    library.close()


def found(library: Library, number: int, image_hash: str, replaced: str = "") -> FoundPhoto:
    row_id = library.products.row_ids_of([str(number)])[str(number)]
    (record,) = library.catalogue.photos([row_id])
    validators = ImageValidators(f'"{image_hash}"')
    return FoundPhoto(row_id, record.image_ref, image_hash, validators, replaced)


def recorded(library: Library) -> dict[str, str]:
    rows = library.products.row_ids_of([str(number) for number in range(COUNT)])
    photos = library.catalogue.photos(list(rows.values()))
    return {photo.product_id: photo.image_hash for photo in photos if photo.image_hash}


def test_photos_are_recorded_together_when_many_wait(library: Library) -> None:
    for number in range(LONGEST_WAIT - 1):
        library.found_photos.note(found(library, number, f"hash-{number}"))
    assert recorded(library) == {}
    library.found_photos.note(found(library, LONGEST_WAIT, "hash-last"))
    assert len(recorded(library)) == LONGEST_WAIT
    library.found_photos.note(found(library, 33, "hash-33"))
    library.found_photos.write()
    assert recorded(library)["33"] == "hash-33"


def test_what_is_written_with_them_is_written_with_all_or_none(library: Library) -> None:
    library.found_photos.note(found(library, 1, "hash-1"))
    row_id = found(library, 2, "").row_id

    def broken_off() -> None:
        with library.found_photos.written_with():
            library.catalogue.set_failure(row_id, "It failed.")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        broken_off()
    assert recorded(library) == {}
    assert library.products.counts().failed == 0
    with library.found_photos.written_with():
        library.catalogue.set_failure(row_id, "It failed.")
    assert recorded(library) == {"1": "hash-1"}
    assert library.products.counts().failed == 1


def test_the_file_of_a_waiting_photo_is_kept(library: Library) -> None:
    library.found_photos.note(found(library, 1, "ab-waiting"))
    for image_hash in ("ab-waiting", "cd-unused"):
        library.photos.write(image_hash, b"photo")
        library.thumbnails.write(image_hash, b"thumbnail")
    library.forget_pictures(["ab-waiting", "cd-unused"])
    assert list(library.photos.hashes()) == list(library.thumbnails.hashes()) == ["ab-waiting"]
    library.found_photos.write()
    library.forget_pictures(["ab-waiting"])
    assert library.photos.exists("ab-waiting")


def test_the_replaced_photo_goes_once_the_new_one_is_recorded(library: Library) -> None:
    library.found_photos.note(found(library, 1, "ab-old"))
    library.found_photos.write()
    library.photos.write("ab-old", b"photo")
    library.found_photos.note(found(library, 1, "cd-new", replaced="ab-old"))
    assert library.photos.exists("ab-old")
    library.found_photos.write()
    assert not library.photos.exists("ab-old")
    assert recorded(library) == {"1": "cd-new"}


def test_a_photo_that_is_elsewhere_by_now_is_not_recorded(library: Library) -> None:
    library.found_photos.note(found(library, 1, "ab-old"))
    source_id = library.sources.all()[0].id
    library.catalogue.store_page(source_id, [product(1, image_ref="elsewhere")], 1)
    library.found_photos.write()
    assert recorded(library) == {}


def test_photos_wait_on_while_the_library_cannot_be_written(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    library.found_photos.note(found(library, 1, "ab-1"))
    with monkeypatch.context() as patched:

        def full(_store: CatalogueStore, _photos: object) -> None:
            raise LibraryError("The disk is full.")

        patched.setattr(CatalogueStore, "set_photos", full)
        with pytest.raises(LibraryError):
            library.found_photos.write()
    assert recorded(library) == {}
    library.found_photos.write()
    assert recorded(library) == {"1": "ab-1"}
