"""The verbs that find look-alikes: similar, lookup of files, standard input and addresses."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from package_test.checks import Checks, expect
from package_test.photos import Photos
from package_test.program import Library

EVERYTHING = ("--top-n", "1000", "--score-threshold", "1e-9")


@contextmanager
def web_server(folder: Path) -> Iterator[str]:
    """Serve a folder on loopback; yields its address."""
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(folder))) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}"
        finally:
            server.shutdown()
            thread.join()


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_args: object) -> None:
        """Keep quiet."""


def check_search(checks: Checks, shop: Library, photos: Photos, elsewhere: Path) -> None:
    """Look up products and photos.

    Args:
        elsewhere: a photo of no product.
    """
    first, second = photos.ids[:2]
    with checks.section("Look-alikes on the command line"):
        with checks.check("similar: order, scores, thresholds, the product itself") as found:
            count = shop.ask("count")["count"]
            answer = shop.ask("similar", first, *EVERYTHING)["similar_products"]
            expect(len(answer) == count - 1, f"{len(answer)} of {count - 1} look-alikes")
            squared_l2 = [one["squared_l2"] for one in answer]
            expect(squared_l2 == sorted(squared_l2), "not the nearest first")
            for one in answer:
                wrong = abs(one["similarity_score"] - 1 / (1 + one["squared_l2"]))
                expect(wrong < 1e-6, f"score and distance disagree: {one}")
            with_itself = shop.ask("similar", first, "--include-self", "--top-n", "1")
            expect(with_itself["similar_products"][0]["id"] == first, "not itself")
            both = shop.ask("similar", first, second, "--top-n", "3")["queries"]
            expect([query["query"] for query in both] == [first, second], "not both")
            text = shop.run("similar", first, *EVERYTHING).out
            expect(answer[0]["id"] in text.splitlines()[1], "the text differs from the JSON")
            found.detail = f"nearest of {count - 1}: squared L2 {squared_l2[0]:.1f}"
        with checks.check("lookup of a file: a product's own photo finds that product"):
            own = photos.photo(second)
            by_file = shop.ask("lookup", own, *EVERYTHING)["similar_products"]
            expect(by_file[0]["squared_l2"] < 1e-3, f"nearest: {by_file[0]}")
            same = [one["id"] for one in by_file if one["squared_l2"] < 1e-3]
            expect(second in same, f"{second} is not among {same}")
            expect(second in shop.run("lookup", own, "--top-n", "5").out, "not in the text")
        with checks.check("lookup of standard input and of an address: the same answer"):
            by_stdin = shop.ask("lookup", "-", *EVERYTHING, stdin=own.read_bytes())
            expect(by_stdin["similar_products"] == by_file, "standard input differs")
            with web_server(photos.images) as address:
                by_url = shop.ask("lookup", f"{address}/{own.name}", *EVERYTHING)
                missing = shop.ask("lookup", f"{address}/missing.jpg", code=3)
            expect(by_url["similar_products"] == by_file, "the address differs")
            expect(missing["error"].endswith("."), f"no sentence: {missing}")
        with checks.check("lookup of several, one of them no photo"):
            answers = shop.ask("lookup", elsewhere, photos.table, code=1)["queries"]
            expect("similar_products" in answers[0], f"{answers[0]}")
            expect("error" in answers[1], f"{answers[1]}")
            shop.ask("lookup", photos.table, code=3)
