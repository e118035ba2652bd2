"""Errors whose message is written for the person in front of the program.

Every message says what is wrong and what to do about it. Anything that is not a
``FashionDesktopError`` is a defect of the program, not of its surroundings.
"""

from __future__ import annotations


class FashionDesktopError(Exception):
    """Something outside the program is not as it should be; the message names the remedy."""


class LibraryError(FashionDesktopError):
    """The library folder cannot be opened, read or written."""


class LibraryLockedError(LibraryError):
    """Another process is using the library."""


class SourceError(FashionDesktopError):
    """A product source as a whole cannot be used (unreachable, refused, vanished)."""


class SourceUnreachableError(SourceError):
    """The source does not answer, or not sensibly; trying again later may help."""


class SourceRefusedError(SourceError):
    """The source refuses the token or asks for one."""


class ItemError(FashionDesktopError):
    """One product cannot be processed; the rest of a job goes on."""


class ImageError(ItemError):
    """Image data that cannot be used: unreadable, not an image, too large."""


class ImageFetchError(ItemError):
    """The photo of one product cannot be fetched."""


class WeightsError(FashionDesktopError):
    """A weights file is missing, damaged or not for this network."""


class ProductNotFoundError(FashionDesktopError):
    """No product of the library has the id asked for."""

    def __init__(self, product_id: str) -> None:
        self.product_id = product_id
        super().__init__(
            f"There is no product “{product_id}” in this library. "
            "Check the id, or sync the catalogue first."
        )


class NoEmbeddingError(FashionDesktopError):
    """The query product has no usable embedding yet, or only an outdated one (``stale``)."""

    def __init__(self, product_id: str, *, stale: bool = False) -> None:
        self.product_id = product_id
        self.stale = stale
        super().__init__(
            f"The embedding of product “{product_id}” is out of date. Update it first."
            if stale
            else f"Product “{product_id}” has no embedding yet. Generate it first."
        )


class EmptyLibraryError(FashionDesktopError):
    """The library holds nothing that the operation could work on."""


class AllStaleError(EmptyLibraryError):
    """There are embeddings, but none of the weights in use."""


class UpdateError(FashionDesktopError):
    """New versions cannot be looked up, or one cannot be downloaded."""


class UsageError(FashionDesktopError):
    """The request itself makes no sense (a value out of range, two options that exclude)."""
