from __future__ import annotations

import json
from importlib.metadata import PathDistribution

import pytest

from fashion_desktop import __version__
from fashion_desktop.storage import licences
from fashion_desktop.storage.licences import (
    LicensedPart,
    in_order,
    licence_texts,
    licensed_parts,
    part_of,
)


@pytest.fixture
def package(tmp_path):
    def made(fields: str, name: str = "thing") -> LicensedPart:
        info = tmp_path / f"{name}-1.0.dist-info"
        info.mkdir()
        (info / "METADATA").write_text(f"Name: {name}\nVersion: 1.0\n{fields}")
        return part_of(PathDistribution(info))

    return made


@pytest.mark.parametrize(
    ("fields", "licence"),
    [
        ("License-Expression: MIT OR Apache-2.0\nLicense: other\n", "MIT OR Apache-2.0"),
        ("License: MIT License\n", "MIT"),
        ("Classifier: License :: OSI Approved :: Apache Software License\n", "Apache-2.0"),
        (f"License: {'long ' * 30}\nClassifier: License :: OSI Approved :: MIT License\n", "MIT"),
        ("", ""),
    ],
)
def test_a_package_says_its_licence_in_several_ways(package, fields, licence) -> None:
    assert package(fields).licence == licence


def test_a_package_under_several_licences_is_taken_under_one(package) -> None:
    part = package("License: LGPL-3.0-only OR GPL-2.0-only\n", "PySide6_Essentials")
    assert part == LicensedPart("Qt and PySide6", "1.0", "LGPL-3.0-only")


@pytest.mark.parametrize(
    ("fields", "home_page"),
    [
        (
            "Home-page: https://a.example\nProject-URL: Source, https://b.example\n",
            "https://a.example",
        ),
        (
            "Project-URL: Changelog, https://c.example\nProject-URL: Source Code, https://b.example\n",
            "https://b.example",
        ),
        ("", ""),
    ],
)
def test_home_pages_are_found(package, fields, home_page) -> None:
    assert package(fields).home_page == home_page


def test_a_checkout_lists_what_is_installed_and_needed() -> None:
    parts = {part.name: part for part in licensed_parts()}
    assert list(parts)[:3] == ["Fashion Desktop", "Bundled weights", "Inter typeface"]
    assert parts["Fashion Desktop"].version == __version__
    assert {"httpx", "httpcore", "numpy", "Qt and PySide6"} <= parts.keys()
    assert not {"pytest", "ruff", "pip"} & parts.keys()
    assert licence_texts() is None


def test_a_packaged_program_lists_what_it_was_built_with(tmp_path, monkeypatch) -> None:
    monkeypatch.setattr(licences, "resource_path", tmp_path.joinpath)
    built = in_order([LicensedPart("zlib", "1.3", "Zlib"), LicensedPart("Brotli", "1.1", "MIT")])
    assert [part.name for part in built[3:]] == ["Brotli", "zlib"]
    (tmp_path / "licences").mkdir()
    fields = ("name", "version", "licence", "home_page")
    entries = [{field: getattr(part, field) for field in fields} for part in built]
    (tmp_path / "licences" / "licences.json").write_text(json.dumps({"parts": entries}))
    (tmp_path / "licences" / "THIRD-PARTY-LICENCES.txt").write_text("…")
    assert licensed_parts() == built
    assert licence_texts() == tmp_path / "licences" / "THIRD-PARTY-LICENCES.txt"
