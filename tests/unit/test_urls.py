"""Origins, and what of a URL may be shown."""

from __future__ import annotations

import pytest

from fashion_desktop.catalogue.urls import is_http_url, joined_url, origin_of, shown_url


def test_default_ports_make_the_same_origin() -> None:
    assert origin_of("https://Shop.example/a") == origin_of("https://shop.example:443/b?c")


@pytest.mark.parametrize(
    "other",
    [
        "http://shop.example/",
        "https://shop.example:8443/",
        "https://shop.example.evil.example/",
        "https://img.shop.example/",
        "https://shop.example@evil.example/",
    ],
)
def test_scheme_host_and_port_all_count(other: str) -> None:
    assert origin_of(other) != origin_of("https://shop.example/")


def test_nothing_secret_is_shown() -> None:
    url = "https://ann:pw@shop.example:8443/a/b.jpg?signature=s3cret#x"
    assert shown_url(url) == "https://shop.example:8443/a/b.jpg"


@pytest.mark.parametrize(
    "url",
    ["", "shop.example/api", "ftp://a/b", "file:///etc/passwd", "http://", "http://[bad",
     "https://a:99999/", "javascript:alert(1)"],
)  # fmt: skip
def test_what_is_not_a_web_address(url: str) -> None:
    assert not is_http_url(url)
    assert origin_of(url) is None


def test_references_resolve_as_in_a_browser() -> None:
    base = "https://shop.example/api/"
    assert joined_url(base, "/storage/1.jpg") == "https://shop.example/storage/1.jpg"
    assert joined_url(base, "products/1/image") == "https://shop.example/api/products/1/image"
    assert joined_url(base, "//cdn.example/1.jpg") == "https://cdn.example/1.jpg"
    assert joined_url(base, "data:image/png;base64,AA") is None
