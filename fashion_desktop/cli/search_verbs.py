"""``similar`` and ``lookup``: look-alikes of products and of photos."""

from __future__ import annotations

import asyncio
import re
import sys
from argparse import Namespace
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit
from urllib.request import url2pathname

from fashion_desktop.cli.library import command, open_library, other_weights_hint
from fashion_desktop.cli.output import ExitCode, Output, table
from fashion_desktop.domain.errors import FashionDesktopError, ImageError, NoEmbeddingError
from fashion_desktop.domain.matches import Match, SearchAnswer
from fashion_desktop.domain.products import LibraryCounts
from fashion_desktop.domain.similarity import CANDIDATES_PER_QUERY
from fashion_desktop.domain.wording import counted
from fashion_desktop.storage.home_folder import with_home
from fashion_desktop.storage.reachable import reachable

if TYPE_CHECKING:
    from fashion_desktop.services.session import LibrarySession

STDIN = "-"
_URL = re.compile(r"(?:[a-z][a-z0-9+.-]+://|data:)", re.IGNORECASE)

_Search = Callable[["LibrarySession", str, int], Coroutine[Any, Any, SearchAnswer]]


@dataclass(frozen=True, slots=True)
class _Found:
    """What one query found: an answer, or why there is none."""

    query: str
    answer: SearchAnswer | None = None
    error: str = ""


def similar(args: Namespace, output: Output) -> ExitCode:
    """Find the look-alikes of products of the library."""

    async def search(session: LibrarySession, product_id: str, candidates: int) -> SearchAnswer:
        return await session.search.similar(
            product_id, candidates=candidates, include_self=args.include_self
        )

    return _search(args, output, args.ids, search)


def lookup(args: Namespace, output: Output) -> ExitCode:
    """Find the products that look like photos from files, addresses or standard input."""

    async def search(session: LibrarySession, photo: str, candidates: int) -> SearchAnswer:
        if photo.lower().startswith("file:"):
            photo = _path_of(photo)
        elif _URL.match(photo):
            _, answer = await session.search.lookup_url(photo, candidates=candidates)
            return answer
        data, label = await asyncio.to_thread(_read_photo, photo)
        return await session.search.lookup(data, label, candidates=candidates)

    photos = args.photos
    if sys.platform == "win32":
        photos = [name for photo in photos for name in files_meant(photo)]
    return _search(args, output, photos, search)


def _search(args: Namespace, output: Output, queries: Sequence[str], search: _Search) -> ExitCode:
    candidates = max(CANDIDATES_PER_QUERY, args.top_n)

    async def search_all(session: LibrarySession) -> list[_Found]:
        found = []
        for query in queries:
            try:
                found.append(_Found(query, await search(session, query, candidates)))
            except NoEmbeddingError as error:
                found.append(_Found(query, error=_embed_first(args, error)))
            except FashionDesktopError as error:
                found.append(_Found(query, error=str(error)))
        return found

    with open_library(args, writable=False) as session:
        found = asyncio.run(search_all(session))
        answers = [one.answer for one in found if one.answer is not None]
        counts = session.products.counts() if answers else None
    if counts is not None and counts.stale:
        output.say(_stale_text(args, counts))
    return _report(args, output, found)


def _stale_text(args: Namespace, counts: LibraryCounts) -> str:
    of_older_photo = counts.stale - counts.other_weights
    parts = []
    if of_older_photo:
        parts.append(f"Compared by an older photo: {counted(of_older_photo, 'product')}.")
    if counts.other_weights:
        parts.append(other_weights_hint(args, counts.other_weights))
    else:
        parts.append(f"Update with: {command(args, 'update', '--stale')}")
    return " ".join(parts)


def _report(args: Namespace, output: Output, found: Sequence[_Found]) -> ExitCode:
    failed = sum(one.answer is None for one in found)
    if len(found) == 1 and failed:
        output.error(found[0].error)
        return ExitCode.COULD_NOT
    lines: list[str] = []
    queries: list[dict[str, Any]] = []
    for one in found:
        if lines:
            lines.append("")
        if len(found) > 1:
            lines.append(f"{one.query}:")
        if one.answer is None:
            queries.append({"query": one.query, "error": one.error})
            lines.append(one.error)
            if output.as_json:
                output.say(f"{one.query}: {one.error}")
            continue
        matches = kept(one.answer.matches, args.score_threshold, args.top_n)
        queries.append({"query": one.query, "similar_products": [_as_json(m) for m in matches]})
        lines += _match_lines(one.answer, matches)
    if len(found) == 1:
        output.result({"similar_products": queries[0]["similar_products"]}, lines)
    else:
        output.result({"queries": queries}, lines)
    if failed == len(found):
        return ExitCode.COULD_NOT
    return ExitCode.FAILED_ITEMS if failed else ExitCode.DONE


def kept(matches: Sequence[Match], threshold: float, top_n: int) -> list[Match]:
    """Return the nearest ``top_n`` matches whose similarity is at least ``threshold``."""
    return [match for match in matches if match.score >= threshold][:top_n]


def _as_json(match: Match) -> dict[str, Any]:
    return {
        "id": match.product.id,
        "similarity_score": match.score,
        "squared_l2": match.squared_l2,
        "image_url": match.product.image_url,
        "name": match.product.name,
    }


def _match_lines(answer: SearchAnswer, matches: Sequence[Match]) -> list[str]:
    if matches:
        rows = (
            (m.product.id, f"{m.score:.4f}", f"{m.squared_l2:,.1f}", m.product.name)
            for m in matches
        )
        return table(("Id", "Similarity", "Distance", "Name"), rows, "lrr")
    if not answer.matches:
        return ["There is no other product with an embedding to compare with."]
    nearest = answer.matches[0]
    return [
        f"Nothing is that similar. The nearest is {nearest.product.id} "
        f"with {nearest.score:.4g}; try a lower --score-threshold."
    ]


def _embed_first(args: Namespace, error: NoEmbeddingError) -> str:
    if error.stale:
        return (
            f"The embedding of product “{error.product_id}” was made with other weights. "
            f"Update it first: {command(args, 'update', error.product_id)}"
        )
    return (
        f"Product “{error.product_id}” has no embedding yet. "
        f"Generate it first: {command(args, 'generate', error.product_id)}"
    )


def files_meant(photo: str) -> list[str]:
    """Return the files that ``*.jpg`` means, which Windows leaves to programs to find out.

    What means none stays as it is.
    """
    if _URL.match(photo) or not {"*", "?"} & set(photo):
        return [photo]
    pattern = with_home(photo)
    return sorted(map(str, pattern.parent.glob(pattern.name))) or [photo]


def _path_of(url: str) -> str:
    """Return the path that a file URL means; on Windows it can name a server."""
    parts = urlsplit(url)
    server = f"//{parts.netloc}" if parts.netloc not in {"", "localhost"} else ""
    return url2pathname(f"{server}{parts.path}")


def _read_photo(name: str) -> tuple[bytes, str]:
    """Return a photo's bytes and a label for people.

    Reads at most one byte more than a photo may have: enough for it to be refused.
    """
    from fashion_desktop.embedding.decode import DecodeLimits

    most_bytes = DecodeLimits().max_bytes + 1
    if name == STDIN:
        return sys.stdin.buffer.read(most_bytes), "standard input"
    path = reachable(with_home(name))
    if path.is_dir():
        raise ImageError(f"“{name}” is a folder. Name a photo in it.")
    try:
        with path.open("rb") as file:
            return file.read(most_bytes), path.name
    except FileNotFoundError:
        raise ImageError(f"There is no file “{name}”. Check the name.") from None
    except OSError as error:
        raise ImageError(f"“{name}” cannot be read: {error.strerror}.") from None
