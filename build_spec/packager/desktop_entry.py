"""What a Linux desktop is told about the program: menu entry, software centre, icons.

    python -m packager.desktop_entry FOLDER

Writes what belongs below ``usr/share`` into a folder. The program has no file type of its own:
photos have theirs from the desktop's own list, and a library is a folder that is chosen in the
program; so there is nothing for ``share/mime``.

Two variables complete what the software centre shows: PACKAGE_HOMEPAGE, the address of the
project's page, and PACKAGE_SCREENSHOT, that of a picture of the window.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import xml.etree.ElementTree as ET
from collections.abc import Mapping, Sequence
from pathlib import Path
from string import Template

from fashion_desktop import (
    DISPLAY_NAME,
    EXECUTABLE_NAME,
    IDENTIFIER,
    PUBLISHER,
    SUMMARY,
    __version__,
)
from packager.changelog import CHANGELOG, Release, plain, releases
from packager.icons import DRAWING, HICOLOR_SIZES_PX, hicolor_file
from packager.identity import ROOT
from packager.source_date import source_date_epoch

TEMPLATES = ROOT / "build_spec" / "linux"
HOMEPAGE, SCREENSHOT = "PACKAGE_HOMEPAGE", "PACKAGE_SCREENSHOT"
PHOTO_MIME_TYPES: Mapping[str, tuple[str, ...]] = {
    "JPEG": ("image/jpeg",),
    "PNG": ("image/png",),
    "WEBP": ("image/webp",),
    "AVIF": ("image/avif",),
    "HEIF": ("image/heif", "image/heic"),
    "GIF": ("image/gif",),
    "TIFF": ("image/tiff",),
    "BMP": ("image/bmp",),
    "JPEG2000": ("image/jp2", "image/jpx"),
    "PPM": ("image/x-portable-bitmap", "image/x-portable-graymap", "image/x-portable-pixmap"),
}
"""The formats that can be read, by Pillow's names, as desktops call them."""
MIME_TYPES = tuple(name for names in PHOTO_MIME_TYPES.values() for name in names)


def desktop_entry() -> str:
    """Return the menu entry, which also offers the program under "Open with"."""
    return _filled("desktop_entry.in", mime_types="".join(f"{name};" for name in MIME_TYPES))


def metainfo(epoch: int, environment: Mapping[str, str] = os.environ) -> str:
    """Return the AppStream description for software centres.

    Args:
        epoch: when this version is packaged, in seconds since 1970.
        environment: ``PACKAGE_HOMEPAGE`` and ``PACKAGE_SCREENSHOT``.
    """
    text = _filled("metainfo.xml.in", developer_id=IDENTIFIER.rpartition(".")[0].lower())
    component = ET.fromstring(text)  # noqa: S314 - the project's own template
    if address := environment.get(HOMEPAGE):
        _insert_after(component, "developer", _element("url", address, type="homepage"))
    if address := environment.get(SCREENSHOT):
        picture = _element("screenshot", None, type="default")
        picture.append(_element("caption", "Look-alikes of a product"))
        picture.append(_element("image", address, type="source"))
        pictures = _element("screenshots", None)
        pictures.append(picture)
        _insert_after(component, "branding", pictures)
    _child(component, "provides").extend(_element("mediatype", name) for name in MIME_TYPES)
    changelog = CHANGELOG.read_text(encoding="utf-8")
    for release in releases(changelog, __version__, epoch):
        _child(component, "releases").append(_release(release))
    ET.indent(component)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{ET.tostring(component, encoding="unicode")}\n'


def write_desktop_files(share: Path, epoch: int) -> list[Path]:
    """Write everything below a ``share`` folder and return the paths of the files."""
    icons = share / "icons" / "hicolor"
    written = {
        share / "applications" / f"{IDENTIFIER}.desktop": desktop_entry(),
        share / "metainfo" / f"{IDENTIFIER}.metainfo.xml": metainfo(epoch),
    }
    copied = {icons / "scalable" / "apps" / f"{IDENTIFIER}.svg": DRAWING}
    for size_px in HICOLOR_SIZES_PX:
        target = icons / f"{size_px}x{size_px}" / "apps" / f"{IDENTIFIER}.png"
        copied[target] = hicolor_file(size_px)
    for path in (*written, *copied):
        path.parent.mkdir(parents=True, exist_ok=True)
    for path, text in written.items():
        path.write_text(text, encoding="utf-8", newline="\n")
    for path, source in copied.items():
        shutil.copyfile(source, path)
    return sorted((*written, *copied))


def main(argv: Sequence[str] | None = None) -> int:
    """Write the files."""
    parser = argparse.ArgumentParser(prog="packager.desktop_entry", description=__doc__)
    parser.add_argument("folder", type=Path, help="where usr/share/... is made")
    folder = parser.parse_args(argv).folder
    epoch = source_date_epoch(ROOT, os.environ)
    for path in write_desktop_files(folder / "usr" / "share", epoch):
        sys.stdout.write(f"{path}\n")
    return 0


def _filled(template: str, **values: str) -> str:
    text = (TEMPLATES / template).read_text(encoding="utf-8")
    return Template(text).substitute(
        name=DISPLAY_NAME,
        executable=EXECUTABLE_NAME,
        identifier=IDENTIFIER,
        publisher=PUBLISHER,
        summary=SUMMARY,
        **values,
    )


def _release(release: Release) -> ET.Element:
    element = _element("release", None, version=release.version, date=release.date)
    description = _element("description", None)
    for heading, points in release.groups:
        description.append(_element("p", f"{heading}:"))
        items = _element("ul", None)
        items.extend(_element("li", plain(point)) for point in points)
        description.append(items)
    if len(description):
        element.append(description)
    return element


def _element(tag: str, text: str | None, **attributes: str) -> ET.Element:
    element = ET.Element(tag, attributes)
    element.text = text
    return element


def _child(parent: ET.Element, tag: str) -> ET.Element:
    found = parent.find(tag)
    if found is None:
        raise ValueError(f"there is no <{tag}> in the template")
    return found


def _insert_after(parent: ET.Element, tag: str, added: ET.Element) -> None:
    parent.insert(list(parent).index(_child(parent, tag)) + 1, added)


if __name__ == "__main__":
    sys.exit(main())
