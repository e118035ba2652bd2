"""The whole evaluation: every contender on the same photos, by the same measures."""

from __future__ import annotations

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from enum import StrEnum

from fashion_desktop.domain.errors import FashionDesktopError, UsageError
from fashion_desktop.evaluation.changes import CHANGES
from fashion_desktop.evaluation.classes import ClassFigures, class_figures
from fashion_desktop.evaluation.contenders import Contender, WeightsContender
from fashion_desktop.evaluation.distances import DistanceReport, distance_report
from fashion_desktop.evaluation.feature_pass import UNCHANGED, Looked, Progress, Seen, look_at
from fashion_desktop.evaluation.labelled_photos import Labels, PhotoSet
from fashion_desktop.evaluation.metrics import (
    ASPECTS,
    DEPTH,
    Measured,
    found_first,
    garment,
    judge,
    measured,
)
from fashion_desktop.evaluation.neighbours import Features, nearest
from fashion_desktop.evaluation.selection import sample
from fashion_desktop.evaluation.worst import Photos, Section, worst_section

ROBUSTNESS_QUERIES = 1000
"""How many photos are changed in every way; more would take long and hardly say more."""
_CLASSES_OF = ("article_type", "colour")
_WORST_BY = "article_type"


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

    @property
    def topics(self) -> AbstractSet[Topic]:
        """All that can be measured with them."""
        of_home = {Topic.HOME} if self.home is not None else set()
        return of_home if self.catalogue is None else of_home | _NEEDS_CATALOGUE


@dataclass(frozen=True, slots=True)
class _Gallery:
    photos: PhotoSet
    seen: Seen

    @property
    def both(self) -> Photos:
        return self.photos, self.seen.photos


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
        fingerprint: of the weights file; "" where there is none.
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
    fingerprint: str = ""
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
    """Measure topics.

    Raises:
        UsageError: a topic takes photos that are not among the sets.
        FashionDesktopError: no photo can be read, or a contender cannot be used.
    """
    _require(topics, sets)
    run = Evaluation([Result(c.name, c.about, c.dimension, _fingerprint(c)) for c in contenders])
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


def _fingerprint(contender: Contender) -> str:
    return contender.fingerprint if isinstance(contender, WeightsContender) else ""


def _require(topics: AbstractSet[Topic], sets: Sets) -> None:
    impossible = topics - sets.topics
    if impossible:
        option = "--home" if Topic.HOME in impossible else "--catalogue"
        named = " and ".join(sorted(impossible))
        raise UsageError(f"To measure {named}, name photos with {option}.")


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
                found = measured(judged)
                if not found.queries:
                    continue  # no photo says anything of it
                result.quality[name] = found
                if name in _CLASSES_OF:
                    result.classes[name] = class_figures(judged, neighbours, labels, aspect)
                if name == _WORST_BY and result is run.results[0]:
                    title = "Products with the fewest answers of their article type"
                    run.worst.append(worst_section(title, of.both, of.both, judged, neighbours))
        if Topic.DISTANCES in topics:
            result.distances = distance_report(features, neighbours.squared_l2[:, 0], keys)


def _measure_robustness(
    run: Evaluation, of: _Gallery, contenders: Sequence[Contender], progress: Progress
) -> None:
    row_of = {photo.key: row for row, photo in enumerate(of.seen.photos)}
    queries = sample(of.photos.only(lambda photo: photo.key in row_of), ROBUSTNESS_QUERIES)
    looked = look_at(queries, contenders, progress, "Looking at changed photos", CHANGES)
    # They could be read a moment ago: the folder or the disk is being changed.
    run.failed |= looked.failed
    for change, changed in looked.seen.items():
        own_rows = [row_of[key] for key in changed.keys]
        for result in run.results:
            features = changed.features[result.name]
            share = found_first(features, own_rows, of.seen.features[result.name])
            result.robustness[change] = Robustness(len(own_rows), share)


def _measure_home(run: Evaluation, home: _Gallery, catalogue: _Gallery | None) -> None:
    keys, labels = home.seen.keys, home.seen.labels
    for result in run.results:
        features = home.seen.features[result.name]
        neighbours = nearest(features, features, DEPTH, keys, keys)
        judged = judge(neighbours, labels, labels, garment, keys, keys)
        result.home = _where_asked(measured(judged))
        gallery, wanted = home, "others"
        if catalogue is not None:
            offered, products = catalogue.seen.labels, catalogue.seen.features[result.name]
            neighbours = nearest(features, products, DEPTH)
            judged = judge(neighbours, labels, offered, garment)
            result.home_to_catalogue = _where_asked(measured(judged))
            result.home_to_known = _among_known(features, labels, products, offered)
            gallery, wanted = catalogue, "products"
        if result is run.results[0]:
            title = f"Photos from home with the fewest {wanted} of their garment class"
            run.worst.append(worst_section(title, home.both, gallery.both, judged, neighbours))


def _among_known(
    queries: Features, labels: Sequence[Labels], products: Features, offered: Sequence[Labels]
) -> Measured | None:
    known = [row for row, of in enumerate(offered) if garment(of)]
    neighbours = nearest(queries, products[known], DEPTH)
    return _where_asked(
        measured(judge(neighbours, labels, [offered[row] for row in known], garment))
    )


def _where_asked(found: Measured) -> Measured | None:
    return found if found.queries else None
