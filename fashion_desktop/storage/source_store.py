"""The library's product sources, without their tokens."""

from __future__ import annotations

import dataclasses
import json
import time
from typing import Any

from fashion_desktop.domain.sources import SourceConfig, SourceKind, SourceRecord
from fashion_desktop.storage.database import Database

_SELECT = """SELECT s.source_id, s.name, s.config, s.last_synced_at,
    (SELECT COUNT(*) FROM products p WHERE p.source_id = s.source_id AND p.removed = 0)
    FROM sources s WHERE s.removed = 0"""


class SourceStore:
    """The record of connected sources."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def config(self, source_id: int) -> SourceConfig:
        """Return the description of a source, connected or not. It never changes.

        Raises:
            KeyError: there is none with this id.
        """
        row = (
            self._database.read()
            .execute("SELECT config FROM sources WHERE source_id = ?", (source_id,))
            .fetchone()
        )
        if row is None:
            raise KeyError(source_id)
        return _config(row[0])

    def add(self, name: str, config: SourceConfig) -> SourceRecord:
        """Store a source, or bring back the same one that was disconnected earlier."""
        text = json.dumps(dataclasses.asdict(config), sort_keys=True)
        with self._database.write() as connection:
            row = connection.execute(
                "UPDATE sources SET removed = 0, name = ? WHERE source_id = "
                "(SELECT source_id FROM sources WHERE config = ? AND removed = 1) "
                "RETURNING source_id",
                (name, text),
            ).fetchone()
            source_id = (
                row[0]
                if row
                else connection.execute(
                    "INSERT INTO sources (name, kind, config) VALUES (?, ?, ?)",
                    (name, config.kind, text),
                ).lastrowid
            )
        return next(record for record in self.all() if record.id == source_id)

    def all(self) -> list[SourceRecord]:
        """Return the connected sources in the order they were added."""
        return [
            _record(row) for row in self._database.read().execute(f"{_SELECT} ORDER BY s.source_id")
        ]

    def set_synced(self, source_id: int) -> None:
        """Record that a source was synced completely just now."""
        with self._database.write() as connection:
            connection.execute(
                "UPDATE sources SET last_synced_at = ? WHERE source_id = ?",
                (time.time(), source_id),
            )

    def set_removed(self, source_id: int) -> None:
        """Disconnect a source."""
        with self._database.write() as connection:
            connection.execute("UPDATE sources SET removed = 1 WHERE source_id = ?", (source_id,))


def _record(row: tuple[Any, ...]) -> SourceRecord:
    source_id, name, text, last_synced_at, products = row
    return SourceRecord(source_id, name, _config(text), last_synced_at, products)


def _config(text: str) -> SourceConfig:
    values = json.loads(text)
    values["kind"] = SourceKind(values["kind"])
    return SourceConfig(**values)
