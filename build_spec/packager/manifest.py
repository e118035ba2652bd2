"""A list of every file of a bundle with its hash: what was built, and whether it still is that.

python -m packager.manifest write BUNDLE MANIFEST.json
python -m packager.manifest check BUNDLE MANIFEST.json
python -m packager.manifest compare MANIFEST.json OTHER.json
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import stat
import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from fashion_desktop import __version__
from packager.systems import this_platform


@dataclass(frozen=True, slots=True)
class BundleFile:
    """A file of the bundle.

    Attributes:
        path: below the bundle, with forward slashes.
        size: in bytes; of a link, 0.
        sha256: of the content; of a link, of where it leads.
        executable: whether its owner may run it.
        link: where a symbolic link leads; empty for a file.
    """

    path: str
    size: int
    sha256: str
    executable: bool
    link: str


def bundle_files(bundle: Path) -> list[BundleFile]:
    """Return every file and link below a folder, in the order of their paths."""
    return sorted((_described(path, bundle) for path in _walk(bundle)), key=lambda file: file.path)


def write_manifest(bundle: Path, manifest: Path) -> None:
    """Write down what is in a bundle."""
    files = bundle_files(bundle)
    content = {
        "version": __version__,
        "platform": this_platform(),
        "bytes": sum(file.size for file in files),
        "files": [asdict(file) for file in files],
    }
    manifest.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")


def read_manifest(manifest: Path) -> list[BundleFile]:
    """Return the files that a manifest lists."""
    content = json.loads(manifest.read_text(encoding="utf-8"))
    return [BundleFile(**file) for file in content["files"]]


def differences(before: Sequence[BundleFile], after: Sequence[BundleFile]) -> list[str]:
    """Return a line for every file that is missing, new or other than it was."""
    old = {file.path: file for file in before}
    new = {file.path: file for file in after}
    lines = [f"missing: {path}" for path in old.keys() - new.keys()]
    lines += [f"new: {path}" for path in new.keys() - old.keys()]
    lines += [f"differs: {path}" for path in old.keys() & new.keys() if old[path] != new[path]]
    return sorted(lines)


def main(argv: Sequence[str] | None = None) -> int:
    """Write, check or compare manifests; the exit status tells whether they agree."""
    parser = argparse.ArgumentParser(prog="packager.manifest", description=__doc__)
    actions = parser.add_subparsers(dest="action", required=True)
    for action in ("write", "check"):
        command = actions.add_parser(action)
        command.add_argument("bundle", type=Path)
        command.add_argument("manifest", type=Path)
    compare = actions.add_parser("compare")
    compare.add_argument("manifest", type=Path)
    compare.add_argument("other", type=Path)
    args = parser.parse_args(argv)
    if args.action == "write":
        write_manifest(args.bundle, args.manifest)
        return 0
    expected = read_manifest(args.manifest)
    found = bundle_files(args.bundle) if args.action == "check" else read_manifest(args.other)
    lines = differences(expected, found)
    sys.stdout.write("".join(f"{line}\n" for line in lines) or f"{len(found)} files agree\n")
    return 1 if lines else 0


def _walk(bundle: Path) -> Iterator[Path]:
    for folder, folders, files in os.walk(bundle):
        for name in [*files, *(name for name in folders if (Path(folder) / name).is_symlink())]:
            yield Path(folder) / name


def _described(path: Path, bundle: Path) -> BundleFile:
    name = path.relative_to(bundle).as_posix()
    if path.is_symlink():
        link = path.readlink().as_posix()
        return BundleFile(name, 0, hashlib.sha256(link.encode()).hexdigest(), False, link)
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    status = path.stat()
    return BundleFile(name, status.st_size, digest, bool(status.st_mode & stat.S_IXUSR), "")


if __name__ == "__main__":
    sys.exit(main())
