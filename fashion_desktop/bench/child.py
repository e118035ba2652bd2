"""One topic in this process: figures and progress as JSON lines on stdout."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from fashion_desktop.bench.context import BenchContext, Measurement
from fashion_desktop.bench.inputs import PhotoInputs
from fashion_desktop.bench.result import figure_as_json
from fashion_desktop.bench.topics import available
from fashion_desktop.domain.errors import FashionDesktopError, UsageError

PHOTOS = "photos"
PHOTOS_AND_VECTORS = "vectors"
"""In place of a topic: prepares what the topics share."""


def run_topic(name: str, workspace: Path, cache: Path, photos: Path | None, *, quick: bool) -> None:
    """Measure a topic and stream what it finds; the last line says that it came to its end.

    A line is a JSON object with one key: ``figure``, ``report``, ``error`` or ``done``.

    Raises:
        UsageError: there is no such topic.
    """
    with _private_stdout() as stream:

        def send(**message: object) -> None:
            stream.write(json.dumps(message) + "\n")
            stream.flush()

        def report(text: str) -> None:
            send(report=text)

        inputs = PhotoInputs(photos, cache, quick=quick, report=report)
        try:
            if name in {PHOTOS, PHOTOS_AND_VECTORS}:
                inputs.prepare(vectors=name == PHOTOS_AND_VECTORS)
            else:
                measure = _topic_measurement(name)
                for figure in measure(BenchContext(quick, workspace, inputs, report)):
                    send(figure=figure_as_json(figure))
        except UsageError:
            raise
        except FashionDesktopError as error:
            send(error=str(error))
        else:
            send(done=True)


def _topic_measurement(name: str) -> Measurement:
    topic = next((topic for topic in available() if topic.name == name), None)
    if topic is None:
        raise UsageError(f"There is no topic “{name}”.")
    return topic.measurement()


@contextmanager
def _private_stdout() -> Iterator[TextIO]:
    """Yield stdout; whatever else prints there, libraries in C included, goes to stderr."""
    sys.stdout.flush()
    private = os.dup(1)
    os.dup2(2, 1)
    try:
        with os.fdopen(private, "w", encoding="utf-8", closefd=False) as stream:
            yield stream
    finally:
        sys.stdout.flush()
        os.dup2(private, 1)
        os.close(private)
