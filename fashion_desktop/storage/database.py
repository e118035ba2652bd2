"""One SQLite file, many reading threads, one writer at a time."""

from __future__ import annotations

import os
import sqlite3
import threading
import uuid
import weakref
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self, cast
from urllib.parse import quote

from fashion_desktop.domain.errors import LibraryError
from fashion_desktop.storage.folder_access import may_write
from fashion_desktop.storage.schema import MIGRATIONS, SCHEMA_VERSION

if TYPE_CHECKING:
    from sqlite3 import _Parameters

BUSY_TIMEOUT_S = 10.0


class _DamageWorded:
    """Inside it, SQLite's word that the file is damaged becomes a sentence for people.

    The class of the error itself tells of a wrong file, its subclasses of wrong statements or
    of the disk.
    """

    def __init__(self, path: Path) -> None:
        self._path = path

    def __enter__(self) -> None:
        return None

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if kind is sqlite3.DatabaseError:
            raise LibraryError(
                f"The library file “{self._path}” is damaged ({error}). "
                "Restore it from a backup, or connect the catalogue in a new library."
            ) from error


class _Connection(sqlite3.Connection):
    """Can be referred to weakly: it closes when its thread ends. Words a damaged file."""

    damage_worded: _DamageWorded

    def execute(self, sql: str, parameters: _Parameters = (), /) -> sqlite3.Cursor:
        return self.cursor(_Cursor).execute(sql, parameters)


class _Cursor(sqlite3.Cursor):
    """Damage can show when a statement is run and with every row that is read."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        super().__init__(connection)
        self._damage_worded = cast("_Connection", connection).damage_worded

    def execute(self, sql: str, parameters: _Parameters = (), /) -> Self:
        with self._damage_worded:
            return super().execute(sql, parameters)

    def fetchone(self) -> object:
        with self._damage_worded:
            return super().fetchone()

    def fetchall(self) -> list[Any]:
        with self._damage_worded:
            return super().fetchall()

    def __next__(self) -> object:
        with self._damage_worded:
            return super().__next__()


class Database:
    """Connections to a library's SQLite file (write-ahead log, foreign keys on).

    Every thread reads through its own connection, which closes when the thread ends; writes
    are transactions under one lock.
    """

    def __init__(self, path: Path, *, writable: bool = True) -> None:
        self._path = path
        self._writable = writable
        self._damage_worded = _DamageWorded(path)
        self._local = threading.local()
        self._connections: weakref.WeakSet[_Connection] = weakref.WeakSet()
        self._guard = threading.Lock()
        self._write_lock = threading.RLock()
        self._closed = False
        try:
            if writable:
                self._migrate()
            elif not _is_file(path):
                raise _no_library(path)
            else:
                self._check_version()
        except sqlite3.OperationalError as error:
            self.close()
            # A full disk, say, or a lock: the file itself is whole.
            raise LibraryError(
                f"The library file “{path}” cannot be opened ({error}). Check that the disk has "
                "space, that the folder is not read-only and that no other program uses the "
                "file, then try again."
            ) from error
        except sqlite3.DatabaseError as error:
            self.close()
            raise LibraryError(
                f"The library file “{path}” cannot be read ({error}). "
                "Restore it from a backup, or open another library."
            ) from error
        except LibraryError:
            self.close()
            raise

    def read(self) -> sqlite3.Connection:
        """Return the calling thread's own connection, for SELECT statements."""
        connection: sqlite3.Connection | None = getattr(self._local, "connection", None)
        if connection is None:
            connection = self._connect()
            self._local.connection = connection
        return connection

    @contextmanager
    def write(self) -> Iterator[sqlite3.Connection]:
        """Run a transaction: committed at the end of the block, rolled back on any error.

        Raises:
            LibraryError: the disk is full, or the library cannot be written.
        """
        with self._write_lock:
            connection = self.read()
            if connection.in_transaction:
                yield connection
                return
            try:
                connection.execute("BEGIN IMMEDIATE")
                yield connection
                connection.execute("COMMIT")
            except sqlite3.OperationalError as error:
                self._roll_back(connection)
                raise LibraryError(
                    f"The library in “{self._path.parent}” cannot be written ({error}). "
                    "Check that the disk has space and that the folder is not read-only; "
                    "everything committed so far is safe."
                ) from error
            except sqlite3.DatabaseError:
                self._roll_back(connection)
                with self._damage_worded:
                    raise
            except BaseException:
                self._roll_back(connection)
                raise

    def meta(self, key: str, default: str = "") -> str:
        """Return a stored fact about the library itself."""
        row = self.read().execute("SELECT value FROM meta WHERE key = ?", (key,)).fetchone()
        return str(row[0]) if row else default

    def problems(self) -> list[str]:
        """Return what SQLite's own check finds wrong with the file; empty if nothing."""
        try:
            rows = self.read().execute("PRAGMA quick_check").fetchall()
        except LibraryError as error:
            return [str(error.__cause__)]
        return [row[0] for row in rows if row[0] != "ok"]

    def close(self) -> None:
        """Close every thread's connection. The database must not be in use any more."""
        with self._guard:
            self._closed = True
            for connection in list(self._connections):
                connection.close()
            self._connections.clear()
        self._local = threading.local()

    @staticmethod
    def _roll_back(connection: sqlite3.Connection) -> None:
        if connection.in_transaction:
            connection.execute("ROLLBACK")

    def _connect(self) -> sqlite3.Connection:
        with self._guard:
            if self._closed:
                raise LibraryError("The library is closed. Open it again.")
            connection = sqlite3.connect(
                self._address(),
                timeout=BUSY_TIMEOUT_S,
                isolation_level=None,
                check_same_thread=False,
                factory=_Connection,
                uri=True,
            )
            connection.damage_worded = self._damage_worded
            self._connections.add(connection)
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA synchronous = NORMAL")
        if not self._writable:
            connection.execute("PRAGMA query_only = ON")
        return connection

    def _address(self) -> str:
        """Return the file as SQLite's own kind of URL.

        Beside a write-ahead log SQLite has to create a file, even for reading. Where nobody
        can write, nobody does, so it can be told that the file does not change.
        """
        path = self._path.absolute()
        # Without a slash or backslash of its own it is taken as it is: a URL would lose the
        # server of a Windows network drive.
        address = f"file:{quote(os.fsencode(path), safe='')}"
        wal = self._path.with_name(f"{self._path.name}-wal")
        if self._writable or may_write(path.parent):
            return address
        if wal.exists() and wal.stat().st_size:
            raise LibraryError(
                f"The library “{self._path.parent}” is read-only and was not closed properly. "
                "Copy it to a folder that you may write to, and open that."
            )
        return f"{address}?immutable=1"

    def _version(self, connection: sqlite3.Connection) -> int:
        version = int(connection.execute("PRAGMA user_version").fetchone()[0])
        if version > SCHEMA_VERSION:
            raise LibraryError(
                f"The library “{self._path.parent}” was written by a newer version of "
                "Fashion Desktop. Update the program to open it."
            )
        return version

    def _check_version(self) -> None:
        version = self._version(self.read())
        if not version:
            raise _no_library(self._path)
        if version < SCHEMA_VERSION:
            raise LibraryError(
                f"The library “{self._path.parent}” is from an older version. "
                "Open it once in the window, or run “fashion-desktop verify --repair”, "
                "to update it."
            )

    def _migrate(self) -> None:
        connection = self.read()
        connection.execute("PRAGMA journal_mode = WAL")
        version = self._version(connection)
        if 0 < version < SCHEMA_VERSION:
            self._back_up(connection, version)
        for step in range(version + 1, SCHEMA_VERSION + 1):
            connection.executescript(
                f"BEGIN IMMEDIATE; {MIGRATIONS[step]} PRAGMA user_version = {step}; COMMIT;"
            )
        connection.execute(
            "INSERT OR IGNORE INTO meta (key, value) VALUES ('library_id', ?)", (str(uuid.uuid4()),)
        )

    def _back_up(self, connection: sqlite3.Connection, version: int) -> None:
        copy = self._path.with_name(f"{self._path.stem}.before-version-{version + 1}.sqlite3")
        with closing(sqlite3.connect(copy)) as target:
            connection.backup(target)


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except OSError as error:
        raise LibraryError(
            f"The library folder “{path.parent}” cannot be read ({error.strerror}). "
            "Check its permissions, or open another library."
        ) from error


def _no_library(path: Path) -> LibraryError:
    return LibraryError(f"There is no library in “{path.parent}” yet. Connect a catalogue first.")
