"""The menu entry and the description for software centres."""

from __future__ import annotations

import configparser
import shutil
import subprocess
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
from packager.desktop_entry import (
    MIME_TYPES,
    PHOTO_MIME_TYPES,
    desktop_entry,
    main,
    metainfo,
    write_desktop_files,
)
from packager.icons import HICOLOR_SIZES_PX
from PIL import Image

from fashion_desktop import (
    DISPLAY_NAME,
    EXECUTABLE_NAME,
    IDENTIFIER,
    PUBLISHER,
    SUMMARY,
    __version__,
)
from fashion_desktop.cli.parser import build_parser
from fashion_desktop.domain.file_types import PHOTO_SUFFIXES
from fashion_desktop.embedding import sniff

EPOCH = 1_700_000_000
# Of the desktop's own list (shared-mime-info) the endings of the types that are offered.
SUFFIXES = {
    "image/jpeg": {".jpg", ".jpeg", ".jpe", ".jfif"},
    "image/png": {".png"},
    "image/webp": {".webp"},
    "image/avif": {".avif"},
    "image/heif": {".heif", ".heic"},
    "image/gif": {".gif"},
    "image/tiff": {".tif", ".tiff"},
    "image/bmp": {".bmp"},
}


@pytest.fixture
def entry() -> configparser.ConfigParser:
    parser = configparser.ConfigParser(interpolation=None, delimiters=("=",))
    parser.optionxform = str
    parser.read_string(desktop_entry())
    return parser


def run(*command: str | Path) -> None:
    done = subprocess.run(
        [str(word) for word in command], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, f"{done.stdout}{done.stderr}"


def test_the_entry_says_who_the_program_is(entry: configparser.ConfigParser) -> None:
    main_group = entry["Desktop Entry"]
    assert main_group["Type"] == "Application"
    assert (main_group["Name"], main_group["Comment"]) == (DISPLAY_NAME, SUMMARY)
    assert main_group["Icon"] == IDENTIFIER
    assert main_group["Exec"] == f"{EXECUTABLE_NAME} --open %F"
    assert main_group["Terminal"] == "false"
    # X11 windows are called so: see where the application object is made.
    assert main_group["StartupWMClass"] == EXECUTABLE_NAME
    assert "$" not in desktop_entry()


def test_every_command_of_the_entry_is_understood(entry: configparser.ConfigParser) -> None:
    commands = [group["Exec"].split() for _, group in entry.items() if "Exec" in group]
    assert len(commands) == 2
    for program, *arguments in commands:
        assert program == EXECUTABLE_NAME
        build_parser().parse_args(
            [argument.replace("%F", "/photos/a.jpg") for argument in arguments]
        )


def test_actions_are_declared_and_described(entry: configparser.ConfigParser) -> None:
    for name in entry["Desktop Entry"]["Actions"].strip(";").split(";"):
        assert entry[f"Desktop Action {name}"]["Name"]


def test_every_photo_that_can_be_read_is_offered(entry: configparser.ConfigParser) -> None:
    named = {name for _, name in sniff._MAGIC} | {"WEBP", "AVIF", "HEIF"}
    assert set(PHOTO_MIME_TYPES) == named
    offered = entry["Desktop Entry"]["MimeType"]
    assert offered.split(";") == [*MIME_TYPES, ""]
    assert len(set(MIME_TYPES)) == len(MIME_TYPES)
    assert set().union(*(SUFFIXES.get(name, set()) for name in MIME_TYPES)) == set(PHOTO_SUFFIXES)


def test_the_description_says_the_same() -> None:
    component = ET.fromstring(metainfo(EPOCH, {}))
    assert component.get("type") == "desktop-application"
    assert component.findtext("id") == IDENTIFIER
    assert component.findtext("name") == DISPLAY_NAME
    assert component.findtext("summary") == SUMMARY
    assert component.findtext("developer/name") == PUBLISHER
    assert component.findtext("launchable") == f"{IDENTIFIER}.desktop"
    assert component.findtext("provides/binary") == EXECUTABLE_NAME
    assert tuple(e.text for e in component.findall("provides/mediatype")) == MIME_TYPES
    releases = component.findall("releases/release")
    assert (releases[0].get("version"), releases[0].get("date")) == (__version__, "2023-11-14")
    assert len(releases[0].findall("description/ul/li")) > 10
    assert component.find("content_rating") is not None


def test_addresses_are_named_when_they_are_known() -> None:
    bare = ET.fromstring(metainfo(EPOCH, {}))
    assert bare.find("url") is None
    assert bare.find("screenshots") is None
    known = {
        "PACKAGE_HOMEPAGE": "https://example.org/?a=1&b=<2>",
        "PACKAGE_SCREENSHOT": "https://example.org/window.png",
    }
    full = ET.fromstring(metainfo(EPOCH, known))
    assert full.findtext("url[@type='homepage']") == known["PACKAGE_HOMEPAGE"]
    assert full.findtext("screenshots/screenshot/image") == known["PACKAGE_SCREENSHOT"]


def test_files_lie_where_desktops_look_for_them(tmp_path: Path) -> None:
    files = [path.relative_to(tmp_path).as_posix() for path in write_desktop_files(tmp_path, EPOCH)]
    assert f"applications/{IDENTIFIER}.desktop" in files
    assert f"metainfo/{IDENTIFIER}.metainfo.xml" in files
    assert f"icons/hicolor/scalable/apps/{IDENTIFIER}.svg" in files
    for size_px in HICOLOR_SIZES_PX:
        name = f"icons/hicolor/{size_px}x{size_px}/apps/{IDENTIFIER}.png"
        assert name in files
        with Image.open(tmp_path / name) as icon:
            assert icon.size == (size_px, size_px)
    found = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert len(found) == len(files) == len(HICOLOR_SIZES_PX) + 3


def test_the_time_is_the_one_that_is_given(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(EPOCH))
    assert main([str(tmp_path)]) == 0
    written = tmp_path / "usr" / "share" / "metainfo" / f"{IDENTIFIER}.metainfo.xml"
    assert str(written) in capsys.readouterr().out
    assert written.read_text(encoding="utf-8") == metainfo(EPOCH)


@pytest.mark.skipif(shutil.which("desktop-file-validate") is None, reason="needs its validator")
def test_the_entry_is_valid(tmp_path: Path) -> None:
    write_desktop_files(tmp_path, EPOCH)
    run("desktop-file-validate", tmp_path / "applications" / f"{IDENTIFIER}.desktop")


@pytest.mark.skipif(shutil.which("appstreamcli") is None, reason="needs appstreamcli")
@pytest.mark.parametrize("addresses", [{}, {"PACKAGE_HOMEPAGE": "https://example.org"}])
def test_the_description_is_valid(tmp_path: Path, addresses: dict[str, str]) -> None:
    file = tmp_path / f"{IDENTIFIER}.metainfo.xml"
    file.write_text(metainfo(EPOCH, addresses), encoding="utf-8")
    run("appstreamcli", "validate", "--no-net", file)


@pytest.mark.skipif(shutil.which("appstream-util") is None, reason="needs appstream-util")
def test_the_description_is_valid_for_older_software_centres(tmp_path: Path) -> None:
    file = tmp_path / f"{IDENTIFIER}.metainfo.xml"
    known = {
        "PACKAGE_HOMEPAGE": "https://example.org",
        "PACKAGE_SCREENSHOT": "https://example.org/window.png",
    }
    file.write_text(metainfo(EPOCH, known), encoding="utf-8")
    run("appstream-util", "validate", "--nonet", file)
