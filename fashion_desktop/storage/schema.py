"""The library's tables and how an older library becomes a present one.

``products`` is the catalogue as last synced, ``embeddings`` says whose vector belongs to which
photo and weights, ``vectors`` holds the numbers apart so that counting states never reads
them. ``set_aside`` keeps deleted embeddings until their undo has lapsed.

Columns of tables without rowid are declared in the order of their primary key: SQLite 3.40's
``quick_check`` reports NULLs that are not there otherwise.
"""

from __future__ import annotations

SCHEMA_VERSION = 1

MIGRATIONS: dict[int, str] = {
    1: """
    CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;

    CREATE TABLE sources (
        source_id INTEGER PRIMARY KEY,
        name TEXT NOT NULL,
        kind TEXT NOT NULL,
        config TEXT NOT NULL,
        last_synced_at REAL,
        removed INTEGER NOT NULL DEFAULT 0
    );

    CREATE TABLE products (
        row_id INTEGER PRIMARY KEY AUTOINCREMENT,
        source_id INTEGER NOT NULL REFERENCES sources (source_id),
        id TEXT NOT NULL UNIQUE,
        position INTEGER NOT NULL,
        name TEXT NOT NULL,
        price REAL,
        currency TEXT NOT NULL,
        image_ref TEXT NOT NULL,
        page_url TEXT NOT NULL,
        attributes TEXT NOT NULL,
        search_text TEXT NOT NULL,
        image_hash TEXT NOT NULL DEFAULT '',
        image_etag TEXT NOT NULL DEFAULT '',
        image_modified TEXT NOT NULL DEFAULT '',
        failure TEXT NOT NULL DEFAULT '',
        attempts INTEGER NOT NULL DEFAULT 0,
        removed INTEGER NOT NULL DEFAULT 0,
        added_at REAL NOT NULL
    );
    -- The indexes hold all that counting states and listing in an order reads of a product,
    -- whose whole row is long.
    CREATE INDEX products_by_position ON products
        (removed, source_id, position, failure, image_hash, added_at);
    CREATE INDEX products_by_name ON products (removed, name COLLATE NOCASE);
    CREATE INDEX products_by_price ON products (removed, price);
    CREATE INDEX products_by_photo ON products (image_hash);

    -- Of products that are not removed only: filters count it without looking further.
    CREATE TABLE attributes (
        name TEXT NOT NULL,
        value TEXT NOT NULL,
        row_id INTEGER NOT NULL REFERENCES products (row_id) ON DELETE CASCADE,
        PRIMARY KEY (name, value, row_id)
    ) WITHOUT ROWID;
    CREATE INDEX attributes_by_product ON attributes (row_id);

    CREATE TABLE embeddings (
        row_id INTEGER PRIMARY KEY REFERENCES products (row_id) ON DELETE CASCADE,
        fingerprint TEXT NOT NULL,
        image_hash TEXT NOT NULL,
        revision INTEGER NOT NULL,
        job_id TEXT NOT NULL,
        created_at REAL NOT NULL
    );
    CREATE INDEX embeddings_by_photo ON embeddings (image_hash);
    CREATE INDEX embeddings_by_job ON embeddings (job_id);
    CREATE TABLE vectors (
        row_id INTEGER PRIMARY KEY REFERENCES embeddings (row_id) ON DELETE CASCADE,
        vector BLOB NOT NULL
    );
    CREATE TABLE set_aside (
        job_id TEXT NOT NULL,
        row_id INTEGER NOT NULL,
        fingerprint TEXT NOT NULL,
        image_hash TEXT NOT NULL,
        vector BLOB NOT NULL,
        deleted_at REAL NOT NULL,
        PRIMARY KEY (job_id, row_id)
    );
    CREATE INDEX set_aside_by_photo ON set_aside (image_hash);

    CREATE TABLE jobs (
        job_id TEXT PRIMARY KEY,
        spec TEXT NOT NULL,
        state TEXT NOT NULL,
        done INTEGER NOT NULL DEFAULT 0,
        total INTEGER,
        error TEXT NOT NULL DEFAULT '',
        created_at REAL NOT NULL,
        ended_at REAL
    ) WITHOUT ROWID;
    CREATE TABLE job_failures (
        job_id TEXT NOT NULL REFERENCES jobs (job_id) ON DELETE CASCADE,
        product_id TEXT NOT NULL,
        reason TEXT NOT NULL,
        attempts INTEGER NOT NULL,
        PRIMARY KEY (job_id, product_id)
    ) WITHOUT ROWID;
    """,
}
"""Schema version → the statements that lead to it from the version before."""
