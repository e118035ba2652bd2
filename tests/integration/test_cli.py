"""The verbs of the command line on a real library: SQLite, FAISS, ResNet50, files."""

from __future__ import annotations

import contextlib
import csv
import io
import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest
from support.command_line import CommandLine, Terminal, nearest_by_numpy, stored_vectors
from support.drawn_photos import draw_folder, draw_photo
from support.product_api_server import ProductApiServer, make_products

from fashion_desktop.cli.output import ExitCode
from fashion_desktop.domain.jobs import JobKind, JobScope, JobSpec
from fashion_desktop.services.session import LibrarySession

PHOTOS = 14
EVERYTHING = ("--top-n", "100", "--score-threshold", "1e-9")
PREVIEW = {"new": 0, "changed": 0, "changed_photos": 0, "unchanged": 0, "gone": 0, "removed": 0}


@pytest.fixture(autouse=True)
def _own_surroundings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Keep the tests away from the user's settings, library and tokens."""
    for variable in ("HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME"):
        monkeypatch.setenv(variable, str(tmp_path / "home"))
    for variable in ("API_BASE_URL", "API_AUTH_TOKEN", "FASHION_DESKTOP_WEIGHTS"):
        monkeypatch.delenv(variable, raising=False)


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with ``photos`` and a ``library`` in which all of them are embedded."""
    folder = tmp_path_factory.mktemp("prepared")
    photos = draw_folder(folder / "photos", PHOTOS)
    cli = CommandLine(folder / "library")
    assert cli("source", "add", "folder", photos).code == ExitCode.DONE
    assert cli("sync").code == ExitCode.DONE
    assert cli("generate").code == ExitCode.DONE
    return folder


@pytest.fixture
def photos(prepared: Path) -> Iterator[Path]:
    """The photos folder of the embedded library; put back in order afterwards."""
    folder = prepared / "photos"
    before = {path: path.read_bytes() for path in folder.iterdir()}
    yield folder
    for path in set(folder.iterdir()) - set(before):
        path.unlink()
    for path, data in before.items():
        if not path.exists() or path.read_bytes() != data:
            path.write_bytes(data)


@pytest.fixture
def cli(prepared: Path, tmp_path: Path) -> CommandLine:
    """The command line on a copy of the embedded library."""
    shutil.copytree(prepared / "library", tmp_path / "library")
    return CommandLine(tmp_path / "library")


def test_from_a_folder_with_a_bad_file_to_embeddings(tmp_path: Path) -> None:
    cli = CommandLine(tmp_path / "library")
    folder = draw_folder(tmp_path / "photos", 3)
    (folder / "broken.jpg").write_bytes(b"\xff\xd8\xff but no photo")

    added = cli("source", "add", "folder", folder, "--name", "Spring", "--json")
    assert added.code == ExitCode.DONE
    assert added.json["source"]["name"] == "Spring"
    assert added.json["source"]["kind"] == "folder"
    assert "sync" in added.err

    synced = cli("sync", "--json")
    assert synced.code == ExitCode.DONE
    assert synced.json["status"] == "done"
    assert synced.json["preview"] == {**PREVIEW, "new": 4}

    generated = cli("generate", "--batch-size", "2", "--json")
    assert generated.code == ExitCode.FAILED_ITEMS
    assert list(generated.json) == ["task_id", "status", "done", "failed", "seconds"]
    assert (generated.json["status"], generated.json["done"]) == ("done", 3)
    [failed] = generated.json["failed"]
    assert failed["id"] == "broken.jpg"
    assert failed["reason"]
    assert generated.json["seconds"] > 0

    for_people = cli("generate", "broken.jpg")
    assert for_people.code == ExitCode.FAILED_ITEMS
    assert "broken.jpg" in for_people.out
    assert cli("count").out == "3\n"


def test_similar_gives_what_exact_l2_gives(cli: CommandLine) -> None:
    vectors = stored_vectors(cli.library)
    expected = nearest_by_numpy(vectors, vectors["photo-03.jpg"])
    found = cli("similar", "photo-03.jpg", *EVERYTHING, "--include-self", "--json")
    assert found.code == ExitCode.DONE
    results = found.json["similar_products"]
    assert [r["id"] for r in results] == [product_id for product_id, _ in expected]
    for result, (_, squared_l2) in zip(results, expected, strict=True):
        assert result["squared_l2"] == pytest.approx(squared_l2, rel=1e-4, abs=1e-3)
        assert result["similarity_score"] == pytest.approx(1 / (1 + squared_l2), rel=1e-4)
        assert set(result) == {"id", "similarity_score", "squared_l2", "image_url", "name"}
    assert results[0]["similarity_score"] == 1.0


def test_threshold_and_top_n_narrow_the_answer(cli: CommandLine) -> None:
    everything = cli("similar", "photo-03.jpg", *EVERYTHING, "--json").json["similar_products"]
    assert "photo-03.jpg" not in [r["id"] for r in everything]
    assert len(everything) == PHOTOS - 1
    threshold = str(everything[4]["similarity_score"])
    kept = cli("similar", "photo-03.jpg", "--score-threshold", threshold, "--json")
    assert kept.json["similar_products"] == everything[:5]
    two = cli("similar", "photo-03.jpg", *EVERYTHING[2:], "--top-n", "2", "--json")
    assert two.json["similar_products"] == everything[:2]
    nothing = cli("similar", "photo-03.jpg", "--score-threshold", "1")
    assert nothing.code == ExitCode.DONE
    assert everything[0]["id"] in nothing.out
    for_people = cli("similar", "photo-03.jpg", *EVERYTHING[2:], "--top-n", "2").out
    assert [line.split()[0] for line in for_people.splitlines()] == [
        "Id",
        *(r["id"] for r in everything[:2]),
    ]


def test_several_queries_of_which_some_fail(cli: CommandLine) -> None:
    both = cli("similar", "photo-01.jpg", "photo-02.jpg", "--json")
    assert both.code == ExitCode.DONE
    assert [q["query"] for q in both.json["queries"]] == ["photo-01.jpg", "photo-02.jpg"]
    assert (
        both.json["queries"][0]["similar_products"]
        == (cli("similar", "photo-01.jpg", "--json").json["similar_products"])
    )
    one = cli("similar", "photo-01.jpg", "nothing", "--json")
    assert one.code == ExitCode.FAILED_ITEMS
    assert set(one.json["queries"][1]) == {"query", "error"}
    none = cli("similar", "nothing", "never", "--json")
    assert none.code == ExitCode.COULD_NOT
    assert len(none.json["queries"]) == 2


def test_lookup_finds_the_product_of_its_photo(
    cli: CommandLine, photos: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from_file = cli("lookup", photos / "photo-07.jpg", "--json").json["similar_products"]
    assert from_file[0]["id"] == "photo-07.jpg"
    assert from_file[0]["similarity_score"] == pytest.approx(1.0, abs=1e-2)

    stdin = SimpleNamespace(buffer=io.BytesIO((photos / "photo-07.jpg").read_bytes()))
    monkeypatch.setattr("sys.stdin", stdin)
    assert cli("lookup", "-", "--json").json["similar_products"] == from_file


@pytest.mark.parametrize("name", ["missing.jpg", "folder", "text.jpg"])
def test_a_photo_that_cannot_be_used_is_named(cli: CommandLine, tmp_path: Path, name: str) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "text.jpg").write_text("not a photo")
    answer = cli("lookup", tmp_path / name, "--json")
    assert answer.code == ExitCode.COULD_NOT
    assert answer.json["error"] == answer.err.strip()
    assert "Traceback" not in answer.err


def test_check_products_and_count_agree(cli: CommandLine) -> None:
    ids = cli("products", "--json").json["products"]
    assert ids == [f"photo-{n:02}.jpg" for n in range(1, PHOTOS + 1)]
    assert cli("products").out.splitlines() == ids
    assert cli("count", "--json").json == {"count": PHOTOS}
    assert cli("check", "photo-05.jpg", "--json").json == {"has_embedding": True}
    assert cli("delete", "photo-05.jpg", "--json").json["done"] == 1
    assert cli("check", "photo-05.jpg", "--json").json == {"has_embedding": False}
    assert "photo-05.jpg" not in cli("products", "--json").json["products"]
    assert cli("count", "--json").json == {"count": PHOTOS - 1}
    unknown = cli("check", "nothing", "--json")
    assert unknown.code == ExitCode.COULD_NOT
    assert "nothing" in unknown.json["error"]


def test_a_query_without_embedding_says_how_to_make_it(cli: CommandLine) -> None:
    cli("delete", "photo-05.jpg")
    answer = cli("similar", "photo-05.jpg")
    assert answer.code == ExitCode.COULD_NOT
    assert answer.out == ""
    assert f"fashion-desktop generate photo-05.jpg --library {cli.library}" in answer.err
    assert cli("generate", "photo-05.jpg", "--json").json["done"] == 1
    assert cli("similar", "photo-05.jpg").code == ExitCode.DONE


def test_a_deleted_embedding_is_found_no_more(cli: CommandLine) -> None:
    nearest = cli("similar", "photo-01.jpg", "--json").json["similar_products"][0]["id"]
    assert cli("delete", nearest, "nothing", "--json").code == ExitCode.FAILED_ITEMS
    found = cli("similar", "photo-01.jpg", *EVERYTHING, "--json").json["similar_products"]
    assert nearest not in [r["id"] for r in found]


def test_products_that_are_gone_stay_until_somebody_agrees(
    cli: CommandLine, photos: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    gone = photos / "photo-09.jpg"
    data = gone.read_bytes()
    gone.unlink()
    kept = cli("sync", "--json")
    assert kept.json["preview"] == {**PREVIEW, "unchanged": PHOTOS - 1, "gone": 1}
    assert "sync --yes" in kept.err
    assert cli("count").out == f"{PHOTOS}\n"

    removed = cli("sync", "--yes", "--json")
    assert removed.json["preview"] == {**PREVIEW, "unchanged": PHOTOS - 1, "gone": 1, "removed": 1}
    assert cli("count").out == f"{PHOTOS - 1}\n"

    gone.write_bytes(data)
    assert cli("sync", "--json").code == ExitCode.DONE
    assert cli("count").out == f"{PHOTOS}\n", "the embedding comes back with its product"

    gone.unlink()
    monkeypatch.setattr("sys.stdin", Terminal("yes\n"))
    asked = CommandLine(cli.library, on_terminal=True)("sync")
    assert "Remove 1 product" in asked.err
    assert cli("count").out == f"{PHOTOS - 1}\n"


def test_what_was_removed_is_said_although_another_catalogue_is_down(
    cli: CommandLine, photos: Path, tmp_path: Path
) -> None:
    other = draw_folder(tmp_path / "other", 1)
    (other / "photo-01.jpg").rename(other / "another.jpg")
    assert cli("source", "add", "folder", other).code == ExitCode.DONE
    assert cli("sync").code == ExitCode.DONE
    other.rename(tmp_path / "elsewhere")
    (photos / "photo-08.jpg").unlink()
    (photos / "photo-09.jpg").unlink()
    asked = cli("sync")
    assert asked.code == ExitCode.COULD_NOT
    assert "Kept in the library: 2 products" in asked.err
    removed = cli("sync", "--yes", "--json")
    assert removed.code == ExitCode.COULD_NOT
    assert str(other) in removed.json["error"]
    assert removed.json["preview"] == {**PREVIEW, "unchanged": PHOTOS - 2, "gone": 2, "removed": 2}
    assert "Removed 2 products" in removed.err
    assert cli("count", "--json").code == ExitCode.DONE


def test_a_catalogue_that_is_empty_all_of_a_sudden_removes_nothing(
    cli: CommandLine, photos: Path
) -> None:
    for photo in photos.iterdir():
        photo.unlink()
    answer = cli("sync", "--yes", "--json")
    assert answer.code == ExitCode.COULD_NOT
    assert "nothing was removed" in answer.json["error"]
    assert cli("count").out == f"{PHOTOS}\n"


def test_a_changed_photo_is_updated_and_no_other(cli: CommandLine, photos: Path) -> None:
    before = stored_vectors(cli.library)
    (photos / "photo-02.jpg").write_bytes(draw_photo(99))
    assert cli("sync", "--json").json["preview"]["changed_photos"] == 1
    stale = cli("check", "photo-02.jpg", "--json")
    assert stale.json == {"has_embedding": True}
    assert "update photo-02.jpg" in stale.err
    updated = cli("update", "--json")
    assert (updated.code, updated.json["done"]) == (ExitCode.DONE, 1)
    after = stored_vectors(cli.library)
    changed = [
        product_id for product_id in before if (before[product_id] != after[product_id]).any()
    ]
    assert changed == ["photo-02.jpg"]
    assert "Nothing to do" in cli("update").out


def test_an_interrupted_job_goes_on(cli: CommandLine) -> None:
    cli("delete", "photo-01.jpg", "photo-02.jpg")
    session = LibrarySession.open(cli.library)
    interrupted = session.jobs.create(JobSpec(JobKind.GENERATE, JobScope.MISSING, batch_size=1))
    session.close()
    other = cli("generate", "photo-01.jpg", "--json")
    assert other.json["task_id"] != interrupted.id
    same = cli("generate", "--batch-size", "1", "--json")
    assert same.json["task_id"] == interrupted.id
    assert "cut off" in same.err
    assert same.json["done"] == 1
    assert cli("generate", "--batch-size", "1", "--json").json["task_id"] != interrupted.id


def test_verify_finds_and_repairs(cli: CommandLine) -> None:
    clean = cli("verify", "--json")
    assert (clean.code, clean.json["ok"], clean.json["problems"]) == (ExitCode.DONE, True, [])
    victim = next((cli.library / "thumbnails").rglob("*.jpg"))
    victim.write_bytes(b"damaged")
    found = cli("verify", "--json")
    assert found.code == ExitCode.FAILED_ITEMS
    [problem] = found.json["problems"]
    assert set(problem) == {"kind", "id", "text", "repaired"}
    assert not problem["repaired"]
    assert "--repair" in found.err
    repaired = cli("verify", "--repair", "--json")
    assert repaired.code == ExitCode.DONE
    assert [p["repaired"] for p in repaired.json["problems"]] == [True]
    assert cli("verify").out.endswith("no problem.\n")


@pytest.mark.parametrize("words", ["count", "products", "check 1", "similar 1", "source list"])
def test_reading_makes_no_library(tmp_path: Path, words: str) -> None:
    cli = CommandLine(tmp_path / "nowhere")
    answer = cli(*words.split(), "--json")
    assert answer.code == ExitCode.COULD_NOT
    assert answer.json["error"]
    assert not cli.library.exists()


@pytest.mark.parametrize("words", ["sync", "generate", "update --all", "delete 1"])
def test_an_empty_library_has_its_own_sentence(tmp_path: Path, words: str) -> None:
    answer = CommandLine(tmp_path / "library")(*words.split(), "--json")
    assert answer.code == ExitCode.COULD_NOT
    assert answer.json["error"] == answer.err.strip()
    assert "Traceback" not in answer.err


def test_beside_a_writer_only_reading_goes_on(cli: CommandLine) -> None:
    session = LibrarySession.open(cli.library)
    try:
        refused = cli("generate", "--json")
        assert refused.code == ExitCode.COULD_NOT
        assert "in use" in refused.json["error"]
        assert cli("count").out == f"{PHOTOS}\n"
        assert cli("similar", "photo-01.jpg").code == ExitCode.DONE
    finally:
        session.close()


def test_sources_are_listed_and_disconnected(cli: CommandLine, photos: Path) -> None:
    [source] = cli("source", "list", "--json").json["sources"]
    assert (source["kind"], source["location"]) == ("folder", str(photos))
    assert source["products"] == PHOTOS
    assert str(photos) in cli("source", "list").out
    assert cli("source", "add", "folder", photos).code == ExitCode.USAGE
    assert cli("source", "remove", "77").code == ExitCode.USAGE
    assert cli("source", "remove", str(source["id"]), "--json").json == {"removed": source["id"]}
    assert cli("count").out == "0\n"
    assert cli("source", "list", "--json").json == {"sources": []}


def test_a_feed_whose_columns_have_other_names(tmp_path: Path, photos: Path) -> None:
    feed = tmp_path / "feed.csv"
    with feed.open("w", encoding="cp1252", newline="") as file:
        rows = csv.writer(file, delimiter=";")
        rows.writerow(["Artikel", "Bezeichnung", "file", "Farbe"])
        rows.writerow(["A-1", "Blaues Hemd für Größe 42", str(photos / "photo-01.jpg"), "blau"])
        rows.writerow(["A-2", "Rotes Kleid", str(photos / "photo-02.jpg"), "rot"])
    for path in photos.iterdir():
        shutil.copy(path, tmp_path)
    text = feed.read_text(encoding="cp1252").replace(f"{photos}/", "")
    feed.write_text(text, encoding="cp1252")

    cli = CommandLine(tmp_path / "library")
    wrong = cli("source", "add", "feed", feed, "--map", "id=Number")
    assert wrong.code == ExitCode.USAGE
    assert "Artikel" in wrong.err
    mapping = ["--map", "id=Artikel", "name=Bezeichnung"]
    added = cli("source", "add", "feed", feed, *mapping, "--json")
    assert added.code == ExitCode.DONE
    assert "semicolon" in added.err
    assert cli("sync").code == ExitCode.DONE
    assert cli("generate").code == ExitCode.DONE
    [result] = cli("similar", "A-2", *EVERYTHING, "--json").json["similar_products"]
    assert (result["id"], result["name"]) == ("A-1", "Blaues Hemd für Größe 42")


def test_a_source_that_is_not_there_is_not_connected(tmp_path: Path) -> None:
    cli = CommandLine(tmp_path / "library")
    answer = cli("source", "add", "folder", tmp_path / "vanished", "--json")
    assert answer.code == ExitCode.COULD_NOT
    assert "vanished" in answer.json["error"]
    assert cli("source", "list", "--json").json == {"sources": []}


def test_a_feed_without_ids_or_photos_is_not_connected(tmp_path: Path) -> None:
    cli = CommandLine(tmp_path / "library")
    feed = tmp_path / "feed.csv"
    feed.write_text("number;what;shot\n1;A;a.jpg\n")
    refused = cli("source", "add", "feed", feed)
    assert refused.code == ExitCode.USAGE
    assert "--map id=COLUMN" in refused.err
    assert "number, what, shot" in refused.err
    refused = cli("source", "add", "feed", feed, "--map", "id=number")
    assert refused.code == ExitCode.USAGE
    assert "--map image=COLUMN" in refused.err
    assert cli("source", "list", "--json").json == {"sources": []}
    mapping = ("--map", "id=number", "image=shot")
    assert cli("source", "add", "feed", feed, *mapping).code == ExitCode.DONE


def test_an_api_that_asks_for_a_token_names_the_switch_for_it(tmp_path: Path) -> None:
    cli = CommandLine(tmp_path / "library")
    with ProductApiServer(make_products(1), token="s3cret") as server:
        refused = cli("source", "add", "api", server.base_url)
    assert refused.code == ExitCode.COULD_NOT
    assert "--token-env" in refused.err


def test_embeddings_of_other_weights_are_said_to_be_left_out(cli: CommandLine) -> None:
    rewrite(cli.library, "UPDATE embeddings SET fingerprint = 'other' WHERE row_id IN (1, 2)")
    found = cli("similar", "photo-03.jpg", *EVERYTHING, "--json")
    assert len(found.json["similar_products"]) == PHOTOS - 3
    assert "2 products were embedded with other weights and are not searched." in found.err
    assert "fashion-desktop compare-weights --library" in found.err
    assert "update --stale" in found.err
    stale = cli("similar", cli("products", "--json").json["products"][0])
    assert stale.code == ExitCode.COULD_NOT
    assert "other weights" in stale.err
    assert "fashion-desktop update" in stale.err


def test_embeddings_of_an_older_photo_are_not_left_out_and_that_is_said(cli: CommandLine) -> None:
    rewrite(cli.library, "UPDATE products SET image_hash = 'new' WHERE row_id = 1")
    found = cli("similar", "photo-03.jpg", *EVERYTHING, "--json")
    assert len(found.json["similar_products"]) == PHOTOS - 1
    assert "other weights" not in found.err
    assert "Compared by an older photo: 1 product." in found.err


def test_photos_to_look_up_by_other_addresses(cli: CommandLine, photos: Path) -> None:
    uri = (photos / "photo-03.jpg").as_uri()
    found = cli("lookup", uri, "--score-threshold", "0", "--top-n", "1", "--json")
    assert found.json["similar_products"][0]["id"] == "photo-03.jpg"
    refused = cli("lookup", "ftp://shop.example/photo.jpg")
    assert refused.code == ExitCode.COULD_NOT
    assert "https://" in refused.err


def test_without_a_display_the_window_is_not_even_tried(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for variable in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.setattr("sys.platform", "linux")
    answer = CommandLine(tmp_path / "library")()
    assert answer.code == ExitCode.COULD_NOT
    assert "no display" in answer.err


def rewrite(library: Path, statement: str) -> None:
    with contextlib.closing(sqlite3.connect(library / "library.sqlite3")) as connection:
        connection.execute(statement)
        connection.commit()
