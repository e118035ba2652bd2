"""The library of an earlier version that the package test lets the program update."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from package_test import older_library

from fashion_desktop.storage.schema import SCHEMA_VERSION


def test_it_holds_what_that_version_wrote(tmp_path: Path) -> None:
    library = older_library.make(tmp_path / "Größe 42")
    kept = older_library.kept(library)
    assert len(kept.products) == 12
    assert len(kept.embedded) == 11
    assert (kept.jobs, kept.sources) == (3, 1)
    assert len(older_library.fingerprints(library)) == 1
    with closing(sqlite3.connect(library / "library.sqlite3")) as database:
        lengths = database.execute("SELECT DISTINCT length(vector) FROM vectors").fetchall()
        (config,) = database.execute("SELECT config FROM sources").fetchone()
        (version,) = database.execute("PRAGMA user_version").fetchone()
    assert lengths == [(4 * older_library.NUMBERS,)]
    assert str(tmp_path / "Größe 42" / "images") in config
    assert version == 1


def test_a_library_of_the_future_is_newer_than_ours(tmp_path: Path) -> None:
    folder = older_library.from_the_future(tmp_path / "future")
    with closing(sqlite3.connect(folder / "library.sqlite3")) as database:
        (version,) = database.execute("PRAGMA user_version").fetchone()
    assert version > SCHEMA_VERSION
