"""Files that a source reads: photos and tables, and what to say when that fails."""

from __future__ import annotations

from pathlib import Path, PureWindowsPath

from fashion_desktop.catalogue.http_client import MAX_BODY_BYTES
from fashion_desktop.catalogue.source import FetchedPhoto
from fashion_desktop.domain.errors import ImageFetchError, SourceError
from fashion_desktop.domain.sources import ImageValidators
from fashion_desktop.storage.reachable import reachable

MAX_TABLE_BYTES = 256 * 1024**2


def read_photo(path: Path, validators: ImageValidators | None = None) -> FetchedPhoto:
    """Return a photo file's bytes, or word that it is unchanged since the validators.

    Raises:
        ImageFetchError: the file is missing, unreadable, empty or too large.
    """
    try:
        file = reachable(path)
        stat = file.stat()
        current = ImageValidators(last_modified=f"{stat.st_mtime_ns}:{stat.st_size}")
        if validators is not None and validators.last_modified == current.last_modified:
            return FetchedPhoto(None, current)
        if stat.st_size > MAX_BODY_BYTES:
            raise ImageFetchError(
                f"The file “{path.name}” is larger than {MAX_BODY_BYTES // 1024**2} MB. "
                "Use a smaller photo."
            )
        data = file.read_bytes()
    except FileNotFoundError:
        raise ImageFetchError(
            f"The file “{path}” is not there any more. Put it back, or sync the catalogue."
        ) from None
    except (OSError, ValueError) as error:
        raise ImageFetchError(
            f"The file “{path}” cannot be read ({reason_of(error)}). Check its permissions."
        ) from None
    if not data:
        raise ImageFetchError(f"The file “{path.name}” is empty. Replace it.")
    return FetchedPhoto(data, current)


def is_file(path: Path) -> bool:
    """Tell whether a file is there that can be looked up.

    ``Path.is_file`` raises for a name that is too long, a folder that may not be entered or a
    drive that does not answer; one such name must not stop what many others are in.
    """
    try:
        return reachable(path).is_file()
    except OSError:
        return False


def is_dir(path: Path) -> bool:
    """Tell whether a folder is there that can be looked up; see ``is_file``."""
    try:
        return reachable(path).is_dir()
    except OSError:
        return False


def path_inside(folder: Path, reference: str) -> Path | None:
    """Return the path that a reference means within a folder; None if it leads out of it."""
    relative = relative_inside(folder, reference)
    return None if relative is None else folder / relative


def relative_inside(folder: Path, reference: str) -> str | None:
    """Return a reference as a normal path relative to a folder, with ``/``.

    Nothing is looked up on disk. Backslashes separate as slashes do.

    Returns:
        None if the reference is empty or leads out of the folder.
    """
    path = reference.replace("\\", "/")
    drive = PureWindowsPath(reference).drive if ":" in reference else ""
    if path.startswith("/") or drive:
        try:
            path = Path(reference).relative_to(folder).as_posix()
        except ValueError:
            return None
    parts = [part for part in path.split("/") if part not in {"", "."}]
    if not parts or ".." in parts or "\0" in path:
        return None
    return "/".join(parts)


def read_table_file(path: Path) -> bytes:
    """Return the bytes of a table file.

    Raises:
        SourceError: it is missing, unreadable or far too large.
    """
    try:
        file = reachable(path)
        if file.stat().st_size > MAX_TABLE_BYTES:
            raise SourceError(
                f"The file “{path}” is larger than {MAX_TABLE_BYTES // 1024**2} MB. Split it."
            )
        return file.read_bytes()
    except FileNotFoundError:
        raise SourceError(
            f"The file “{path}” is not there. Reconnect the drive, or choose another file."
        ) from None
    except (OSError, ValueError) as error:
        raise SourceError(
            f"The file “{path}” cannot be read ({reason_of(error)}). Check its permissions."
        ) from None


def reason_of(error: OSError | ValueError) -> str:
    """Return the system's word for why a file could not be read."""
    text = getattr(error, "strerror", None) or str(error)
    return str(text)[:1].lower() + str(text)[1:]
