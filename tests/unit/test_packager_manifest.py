"""The list of a bundle's files and their hashes."""

from __future__ import annotations

import hashlib
import json
import os
from pathlib import Path

import pytest
from packager.manifest import bundle_files, main, write_manifest

from fashion_desktop import __version__


@pytest.fixture
def bundle(tmp_path: Path) -> Path:
    folder = tmp_path / "bundle"
    (folder / "inner").mkdir(parents=True)
    (folder / "program").write_bytes(b"run")
    (folder / "program").chmod(0o755)
    (folder / "inner" / "photo é.txt").write_bytes(b"data")
    (folder / "inner" / "photo é.txt").chmod(0o644)
    return folder


def _run(*arguments: object) -> int:
    return main([str(argument) for argument in arguments])


def test_every_file_is_listed_with_its_hash(bundle: Path, tmp_path: Path) -> None:
    manifest = tmp_path / "manifest.json"
    write_manifest(bundle, manifest)
    content = json.loads(manifest.read_text(encoding="utf-8"))
    assert content["version"] == __version__
    assert content["bytes"] == 7
    assert [file["path"] for file in content["files"]] == ["inner/photo é.txt", "program"]
    assert content["files"][0]["sha256"] == hashlib.sha256(b"data").hexdigest()
    assert [file["executable"] for file in content["files"]] == [False, True]


@pytest.mark.skipif(os.name == "nt", reason="links need rights there")
def test_links_are_listed_as_links(bundle: Path) -> None:
    (bundle / "link.so").symlink_to("inner/photo é.txt")
    (bundle / "folder").symlink_to("inner")
    links = {file.path: file.link for file in bundle_files(bundle) if file.link}
    assert links == {"link.so": "inner/photo é.txt", "folder": "inner"}


def test_a_bundle_that_is_what_was_built_passes(
    bundle: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    manifest = tmp_path / "manifest.json"
    assert _run("write", bundle, manifest) == 0
    assert _run("check", bundle, manifest) == 0
    assert "2 files agree" in capsys.readouterr().out


def test_every_change_of_a_bundle_is_named(
    bundle: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    manifest = tmp_path / "manifest.json"
    write_manifest(bundle, manifest)
    (bundle / "program").write_bytes(b"rum")
    (bundle / "inner" / "photo é.txt").unlink()
    (bundle / "stranger").touch()
    assert _run("check", bundle, manifest) == 1
    assert capsys.readouterr().out.splitlines() == [
        "differs: program",
        "missing: inner/photo é.txt",
        "new: stranger",
    ]


def test_two_manifests_are_compared(bundle: Path, tmp_path: Path) -> None:
    first, second = tmp_path / "1.json", tmp_path / "2.json"
    write_manifest(bundle, first)
    write_manifest(bundle, second)
    assert first.read_bytes() == second.read_bytes()
    assert _run("compare", first, second) == 0
    (bundle / "program").chmod(0o644)
    write_manifest(bundle, second)
    assert _run("compare", first, second) == 1
