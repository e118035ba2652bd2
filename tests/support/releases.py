"""Whoever publishes releases: keys, signed feeds, and the server they are on."""

from __future__ import annotations

import base64
import hashlib
import json
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from support.product_api_server import ProductApiServer

from fashion_desktop.domain.releases import Offer, Release, ReleaseFile

FEED = "/releases.json"
SYSTEM = "linux-x86_64"
CONTENT = bytes(range(256)) * 4096
"""What a release is made of: 1 MiB."""


@dataclass
class Publisher:
    """Signs feeds and puts them, and the files they announce, on a server."""

    server: ProductApiServer
    key: Ed25519PrivateKey = field(default_factory=Ed25519PrivateKey.generate)

    @property
    def public_key(self) -> bytes:
        return self.key.public_key().public_bytes_raw()

    @property
    def feed_url(self) -> str:
        return f"{self.server.origin}{FEED}"

    def write_public_key(self, path: Path) -> None:
        text = base64.b64encode(self.public_key).decode()
        path.write_text(f"# The key of a test.\n{text}\n", encoding="utf-8")

    def put_file(self, name: str, content: bytes = CONTENT) -> dict[str, Any]:
        """Put a file on the server and return how a feed announces it."""
        self.server.raw_paths[f"/{name}"] = ("application/octet-stream", content)
        return {
            "system": SYSTEM,
            "kind": "tar.xz",
            "url": f"{self.server.origin}/{name}",
            "size": len(content),
            "sha256": hashlib.sha256(content).hexdigest(),
        }

    def announce(self, *releases: dict[str, Any]) -> bytes:
        """Publish a signed feed and return its bytes."""
        data = json.dumps({"format": 1, "releases": list(releases)}).encode()
        self.publish(data, self.key.sign(data))
        return data

    def publish(self, data: bytes, signature: bytes) -> None:
        """Publish any bytes with any signature."""
        self.server.raw_paths[FEED] = ("application/json", data)
        self.server.raw_paths[f"{FEED}.sig"] = ("text/plain", base64.b64encode(signature) + b"\n")

    def offer(self, name: str = "new.tar.xz", content: bytes = CONTENT, **changes: Any) -> Offer:
        """Return an offer of version 9.0 whose file is on the server."""
        entry = self.put_file(name, content) | changes
        file = ReleaseFile(
            entry["system"], entry["kind"], entry["url"], entry["size"], entry["sha256"]
        )
        return Offer("9.0", file, (Release("9.0", date(2026, 12, 1), "News.", (file,)),))


def release(version: str, *files: dict[str, Any], notes: str = "News.") -> dict[str, Any]:
    """Return a release as feeds hold it."""
    return {"version": version, "date": "2026-12-01", "notes": notes, "files": list(files)}
