"""How httpx is set up: which certificates it trusts and what it may log."""

from __future__ import annotations

import functools
import logging
import ssl
from pathlib import Path

from fashion_desktop.catalogue.urls import shown_url


def prepare_http() -> ssl.SSLContext:
    """Load and set up what HTTP needs; return how to verify servers. Slow the first time."""
    _hush_http_loggers()
    return _system_certificates()


@functools.cache
def _system_certificates() -> ssl.SSLContext:
    """Return verification against the system's certificates.

    Some Python installations on macOS come without any; then the bundle that belongs to
    httpx stands in.
    """
    context = ssl.create_default_context()
    paths = ssl.get_default_verify_paths()
    if not context.cert_store_stats()["x509_ca"] and not _has_files(paths.capath):
        import certifi

        context.load_verify_locations(certifi.where())
    return context


def _has_files(folder: str | None) -> bool:
    return folder is not None and Path(folder).is_dir() and any(Path(folder).iterdir())


class _WithoutQueries(logging.Filter):
    """Keeps queries and passwords out of httpx's log lines."""

    def __init__(self, url_class: type) -> None:
        super().__init__()
        self._url_class = url_class

    def filter(self, record: logging.LogRecord) -> bool:
        if isinstance(record.args, tuple):
            record.args = tuple(
                shown_url(str(arg)) if isinstance(arg, self._url_class) else arg
                for arg in record.args
            )
        return True


def _hush_http_loggers() -> None:
    """Make the libraries below log neither secrets nor a line for every photo."""
    import httpx

    for name in ("httpx", "httpcore"):
        logger = logging.getLogger(name)
        logger.setLevel(max(logger.level, logging.WARNING))
    httpx_logger = logging.getLogger("httpx")
    if not any(isinstance(item, _WithoutQueries) for item in httpx_logger.filters):
        httpx_logger.addFilter(_WithoutQueries(httpx.URL))
