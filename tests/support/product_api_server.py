"""A product API on loopback, with knobs for everything that goes wrong on real ones.

In a test::

    with ProductApiServer(make_products(250), per_page=100, token="s3cret") as server:
        server.fail_image(7, Fault(status=503), Fault(status=503, retry_after="1"))
        ... server.base_url ...
        assert server.paths() == [...]

As a program, in front of a folder of photos and a CSV (``id,title,price,…,file``)::

    python tests/support/product_api_server.py --port 8000 --images DIR --csv FILE
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import json
import re
import signal
import socket
import sys
import threading
from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from email.utils import formatdate
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from urllib.parse import parse_qs, quote, unquote, urlsplit

_STORAGE_PATH = re.compile(r"/storage/products/([^/]+)\.[a-z]+")
_IMAGE_PATH = re.compile(r"/products/([^/]+)/image")
_PRODUCT_PATH = re.compile(r"/products/([^/]+)")
_CONTENT_TYPES = {b"\xff\xd8": "image/jpeg", b"\x89P": "image/png", b"GI": "image/gif"}


@dataclass
class ServedProduct:
    """One product: its id as JSON sends it, its photo, and further JSON fields."""

    id: int | str
    image: bytes | Path
    fields: dict[str, Any] = field(default_factory=dict)
    modified_at: float = 1_700_000_000.0

    def image_bytes(self) -> bytes:
        return self.image if isinstance(self.image, bytes) else self.image.read_bytes()

    def etag(self) -> str:
        if isinstance(self.image, bytes):
            return f'"{hashlib.sha256(self.image).hexdigest()[:16]}"'
        stat = self.image.stat()
        return f'"{stat.st_mtime_ns:x}-{stat.st_size:x}"'


@dataclass(frozen=True)
class Fault:
    """One deliberately bad answer; several can be set (a delay and a status, say).

    Attributes:
        status: answer with this status instead of the real answer (0: the real answer).
        retry_after, location: headers of that answer.
        body, content_type: its body.
        delay_s: wait before answering.
        drop: close the connection without any answer.
        truncate: declare the whole length, send half of the body, close.
        drip_s: send the body byte by byte with this pause.
        declared_length: send this Content-Length header instead of the true one.
        endless: declare no length and send the body again and again until nobody listens.
    """

    status: int = 0
    retry_after: str = ""
    location: str = ""
    body: bytes = b""
    content_type: str = "text/plain"
    delay_s: float = 0.0
    drop: bool = False
    truncate: bool = False
    drip_s: float = 0.0
    declared_length: int | None = None
    endless: bool = False


@dataclass(frozen=True)
class LoggedRequest:
    """A request as it arrived; ``path`` includes the query string, header names are lower case."""

    method: str
    path: str
    authorization: str | None
    headers: Mapping[str, str]


@dataclass(frozen=True)
class _Answer:
    status: int
    body: bytes
    headers: dict[str, str]


class ProductApiServer:
    """A threaded HTTP/1.1 server; settings are plain attributes and may change while it runs.

    Attributes:
        products: id as text → product, in catalogue order. Change through the methods.
        per_page: products a page.
        token: the bearer token that ``/api`` asks for, or None. ``/storage`` is always open.
        latency_s: wait before every answer.
        image_urls: what ``image_url`` holds: ``"absolute"`` (``…/api/products/ID/image`` on this
            server), ``"storage"`` (``/storage/products/ID.jpg``, relative), ``"none"`` (no such
            field), or the origin of another server for absolute URLs there
            (``http://127.0.0.1:1234``).
        etags, last_modified: whether photos carry these headers and answer 304.
        envelope: pages as ``{"data", "links", "meta"}``; False for a bare list.
        with_links, with_meta: whether the envelope holds these.
        prefix: path in front of ``/products``; ``/api`` normally.
        asked: set as soon as any request has arrived.
        raw_paths: whole answers for other paths: path → (content type, body).
        ranges: whether those answer Range requests in parts.
    """

    def __init__(
        self,
        products: Iterable[ServedProduct] = (),
        *,
        per_page: int = 100,
        token: str | None = None,
        latency_s: float = 0.0,
        image_urls: str = "absolute",
        port: int = 0,
    ) -> None:
        self.products = {str(product.id): product for product in products}
        self.per_page = per_page
        self.token = token
        self.latency_s = latency_s
        self.image_urls = image_urls
        self.etags = True
        self.last_modified = True
        self.envelope = True
        self.with_links = True
        self.with_meta = True
        self.prefix = "/api"
        self.ranges = True
        self.raw_paths: dict[str, tuple[str, bytes]] = {}
        self.requests: list[LoggedRequest] = []
        self.asked = threading.Event()
        self.stopping = threading.Event()
        self._faults: dict[str, deque[Fault]] = {}
        self._lasting_faults: dict[str, Fault] = {}
        self._lock = threading.Lock()
        self._httpd = _Server(("127.0.0.1", port), self)
        self._thread: threading.Thread | None = None

    # Life

    def start(self) -> None:
        """Serve from a thread of its own."""
        self._thread = threading.Thread(
            target=self._httpd.serve_forever, kwargs={"poll_interval": 0.02}, name="product-api"
        )
        self._thread.start()

    def stop(self) -> None:
        """Stop at once, open connections included, and wait for every thread."""
        self.stopping.set()
        if self._thread is not None:
            self._httpd.shutdown()
            self._thread.join()
            self._thread = None
        self._httpd.close_connections()
        self._httpd.server_close()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    @property
    def port(self) -> int:
        return int(self._httpd.server_address[1])

    @property
    def origin(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def base_url(self) -> str:
        return f"{self.origin}{self.prefix}"

    # The catalogue

    def add(self, product: ServedProduct) -> None:
        """Append a product, or replace the one with its id."""
        self.products[str(product.id)] = product

    def remove(self, product_id: int | str) -> None:
        """Take a product out of the catalogue."""
        del self.products[str(product_id)]

    def set_image(self, product_id: int | str, image: bytes | Path) -> None:
        """Give a product another photo, with another ETag and a later modification time."""
        product = self.products[str(product_id)]
        product.image = image
        product.modified_at += 60.0

    # What goes wrong

    def fail(self, path: str, *faults: Fault, forever: bool = False) -> None:
        """Answer requests for a path with these faults in turn, then normally.

        Args:
            path: with the query string as it is requested, or without it for all queries.
            forever: repeat the last fault for all further requests.
        """
        self._faults[path] = deque(faults)
        if forever:
            self._lasting_faults[path] = faults[-1]
        else:
            self._lasting_faults.pop(path, None)

    def fail_image(self, product_id: int | str, *faults: Fault, forever: bool = False) -> None:
        """Do the same for a product's ``/products/ID/image``."""
        self.fail(f"{self.prefix}/products/{product_id}/image", *faults, forever=forever)

    def take_fault(self, path: str) -> Fault | None:
        """Return the fault that is due for a path, if any."""
        with self._lock:
            for key in (path, path.partition("?")[0]):
                if self._faults.get(key):
                    return self._faults[key].popleft()
                if key in self._lasting_faults:
                    return self._lasting_faults[key]
        return None

    # What was asked

    def log(self, request: LoggedRequest) -> None:
        with self._lock:
            self.requests.append(request)
        self.asked.set()

    def paths(self) -> list[str]:
        """Return the paths of all requests so far, in order of arrival."""
        with self._lock:
            return [request.path for request in self.requests]

    def clear_log(self) -> None:
        with self._lock:
            self.requests.clear()

    # Answers

    def answer(self, path: str, headers: Mapping[str, str]) -> _Answer:
        """Return the regular answer to a GET request."""
        url = urlsplit(path)
        if url.path in self.raw_paths:
            content_type, body = self.raw_paths[url.path]
            return self._raw(content_type, body, headers)
        if found := _STORAGE_PATH.fullmatch(url.path):
            return self._image(found[1], headers)
        route = url.path.removeprefix(self.prefix).rstrip("/")
        if not url.path.startswith(f"{self.prefix}/products"):
            return _not_found()
        if self.token is not None and headers.get("authorization") != f"Bearer {self.token}":
            return _json_answer({"message": "Unauthenticated."}, 401)
        if route == "/products":
            return _json_answer(self._page(int(parse_qs(url.query).get("page", ["1"])[0])))
        if found := _IMAGE_PATH.fullmatch(route):
            return self._image(found[1], headers)
        if (found := _PRODUCT_PATH.fullmatch(route)) and (
            key := unquote(found[1])
        ) in self.products:
            return _json_answer({"data": self._json(self.products[key])})
        return _not_found()

    def _raw(self, content_type: str, body: bytes, headers: Mapping[str, str]) -> _Answer:
        sent = {"Content-Type": content_type}
        asked = re.fullmatch(r"bytes=(\d+)-", headers.get("range", ""))
        if asked is None or not self.ranges:
            return _Answer(200, body, sent)
        start = int(asked[1])
        if start >= len(body):
            return _Answer(416, b"", sent | {"Content-Range": f"bytes */{len(body)}"})
        span = f"bytes {start}-{len(body) - 1}/{len(body)}"
        return _Answer(206, body[start:], sent | {"Content-Range": span})

    def _json(self, product: ServedProduct) -> dict[str, Any]:
        entry: dict[str, Any] = {"id": product.id, **product.fields}
        if "image_url" in entry or self.image_urls == "none":
            return entry
        quoted = quote(str(product.id), safe="")
        if self.image_urls == "absolute":
            entry["image_url"] = f"{self.base_url}/products/{quoted}/image"
        elif self.image_urls == "storage":
            entry["image_url"] = f"/storage/products/{quoted}.jpg"
        else:
            entry["image_url"] = f"{self.image_urls}/storage/products/{quoted}.jpg"
        return entry

    def _page(self, page: int) -> Any:
        products = list(self.products.values())
        total = len(products)
        last = max(1, -(-total // self.per_page))
        first_row = (page - 1) * self.per_page
        data = [self._json(product) for product in products[first_row : first_row + self.per_page]]
        if not self.envelope:
            return data
        url = f"{self.base_url}/products"
        answer: dict[str, Any] = {"data": data}
        if self.with_links:
            answer["links"] = {
                "first": f"{url}?page=1",
                "last": f"{url}?page={last}",
                "prev": f"{url}?page={page - 1}" if page > 1 else None,
                "next": f"{url}?page={page + 1}" if page < last else None,
            }
        if self.with_meta:
            answer["meta"] = {
                "current_page": page,
                "from": first_row + 1 if data else None,
                "last_page": last,
                "links": [],
                "path": url,
                "per_page": self.per_page,
                "to": first_row + len(data) if data else None,
                "total": total,
            }
        return answer

    def _image(self, product_id: str, headers: Mapping[str, str]) -> _Answer:
        product = self.products.get(unquote(product_id))
        if product is None:
            return _not_found()
        sent: dict[str, str] = {}
        if self.etags:
            sent["ETag"] = product.etag()
        if self.last_modified:
            sent["Last-Modified"] = formatdate(product.modified_at, usegmt=True)
        if "if-none-match" in headers:
            unchanged = headers["if-none-match"] == sent.get("ETag")
        else:
            unchanged = "if-modified-since" in headers and (
                headers["if-modified-since"] == sent.get("Last-Modified")
            )
        if unchanged:
            return _Answer(304, b"", sent)
        body = product.image_bytes()
        sent["Content-Type"] = _CONTENT_TYPES.get(body[:2], "application/octet-stream")
        return _Answer(200, body, sent)


def _json_answer(value: Any, status: int = 200) -> _Answer:
    return _Answer(status, json.dumps(value).encode(), {"Content-Type": "application/json"})


def _not_found() -> _Answer:
    return _json_answer({"message": "Not found."}, 404)


class _Server(ThreadingHTTPServer):
    daemon_threads = False
    block_on_close = True
    request_queue_size = 128

    def __init__(self, address: tuple[str, int], api: ProductApiServer) -> None:
        self.api = api
        self._connections: set[socket.socket] = set()
        self._connections_lock = threading.Lock()
        super().__init__(address, _Handler)

    def process_request(self, request: Any, client_address: Any) -> None:
        with self._connections_lock:
            self._connections.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        with self._connections_lock:
            self._connections.discard(request)
        super().shutdown_request(request)

    def close_connections(self) -> None:
        with self._connections_lock:
            for connection in self._connections:
                try:
                    connection.shutdown(socket.SHUT_RDWR)
                except OSError:
                    continue  # closed by the client meanwhile

    def handle_error(self, request: Any, client_address: Any) -> None:
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: _Server

    def do_GET(self) -> None:
        api = self.server.api
        headers = {name.lower(): value for name, value in self.headers.items()}
        api.log(LoggedRequest(self.command, self.path, headers.get("authorization"), headers))
        fault = api.take_fault(self.path) or Fault()
        if delay_s := api.latency_s + fault.delay_s:
            api.stopping.wait(delay_s)
        if fault.drop or api.stopping.is_set():
            self.close_connection = True
            return
        if fault.status:
            answer = _Answer(fault.status, fault.body, {"Content-Type": fault.content_type})
        else:
            answer = api.answer(self.path, headers)
        if fault.retry_after:
            answer.headers["Retry-After"] = fault.retry_after
        if fault.location:
            answer.headers["Location"] = fault.location
        self._send(answer, fault)

    def _send(self, answer: _Answer, fault: Fault) -> None:
        headers = dict(answer.headers)
        if fault.endless:
            headers["Connection"] = "close"
            self.close_connection = True
        elif answer.status != HTTPStatus.NOT_MODIFIED:
            length = fault.declared_length
            headers["Content-Length"] = str(len(answer.body) if length is None else length)
        lines = [f"HTTP/1.1 {answer.status} {HTTPStatus(answer.status).phrase}"]
        lines += [f"{name}: {value}" for name, value in headers.items()]
        # One write for head and body: two would cost a round trip each.
        head = ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1")
        if fault.drip_s:
            self.wfile.write(head)
            for position in range(len(answer.body)):
                self.wfile.write(answer.body[position : position + 1])
                if self.server.api.stopping.wait(fault.drip_s):
                    return
        elif fault.endless:
            self.wfile.write(head)
            while not self.server.api.stopping.is_set():
                self.wfile.write(answer.body)
        elif fault.truncate:
            self.wfile.write(head + answer.body[: len(answer.body) // 2])
            self.close_connection = True
        else:
            self.wfile.write(head + answer.body)
            if fault.declared_length is not None:
                self.close_connection = True

    def log_message(self, *args: Any) -> None:
        """Keep quiet: tests read ``ProductApiServer.requests`` instead."""


def make_products(
    count: int, image: bytes = b"\xff\xd8 a photo ", first_id: int = 1
) -> list[ServedProduct]:
    """Return products with ids from ``first_id``, names, prices and distinct (fake) photos."""
    return [
        ServedProduct(
            number,
            image + str(number).encode(),
            {"name": f"Product {number}", "price": 1000 + number, "baseColour": "Blue"},
        )
        for number in range(first_id, first_id + count)
    ]


def read_products(csv_file: Path, images: Path, limit: int | None = None) -> list[ServedProduct]:
    """Return the products of a CSV whose ``file`` column names photos in a folder.

    Numeric ids become JSON integers and prices decimals; rows without a photo are left out.
    """
    products: list[ServedProduct] = []
    present = {path.name for path in images.iterdir()}
    with csv_file.open(encoding="utf-8-sig", newline="") as stream:
        for row in csv.DictReader(stream):
            name = row.pop("file")
            if name not in present:
                continue
            identity = row.pop("id")
            fields: dict[str, Any] = {key: value for key, value in row.items() if value}
            if "price" in fields:
                fields["price"] = float(fields["price"])
            product_id = int(identity) if identity.isdigit() else identity
            products.append(ServedProduct(product_id, images / name, fields))
            if limit is not None and len(products) >= limit:
                break
    return products


def main() -> None:
    """Serve a folder of photos until interrupted."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--images", type=Path, required=True, metavar="DIR")
    parser.add_argument("--csv", type=Path, required=True, metavar="FILE")
    parser.add_argument("--limit", type=int, metavar="N", help="serve the first N products only")
    parser.add_argument("--per-page", type=int, default=100, metavar="N")
    parser.add_argument("--token", help="bearer token that the API asks for")
    parser.add_argument("--latency", type=float, default=0.0, metavar="SECONDS")
    parser.add_argument("--image-urls", default="absolute", help="absolute, storage or none")
    options = parser.parse_args()
    server = ProductApiServer(
        read_products(options.csv, options.images, options.limit),
        per_page=options.per_page,
        token=options.token,
        latency_s=options.latency,
        image_urls=options.image_urls,
        port=options.port,
    )
    stop = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    signal.signal(signal.SIGINT, lambda *_: stop.set())
    with server:
        sys.stdout.write(f"{len(server.products)} products at {server.base_url}\n")
        sys.stdout.flush()
        stop.wait()


if __name__ == "__main__":
    main()
