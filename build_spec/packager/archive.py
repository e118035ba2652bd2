"""Packs the bundle for any Linux: ``fashion-desktop-VERSION-linux-x86_64.tar.xz``.

    python -m packager.archive BUNDLE FOLDER

The same bundle gives the same bytes: files are sorted, belong to nobody in particular, bear one
time, and are compressed with fixed settings however many processors there are.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tarfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from fashion_desktop import EXECUTABLE_NAME, __version__
from packager.commands import StepError
from packager.identity import ROOT
from packager.source_date import source_date_epoch
from packager.systems import this_platform

_FEWEST_THREADS = 2
"""With one, xz writes another kind of file."""
_MB = 1e6


def make_archive(bundle: Path, folder: Path, epoch: int | None = None) -> Path:
    """Pack a bundle into a folder and return the archive; everything lies in one folder in it.

    Args:
        epoch: the time that all files bear, in seconds since 1970; None for the sources' own.

    Raises:
        StepError: ``xz`` is missing or fails.
    """
    if epoch is None:
        epoch = source_date_epoch(ROOT, os.environ)
    name = f"{EXECUTABLE_NAME}-{__version__}-{this_platform()}"
    folder.mkdir(parents=True, exist_ok=True)
    archive = folder / f"{name}.tar.xz"
    with archive.open("wb") as out:
        _pack(bundle, name, epoch, out.fileno())
    return archive


def main(argv: Sequence[str] | None = None) -> int:
    """Pack, and say how large it is before and after."""
    parser = argparse.ArgumentParser(prog="packager.archive", description=__doc__)
    parser.add_argument("bundle", type=Path)
    parser.add_argument("folder", type=Path)
    args = parser.parse_args(argv)
    try:
        archive = make_archive(args.bundle, args.folder)
    except StepError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    unpacked = sum(path.stat().st_size for path in entries(args.bundle) if _is_plain(path))
    packed = archive.stat().st_size
    sys.stdout.write(
        f"{archive}: {unpacked / _MB:.1f} MB unpacked, {packed / _MB:.1f} MB compressed\n"
    )
    return 0


def entries(bundle: Path) -> Iterator[Path]:
    """Yield everything below a folder, sorted by its path with forward slashes."""
    found = (
        Path(folder) / name
        for folder, folders, files in os.walk(bundle)
        for name in (*folders, *files)
    )
    yield from sorted(found, key=lambda path: path.relative_to(bundle).as_posix())


def tar_entry(path: Path, name: str, epoch: int) -> tarfile.TarInfo:
    """Return how a file, folder or link is described in an archive."""
    entry = tarfile.TarInfo(name)
    entry.mtime = epoch
    entry.uname = entry.gname = "root"
    if path.is_symlink():
        entry.type, entry.mode = tarfile.SYMTYPE, 0o777
        entry.linkname = path.readlink().as_posix()
    elif path.is_dir():
        entry.type, entry.mode = tarfile.DIRTYPE, 0o755
    else:
        entry.mode = 0o755 if os.access(path, os.X_OK) else 0o644
        entry.size = path.stat().st_size
    return entry


def _pack(bundle: Path, name: str, epoch: int, out: int) -> None:
    xz = shutil.which("xz")
    if xz is None:
        raise StepError("xz is not installed, or not on the PATH. Install xz-utils.")
    threads = max(_FEWEST_THREADS, os.cpu_count() or 1)
    # Of the settings, XZ_DEFAULTS and XZ_OPT of the environment must not be among them.
    environment = {key: value for key, value in os.environ.items() if not key.startswith("XZ_")}
    command = [xz, "-6", "--check=sha256", f"--threads={threads}", "--block-size=192MiB", "-c"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=out, env=environment) as process:
        if process.stdin is None:
            raise StepError("xz takes no input.")
        with (
            process.stdin as pipe,
            tarfile.open(fileobj=pipe, mode="w|", format=tarfile.GNU_FORMAT) as tar,
        ):
            tar.addfile(tar_entry(bundle, name, epoch))
            for path in entries(bundle):
                entry = tar_entry(path, f"{name}/{path.relative_to(bundle).as_posix()}", epoch)
                if entry.isreg():
                    with path.open("rb") as file:
                        tar.addfile(entry, file)
                else:
                    tar.addfile(entry)
    if process.returncode:
        raise StepError(f"xz ended with status {process.returncode}.")


def _is_plain(path: Path) -> bool:
    return path.is_file() and not path.is_symlink()


if __name__ == "__main__":
    sys.exit(main())
