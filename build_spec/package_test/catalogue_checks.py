"""The verbs from a catalogue to embeddings: sources, sync, generate, update, delete, verify."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from package_test.checks import CheckFailedError, Checks, expect
from package_test.ground import Ground
from package_test.photos import Photos, write_table
from package_test.program import Library

BEARER = "only-the-shop-knows-this"
SERVER = Path(__file__).parents[2] / "tests" / "support" / "product_api_server.py"
_BATCH = ("--batch-size", "8")


@contextmanager
def product_api(photos: Photos) -> Iterator[str]:
    """Serve the products behind a product API on loopback; yields its address."""
    command = [sys.executable, str(SERVER), "--port", "0", "--token", BEARER]
    command += ["--images", str(photos.images), "--csv", str(photos.table)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            told = process.stdout.readline() if process.stdout else ""
            if " at http" not in told:
                raise CheckFailedError(f"the product API does not start: {told}")
            yield told.split()[-1]
        finally:
            process.terminate()


def check_catalogue(ground: Ground, checks: Checks, photos: Photos) -> Library:
    """Connect a product API, embed its products, and return the library."""
    shop = Library(ground.plain, ground.folder / "home" / "shop")
    kind = "real" if photos.are_real else "drawn"
    with checks.section(f"From a product API to embeddings ({len(photos.ids)} {kind} photos)"):
        with product_api(photos) as url:
            token = {"SHOP_TOKEN": BEARER}
            with checks.check("source add api, with a token, without, and with a wrong one"):
                add = ("source", "add", "api", url)
                expect("token" in shop.ask(*add, code=3)["error"], "nothing about the token")
                error = shop.ask(*add, code=3, variables={"API_AUTH_TOKEN": "wrong"})["error"]
                expect("token" in error, f"of a wrong token it says: {error}")
                added = shop.ask(
                    *add, "--token-env", "SHOP_TOKEN", "--name", "Shop", variables=token
                )
                expect(added["source"]["name"] == "Shop", f"added: {added}")
            with checks.check("sync") as found:
                text = shop.run("sync", variables=token).out
                expect("New" in text, text)
                again = shop.ask("sync", variables=token)
                expect(again["preview"]["unchanged"] == len(photos.ids), f"{again}")
                found.detail = text.splitlines()[-1]
            with checks.check("generate: two products, the missing ones, all") as found:
                one, two = photos.ids[:2]
                expect(shop.ask("generate", one, two, variables=token)["done"] == 2, "not two")
                text = shop.run("generate", *_BATCH, variables=token).out
                answer = shop.ask(
                    "generate", "--all", "--start-page", "1", *_BATCH, variables=token
                )
                expect(answer["done"] == len(photos.ids), f"{answer}")
                expect(not answer["failed"], f"failed: {answer['failed']}")
                found.detail = text.splitlines()[-1]
            with checks.check("update"):
                expect(shop.ask("update", photos.ids[0], variables=token)["done"] == 1, "not one")
                expect(
                    "Nothing to do" in shop.run("update", variables=token).out,
                    "not up to date",
                )
        with checks.check("source list, the catalogue being out of reach") as found:
            (source,) = shop.ask("source", "list")["sources"]
            expect(source["products"] == len(photos.ids), f"{source}")
            expect(BEARER not in shop.run("source", "list").out, "it tells the token")
            error = shop.ask("sync", code=3, variables=token)["error"]
            expect(error.endswith("."), f"no sentence: {error}")
            found.detail = error
        with checks.check("count, products, check"):
            expect(shop.ask("count") == {"count": len(photos.ids)}, "count")
            expect(shop.run("count").out == f"{len(photos.ids)}\n", "count as text")
            expect(set(shop.ask("products")["products"]) == set(photos.ids), "products")
            expect(shop.run("products").out.split() == shop.ask("products")["products"], "text")
            expect(shop.ask("check", photos.ids[0]) == {"has_embedding": True}, "check")
            expect(shop.run("check", photos.ids[0]).out == "yes\n", "check as text")
            shop.ask("check", "no-such-product", code=3)
        with checks.check("delete, and what is deleted is not found"):
            first, second, third = photos.ids[-3:]
            expect(shop.ask("delete", first, second)["done"] == 2, "not two")
            shop.run("delete", third)
            expect(shop.ask("check", first) == {"has_embedding": False}, "still there")
            expect("generate" in shop.ask("similar", first, code=3)["error"], "no remedy")
            expect(shop.ask("count") == {"count": len(photos.ids) - 3}, "count")
    return shop


def check_other_sources(ground: Ground, checks: Checks, photos: Photos) -> None:
    """Connect a folder and a feed, see one change, and disconnect it."""
    home = ground.awkward.surroundings.home
    library = Library(ground.awkward, home / "Kollektion été")
    own = home / "mes photos"
    own.mkdir()
    for product_id in photos.ids[:6]:
        shutil.copy(photos.photo(product_id), own / f"Größe {product_id}.jpg")
    ground.give(own)
    with checks.section("A folder and a feed, in a program and folders with spaces and accents"):
        with checks.check("source add folder"):
            library.run("source", "add", "folder", own, "--name", "Été")
            expect(library.ask("sync")["preview"]["new"] == 6, "not six new")
            expect(library.ask("generate")["done"] == 6, "not six embedded")
        with checks.check("source add feed, its columns named differently"):
            feed = _write_feed(home / "flux" / "été – ñ.csv", photos)
            ground.give(feed.parent)
            words = ("source", "add", "feed", feed, "--map", "id=Nummer", "image=Foto")
            added = library.ask(*words, "--name", "Feed")["source"]
            expect(library.ask("sync")["preview"]["new"] == 4, "not four new")
            expect(library.run("generate").out, "generate says nothing")
            expect(library.ask("count") == {"count": 10}, "not ten embedded")
        with checks.check("a photo that is gone goes only with --yes"):
            next(iter(own.iterdir())).unlink()
            expect(library.ask("sync")["preview"]["gone"] == 1, "nothing is gone")
            expect(library.ask("count") == {"count": 10}, "removed without being asked")
            expect(library.ask("sync", "--yes")["preview"]["removed"] == 1, "not removed")
        with checks.check("source remove"):
            library.run("source", "remove", added["id"])
            expect(library.ask("count") == {"count": 5}, "not five left")
            library.ask("source", "remove", added["id"], code=2)
            left = library.ask("source", "list")["sources"][0]
            expect(library.ask("source", "remove", left["id"]), "not removed")
        with checks.check("source add demo, source add of the same kinds with --json"):
            library.run("source", "add", "demo")
            other = Library(library.program, library.folder.with_name("andere"))
            other.ask("source", "add", "demo")
            other.ask("source", "add", "folder", own)
            other.run("source", "add", "feed", feed, "--map", "id=Nummer", "image=Foto")
            kinds = {source["kind"] for source in other.ask("source", "list")["sources"]}
            expect(kinds == {"demo", "folder", "feed"}, f"kinds: {kinds}")


def check_verify(checks: Checks, shop: Library) -> None:
    """Damage a library and have it mended."""
    with checks.section("verify"):
        with checks.check("a sound library"):
            expect("no problem" in shop.run("verify").out, "there are problems")
            expect(shop.ask("verify", "--repair")["ok"], "there are problems")
        with checks.check("a damaged one is found out and repaired") as found:
            before = shop.ask("count")
            shutil.rmtree(shop.folder / "thumbnails")
            index = shop.folder / "vectors.faiss"
            if index.exists():
                index.write_bytes(b"nonsense")
            report = shop.ask("verify", code=1)
            expect(report["problems"], "no problem is found")
            expect(shop.ask("verify", "--repair")["ok"], "not repaired")
            expect(not shop.ask("verify")["problems"], "problems are left")
            expect(shop.ask("count") == before, "embeddings were lost")
            found.detail = f"{len(report['problems'])} problems, then none"


def _write_feed(path: Path, photos: Photos) -> Path:
    path.parent.mkdir()
    rows = []
    for number, product_id in enumerate(photos.ids[6:10]):
        photo = shutil.copy(photos.photo(product_id), path.parent)
        rows.append((f"F{number}", f"Feed {number}", 10 + number, Path(photo).name))
    write_table(path, ("Nummer", "title", "price", "Foto"), rows)
    return path
