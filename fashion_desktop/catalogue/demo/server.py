"""A product API on the loopback interface in front of the demo products."""

import contextlib
import hashlib
import json
import logging
import socket
import sys
import threading
from collections import OrderedDict
from email.utils import formatdate
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Final, Self
from urllib.parse import parse_qs, urlsplit

from fashion_desktop import __version__
from fashion_desktop.catalogue.demo.products import DemoProduct, demo_products

logger = logging.getLogger(__name__)
PER_PAGE: Final = 100
_HOST: Final = "127.0.0.1"
_BASE_PATH: Final = "/api"
_LAST_MODIFIED: Final = formatdate(1_767_225_600, usegmt=True)
_IDLE_TIMEOUT_S: Final = 30.0
_POLL_INTERVAL_S: Final = 0.05
_KEPT_IMAGES: Final = 320


class ImageShelf:
    """JPEG files of products, drawn when first asked for; the longest unused ones are dropped."""

    def __init__(self, limit: int = _KEPT_IMAGES) -> None:
        self._limit = limit
        self._files: OrderedDict[int, bytes] = OrderedDict()
        self._lock = threading.Lock()
        # Drawing is Python at work: several pictures at a time would only get in each other's way.
        self._drawing = threading.Lock()

    @staticmethod
    def entity_tag(product: DemoProduct) -> str:
        """Return the picture's entity tag, without drawing it."""
        drawn_from = f"{__version__} {product.design!r}"
        return f'"{hashlib.sha256(drawn_from.encode()).hexdigest()[:32]}"'

    def get(self, product: DemoProduct) -> bytes:
        """Return a product's picture."""
        kept = self._kept(product.id)
        if kept is not None:
            return kept
        # Imported here: numpy and Pillow are not needed to list products.
        from fashion_desktop.catalogue.demo.drawing import draw_jpeg

        with self._drawing:
            # Whoever drew before may have drawn just this picture.
            made = self._kept(product.id) or draw_jpeg(product.design)
            with self._lock:
                self._files[product.id] = made
                while len(self._files) > self._limit:
                    self._files.popitem(last=False)
        return made

    def _kept(self, product_id: int) -> bytes | None:
        with self._lock:
            kept = self._files.get(product_id)
            if kept is not None:
                self._files.move_to_end(product_id)
            return kept


_Request = socket.socket | tuple[bytes, socket.socket]


class _Listener(ThreadingHTTPServer):
    """HTTP server that knows its open connections, so that it can stop without waiting."""

    daemon_threads = False
    block_on_close = True
    request_queue_size = 64

    def __init__(self, port: int) -> None:
        self._open: set[_Request] = set()
        self._open_lock = threading.Lock()
        self.products = {product.id: product for product in demo_products()}
        self.images = ImageShelf()
        super().__init__((_HOST, port), _Handler)

    @property
    def base_url(self) -> str:
        """Where the product API begins."""
        return f"http://{_HOST}:{self.server_address[1]}{_BASE_PATH}"

    def process_request(self, request: _Request, client_address: object) -> None:
        """Note the connection, then answer it in a thread of its own."""
        with self._open_lock:
            self._open.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: _Request) -> None:
        """Forget and close a connection that is done."""
        with self._open_lock:
            self._open.discard(request)
        super().shutdown_request(request)

    def hang_up(self) -> None:
        """End connections that are kept alive; their threads then return by themselves."""
        with self._open_lock:
            for request in self._open:
                connection = request if isinstance(request, socket.socket) else request[1]
                with contextlib.suppress(OSError):
                    connection.shutdown(socket.SHUT_RDWR)

    def handle_error(self, request: _Request, client_address: object) -> None:
        """Record a failed request; clients that hang up early are ordinary."""
        logger.debug("%s from %s failed: %s", request, client_address, sys.exception())


class _Handler(BaseHTTPRequestHandler):
    """Answers the three reading operations of the product API."""

    protocol_version = "HTTP/1.1"
    server_version = "FashionDesktopDemo/1"
    timeout = _IDLE_TIMEOUT_S
    # Head and body leave in one packet, without waiting for acknowledgements.
    wbufsize = -1
    disable_nagle_algorithm = True
    server: _Listener

    def do_GET(self) -> None:
        """Route a reading request."""
        url = urlsplit(self.path)
        match url.path.strip("/").split("/"):
            case ["api", "products"]:
                self._list(parse_qs(url.query, keep_blank_values=True).get("page", ["1"])[-1])
            case ["api", "products", text]:
                product = self._product(text)
                if product is not None:
                    self._send_json(HTTPStatus.OK, {"data": self._as_json(product)})
            case ["api", "products", text, "image"]:
                product = self._product(text)
                if product is not None:
                    self._send_image(product)
            case _:
                self._send_message(HTTPStatus.NOT_FOUND, "There is nothing at this address.")

    def log_message(self, message: str, *args: object) -> None:
        """Requests are of interest while debugging only."""
        logger.debug(message, *args)

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """Errors of the HTTP layer, as JSON like all others."""
        status = HTTPStatus(code)
        self.close_connection = True
        self._send_message(status, message or explain or status.phrase)

    def _product(self, text: str) -> DemoProduct | None:
        """The product with this id; answers 404 itself when there is none."""
        known = text.isascii() and text.isdigit() and len(text) < 10
        product = self.server.products.get(int(text)) if known else None
        if product is None:
            self._send_message(HTTPStatus.NOT_FOUND, f"There is no product {text!r}.")
        return product

    def _as_json(self, product: DemoProduct) -> dict[str, object]:
        image_url = f"{self.server.base_url}/products/{product.id}/image"
        return {**product.as_json(), "image_url": image_url}

    def _list(self, text: str) -> None:
        valid = text.isascii() and text.isdigit() and len(text) < 10 and int(text) > 0
        if not valid:
            message = "The page must be a whole number from 1."
            self._send_message(HTTPStatus.BAD_REQUEST, message)
            return
        page = int(text)
        products = list(self.server.products.values())
        last_page = -(-len(products) // PER_PAGE)
        start = (page - 1) * PER_PAGE
        shown = products[start : start + PER_PAGE]
        path = f"{self.server.base_url}/products"

        def link(number: int) -> str | None:
            return f"{path}?page={number}" if 1 <= number <= last_page else None

        self._send_json(
            HTTPStatus.OK,
            {
                "data": [self._as_json(product) for product in shown],
                "links": {
                    "first": link(1),
                    "last": link(last_page),
                    "prev": link(page - 1),
                    "next": link(page + 1),
                },
                "meta": {
                    "current_page": page,
                    "from": start + 1 if shown else None,
                    "last_page": last_page,
                    "links": [
                        {"url": link(n), "label": str(n), "active": n == page}
                        for n in range(1, last_page + 1)
                    ],
                    "path": path,
                    "per_page": PER_PAGE,
                    "to": start + len(shown) if shown else None,
                    "total": len(products),
                },
            },
        )

    def _send_image(self, product: DemoProduct) -> None:
        entity_tag = self.server.images.entity_tag(product)
        headers = {
            "ETag": entity_tag,
            "Last-Modified": _LAST_MODIFIED,
            "Cache-Control": "no-cache",
        }
        known = self.headers.get("If-None-Match", "")
        tags = {tag.strip().removeprefix("W/") for tag in known.split(",")}
        if entity_tag in tags or "*" in tags:
            self._send(HTTPStatus.NOT_MODIFIED, None, headers)
            return
        data = self.server.images.get(product)
        self._send(HTTPStatus.OK, data, {"Content-Type": "image/jpeg", **headers})

    def _send_message(self, status: HTTPStatus, message: str) -> None:
        self._send_json(status, {"message": message})

    def _send_json(self, status: HTTPStatus, content: dict[str, object]) -> None:
        data = json.dumps(content, ensure_ascii=False).encode()
        self._send(status, data, {"Content-Type": "application/json; charset=utf-8"})

    def _send(self, status: HTTPStatus, data: bytes | None, headers: dict[str, str]) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        if data is not None:
            self.send_header("Content-Length", str(len(data)))
        if self.close_connection:
            self.send_header("Connection", "close")
        self.end_headers()
        if data is not None:
            self.wfile.write(data)


class DemoServer:
    """The demo catalogue's product API on 127.0.0.1, served from a background thread.

    Use it as a context manager, or call `start` and `stop`; both may be called repeatedly. Port 0
    takes any free port.

    Raises:
        OSError: From `start`, when the port is taken.
    """

    def __init__(self, port: int = 0) -> None:
        self._port = port
        self._listener: _Listener | None = None
        self._thread: threading.Thread | None = None

    @property
    def base_url(self) -> str:
        """Address of the product API, such as http://127.0.0.1:40123/api.

        Raises:
            RuntimeError: The server is not running.
        """
        if self._listener is None:
            raise RuntimeError("The demo catalogue is not running. Start it first.")
        return self._listener.base_url

    def start(self) -> None:
        """Begin to listen; returns as soon as requests are accepted."""
        if self._listener is not None:
            return
        listener = _Listener(self._port)
        thread = threading.Thread(
            target=listener.serve_forever,
            kwargs={"poll_interval": _POLL_INTERVAL_S},
            name="demo-catalogue",
            daemon=True,
        )
        thread.start()
        self._listener, self._thread = listener, thread

    def stop(self) -> None:
        """Stop listening, end open connections and wait for all threads."""
        listener, thread = self._listener, self._thread
        if listener is None or thread is None:
            return
        self._listener = self._thread = None
        listener.shutdown()
        listener.hang_up()
        listener.server_close()
        thread.join()

    def __enter__(self) -> Self:
        """Start and return the server."""
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Stop the server."""
        self.stop()
