"""Back and forward through queries, as in a web browser."""

from __future__ import annotations

from typing import Generic, TypeVar

Q = TypeVar("Q")

DEFAULT_LENGTH = 50


class QueryHistory(Generic[Q]):
    """The queries of a panel in the order they were made.

    Args:
        length: how many to keep; the oldest are forgotten.
    """

    def __init__(self, length: int = DEFAULT_LENGTH) -> None:
        if length < 1:
            raise ValueError("a history keeps at least one query")
        self._length = length
        self._queries: list[Q] = []
        self._position = -1

    @property
    def current(self) -> Q | None:
        """The query shown now, or None before the first."""
        return self._queries[self._position] if self._queries else None

    @property
    def can_go_back(self) -> bool:
        """Whether there is an older query."""
        return self._position > 0

    @property
    def can_go_forward(self) -> bool:
        """Whether ``back`` was used and nothing new was visited since."""
        return self._position < len(self._queries) - 1

    def newest_first(self) -> list[Q]:
        """Return all queries that are kept, the one made last first."""
        return self._queries[::-1]

    def visit(self, query: Q) -> None:
        """Make ``query`` the current one; what lay ahead is forgotten.

        The same query twice in a row counts once.
        """
        if query == self.current:
            return
        del self._queries[self._position + 1 :]
        self._queries.append(query)
        del self._queries[: -self._length]
        self._position = len(self._queries) - 1

    def back(self) -> Q | None:
        """Go to the older query and return it, or return None at the beginning."""
        if not self.can_go_back:
            return None
        self._position -= 1
        return self._queries[self._position]

    def forward(self) -> Q | None:
        """Go to the newer query and return it, or return None at the end."""
        if not self.can_go_forward:
            return None
        self._position += 1
        return self._queries[self._position]
