import base64
import json
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from fashion_desktop.catalogue.release_feed import is_signed, public_key, read_feed
from fashion_desktop.domain.errors import UpdateError

URL = "https://shop.example/releases.json"


def file(**changes: Any) -> dict[str, Any]:
    return {
        "system": "linux-x86_64",
        "kind": "deb",
        "url": "https://files.example/f.deb",
        "size": 1000,
        "sha256": "ab" * 32,
    } | changes


def release(**changes: Any) -> dict[str, Any]:
    entry = {"version": "0.2.0", "date": "2026-12-01", "notes": "New.", "files": [file()]}
    return entry | changes


def feed(*releases: Any, **changes: Any) -> bytes:
    return json.dumps({"format": 1, "releases": list(releases)} | changes).encode()


def test_a_feed_is_read() -> None:
    (found,) = read_feed(feed(release(notes="One\r\nTwo\x1b[31m\tthree \n")), URL)
    assert (found.version, found.day.isoformat()) == ("0.2.0", "2026-12-01")
    assert found.notes == "One\nTwo[31m\tthree"
    (announced,) = found.files
    assert (announced.system, announced.kind, announced.size_bytes) == ("linux-x86_64", "deb", 1000)
    assert (announced.url, announced.sha256) == ("https://files.example/f.deb", "ab" * 32)


def test_files_that_this_version_does_not_know_are_left_out() -> None:
    strange = [file(system="linux-riscv64"), file(kind="snap"), file()]
    (found,) = read_feed(feed(release(files=strange, extra=1), extra=[]), URL)
    assert len(found.files) == 1


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"{",
        b"\xff\xfe",
        b"[]",
        b"null",
        b"[" * 100_000,
        feed(release(), format=2),
        feed(release(), format="1"),
        feed(releases={}),
        feed(releases=None),
        feed("0.2.0"),
        feed(*[release()] * 2000),
        feed(release(), release(version="0.2")),
        feed(release(version="0.2.0rc1")),
        feed(release(version=2)),
        feed(release(date="soon")),
        feed(release(date=None)),
        feed(release(notes=None)),
        feed(release(notes="x" * 100_000)),
        feed(release(files="none")),
        feed(release(files=[1])),
        feed(release(files=[file(url="http://files.example/f.deb")])),
        feed(release(files=[file(url="http://127.0.0.1/f.deb")])),
        feed(release(files=[file(url="/f.deb")])),
        feed(release(files=[file(size=0)])),
        feed(release(files=[file(size=True)])),
        feed(release(files=[file(size="1000")])),
        feed(release(files=[file(size=1e3)])),
        feed(release(files=[file(size=10**15)])),
        feed(release(files=[file(sha256="AB" * 32)])),
        feed(release(files=[file(sha256="ab")])),
        feed(release(files=[file(system=None)])),
    ],
)
def test_what_is_no_feed_is_refused(data: bytes) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        read_feed(data, URL)


def test_a_signature_is_of_the_very_bytes() -> None:
    key = Ed25519PrivateKey.generate()
    public = key.public_key().public_bytes_raw()
    data = feed(release())
    signature = base64.b64encode(key.sign(data))
    assert is_signed(data, signature, public)
    assert is_signed(data, b"\n" + signature + b"\r\n", public)
    assert not is_signed(data + b"\n", signature, public)
    assert not is_signed(json.dumps(json.loads(data), indent=1).encode(), signature, public)
    assert not is_signed(data.replace(b"0.2.0", b"0.3.0"), signature, public)
    other = Ed25519PrivateKey.generate().public_key().public_bytes_raw()
    assert not is_signed(data, signature, other)


@pytest.mark.parametrize(
    "signature",
    [b"", b"=", b"AAAA", b"not base64 \xff", base64.b64encode(bytes(64)), bytes(64), b"A" * 500],
)
def test_what_is_no_signature_verifies_nothing(signature: bytes) -> None:
    public = Ed25519PrivateKey.generate().public_key().public_bytes_raw()
    assert not is_signed(b"", signature, public)
    assert not is_signed(feed(release()), signature, public)
    assert not is_signed(feed(release()), signature, bytes(32))


def test_a_known_signature_verifies() -> None:
    # RFC 8032, section 7.1, tests 2.
    public = bytes.fromhex("3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c")
    signature = bytes.fromhex(
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
        "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"
    )
    assert is_signed(b"\x72", base64.b64encode(signature), public)


def test_the_key_is_read_beside_comments(tmp_path: Path) -> None:
    path = tmp_path / "key.txt"
    path.write_text(f"# words\n\n{base64.b64encode(bytes(range(32))).decode()}\n")
    assert public_key(path) == bytes(range(32))


@pytest.mark.parametrize(
    "content", [None, b"", b"# only words\n", b"\xff\xfe", b"AAAA", b"not a key", b"A" * 100]
)
def test_a_copy_without_a_key_says_so(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "key.txt"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(UpdateError, match="no key to verify"):
        public_key(path)
