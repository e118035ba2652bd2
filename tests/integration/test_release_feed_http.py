"""The release feed over HTTP: nothing is believed that is not signed, whatever the server does."""

from __future__ import annotations

import json
import ssl
import subprocess
import sys
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.x509.oid import NameOID
from support.product_api_server import Fault, ProductApiServer
from support.releases import FEED, Publisher, release

from fashion_desktop import __version__
from fashion_desktop.catalogue import http_client, release_feed
from fashion_desktop.catalogue.http_body import HttpLimits
from fashion_desktop.catalogue.release_feed import MAX_FEED_BYTES, fetch_releases
from fashion_desktop.catalogue.retry import RetryPolicy
from fashion_desktop.domain.errors import UpdateError
from fashion_desktop.domain.releases import Release

FAST = HttpLimits(
    max_concurrency=1, timeout_s=0.5, deadline_s=1.0, retry=RetryPolicy(retries=1, backoff_s=0.01)
)


@pytest.fixture
def publisher() -> Iterator[Publisher]:
    with ProductApiServer() as server:
        yield Publisher(server)


async def fetch(publisher: Publisher) -> tuple[Release, ...]:
    return await fetch_releases(publisher.feed_url, publisher.public_key, FAST)


async def test_a_signed_feed_is_read(publisher: Publisher) -> None:
    publisher.announce(release("0.2.0", publisher.put_file("f.tar.xz")), release("0.1.0"))
    assert [item.version for item in await fetch(publisher)] == ["0.2.0", "0.1.0"]
    assert publisher.server.paths() == [FEED, f"{FEED}.sig"]


async def test_the_requests_say_nothing_of_whoever_asks(publisher: Publisher) -> None:
    publisher.announce(release("0.2.0"))
    await fetch(publisher)
    for request in publisher.server.requests:
        headers = dict(request.headers)
        assert headers.pop("user-agent") == f"FashionDesktop/{__version__}"
        assert headers.pop("host") == f"127.0.0.1:{publisher.server.port}"
        assert headers.keys() <= {"accept", "accept-encoding", "connection"}
        assert "?" not in request.path


async def test_a_changed_feed_is_not_shown(publisher: Publisher) -> None:
    data = publisher.announce(release("0.2.0"))
    publisher.publish(data.replace(b"0.2.0", b"9.9.9"), publisher.key.sign(data))
    with pytest.raises(UpdateError, match="not signed by the makers"):
        await fetch(publisher)


async def test_a_feed_signed_by_somebody_else(publisher: Publisher) -> None:
    data = publisher.announce(release("0.2.0"))
    publisher.publish(data, Ed25519PrivateKey.generate().sign(data))
    with pytest.raises(UpdateError, match="not signed by the makers"):
        await fetch(publisher)


async def test_nothing_unsigned_is_even_parsed(
    publisher: Publisher, monkeypatch: pytest.MonkeyPatch
) -> None:
    def parsed(*_args: object) -> None:
        pytest.fail("it was parsed before it was verified")

    publisher.publish(b'{"format": 1, "releases": []}', bytes(64))
    monkeypatch.setattr(release_feed, "read_feed", parsed)
    monkeypatch.setattr(json, "loads", parsed)
    with pytest.raises(UpdateError, match="not signed"):
        await fetch(publisher)


async def test_a_signed_feed_of_another_format(publisher: Publisher) -> None:
    data = b'{"format": 2, "releases": []}'
    publisher.publish(data, publisher.key.sign(data))
    with pytest.raises(UpdateError, match="cannot be read by this version"):
        await fetch(publisher)


@pytest.mark.parametrize(
    ("path", "fault", "words"),
    [
        (FEED, Fault(status=404), "has nothing at"),
        (f"{FEED}.sig", Fault(status=404), "has nothing at"),
        (FEED, Fault(status=401), "without a login"),
        (FEED, Fault(status=500), "fault of its own"),
        (FEED, Fault(drop=True), "broke off"),
        (FEED, Fault(truncate=True), "broke off"),
        (FEED, Fault(declared_length=5), "not signed"),
        (FEED, Fault(declared_length=5_000), "broke off"),
        (FEED, Fault(declared_length=MAX_FEED_BYTES * 9), "larger than 1 MB"),
        (FEED, Fault(endless=True), "larger than 1 MB"),
        (f"{FEED}.sig", Fault(endless=True), "larger than 0 MB"),
        (FEED, Fault(delay_s=5), "takes too long"),
        (FEED, Fault(drip_s=0.05), "sends too slowly"),
        (FEED, Fault(status=302, location="http://shop.example/releases.json"), "not safe"),
        (FEED, Fault(status=302, location="file:///etc/passwd"), "leads nowhere"),
        (FEED, Fault(status=302, location=FEED), "leads nowhere"),
    ],
)
async def test_servers_that_do_not_do_as_they_should(
    publisher: Publisher, path: str, fault: Fault, words: str
) -> None:
    publisher.announce(release("0.2.0"))
    publisher.server.fail(path, fault, forever=True)
    with pytest.raises(UpdateError, match=words):
        await fetch(publisher)


async def test_the_feed_may_move_to_another_safe_place(publisher: Publisher) -> None:
    data = publisher.announce(release("0.2.0"))
    publisher.server.raw_paths["/moved"] = ("application/json", data)
    publisher.server.fail(FEED, Fault(status=302, location="/moved"))
    assert len(await fetch(publisher)) == 1


@pytest.mark.parametrize("url", ["", "http://shop.example/r.json", "https://x.example/?a"])
async def test_unsafe_addresses_are_not_asked(publisher: Publisher, url: str) -> None:
    with pytest.raises(UpdateError, match="The address for new versions"):
        await fetch_releases(url, publisher.public_key, FAST)
    assert publisher.server.requests == []


class _Redirecting(BaseHTTPRequestHandler):
    """Answers over TLS, and sends every asker on to a place without."""

    elsewhere = ""

    def do_GET(self) -> None:
        self.send_response(302)
        self.send_header("Location", self.elsewhere)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_args: object) -> None:
        """Keep quiet."""


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    """A certificate of this computer, signed by itself, with its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False
        )
        .sign(key, hashes.SHA256())
    )
    plain = serialization.NoEncryption()
    pkcs8, pem = serialization.PrivateFormat.PKCS8, serialization.Encoding.PEM
    path = tmp_path / "certificate.pem"
    path.write_bytes(made.public_bytes(pem) + key.private_bytes(pem, pkcs8, plain))
    return path


async def test_over_tls_nobody_is_led_to_where_there_is_none(
    publisher: Publisher, certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    publisher.announce(release("0.2.0"))
    monkeypatch.setattr(_Redirecting, "elsewhere", publisher.feed_url)
    trusting = ssl.create_default_context(cafile=certificate)
    monkeypatch.setattr(http_client, "prepare_http", lambda: trusting)
    speaking = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    speaking.load_cert_chain(certificate)
    with ThreadingHTTPServer(("127.0.0.1", 0), _Redirecting) as safe:
        safe.socket = speaking.wrap_socket(safe.socket, server_side=True)
        thread = threading.Thread(target=safe.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            url = f"https://127.0.0.1:{safe.server_address[1]}{FEED}"
            with pytest.raises(UpdateError, match=r"redirects to http://127.* not safe"):
                await fetch_releases(url, publisher.public_key, FAST)
        finally:
            safe.shutdown()
            thread.join()
    assert publisher.server.requests == []


def test_nobody_who_does_not_ask_loads_cryptography_or_http() -> None:
    code = (
        "import sys, fashion_desktop.services.update_service; "
        "sys.exit(bool({'cryptography', 'httpx', 'torch'} & sys.modules.keys()))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
