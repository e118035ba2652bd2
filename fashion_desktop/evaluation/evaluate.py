"""The whole evaluation: every contender on the same photos, by the same measures."""

from __future__ import annotations

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from enum import StrEnum

from fashion_desktop.domain.errors import FashionDesktopError, UsageError
from fashion_desktop.evaluation.changes import CHANGES
from fashion_desktop.evaluation.classes import ClassFigures, class_figures
from fashion_desktop.evaluation.contenders import Contender
from fashion_desktop.evaluation.distances import DistanceReport, distance_report
from fashion_desktop.evaluation.feature_pass import UNCHANGED, Looked, Progress, Seen, look_at
from fashion_desktop.evaluation.labelled_photos import PhotoSet
from fashion_desktop.evaluation.metrics import (
    ASPECTS,
    DEPTH,
    Measured,
    cross_quality,
    found_first,
    garment,
    home_quality,
    judge,
    measured,
)
from fashion_desktop.evaluation.neighbours import Neighbours, nearest
from fashion_desktop.evaluation.selection import sample
from fashion_desktop.evaluation.worst import Section, worst_section

ROBUSTNESS_QUERIES = 1000
"""How many photos are changed in every way; more would take long and hardly say more."""
_CLASSES_OF = ("article_type", "colour")


class Topic(StrEnum):
    """What can be measured."""

    QUALITY = "quality"
    HOME = "home"
    ROBUSTNESS = "robustness"
    DISTANCES = "distances"


_NEEDS_CATALOGUE = frozenset({Topic.QUALITY, Topic.ROBUSTNESS, Topic.DISTANCES})


@dataclass(frozen=True, slots=True)
class Sets:
    """The photos to measure with.

    Attributes:
        catalogue: products, or None.
        home: photos taken at home, or None.
    """

    catalogue: PhotoSet | None
    home: PhotoSet | None


@dataclass(frozen=True, slots=True)
class _Gallery:
    photos: PhotoSet
    seen: Seen


@dataclass(frozen=True, slots=True)
class Robustness:
    """How a change is stood.

    Attributes:
        queries: how many photos could be changed.
        found_first: share of them that found their own product first.
    """

    queries: int
    found_first: float


@dataclass(slots=True)
class Result:
    """What one contender reached; empty or None where it was not measured.

    Attributes:
        quality: by aspect.
        classes: by aspect.
        home: home photos among themselves.
        home_to_catalogue: home photos as queries, products as answers.
        home_to_known: the same without the products whose garment class is not known.
        robustness: by change.
    """

    name: str
    about: str
    dimension: int
    quality: dict[str, Measured] = field(default_factory=dict)
    classes: dict[str, list[ClassFigures]] = field(default_factory=dict)
    home: Measured | None = None
    home_to_catalogue: Measured | None = None
    home_to_known: Measured | None = None
    robustness: dict[str, Robustness] = field(default_factory=dict)
    distances: DistanceReport | None = None


@dataclass(slots=True)
class Evaluation:
    """What a run found.

    Attributes:
        results: in the order of the contenders.
        catalogue_photos, home_photos: how many were measured with.
        failed: file → why it could not be used.
        worst: of the first contender, for a contact sheet.
    """

    results: list[Result]
    catalogue_photos: int = 0
    home_photos: int = 0
    failed: dict[str, str] = field(default_factory=dict)
    worst: list[Section] = field(default_factory=list)


def evaluate(
    sets: Sets, contenders: Sequence[Contender], topics: AbstractSet[Topic], progress: Progress
) -> Evaluation:
    """Measure all topics that the sets allow.

    Raises:
        UsageError: the sets allow none of the topics.
        FashionDesktopError: no photo can be read, or a contender cannot be used.
    """
    topics = _possible(topics, sets)
    run = Evaluation([Result(c.name, c.about, c.dimension) for c in contenders])
    catalogue = home = None
    if sets.catalogue is not None:
        looked = look_at(sets.catalogue, contenders, progress, "Looking at the catalogue")
        catalogue = _Gallery(sets.catalogue, _usable(looked, run, "the catalogue"))
        run.catalogue_photos = len(catalogue.seen.photos)
    if sets.home is not None and Topic.HOME in topics:
        looked = look_at(sets.home, contenders, progress, "Looking at photos from home")
        home = _Gallery(sets.home, _usable(looked, run, "the photos from home"))
        run.home_photos = len(home.seen.photos)
    if catalogue is not None:
        _measure_catalogue(run, catalogue, topics)
        if Topic.ROBUSTNESS in topics:
            _measure_robustness(run, catalogue, contenders, progress)
    if home is not None:
        _measure_home(run, home, catalogue)
    return run


def _possible(topics: AbstractSet[Topic], sets: Sets) -> set[Topic]:
    possible = set(topics)
    if sets.catalogue is None:
        possible -= _NEEDS_CATALOGUE
    if sets.home is None:
        possible.discard(Topic.HOME)
    if not possible:
        option = "--home" if Topic.HOME in topics else "--catalogue"
        raise UsageError(f"To measure {' and '.join(sorted(topics))}, name photos with {option}.")
    return possible


def _usable(looked: Looked, run: Evaluation, what: str) -> Seen:
    run.failed |= looked.failed
    seen = looked.seen[UNCHANGED.name]
    if not seen.photos:
        reason = next(iter(looked.failed.values()), "There is none.")
        raise FashionDesktopError(f"No photo of {what} can be used. {reason}")
    return seen


def _measure_catalogue(run: Evaluation, of: _Gallery, topics: AbstractSet[Topic]) -> None:
    keys, labels = of.seen.keys, of.seen.labels
    if not topics & {Topic.QUALITY, Topic.DISTANCES}:
        return
    for result in run.results:
        features = of.seen.features[result.name]
        neighbours = nearest(features, features, DEPTH, keys, keys)
        if Topic.QUALITY in topics:
            for name, aspect in ASPECTS.items():
                judged = judge(neighbours, labels, labels, aspect, keys, keys)
                result.quality[name] = measured(judged)
                if name in _CLASSES_OF:
                    result.classes[name] = class_figures(judged, neighbours, labels, aspect)
            if result is run.results[0]:
                run.worst.append(_worst_products(of, neighbours))
        if Topic.DISTANCES in topics:
            result.distances = distance_report(features, neighbours.squared_l2[:, 0], keys)


def _worst_products(of: _Gallery, neighbours: Neighbours) -> Section:
    keys, labels = of.seen.keys, of.seen.labels
    judged = judge(neighbours, labels, labels, ASPECTS["article_type"], keys, keys)
    title = "Products with the fewest answers of their article type"
    both = (of.photos, of.seen.photos)
    return worst_section(title, both, both, judged, neighbours)


def _measure_robustness(
    run: Evaluation, of: _Gallery, contenders: Sequence[Contender], progress: Progress
) -> None:
    row_of = {photo.key: row for row, photo in enumerate(of.seen.photos)}
    queries = sample(of.photos.only(lambda photo: photo.key in row_of), ROBUSTNESS_QUERIES)
    looked = look_at(queries, contenders, progress, "Looking at changed photos", CHANGES)
    for change, changed in looked.seen.items():
        own_rows = [row_of[key] for key in changed.keys]
        for result in run.results:
            features = changed.features[result.name]
            share = found_first(features, own_rows, of.seen.features[result.name])
            result.robustness[change] = Robustness(len(own_rows), share)


def _measure_home(run: Evaluation, home: _Gallery, catalogue: _Gallery | None) -> None:
    labels = home.seen.labels
    for result in run.results:
        features = home.seen.features[result.name]
        result.home = home_quality(features, labels)
        if catalogue is None:
            continue
        offered, gallery = catalogue.seen.labels, catalogue.seen.features[result.name]
        known = [row for row, of in enumerate(offered) if garment(of)]
        result.home_to_catalogue = cross_quality(features, labels, gallery, offered)
        result.home_to_known = cross_quality(
            features, labels, gallery[known], [offered[row] for row in known]
        )
    run.worst.append(_worst_home(run.results[0].name, home, catalogue))


def _worst_home(name: str, home: _Gallery, catalogue: _Gallery | None) -> Section:
    keys, labels, features = home.seen.keys, home.seen.labels, home.seen.features[name]
    if catalogue is None:
        neighbours = nearest(features, features, DEPTH, keys, keys)
        title = "Photos from home with the fewest others of their garment class"
        judged = judge(neighbours, labels, labels, garment, keys, keys)
        gallery = home
    else:
        neighbours = nearest(features, catalogue.seen.features[name], DEPTH)
        title = "Photos from home with the fewest products of their garment class"
        judged = judge(neighbours, labels, catalogue.seen.labels, garment)
        gallery = catalogue
    return worst_section(
        title,
        (home.photos, home.seen.photos),
        (gallery.photos, gallery.seen.photos),
        judged,
        neighbours,
    )
