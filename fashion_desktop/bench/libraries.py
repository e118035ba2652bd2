"""Libraries to measure with: any number of products through the library's own stores.

The same count gives the same products, so that figures of different days can be compared.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from fashion_desktop.domain.products import CatalogueProduct
from fashion_desktop.domain.sources import ImageValidators, SourceConfig, SourceKind
from fashion_desktop.services.network import Network
from fashion_desktop.services.pictures import thumbnail_of_photo
from fashion_desktop.storage.embedding_store import NewEmbedding, Vectors
from fashion_desktop.storage.library import Library
from fashion_desktop.storage.settings_store import Settings

_PAGE_PRODUCTS = 1_000
_BATCH_EMBEDDINGS = 512

_COLOURS = ("Black", "White", "Blue", "Red", "Green", "Navy Blue", "Grey", "Pink", "Brown", "Olive")
_TYPES = (
    ("Apparel", "Topwear", "Shirt"),
    ("Apparel", "Topwear", "T-shirt"),
    ("Apparel", "Topwear", "Jacket"),
    ("Apparel", "Bottomwear", "Jeans"),
    ("Apparel", "Bottomwear", "Skirt"),
    ("Apparel", "Dress", "Summer dress"),
    ("Footwear", "Shoes", "Running shoe"),
    ("Footwear", "Shoes", "Sneaker"),
    ("Footwear", "Sandal", "Sandal"),
    ("Accessories", "Bags", "Handbag"),
    ("Accessories", "Watches", "Watch"),
    ("Accessories", "Belts", "Belt"),
)
_GENDERS = ("Women", "Men", "Unisex", "Girls", "Boys")
_USAGES = ("Casual", "Formal", "Sports", "Ethnic", "Party")
_SEASONS = ("Spring", "Summer", "Autumn", "Winter")
_BRANDS = 120


def fingerprint() -> str:
    """Return the fingerprint of the weights that the program uses without any settings."""
    return Network(Settings()).fingerprint()


def open_library(folder: Path) -> Library:
    """Open a library as the program does, without its services."""
    present = fingerprint()
    return Library(folder, fingerprint=lambda: present, image_url=lambda _source_id, ref: ref)


def product(number: int) -> CatalogueProduct:
    """Return the product with this number, as a shop might describe it."""
    # A fixed shuffle: neighbours in the catalogue shall not be neighbours in every order.
    mixed = (number * 2_654_435_761 + 97) % 2**32
    category, sub_category, article = _TYPES[mixed % len(_TYPES)]
    colour = _COLOURS[(mixed >> 5) % len(_COLOURS)]
    brand = f"Brand {(mixed >> 9) % _BRANDS + 1}"
    gender = _GENDERS[(mixed >> 13) % len(_GENDERS)]
    return CatalogueProduct(
        id=f"P{number:07d}",
        name=f"{brand} {gender} {colour} {article} {number}",
        price=round(5 + (mixed >> 3) % 29_500 / 100, 2),
        currency="EUR",
        image_ref=f"{number}.jpg",
        attributes={
            "gender": gender,
            "master_category": category,
            "sub_category": sub_category,
            "article_type": article,
            "base_colour": colour,
            "brand": brand,
            "usage": _USAGES[(mixed >> 17) % len(_USAGES)],
            "season": _SEASONS[(mixed >> 21) % len(_SEASONS)],
        },
    )


def build_library(
    folder: Path,
    count: int,
    *,
    vectors: Iterable[Vectors] = (),
    photos: Sequence[Path] = (),
) -> None:
    """Make a library of ``count`` products, closed when this returns.

    Args:
        folder: a folder that is empty or not there yet.
        vectors: pieces of shape (n, 2048), given to the products from the first on; products
            beyond them have no embedding.
        photos: files whose thumbnails the products share in turn; without any, products have
            no photo that could be shown.
    """
    library = open_library(folder)
    try:
        row_ids = _store_products(library, folder, count)
        hashes = _store_thumbnails(library, photos) or _made_up_hashes()
        with library.database.write():
            for place, row_id in enumerate(row_ids):
                image_hash = hashes[place % len(hashes)]
                library.catalogue.set_photo(row_id, image_hash, ImageValidators())
        present = fingerprint()
        place = 0
        for piece in vectors:
            for batch in _pieces(piece, _BATCH_EMBEDDINGS):
                embeddings = [
                    NewEmbedding(row_ids[at], hashes[at % len(hashes)], vector)
                    for at, vector in enumerate(batch, place)
                ]
                library.embeddings.put(embeddings, present, "")
                place += len(embeddings)
    finally:
        library.close()


def _store_products(library: Library, folder: Path, count: int) -> list[int]:
    config = SourceConfig(SourceKind.FOLDER, location=str(folder / "no-photos"))
    source = library.sources.add("Measured catalogue", config)
    row_ids: list[int] = []
    for first in range(0, count, _PAGE_PRODUCTS):
        numbers = range(first, min(first + _PAGE_PRODUCTS, count))
        page = [product(number) for number in numbers]
        row_ids += library.catalogue.store_page(source.id, page, first).row_ids
    library.sources.set_synced(source.id)
    return row_ids


def _store_thumbnails(library: Library, photos: Sequence[Path]) -> list[str]:
    hashes = []
    for photo in photos:
        data = photo.read_bytes()
        image_hash = hashlib.sha256(data).hexdigest()
        library.thumbnails.write(image_hash, thumbnail_of_photo(data))
        hashes.append(image_hash)
    return hashes


def _made_up_hashes() -> list[str]:
    return [hashlib.sha256(str(number).encode()).hexdigest() for number in range(1_000)]


def _pieces(vectors: Vectors, size: int) -> Iterator[Vectors]:
    for start in range(0, len(vectors), size):
        yield vectors[start : start + size]
