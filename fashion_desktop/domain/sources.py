"""Descriptions of product sources, without any secret in them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class SourceKind(StrEnum):
    """Where a catalogue comes from."""

    API = "api"
    FOLDER = "folder"
    FEED = "feed"
    DEMO = "demo"


@dataclass(frozen=True, slots=True)
class SourceConfig:
    """How to reach a source. A token is never part of it: it lives in the OS keyring.

    Attributes:
        location: base URL of a product API, path of a folder, path or URL of a feed;
            empty for the demo catalogue.
        attributes_csv: the attribute file of a folder source, or empty.
        column_mapping: feed column → our field (``id``, ``name``, ``price``, ``image``,
            ``page_url``, ``currency``); empty means by name.
        token_env: name of the environment variable that holds the token, or empty.
    """

    kind: SourceKind
    location: str = ""
    attributes_csv: str = ""
    column_mapping: Mapping[str, str] = field(default_factory=dict)
    token_env: str = ""


@dataclass(frozen=True, slots=True)
class SourceRecord:
    """A source as the library remembers it."""

    id: int
    name: str
    config: SourceConfig
    last_synced_at: float | None
    products: int


@dataclass(frozen=True, slots=True)
class ImageValidators:
    """What a server said of a photo so that the next request can ask "has it changed?".

    For local files ``last_modified`` holds modification time and size.
    """

    etag: str = ""
    last_modified: str = ""
