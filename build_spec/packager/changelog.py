"""What ``CHANGELOG.md`` says of a version, for the formats that packages want."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from packager.identity import ROOT

CHANGELOG = ROOT / "CHANGELOG.md"
_VERSION = re.compile(
    r"^## \[(?P<version>[^\]]+)\](?: - (?P<date>\d{4}-\d\d-\d\d))?\s*$", re.MULTILINE
)
_GROUP = re.compile(r"^### (.+)$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Release:
    """One version.

    Attributes:
        epoch: when it was released, in seconds since 1970.
        groups: what was added, changed and so on: its heading, and one text for each point.
    """

    version: str
    epoch: int
    groups: tuple[tuple[str, tuple[str, ...]], ...]

    @property
    def date(self) -> str:
        """The day in the form YYYY-MM-DD."""
        return datetime.fromtimestamp(self.epoch, UTC).date().isoformat()


def releases(text: str, version: str, epoch: int) -> list[Release]:
    """Return the versions of a changelog, newest first; the first of them is ``version``.

    Args:
        text: in the format of https://keepachangelog.com/en/1.1.0/.
        version: the one being packaged: whatever is unreleased counts as its own.
        epoch: when it is packaged, in seconds since 1970.
    """
    found = {
        match["version"]: Release(match["version"], _epoch(match["date"], epoch), tuple(groups))
        for match, groups in _sections(text)
    }
    unreleased = found.pop("Unreleased", None)
    own = found.pop(version, None)
    if own is None:
        own = Release(version, epoch, unreleased.groups if unreleased else ())
    return [own, *found.values()]


def plain(text: str) -> str:
    """Return a point of the changelog without Markdown's marks."""
    linked = re.sub(r"\[([^\]]+)\]\([^)]*\)", r"\1", text)
    return re.sub(r"`+|\*\*", "", linked)


def _epoch(date: str | None, otherwise: int) -> int:
    if date is None:
        return otherwise
    return int(datetime.fromisoformat(date).replace(tzinfo=UTC).timestamp())


def _sections(text: str) -> Iterator[tuple[re.Match[str], list[tuple[str, tuple[str, ...]]]]]:
    for head, body in _divided(_VERSION, text):
        yield head, list(_groups(body))


def _groups(text: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    for head, body in _divided(_GROUP, text):
        points = _points(body)
        if points:
            yield head[1].strip(), points


def _divided(heading: re.Pattern[str], text: str) -> Iterator[tuple[re.Match[str], str]]:
    """Yield every heading and what stands below it."""
    heads = list(heading.finditer(text))
    ends = [head.start() for head in heads[1:]] + [len(text)]
    # Without any heading there is an end too many.
    for head, end in zip(heads, ends, strict=False):
        yield head, text[head.end() : end]


def _points(text: str) -> tuple[str, ...]:
    parts = re.split(r"^[-*] ", text, flags=re.MULTILINE)[1:]
    return tuple(" ".join(part.split()) for part in parts)
