"""Collects the notices of what Qt itself is made of: ``python -m packager.qt_notices SOURCES``.

Qt's wheels come without them. Qt's sources describe every part taken from elsewhere in files
named ``qt_attribution.json``, see https://contribute.qt-project.org/quips/7. SOURCES is the
unpacked source of the module qtbase; what the packaged program does not contain is passed over.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

NOTICES = Path(__file__).resolve().parents[1] / "licences" / "Qt-parts.txt"

_MODULES = frozenset({"qtcore", "qtgui", "qtnetwork", "qtdbus", "qtwaylandcompositor"})
_NOT_PACKAGED = frozenset({"android", "gradle", "wasm"})
_VERSION = re.compile(r"set\(QT_REPO_MODULE_VERSION \"(?P<version>[0-9.]+)\"\)")


@dataclass(frozen=True, slots=True)
class Attribution:
    """A part of Qt that was taken from elsewhere.

    Attributes:
        licence: as an SPDX expression.
        text: the text of the licence, with the notice it demands.
    """

    name: str
    version: str
    home_page: str
    licence: str
    copyrights: tuple[str, ...]
    text: str


def attributions(sources: Path) -> list[Attribution]:
    """Return what Qt's sources say about their parts, by name.

    Raises:
        FileNotFoundError: the text of a licence is missing.
    """
    found = [
        _attribution(entry, file.parent, sources)
        for file in sorted((sources / "src").rglob("qt_attribution.json"))
        if not _NOT_PACKAGED.intersection(file.parts)
        for entry in _entries(file)
        if entry.get("QDocModule") in _MODULES and entry.get("QtParts") is None
    ]
    return sorted(found, key=lambda part: part.name.casefold())


def notices_text(qt_version: str, parts: Iterable[Attribution]) -> str:
    """Return the notices as one text; a licence that several parts share is printed once."""
    texts: dict[str, list[Attribution]] = {}
    for part in parts:
        texts.setdefault(part.text, []).append(part)
    blocks = [f"Qt {qt_version} contains the following parts.\n"]
    for text, sharing in texts.items():
        heads = "\n".join(_head(part) for part in sharing)
        blocks.append(f"{'-' * 78}\n{heads}\n{text.strip()}\n")
    return "\n".join(blocks)


def main(argv: Sequence[str] | None = None) -> int:
    """Write the notices of the named sources to where the licences are collected from."""
    parser = argparse.ArgumentParser(prog="python -m packager.qt_notices", description=__doc__)
    parser.add_argument("sources", type=Path, help="unpacked source of the module qtbase")
    sources = parser.parse_args(argv).sources
    match = _VERSION.search((sources / ".cmake.conf").read_text(encoding="utf-8"))
    if match is None:
        sys.stderr.write(f"{sources} does not say of which version of Qt it is.\n")
        return 1
    text = notices_text(match["version"], attributions(sources))
    NOTICES.write_text(text, encoding="utf-8", newline="\n")
    return 0


def _entries(file: Path) -> Iterator[dict[str, object]]:
    # Their descriptions contain line breaks, which strict JSON does not allow.
    content = json.loads(file.read_text(encoding="utf-8"), strict=False)
    yield from content if isinstance(content, list) else [content]


def _attribution(entry: dict[str, object], folder: Path, sources: Path) -> Attribution:
    licence = str(entry["LicenseId"])
    common = sources / "LICENSES"
    files = [
        folder / name if (folder / name).is_file() else common / Path(name).name
        for name in _strings(entry.get("LicenseFile", entry.get("LicenseFiles")))
    ]
    if not files:
        names = re.findall(r"[\w.+-]+", re.sub(r"\b(AND|OR|WITH)\b", "", licence))
        files = [common / f"{name}.txt" for name in names]
    return Attribution(
        name=str(entry["Name"]),
        version=str(entry.get("Version", "")),
        home_page=str(entry.get("Homepage", "")),
        licence=licence,
        copyrights=tuple(_strings(entry.get("Copyright"))),
        text="\n\n".join(_plain(file) for file in files),
    )


def _plain(file: Path) -> str:
    text = file.read_text(encoding="utf-8", errors="replace")
    return "\n".join(line.rstrip() for line in text.splitlines()).strip("\n")


def _strings(value: object) -> list[str]:
    if value is None:
        return []
    return [str(item) for item in value] if isinstance(value, list) else [str(value)]


def _head(part: Attribution) -> str:
    name = f"{part.name} {part.version}".strip()
    lines = [f"{name}: {part.licence}", part.home_page, *part.copyrights]
    return "".join(f"{line.strip()}\n" for text in lines for line in text.splitlines() if line)


if __name__ == "__main__":
    sys.exit(main())
