"""``source add``, ``source list``, ``source remove``."""

from __future__ import annotations

import asyncio
import os
import time
from argparse import Namespace
from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from fashion_desktop.cli.library import command, open_library
from fashion_desktop.cli.output import ExitCode, Output, table
from fashion_desktop.domain.errors import SourceRefusedError, UsageError
from fashion_desktop.domain.sources import SourceConfig, SourceKind, SourceRecord
from fashion_desktop.domain.wording import counted
from fashion_desktop.storage.home_folder import with_home

if TYPE_CHECKING:
    from fashion_desktop.catalogue.feed import FeedPreview
    from fashion_desktop.services.session import LibrarySession

URL_VARIABLE = "API_BASE_URL"
AUTH_VARIABLE = "API_AUTH_TOKEN"


def add_api(args: Namespace, output: Output) -> ExitCode:
    """Connect a product API; its token stays in the environment variable that is named."""
    url = args.url or os.environ.get(URL_VARIABLE, "")
    if not url:
        raise UsageError(
            f"Name the product API's address, or set the environment variable {URL_VARIABLE}."
        )
    if args.token_env and not os.environ.get(args.token_env):
        raise UsageError(
            f"The environment variable {args.token_env} holds no token. Set it, "
            "or leave --token-env out for a product API that asks for none."
        )
    token_env = args.token_env or (AUTH_VARIABLE if os.environ.get(AUTH_VARIABLE) else "")
    return _add(args, output, SourceConfig(SourceKind.API, location=url, token_env=token_env))


def add_folder(args: Namespace, output: Output) -> ExitCode:
    """Connect a folder of photos."""
    csv = str(args.csv.absolute()) if args.csv else ""
    config = SourceConfig(
        SourceKind.FOLDER, location=str(args.directory.absolute()), attributes_csv=csv
    )
    return _add(args, output, config)


def add_feed(args: Namespace, output: Output) -> ExitCode:
    """Connect a product feed, and say how its columns are understood."""
    is_url = args.feed.lower().startswith(("http://", "https://"))
    location = args.feed if is_url else str(with_home(args.feed).absolute())
    mapping = {column: field for field, column in args.map}
    if len(mapping) < len(args.map):
        raise UsageError("--map names a column twice. Give each column to one field only.")
    config = SourceConfig(SourceKind.FEED, location=location, column_mapping=mapping)
    return _add(args, output, config)


def add_demo(args: Namespace, output: Output) -> ExitCode:
    """Connect the built-in demo catalogue."""
    return _add(args, output, SourceConfig(SourceKind.DEMO))


def list_sources(args: Namespace, output: Output) -> ExitCode:
    """List the connected sources."""
    with open_library(args, writable=False) as session:
        sources = session.catalogue.sources()
    if not sources:
        output.say("No catalogue is connected. See: fashion-desktop source add --help")
    rows = [
        (
            str(source.id),
            source.config.kind,
            source.name,
            f"{source.products:,}",
            _date(source.last_synced_at),
            source.config.location,
        )
        for source in sources
    ]
    lines = table(("Id", "Kind", "Name", "Products", "Last sync", "Location"), rows, "rllr")
    output.result({"sources": [_as_json(source) for source in sources]}, lines if rows else [])
    return ExitCode.DONE


def remove(args: Namespace, output: Output) -> ExitCode:
    """Disconnect a source; its products leave the library, their embeddings are kept."""
    with open_library(args, writable=True) as session:
        source = next((s for s in session.catalogue.sources() if s.id == args.source_id), None)
        if source is None:
            raise UsageError(
                f"There is no source {args.source_id}. "
                f"List the sources with: {command(args, 'source', 'list')}"
            )
        session.catalogue.remove_source(source.id)
    output.result({"removed": source.id}, [f"Disconnected {source.name}."])
    return ExitCode.DONE


def _add(args: Namespace, output: Output, config: SourceConfig) -> ExitCode:
    with open_library(args, writable=True) as session:
        source = asyncio.run(_connect(session, config, args.name, output))
    output.result({"source": _as_json(source)}, [f"Connected {source.name} as source {source.id}."])
    output.say(f"Next, read its products with: {command(args, 'sync')}")
    return ExitCode.DONE


async def _connect(
    session: LibrarySession, config: SourceConfig, name: str, output: Output
) -> SourceRecord:
    if config.kind is SourceKind.FEED:
        preview = await session.catalogue.inspect_feed(config.location)
        config = replace(config, column_mapping=_completed(config.column_mapping, preview))
        output.say(_feed_text(config, preview))
        _require_fields(config.column_mapping or preview.suggested_mapping, preview)
    else:
        try:
            summary = await session.catalogue.check(config, os.environ.get(config.token_env, ""))
        except SourceRefusedError as error:
            if config.token_env:
                raise
            raise SourceRefusedError(
                "The product API asks for a token. Put it into an environment variable, and "
                f"name that: --token-env {AUTH_VARIABLE}"
            ) from error
        if summary.note:
            output.say(summary.note)
    return await session.catalogue.add_source(config, name=name)


def _completed(mapping: Mapping[str, str], preview: FeedPreview) -> dict[str, str]:
    """Return the user's choice of columns, completed by what the other columns are called."""
    unknown = [column for column in mapping if column not in preview.columns]
    if unknown:
        raise UsageError(
            f"The feed has no column “{unknown[0]}”. It has: {', '.join(preview.columns)}."
        )
    if not mapping:
        return {}
    chosen = set(mapping.values())
    by_name = {
        column: field
        for column, field in preview.suggested_mapping.items()
        if field not in chosen and column not in mapping
    }
    return {**by_name, **mapping}


def _require_fields(mapping: Mapping[str, str], preview: FeedPreview) -> None:
    """Refuse a feed that cannot be read as it is, before it is connected."""
    for field, meaning in (("id", "product id"), ("image", "photo")):
        if field not in mapping.values():
            raise UsageError(
                f"No column is known to hold the {meaning}. Name it with --map {field}=COLUMN; "
                f"the columns are: {', '.join(preview.columns)}"
            )


def _feed_text(config: SourceConfig, preview: FeedPreview) -> str:
    delimiters = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar"}
    mapping = config.column_mapping or preview.suggested_mapping
    columns = table(
        ("Column", "Field"),
        ((column, mapping.get(column, "(attribute)")) for column in preview.columns),
    )
    return "\n".join(
        [
            f"{counted(preview.row_count, 'row')}, "
            f"separated by {delimiters.get(preview.delimiter, preview.delimiter)}, "
            f"in {preview.encoding}. Its columns are read as:",
            *columns,
        ]
    )


def _as_json(source: SourceRecord) -> dict[str, Any]:
    return {
        "id": source.id,
        "name": source.name,
        "kind": source.config.kind.value,
        "location": source.config.location,
        "token_env": source.config.token_env,
        "products": source.products,
        "last_synced_at": source.last_synced_at,
    }


def _date(timestamp: float | None) -> str:
    if timestamp is None:
        return "never"
    return time.strftime("%Y-%m-%d %H:%M", time.localtime(timestamp))
