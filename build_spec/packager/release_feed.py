"""Writes and signs the feed that announces releases; makes the pair of keys for it.

The private key comes from the environment variable ``FASHION_DESKTOP_RELEASE_KEY``: the key
itself in base64, or the path of a file that holds it. It is never an argument, as those can be
seen by everybody on the machine.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from fashion_desktop import __version__
from fashion_desktop.catalogue.release_feed import (
    FORMAT,
    SIGNATURE_SUFFIX,
    is_signed,
    public_key,
    read_feed,
)
from fashion_desktop.domain.errors import UpdateError
from fashion_desktop.domain.releases import KINDS, SYSTEMS, version_key
from fashion_desktop.storage.atomic_file import write_atomically
from packager.release_files import FeedError, file_entry
from packager.release_keys import KEY_VARIABLE, make_keys, private_key, public_bytes, signature

DIST = Path("dist")
SHIPPED_KEY = Path("resources/release/public-key.txt")
_Entry = dict[str, Any]


def main(argv: Sequence[str] | None = None) -> int:
    """Make a feed or keys; return the exit status."""
    options = _parser().parse_args(argv)
    try:
        if options.keygen is not None:
            public = make_keys(options.keygen)
            sys.stdout.write(
                f"Private key: {options.keygen} (keep it secret, keep a copy)\n"
                f"Public key:  {public} (ship it as {SHIPPED_KEY})\n"
            )
        else:
            sys.stdout.write(f"{_make_feed(options)}\n")
    except FeedError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0


def with_release(releases: Sequence[_Entry], added: _Entry) -> list[_Entry]:
    """Return the releases with one more, the newest first.

    Files join those that the same version has for other systems and of other kinds: each
    system may be built elsewhere.
    """
    key = version_key(added["version"])
    kept = [entry for entry in releases if version_key(entry["version"]) != key]
    known = [file for entry in releases if entry not in kept for file in entry["files"]]
    replaced = {(file["system"], file["kind"]) for file in added["files"]}
    known = [file for file in known if (file["system"], file["kind"]) not in replaced]
    files = sorted([*known, *added["files"]], key=lambda file: (file["system"], file["kind"]))
    return sorted(
        [*kept, added | {"files": files}],
        key=lambda entry: version_key(entry["version"]),
        reverse=True,
    )


def _make_feed(options: argparse.Namespace) -> str:
    """Write feed and signature, verify them as the program would, and return what to say."""
    key = private_key(os.environ)
    public = public_bytes(key)
    _require_shipped(options.public_key, public)
    out: Path = options.out
    signature_path = out.with_name(out.name + SIGNATURE_SUFFIX)
    files = options.files or sorted(
        str(path) for kind in KINDS for path in DIST.glob(f"*.{kind}") if path.is_file()
    )
    if not files:
        raise FeedError(f"There is nothing to announce: no file in {DIST}/. Name the files.")
    try:
        version_key(options.version)
        day = date.fromisoformat(options.date) if options.date else _today()
        notes = options.notes.read_text(encoding="utf-8") if options.notes else ""
    except (ValueError, OSError) as error:
        raise FeedError(f"The version, date or notes cannot be used: {error}.") from None
    entry: _Entry = {
        "version": options.version,
        "date": day.isoformat(),
        "notes": notes.strip(),
        "files": [file_entry(name, options.base_url) for name in files],
    }
    earlier = _earlier(out, signature_path, public)
    feed = {"format": FORMAT, "releases": with_release(earlier, entry)}
    data = (json.dumps(feed, indent=2, ensure_ascii=False) + "\n").encode()
    _require_readable(data, options.base_url)
    write_atomically(out, data)
    write_atomically(signature_path, signature(key, data))
    if not is_signed(out.read_bytes(), signature_path.read_bytes(), public):
        raise FeedError(f"What was written to {out} does not verify. Do not publish it.")
    return (
        f"{out} announces {options.version} with {len(entry['files'])} file(s), signed in "
        f"{signature_path.name} and verified. Publish both, after the files themselves."
    )


def _require_shipped(path: Path, public: bytes) -> None:
    try:
        shipped = public_key(path)
    except UpdateError:
        # A build may bring its own; then there is nothing here to compare with.
        return
    if shipped != public:
        raise FeedError(
            f"The private key is not the one that belongs to {path}: programs with that file "
            "would not accept this feed."
        )


def _require_readable(data: bytes, url: str) -> None:
    try:
        read_feed(data, url)
    except ValueError as error:
        raise FeedError(f"The program could not read this feed: {error}.") from None


def _earlier(path: Path, signature_path: Path, public: bytes) -> list[_Entry]:
    """Return the releases of a feed that is there already, if it is this key's."""
    if not path.exists():
        return []
    data = path.read_bytes()
    signed = signature_path.read_bytes() if signature_path.exists() else b""
    if not is_signed(data, signed, public):
        raise FeedError(f"{path} is there already and not signed with this key. Remove it first.")
    releases: list[_Entry] = json.loads(data)["releases"]
    return releases


def _today() -> date:
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    now = datetime.now(UTC)
    if epoch.isdigit():
        now = datetime.fromtimestamp(int(epoch), UTC)
    return now.date()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="packager.release_feed",
        description="Write and sign the feed that announces releases. The private key comes from "
        f"the environment variable {KEY_VARIABLE}: the key itself, or a file that holds it.",
    )
    parser.add_argument(
        "files",
        nargs="*",
        metavar="[SYSTEM=]FILE",
        help=f"files to announce, with the system ({', '.join(SYSTEMS)}) where the name does not "
        f"tell it; without any, those in {DIST}/",
    )
    goal = parser.add_mutually_exclusive_group(required=True)
    goal.add_argument("--base-url", metavar="URL", help="folder that the files will be in")
    goal.add_argument(
        "--keygen", type=Path, metavar="FILE", help="write a new private key, and FILE.pub"
    )
    parser.add_argument("--version", default=__version__, help="default: %(default)s")
    parser.add_argument("--date", default="", metavar="YYYY-MM-DD", help="default: today, UTC")
    parser.add_argument("--notes", type=Path, metavar="FILE", help="what is new, as plain text")
    parser.add_argument("--out", type=Path, default=DIST / "releases.json", metavar="FILE")
    parser.add_argument(
        "--public-key",
        type=Path,
        default=SHIPPED_KEY,
        metavar="FILE",
        help="key that the released program has; must be the private key's other half",
    )
    return parser


if __name__ == "__main__":
    sys.exit(main())
