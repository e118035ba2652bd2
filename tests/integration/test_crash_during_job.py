"""A process that dies in the middle of a job: what it leaves behind, and how it goes on."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from pathlib import Path

import pytest
from support.bench import SYNC, Bench, Context, bench, image_requests, server
from support.product_api_server import ProductApiServer

from fashion_desktop.domain.jobs import JobState
from fashion_desktop.services.session import LibrarySession

__all__ = ["bench", "server"]

DIED = 77
GENERATE_AND_DIE = f"""
import asyncio, os, sys
from pathlib import Path
sys.path.insert(0, sys.argv[4])
from support.bench import GENERATE, Context
from fashion_desktop.services.session import LibrarySession
from fashion_desktop.storage.picture_store import PictureStore
from fashion_desktop.storage.settings_store import Settings

moment, left = sys.argv[2], int(sys.argv[3])

def count(kind):
    global left
    if kind == moment:
        left -= 1
        if left == 0:
            os._exit({DIED})

class Counting(PictureStore):
    def write(self, image_hash, data):
        count("before " + self._suffix)
        super().write(image_hash, data)
        count("after " + self._suffix)

session = LibrarySession.open(Path(sys.argv[1]), settings=Settings())
session._library.photos.__class__ = session._library.thumbnails.__class__ = Counting
session.jobs.on_committed.append(lambda rows: count("commit"))
context = Context(session.jobs.create(GENERATE).id)
asyncio.run(session.jobs.run(context.job_id, context))
"""


@pytest.mark.parametrize(
    ("moment", "number"),
    [
        ("before .photo", 13),
        ("after .photo", 20),
        ("before .jpg", 12),
        ("commit", 1),
        ("commit", 2),
    ],
)
async def test_nothing_committed_is_lost_and_nothing_is_wrong(
    bench: Bench, server: ProductApiServer, moment: str, number: int
) -> None:
    await bench.connect(server)
    await bench.job(SYNC)
    bench.session.close()
    support = Path(__file__).parents[1]
    arguments = [str(bench.folder), moment, str(number), str(support)]
    command = [sys.executable, "-c", GENERATE_AND_DIE, *arguments]
    died = await asyncio.to_thread(subprocess.run, command, timeout=120, check=False)
    assert died.returncode == DIED

    bench.session = LibrarySession.open(bench.folder, settings=bench.settings)
    wrong = bench.sql(
        "SELECT p.id FROM embeddings e JOIN products p ON p.row_id = e.row_id "
        "LEFT JOIN vectors v ON v.row_id = e.row_id "
        "WHERE p.image_hash <> e.image_hash OR p.image_etag = '' OR v.row_id IS NULL"
    )
    assert wrong == []
    committed = bench.embeddings()
    if moment == "commit":
        assert len(committed) == 8 * number
    stored = {path.name.removesuffix(".photo") for path in bench.folder.glob("images/*/*.photo")}
    assert {
        image_hash for (image_hash,) in bench.sql("SELECT image_hash FROM embeddings")
    } <= stored

    (left,) = bench.session.jobs.unfinished()
    outcome = await bench.session.jobs.run(left.id, Context(left.id))
    assert (outcome.state, outcome.done, outcome.failures) == (JobState.DONE, 24, ())
    after = bench.embeddings()
    assert {product_id: after[product_id] for product_id in committed} == committed
    assert (await bench.session.verifier.verify()).problems == ()
    assert len(image_requests(server)) <= 2 * 24
