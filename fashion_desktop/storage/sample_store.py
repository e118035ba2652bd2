"""Reading a part of a library to try something out on it; nothing here writes."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

from fashion_desktop.storage.database import Database

_LIVE = (
    "FROM embeddings e JOIN products p ON p.row_id = e.row_id "
    "WHERE p.removed = 0 AND e.fingerprint = ? AND e.image_hash = p.image_hash"
)
"""Products embedded with certain weights, from the photo that they still have."""
_SPREAD = "(e.row_id * 2654435761) % 4294967296"
"""Multiplicative hashing (Knuth, The Art of Computer Programming 3, 6.4): the lowest values
belong to rows spread evenly over the library, and always to the same ones."""


class SampleStore:
    """Which weights a library was embedded with, and samples of what was."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def fingerprints(self) -> dict[str, int]:
        """Return for the weights of each fingerprint how many products are embedded with them."""
        return dict(
            self._database.read()
            .execute(
                "SELECT e.fingerprint, COUNT(*) FROM embeddings e "
                "JOIN products p ON p.row_id = e.row_id WHERE p.removed = 0 "
                "GROUP BY e.fingerprint"
            )
            .fetchall()
        )

    def sample(self, fingerprint: str, count: int) -> list[int]:
        """Return at most ``count`` rows embedded with these weights, always the same ones.

        Rows whose photo has changed since are left out.
        """
        return [
            row[0]
            for row in self._database.read().execute(
                f"SELECT e.row_id {_LIVE} ORDER BY {_SPREAD} LIMIT ?", (fingerprint, count)
            )
        ]

    def embedded_among(self, row_ids: Sequence[int], fingerprint: str) -> list[int]:
        """Return those of these rows that ``sample`` could return, in the order asked."""
        found = {
            row[0]
            for row in self._database.read().execute(
                f"SELECT e.row_id {_LIVE} AND e.row_id IN (SELECT value FROM json_each(?))",
                (fingerprint, json.dumps(list(row_ids))),
            )
        }
        return [row_id for row_id in dict.fromkeys(row_ids) if row_id in found]

    def attributes(self, row_ids: Sequence[int]) -> dict[int, Mapping[str, str]]:
        """Return what the catalogue says of those of these products that it still has."""
        return {
            row_id: json.loads(attributes)
            for row_id, attributes in self._database.read().execute(
                "SELECT row_id, attributes FROM products WHERE removed = 0 "
                "AND row_id IN (SELECT value FROM json_each(?))",
                (json.dumps(list(row_ids)),),
            )
        }
