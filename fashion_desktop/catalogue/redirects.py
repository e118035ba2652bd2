"""Where a server redirects to, and what to say when nobody should go there."""

from __future__ import annotations

from urllib.parse import urljoin

from fashion_desktop.catalogue.http_errors import HttpError, HttpProblem
from fashion_desktop.catalogue.urls import shown_url


def redirect_target(url: str, location: str) -> str:
    """Return where a Location header leads from a URL.

    Raises:
        HttpError: it makes no sense.
    """
    try:
        return urljoin(url, location)
    except ValueError:
        raise bad_redirect(url) from None


def bad_redirect(url: str) -> HttpError:
    """Return the sentence for redirects without end or sense."""
    return HttpError(
        HttpProblem.UNUSABLE,
        f"The server redirects in a way that leads nowhere (last to {shown_url(url)}). "
        "Check the address.",
    )


def unsafe(url: str) -> HttpError:
    """Return the sentence for a redirect to where an answer could be changed on its way."""
    return HttpError(
        HttpProblem.UNUSABLE,
        f"The server redirects to {shown_url(url)}, which is not safe: it must begin with "
        "https://. Tell whoever runs the server.",
    )


def moved(url: str) -> HttpError:
    """Return the sentence for a redirect to another server that asks for a token."""
    return HttpError(
        HttpProblem.FORBIDDEN,
        f"The server redirects to {shown_url(url)}, which asks for a token. A token is only sent "
        "to the address it was entered for: change the catalogue's address to the new one.",
    )
