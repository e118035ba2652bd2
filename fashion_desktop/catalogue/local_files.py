"""Files that a source reads: photos and tables, and what to say when that fails."""

from __future__ import annotations

from pathlib import Path, PurePosixPath, PureWindowsPath

from fashion_desktop.catalogue.http_client import MAX_BODY_BYTES
from fashion_desktop.catalogue.source import FetchedPhoto
from fashion_desktop.domain.errors import ImageFetchError, SourceError
from fashion_desktop.domain.sources import ImageValidators

MAX_TABLE_BYTES = 256 * 1024**2


def read_photo(path: Path, validators: ImageValidators | None = None) -> FetchedPhoto:
    """Return a photo file's bytes, or word that it is unchanged since the validators.

    Raises:
        ImageFetchError: the file is missing, unreadable, empty or too large.
    """
    try:
        stat = path.stat()
        current = ImageValidators(last_modified=f"{stat.st_mtime_ns}:{stat.st_size}")
        if validators is not None and validators.last_modified == current.last_modified:
            return FetchedPhoto(None, current)
        if stat.st_size > MAX_BODY_BYTES:
            raise ImageFetchError(
                f"The file “{path.name}” is larger than {MAX_BODY_BYTES // 1024**2} MB. "
                "Use a smaller photo."
            )
        data = path.read_bytes()
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


def path_inside(folder: Path, reference: str) -> Path | None:
    """Return the path that a reference means within a folder; None if it leads out of it."""
    relative = PurePosixPath(reference.replace("\\", "/"))
    is_rooted = relative.is_absolute() or bool(PureWindowsPath(reference).drive)
    if is_rooted:
        try:
            relative = PurePosixPath(Path(reference).relative_to(folder).as_posix())
        except ValueError:
            return None
    if ".." in relative.parts or not relative.parts or "\0" in reference:
        return None
    return folder / relative


def read_table_file(path: Path) -> bytes:
    """Return the bytes of a table file.

    Raises:
        SourceError: it is missing, unreadable or far too large.
    """
    try:
        if path.stat().st_size > MAX_TABLE_BYTES:
            raise SourceError(
                f"The file “{path}” is larger than {MAX_TABLE_BYTES // 1024**2} MB. Split it."
            )
        return path.read_bytes()
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
