"""What every product source can do."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from fashion_desktop.domain.jobs import ItemFailure
from fashion_desktop.domain.products import CatalogueProduct
from fashion_desktop.domain.sources import ImageValidators


@dataclass(frozen=True, slots=True)
class SourcePage:
    """Some products, in the source's order.

    Attributes:
        total: products in the whole source as far as it says so, or None.
        problems: entries that could not be understood. Their ``product_id`` says where they
            stand ("line 17") when they have no id of their own.
        incomplete: whether the source may have products that are on none of its pages, because
            a part of it cannot be read. It is enough if one page says so.
    """

    products: tuple[CatalogueProduct, ...]
    total: int | None
    problems: tuple[ItemFailure, ...] = ()
    incomplete: bool = False


@dataclass(frozen=True, slots=True)
class FetchedPhoto:
    """A photo's bytes, unchecked; ``data`` is None when it has not been modified.

    Attributes:
        validators: what to hand in next time to ask whether the photo has changed.
    """

    data: bytes | None
    validators: ImageValidators


class ProductSource(Protocol):
    """A catalogue to read from. Used in one event loop; close it when done."""

    def pages(self) -> AsyncIterator[SourcePage]:
        """Iterate over the whole catalogue; every product comes once.

        All sources here return generators: whoever stops early calls ``aclose()`` on it.

        Raises:
            SourceError: the source cannot be read, or not to its end. What came before is
                then not the whole catalogue: products that are missing from it are not gone.
                Nor are they when a page is ``incomplete``.
        """

    async def fetch_photo(
        self, product_id: str, image_ref: str, validators: ImageValidators | None = None
    ) -> FetchedPhoto:
        """Return the photo of a product, or word that it is the one already known.

        Args:
            product_id: the source's own id.
            image_ref: as the product came with it.
            validators: as an earlier fetch of the same photo returned them.

        Raises:
            ImageFetchError: this photo cannot be had.
            SourceError: the source as a whole cannot be used.
        """

    def local_path(self, image_ref: str) -> Path | None:
        """Return the photo's file if it lies on this machine already and need not be copied."""

    def image_url(self, image_ref: str) -> str:
        """Return where the photo is, for people: an absolute URL or a file path."""

    async def aclose(self) -> None:
        """Release connections and whatever else the source holds."""
