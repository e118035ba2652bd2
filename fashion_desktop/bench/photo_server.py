"""A product API on loopback whose photos take a while, in a process of its own."""

from __future__ import annotations

import asyncio
import contextlib
import http.client
import json
import multiprocessing
import time
from collections.abc import Iterator
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

_PER_PAGE = 100
_START_TIMEOUT_S = 60.0
_STOP_TIMEOUT_S = 5.0
_END_OF_HEAD = b"\r\n\r\n"
_PROCESSOR_TIME = "processor-time"


@dataclass(frozen=True, slots=True)
class PhotoServer:
    """A server that runs, with the base URL of its product API."""

    url: str

    def processor_s(self) -> float:
        """Return how much processor time the server has used: it shares this computer."""
        address = urlsplit(self.url)
        with contextlib.closing(http.client.HTTPConnection(address.netloc)) as connection:
            connection.request("GET", f"{address.path}/{_PROCESSOR_TIME}")
            return float(connection.getresponse().read())


@contextlib.contextmanager
def photo_server(folder: Path, latency_s: float) -> Iterator[PhotoServer]:
    """Serve the JPEG files of a folder.

    Args:
        latency_s: how long after a request for a photo its answer begins.

    Raises:
        OSError: the server did not start.
    """
    # A fresh process: this one has threads, which a fork would not survive.
    fresh = multiprocessing.get_context("spawn")
    ours, theirs = fresh.Pipe()
    process = fresh.Process(target=_serve, args=(theirs, str(folder), latency_s), daemon=True)
    process.start()
    theirs.close()
    try:
        if not ours.poll(_START_TIMEOUT_S):
            raise OSError("the photo server does not start")
        yield PhotoServer(ours.recv())
    except EOFError:
        raise OSError("the photo server ended before it was ready") from None
    finally:
        ours.close()
        process.terminate()
        process.join(_STOP_TIMEOUT_S)


def _serve(parent: Connection, folder: str, latency_s: float) -> None:
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(_serve_until_terminated(parent, Path(folder), latency_s))


async def _serve_until_terminated(parent: Connection, folder: Path, latency_s: float) -> None:
    photos = await asyncio.to_thread(_read, folder)
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: _Answering(photos, latency_s), "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    parent.send(f"http://127.0.0.1:{port}/api")
    await server.serve_forever()


def _read(folder: Path) -> dict[str, bytes]:
    return {path.stem: path.read_bytes() for path in sorted(folder.glob("*.jpg"))}


class _Answering(asyncio.Protocol):
    """Just enough HTTP/1.1 to cost next to nothing beside the client that is measured."""

    def __init__(self, photos: dict[str, bytes], latency_s: float) -> None:
        self._photos = photos
        self._latency_s = latency_s
        self._received = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        if isinstance(transport, asyncio.Transport):
            self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._received += data
        while (end := self._received.find(_END_OF_HEAD)) >= 0:
            target = self._received[:end].split(b" ", 2)[1].decode("ascii")
            self._received = self._received[end + len(_END_OF_HEAD) :]
            self._answer(target)

    def _answer(self, target: str) -> None:
        url = urlsplit(target)
        parts = url.path.strip("/").split("/")
        if parts == ["api", "products"]:
            page = int(parse_qs(url.query).get("page", ["1"])[0])
            self._send("200 OK", "application/json", json.dumps(self._page(page)).encode(), 0.0)
        elif parts[:2] == ["api", "products"] and parts[-1] == "image" and parts[2] in self._photos:
            self._send("200 OK", "image/jpeg", self._photos[parts[2]], self._latency_s)
        elif parts == ["api", _PROCESSOR_TIME]:
            self._send("200 OK", "text/plain", str(time.process_time()).encode(), 0.0)
        else:
            self._send("404 Not Found", "application/json", b'{"message": "Not found."}', 0.0)

    def _page(self, page: int) -> dict[str, object]:
        ids = list(self._photos)
        shown = ids[(page - 1) * _PER_PAGE : page * _PER_PAGE]
        return {
            "data": [{"id": key, "name": f"Product {key}", "price": 1.0} for key in shown],
            "meta": {
                "current_page": page,
                "last_page": max(1, -(-len(ids) // _PER_PAGE)),
                "per_page": _PER_PAGE,
                "total": len(ids),
            },
        }

    def _send(self, status: str, content_type: str, body: bytes, delay_s: float) -> None:
        head = (
            f"HTTP/1.1 {status}\r\nContent-Type: {content_type}\r\n"
            f"Content-Length: {len(body)}\r\n\r\n"
        )
        # One write for head and body: two would cost a round trip each.
        message = head.encode("ascii") + body
        if delay_s:
            loop = asyncio.get_running_loop()
            loop.call_later(delay_s, self._transport.write, message)
        else:
            self._transport.write(message)
