"""Making, signing and extending the feed of releases."""

from __future__ import annotations

import base64
import hashlib
import json
import stat
from pathlib import Path
from typing import Any

import pytest
from packager.release_feed import main, with_release
from packager.release_files import FeedError, file_entry
from packager.release_keys import KEY_VARIABLE, make_keys, private_key, public_bytes

from fashion_desktop import __version__
from fashion_desktop.catalogue.release_feed import is_signed, public_key, read_feed

BASE = "https://files.example/0.2.0"


@pytest.fixture
def key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "release.key"
    make_keys(path)
    monkeypatch.setenv(KEY_VARIABLE, str(path))
    monkeypatch.chdir(tmp_path)
    return path


def artefact(tmp_path: Path, name: str, content: bytes = b"content") -> str:
    path = tmp_path / name
    path.write_bytes(content)
    return str(path)


def feed(tmp_path: Path) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads((tmp_path / "releases.json").read_bytes())
    return loaded


def make(tmp_path: Path, *args: str) -> int:
    return main(["--base-url", BASE, "--out", str(tmp_path / "releases.json"), *args])


def test_new_keys_are_for_their_owner_only(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "release.key"
    assert main(["--keygen", str(path)]) == 0
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    said = capsys.readouterr().out
    assert path.read_text().strip() not in said
    key = private_key({KEY_VARIABLE: str(path)})
    assert public_key(tmp_path / "release.key.pub") == public_bytes(key)


@pytest.mark.parametrize("name", ["release.key", "release.key.pub"])
def test_keys_are_never_replaced(
    tmp_path: Path, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / name).write_text("precious")
    assert main(["--keygen", str(tmp_path / "release.key")]) == 1
    assert (tmp_path / name).read_text() == "precious"
    assert "never replaced" in capsys.readouterr().err


def test_the_variable_names_a_file_or_holds_the_key(key: Path) -> None:
    from_file = private_key({KEY_VARIABLE: str(key)})
    from_value = private_key({KEY_VARIABLE: key.read_text()})
    assert public_bytes(from_file) == public_bytes(from_value)


@pytest.mark.parametrize("value", ["", "  ", "/nowhere/key", base64.b64encode(bytes(31)).decode()])
def test_without_a_usable_key_nothing_is_signed(value: str) -> None:
    with pytest.raises(FeedError, match=KEY_VARIABLE) as caught:
        private_key({KEY_VARIABLE: value})
    assert not value.strip() or value not in str(caught.value)


def test_a_feed_is_made_signed_and_verified(
    tmp_path: Path, key: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "notes.txt").write_text("Faster.\n", encoding="utf-8")
    archive = artefact(tmp_path, "fashion-desktop-0.2.0-linux-x86_64.tar.xz", b"archive")
    notes = ["--notes", str(tmp_path / "notes.txt")]
    assert make(tmp_path, archive, "--version", "0.2.0", "--date", "2026-12-01", *notes) == 0
    assert "signed" in capsys.readouterr().out
    data = (tmp_path / "releases.json").read_bytes()
    signature = (tmp_path / "releases.json.sig").read_bytes()
    assert is_signed(data, signature, public_key(Path(f"{key}.pub")))
    (release,) = read_feed(data, BASE)
    assert (release.version, release.day.isoformat(), release.notes) == (
        "0.2.0",
        "2026-12-01",
        "Faster.",
    )
    (file,) = release.files
    assert file.url == f"{BASE}/fashion-desktop-0.2.0-linux-x86_64.tar.xz"
    assert (file.size_bytes, file.sha256) == (7, hashlib.sha256(b"archive").hexdigest())


@pytest.mark.usefixtures("key")
def test_the_files_in_dist_are_announced_as_this_version(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1790000000")
    (tmp_path / "dist").mkdir()
    for name in ("fashion-desktop_0.1.0_amd64.deb", "fd-linux-x86_64.tar.xz", "manifest.json"):
        artefact(tmp_path / "dist", name)
    assert make(tmp_path) == 0
    (release,) = feed(tmp_path)["releases"]
    assert (release["version"], release["date"]) == (__version__, "2026-09-21")
    assert [file["kind"] for file in release["files"]] == ["deb", "tar.xz"]


@pytest.mark.usefixtures("key")
def test_systems_and_versions_are_added_to_what_is_published(tmp_path: Path) -> None:
    linux = artefact(tmp_path, "a-linux-x86_64.tar.xz")
    windows = artefact(tmp_path, "A Setup.exe")
    assert make(tmp_path, linux, "--version", "0.2.0") == 0
    assert make(tmp_path, windows, "--version", "0.2.0") == 0
    assert make(tmp_path, linux, "--version", "0.10.0") == 0
    assert make(tmp_path, linux, "--version", "0.2.0") == 0
    releases = read_feed((tmp_path / "releases.json").read_bytes(), BASE)
    assert [release.version for release in releases] == ["0.10.0", "0.2.0"]
    assert [file.system for file in releases[1].files] == ["linux-x86_64", "windows-x86_64"]
    assert releases[1].files[1].url == f"{BASE}/A%20Setup.exe"


@pytest.mark.usefixtures("key")
def test_a_feed_of_another_key_is_not_taken_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    archive = artefact(tmp_path, "a-linux-x86_64.tar.xz")
    assert make(tmp_path, archive) == 0
    make_keys(tmp_path / "other.key")
    monkeypatch.setenv(KEY_VARIABLE, str(tmp_path / "other.key"))
    before = (tmp_path / "releases.json").read_bytes()
    assert make(tmp_path, archive) == 1
    assert (tmp_path / "releases.json").read_bytes() == before
    assert "not signed with this key" in capsys.readouterr().err


def test_the_key_must_be_the_one_that_ships(
    tmp_path: Path, key: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    archive = artefact(tmp_path, "a-linux-x86_64.tar.xz")
    assert make(tmp_path, archive, "--public-key", f"{key}.pub") == 0
    make_keys(tmp_path / "other.key")
    shipped = str(tmp_path / "other.key.pub")
    assert make(tmp_path, archive, "--public-key", shipped) == 1
    assert "would not accept" in capsys.readouterr().err


@pytest.mark.usefixtures("key")
@pytest.mark.parametrize(
    ("args", "words"),
    [
        ([], "nothing to announce"),
        (["missing-linux-x86_64.tar.xz"], "cannot be read"),
        (["README.md", "--version", "0.2.0"], "does not tell which system"),
        (["linux-x86_64=README.md"], "ends in none of"),
        (["a-linux-x86_64.tar.xz", "--version", "0.2rc1"], "not a version"),
        (["a-linux-x86_64.tar.xz", "--date", "tomorrow"], "cannot be used"),
        (["a-linux-x86_64.tar.xz", "--notes", "missing.txt"], "cannot be used"),
        (["a-linux-x86_64.tar.xz", "--base-url", "http://files.example"], "https://"),
        (["empty-linux-x86_64.tar.xz"], "size"),
    ],
)
def test_mistakes_are_said_and_nothing_is_written(
    tmp_path: Path, args: list[str], words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    artefact(tmp_path, "a-linux-x86_64.tar.xz")
    artefact(tmp_path, "README.md")
    artefact(tmp_path, "empty-linux-x86_64.tar.xz", b"")
    assert make(tmp_path, *args) == 1
    assert words in capsys.readouterr().err
    assert not (tmp_path / "releases.json").exists()
    assert not (tmp_path / "releases.json.sig").exists()


@pytest.mark.parametrize(
    ("name", "system"),
    [
        ("fashion-desktop_0.1.0_amd64.deb", "linux-x86_64"),
        ("fashion-desktop-0.1.0-linux-x86_64.tar.xz", "linux-x86_64"),
        ("Fashion Desktop 0.1.0 Setup.exe", "windows-x86_64"),
        ("fashion-desktop-0.1.0-macos-arm64.dmg", "macos-arm64"),
        ("fashion-desktop-0.1.0-macos-x86_64.tar.xz", "macos-x86_64"),
    ],
)
def test_names_tell_the_system(tmp_path: Path, name: str, system: str) -> None:
    assert file_entry(artefact(tmp_path, name), BASE)["system"] == system


def test_the_system_can_be_named(tmp_path: Path) -> None:
    path = artefact(tmp_path, "fashion.dmg")
    assert file_entry(f"macos-arm64={path}", BASE)["system"] == "macos-arm64"


def test_a_release_replaces_its_own_files_only() -> None:
    def entry(version: str, *files: tuple[str, str, int]) -> dict[str, Any]:
        rows = [{"system": s, "kind": k, "size": n} for s, k, n in files]
        return {"version": version, "notes": version, "files": rows}

    before = [entry("0.2", ("linux-x86_64", "deb", 1), ("macos-arm64", "dmg", 2)), entry("0.1")]
    after = with_release(before, entry("0.2.0", ("linux-x86_64", "deb", 3)))
    assert [item["version"] for item in after] == ["0.2.0", "0.1"]
    assert [file["size"] for file in after[0]["files"]] == [3, 2]
