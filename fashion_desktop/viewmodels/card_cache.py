"""The cards a list has read lately, and which rows it wants read next."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable

from fashion_desktop.domain.products import ProductCard


class CardCache:
    """Cards by row id; the ones not looked at for longest give way.

    Args:
        capacity: most cards to keep.
    """

    def __init__(self, capacity: int) -> None:
        self._capacity = capacity
        self._cards: OrderedDict[int, ProductCard] = OrderedDict()
        self._stale: set[int] = set()
        self._absent: set[int] = set()
        self._reading: set[int] = set()
        self._changed_meanwhile: set[int] = set()

    def __len__(self) -> int:
        return len(self._cards)

    def get(self, row_id: int) -> ProductCard | None:
        """Return a card, outdated or not, and keep it longer."""
        card = self._cards.get(row_id)
        if card is not None:
            self._cards.move_to_end(row_id)
        return card

    def needs(self, row_id: int) -> bool:
        """Whether the card has to be read: not here, or outdated; and not being read already."""
        if row_id in self._absent or row_id in self._reading:
            return False
        return row_id not in self._cards or row_id in self._stale

    def begin(self, row_ids: Iterable[int]) -> None:
        """Note that these cards are being read; ``put`` ends that."""
        self._reading.update(row_ids)

    def put(self, asked: Iterable[int], cards: Iterable[ProductCard]) -> None:
        """Take what was read; what was asked for but not found is remembered as absent."""
        missing = set(asked)
        outdated_again = self._changed_meanwhile & missing
        self._changed_meanwhile -= missing
        self._reading -= missing
        self._stale -= missing
        for card in cards:
            self._cards[card.row_id] = card
            self._cards.move_to_end(card.row_id)
            missing.discard(card.row_id)
        self._absent |= missing - outdated_again
        self._stale |= outdated_again & self._cards.keys()
        while len(self._cards) > self._capacity:
            row_id, _ = self._cards.popitem(last=False)
            self._stale.discard(row_id)

    def outdate(self, row_ids: Iterable[int] | None = None) -> set[int]:
        """Have cards (all, if None) read again when they are next looked at.

        Returns:
            The ids among them that are here, being read, or were absent.
        """
        known = self._cards.keys() | self._absent | self._reading
        outdated = set(known) if row_ids is None else known & set(row_ids)
        self._absent -= outdated
        self._changed_meanwhile |= outdated & self._reading
        self._stale |= outdated & self._cards.keys()
        return outdated


class WantedPages:
    """Pages to read, the newest wish first; wishes that have become old are forgotten.

    Args:
        capacity: most wishes to keep; scrolled past, pages need not be read.
    """

    def __init__(self, capacity: int) -> None:
        self._capacity = capacity
        self._pages: OrderedDict[int, None] = OrderedDict()

    def want(self, page: int) -> None:
        """Put a page first."""
        self._pages[page] = None
        self._pages.move_to_end(page)
        if len(self._pages) > self._capacity:
            self._pages.popitem(last=False)

    def take(self) -> int | None:
        """Return the page to read next, or None."""
        return self._pages.popitem(last=True)[0] if self._pages else None

    def clear(self) -> None:
        """Forget all wishes."""
        self._pages.clear()
