"""Small questions about URLs: who is asked, and what of a URL may be shown."""

from __future__ import annotations

from urllib.parse import SplitResult, urljoin, urlsplit

Origin = tuple[str, str, int]
"""Scheme, host and port; two URLs of one origin reach the same server the same way."""

_DEFAULT_PORTS = {"http": 80, "https": 443}


def split_http_url(url: str) -> SplitResult | None:
    """Return the parts of an http(s) URL with a host, or None for anything else."""
    try:
        parts = urlsplit(url)
        usable = parts.scheme in _DEFAULT_PORTS and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return None
    return parts if usable else None


def is_http_url(url: str) -> bool:
    """Tell whether a text is an http(s) URL with a host."""
    return split_http_url(url) is not None


def origin_of(url: str) -> Origin | None:
    """Return the origin of an http(s) URL, with its default port filled in; None otherwise."""
    parts = split_http_url(url)
    if parts is None:
        return None
    return parts.scheme, (parts.hostname or "").lower(), parts.port or _DEFAULT_PORTS[parts.scheme]


def shown_url(url: str) -> str:
    """Return a URL without what may be secret in it: user, password, query and fragment."""
    parts = split_http_url(url)
    if parts is None:
        return "the address"
    return f"{parts.scheme}://{shown_host(url)}{parts.path}"


def shown_host(url: str) -> str:
    """Return the host of a URL, with the port when it is not the scheme's own."""
    parts = split_http_url(url)
    if parts is None:
        return "the server"
    host = parts.hostname or ""
    if ":" in host:
        host = f"[{host}]"
    if parts.port is None or parts.port == _DEFAULT_PORTS[parts.scheme]:
        return host
    return f"{host}:{parts.port}"


def joined_url(base: str, reference: str) -> str | None:
    """Resolve a reference as a browser would; None when no http(s) URL comes out."""
    try:
        url = urljoin(base, reference.strip())
    except ValueError:
        return None
    return url if is_http_url(url) else None
