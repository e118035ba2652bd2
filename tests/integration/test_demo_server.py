"""The demo catalogue's server: the product API on loopback, and a clean end."""

from __future__ import annotations

import contextlib
import gc
import http.client
import io
import json
import threading
import time
import warnings
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest
from PIL import Image

from fashion_desktop.catalogue.demo import DemoServer, demo_products
from fashion_desktop.catalogue.demo.server import ImageShelf

if TYPE_CHECKING:
    from collections.abc import Iterator

Answer = tuple[int, dict[str, str], bytes]


@pytest.fixture(scope="module")
def server() -> Iterator[DemoServer]:
    with DemoServer() as running:
        yield running


def _get(url: str, headers: dict[str, str] | None = None, method: str = "GET") -> Answer:
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=10)
    try:
        connection.request(method, f"{parts.path}?{parts.query}", headers=headers or {})
        answer = connection.getresponse()
        return answer.status, dict(answer.headers), answer.read()
    finally:
        connection.close()


def _json(url: str) -> dict[str, Any]:
    status, headers, body = _get(url)
    assert status == 200
    assert headers["Content-Type"].startswith("application/json")
    content: dict[str, Any] = json.loads(body)
    return content


def _server_threads() -> set[threading.Thread]:
    return {
        thread
        for thread in threading.enumerate()
        if thread.name == "demo-catalogue" or "process_request" in thread.name
    }


def test_pages_lead_to_every_product_once(server: DemoServer) -> None:
    url: str | None = f"{server.base_url}/products"
    pages = []
    while url is not None:
        pages.append(_json(url))
        url = pages[-1]["links"]["next"]
    assert [len(page["data"]) for page in pages] == [100, 100, 40]
    ids = [product["id"] for page in pages for product in page["data"]]
    assert ids == [product.id for product in demo_products()]
    assert pages[0]["links"]["prev"] is None
    assert pages[0]["links"]["last"] == f"{server.base_url}/products?page=3"
    assert pages[2]["links"]["prev"] == f"{server.base_url}/products?page=2"
    meta = pages[1]["meta"]
    assert (meta["current_page"], meta["from"], meta["to"]) == (2, 101, 200)
    assert (meta["last_page"], meta["per_page"], meta["total"]) == (3, 100, 240)
    assert [link["active"] for link in meta["links"]] == [False, True, False]


def test_a_page_past_the_end_is_empty(server: DemoServer) -> None:
    page = _json(f"{server.base_url}/products?page=9")
    assert page["data"] == []
    assert page["links"]["next"] is None
    assert page["meta"]["from"] is None


@pytest.mark.parametrize("page", ["0", "-1", "two", "", "1.5", "9999999999"])
def test_a_bad_page_is_refused(server: DemoServer, page: str) -> None:
    status, _, body = _get(f"{server.base_url}/products?page={page}")
    assert status == 400
    assert "page" in json.loads(body)["message"]


def test_one_product_and_its_picture(server: DemoServer) -> None:
    product = _json(f"{server.base_url}/products/105001")["data"]
    assert product["id"] == 105_001
    assert product["name"] == "A-line dress, red"
    assert product["image_url"] == f"{server.base_url}/products/105001/image"
    status, headers, body = _get(product["image_url"])
    assert status == 200
    assert headers["Content-Type"] == "image/jpeg"
    assert headers["Last-Modified"].endswith("GMT")
    with Image.open(io.BytesIO(body)) as image:
        image.load()
        assert image.size == (600, 800)


def test_an_unchanged_picture_is_not_sent_again(server: DemoServer) -> None:
    url = f"{server.base_url}/products/112001/image"
    entity_tag = _get(url)[1]["ETag"]
    for known in (entity_tag, f"W/{entity_tag}", f'"other", {entity_tag}', "*"):
        status, headers, body = _get(url, {"If-None-Match": known})
        assert (status, body) == (304, b"")
        assert headers["ETag"] == entity_tag
    assert _get(url, {"If-None-Match": '"other"'})[0] == 200
    with DemoServer() as another:
        again = _get(f"{another.base_url}/products/112001/image", {"If-None-Match": entity_tag})
    assert again[0] == 304


@pytest.mark.parametrize(
    "path", ["/products/99", "/products/99/image", "/products/x", "/products/²", "/other", ""]
)
def test_what_is_not_there_is_404_in_json(server: DemoServer, path: str) -> None:
    status, headers, body = _get(f"{server.base_url}{path.replace('²', '%C2%B2')}")
    assert status == 404
    assert headers["Content-Type"].startswith("application/json")
    assert json.loads(body)["message"]


def test_other_methods_are_refused_in_json(server: DemoServer) -> None:
    status, _, body = _get(f"{server.base_url}/products", method="DELETE")
    assert status == 501
    assert json.loads(body)["message"]


def test_a_connection_serves_many_requests(server: DemoServer) -> None:
    parts = urlsplit(server.base_url)
    connection = http.client.HTTPConnection("127.0.0.1", parts.port, timeout=10)
    connection.connect()
    socket = connection.sock
    for path in ("/api/products/101001", "/api/products/99", "/api/products/101001/image"):
        connection.request("GET", path)
        connection.getresponse().read()
        assert connection.sock is socket
    connection.close()


def test_many_clients_at_once_get_the_same_pictures(server: DemoServer) -> None:
    urls = [f"{server.base_url}/products/{109_001 + k % 4}/image" for k in range(16)]
    with ThreadPoolExecutor(8) as pool:
        bodies = [answer[2] for answer in pool.map(_get, urls)]
    assert len(set(bodies)) == 4
    assert bodies[:4] == bodies[4:8] == bodies[12:]


def test_stop_ends_threads_and_open_connections_at_once() -> None:
    # Other servers' threads may end meanwhile: only new ones count.
    before = _server_threads()
    server = DemoServer()
    server.start()
    server.start()
    parts = urlsplit(server.base_url)
    idle = http.client.HTTPConnection("127.0.0.1", parts.port, timeout=10)
    with contextlib.closing(idle), warnings.catch_warnings():
        warnings.simplefilter("error", ResourceWarning)
        idle.request("GET", "/api/products/101001")
        idle.getresponse().read()
        assert len(_server_threads() - before) == 2
        started = time.perf_counter()
        server.stop()
        server.stop()
        assert time.perf_counter() - started < 1.0
        gc.collect()
        assert not _server_threads() - before
    with pytest.raises(ConnectionRefusedError):
        _get(f"http://127.0.0.1:{parts.port}/api/products")
    with pytest.raises(RuntimeError, match="not running"):
        _ = server.base_url


def test_a_server_can_start_again_on_a_chosen_port() -> None:
    with DemoServer() as first:
        port = urlsplit(first.base_url).port
    assert port is not None
    again = DemoServer(port)
    with again:
        assert urlsplit(again.base_url).port == port
        with pytest.raises(OSError, match="in use"):
            DemoServer(port).start()


def test_nothing_is_printed(server: DemoServer, capfd: pytest.CaptureFixture[str]) -> None:
    _get(f"{server.base_url}/products/1")
    _get(f"{server.base_url}/products/101001")
    assert capfd.readouterr() == ("", "")


def test_the_shelf_keeps_a_bounded_number_of_pictures() -> None:
    shelf = ImageShelf(limit=2)
    watches = demo_products()[-3:]
    first = shelf.get(watches[0])
    assert shelf.get(watches[0]) is first
    shelf.get(watches[1])
    shelf.get(watches[2])
    redrawn = shelf.get(watches[0])
    assert redrawn is not first
    assert redrawn == first
