import hashlib
from datetime import date
from itertools import pairwise
from pathlib import PurePosixPath

import pytest

from fashion_desktop import __version__
from fashion_desktop.domain.releases import (
    DEFAULT_FEED_URL,
    Release,
    ReleaseFile,
    best_offer,
    feed_address_problem,
    is_safe_address,
    is_safe_beside,
    system_name,
    usable_kinds,
    version_key,
)

LINUX = "linux-x86_64"


def file(system: str = LINUX, kind: str = "tar.xz") -> ReleaseFile:
    digest = hashlib.sha256(f"{system}{kind}".encode()).hexdigest()
    return ReleaseFile(system, kind, f"https://x.example/f.{kind}", 10, digest)


def release(version: str, *files: ReleaseFile) -> Release:
    return Release(version, date(2026, 12, 1), "", files or (file(),))


def test_versions_are_ordered_by_their_numbers() -> None:
    ordered = ["0.0.1", "0.1", "0.1.1", "0.2.0", "0.9.9", "0.10.0", "1.0", "1.0.0.1", "10.0"]
    assert all(version_key(a) < version_key(b) for a, b in pairwise(ordered))
    assert version_key("0.2") == version_key("0.2.0") == version_key("0.2.0.0")


@pytest.mark.parametrize(
    "version",
    ["", "1", "v1.0", "1.0rc1", "1.0.dev1", "01.0", "1..0", "1.0 ", "1.-1", "\u0661.\u0660",
     "1.0\n", "1.0.0.0.0", "9999999.0"],
)  # fmt: skip
def test_what_is_no_version_is_refused(version: str) -> None:
    with pytest.raises(ValueError, match="not a version"):
        version_key(version)


def test_the_running_version_can_be_compared() -> None:
    assert version_key(__version__) > ()


def test_the_newest_newer_release_is_offered_with_all_news_since() -> None:
    releases = [release("0.2"), release("0.10"), release("0.1"), release("0.3")]
    offer = best_offer(releases, "0.1.0", LINUX, ("tar.xz",))
    assert offer is not None
    assert offer.version == "0.10"
    assert [item.version for item in offer.news] == ["0.10", "0.3", "0.2"]
    assert offer.file_name == "fashion-desktop-0.10-linux-x86_64.tar.xz"


@pytest.mark.parametrize("version", ["0.1", "0.1.0", "0.0.9", "0.1.0.0"])
def test_what_is_not_newer_is_never_offered(version: str) -> None:
    assert best_offer([release(version)], "0.1.0", LINUX, ("tar.xz",)) is None


def test_a_release_without_a_file_for_this_computer_is_not_offered() -> None:
    releases = [release("0.3", file("windows-x86_64", "exe")), release("0.2")]
    offer = best_offer(releases, "0.1", LINUX, ("tar.xz",))
    assert offer is not None
    assert offer.version == "0.2"
    assert best_offer(releases, "0.1", "", ("tar.xz",)) is None
    assert best_offer(releases, "0.1", LINUX, ("deb",)) is None
    assert best_offer([], "0.1", LINUX, ("deb",)) is None


def test_the_best_kind_of_file_is_chosen() -> None:
    both = [release("0.2", file(kind="tar.xz"), file(kind="deb"))]
    for kinds in (("deb", "tar.xz"), ("tar.xz", "deb")):
        offer = best_offer(both, "0.1", LINUX, kinds)
        assert offer is not None
        assert offer.file.kind == kinds[0]


@pytest.mark.parametrize(
    ("platform", "machine", "expected"),
    [
        ("linux", "x86_64", "linux-x86_64"),
        ("linux", "aarch64", ""),
        ("win32", "AMD64", "windows-x86_64"),
        ("win32", "ARM64", "windows-x86_64"),
        ("darwin", "arm64", "macos-arm64"),
        ("darwin", "x86_64", "macos-x86_64"),
        ("freebsd14", "amd64", ""),
    ],
)
def test_systems(platform: str, machine: str, expected: str) -> None:
    assert system_name(platform, machine) == expected


def test_linux_is_offered_what_it_came_as() -> None:
    installed = PurePosixPath("/opt/fashion-desktop/fashion-desktop")
    unpacked = PurePosixPath("/home/me/optional/fashion-desktop")
    assert usable_kinds(LINUX, installed) == ("deb", "tar.xz")
    assert usable_kinds(LINUX, unpacked) == ("tar.xz", "deb")
    assert usable_kinds("windows-x86_64", unpacked) == ("exe",)
    assert usable_kinds("macos-arm64", unpacked)[0] == "dmg"


@pytest.mark.parametrize(
    "url",
    [
        "https://shop.example/releases.json",
        "https://shop.example:8443/a/releases.json",
        "http://127.0.0.1:8000/r.json",
        "http://localhost/r.json",
        "http://[::1]:80/r.json",
    ],
)
def test_safe_addresses(url: str) -> None:
    assert is_safe_address(url)
    assert feed_address_problem(url) == ""


@pytest.mark.parametrize(
    "url",
    [
        "",
        "shop.example/r.json",
        "http://shop.example/r.json",
        "http://127.0.0.1.shop.example/r.json",
        "http://localhost.shop.example/r.json",
        "http://10.0.0.1/r.json",
        "ftp://shop.example/r.json",
        "file:///etc/passwd",
        "https:///r.json",
        "https://user:word@shop.example/r.json",
        "https://user@shop.example/r.json",
        "https://shop.example:99999/r.json",
        "https://[::1/r.json",
        "https://shop.example/r .json",
        "https://shop.example/r\n.json",
        "https://shöp.example/r.json",
        "https://shop.example/" + "r" * 10_000,
    ],
)
def test_unsafe_addresses(url: str) -> None:
    assert not is_safe_address(url)
    assert feed_address_problem(url) != ""


@pytest.mark.parametrize(
    "url",
    ["https://shop.example", "https://shop.example/", "https://x.example/r?a=1",
     "https://x.example/r#a", "https://x.example/r?"],
)  # fmt: skip
def test_a_feed_is_a_file(url: str) -> None:
    assert is_safe_address(url)
    assert "name of a file" in feed_address_problem(url)


def test_a_feed_over_https_leads_to_https_only() -> None:
    assert is_safe_beside("https://other.example/f", "https://x.example/r.json")
    assert not is_safe_beside("http://other.example/f", "https://x.example/r.json")
    assert not is_safe_beside("http://127.0.0.1/f", "https://x.example/r.json")
    assert is_safe_beside("http://127.0.0.1/f", "http://127.0.0.1/r.json")
    assert not is_safe_beside("http://other.example/f", "http://127.0.0.1/r.json")


def test_this_repository_announces_nothing_anywhere() -> None:
    assert DEFAULT_FEED_URL == ""
