"""The model card: what a weights file is, how it was made, and what it was measured to do."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from fashion_desktop.domain.errors import UsageError
from fashion_desktop.domain.similarity import (
    DEFAULT_THRESHOLD,
    score_from_squared_l2,
    squared_l2_from_score,
)
from fashion_desktop.domain.weights import (
    NEAREST_SHARES,
    RANDOM_PAIR_SHARES,
    Fit,
    WeightsInfo,
)
from fashion_desktop.embedding.weights_info import read_info, read_metadata, sha256_of
from fashion_desktop.evaluation.titles import ASPECT_TITLES
from fashion_desktop.storage.atomic_file import write_atomically
from fashion_desktop.training.card_measurements import (
    Row,
    cell_text,
    change_title,
    markdown_table,
    measured_paragraphs,
    robustness_paragraphs,
    weak_classes,
)

_WEAK_CHANGE = 0.95
_INTENDED = """\
Features for finding look-alikes among product photos of garments, shoes, bags and accessories by
squared L2 distance, inside Fashion Desktop and wherever a torchvision ResNet50 can be loaded.
The order of the distances is what they were trained for.

Not intended: recognising people or judging how they look, telling genuine goods from imitations,
and photos without a garment. A similarity says that photos look alike, not that products are
the same."""
_GENERAL_LIMITS = (
    "The network sees {width} × {height} pixels: small prints, lettering, seams and fabrics are "
    "lost before it looks. It was trained for this size and should see no other.",
    "One photo is one vector: of several garments in a photo, the largest decides.",
    "Colours are those of the photo. Coloured light and wrong white balance count as other "
    "colours.",
    "Article types that the training photos hold few of, or none, are told apart poorly.",
)


@dataclass(frozen=True, slots=True)
class CardDetails:
    """What neither the weights file nor the evaluation knows.

    Attributes:
        measured_on: the day, as YYYY-MM-DD.
        hardware: what training and measuring ran on.
        reproduce: commands, one a line, from the data to this card.
        known_failures: sentences, from looking at the worst answers.
    """

    measured_on: str
    hardware: str
    reproduce: Sequence[str]
    known_failures: Sequence[str] = ()


def write_model_card(
    weights_file: Path, evaluation: Mapping[str, Any], details: CardDetails, target: Path
) -> None:
    """Write the card of a weights file.

    Args:
        weights_file: as ``export_weights`` writes it.
        evaluation: the JSON of ``fashion-desktop evaluate``, these weights first. What it
            leaves out is left out of the card.
        details: the rest.
        target: a Markdown file.

    Raises:
        WeightsError: the weights file is missing or damaged.
        UsageError: the evaluation is of other weights.
        OSError: the card cannot be written.
    """
    write_atomically(target, model_card(weights_file, evaluation, details).encode())


def model_card(weights_file: Path, evaluation: Mapping[str, Any], details: CardDetails) -> str:
    """Return the card as Markdown; arguments and errors as with ``write_model_card``."""
    info, metadata = read_info(weights_file), read_metadata(weights_file)
    results = [result for result in evaluation.get("results", ()) if isinstance(result, dict)]
    own = results[0] if results else {}
    _require_own(own, info)
    when_and_where = f"On {details.measured_on}, {details.hardware}"
    sections = (
        ("What it is", _what_it_is(info, metadata, weights_file)),
        ("Intended use", [_INTENDED]),
        ("Data and licences", _data(info)),
        ("Training", _training(metadata)),
        ("Measured", measured_paragraphs(results, evaluation, when_and_where)),
        ("Robustness", robustness_paragraphs(results, evaluation)),
        ("Distances and threshold", _distances(info, metadata, own)),
        ("Limits and known failures", _limits(info, own, details)),
        ("Fingerprint", _identity(info, weights_file)),
        ("How to reproduce", _reproduce(details)),
    )
    lines = [f"# Model card: {_title(info)}"]
    for title, paragraphs in sections:
        if paragraphs:
            lines += ["", f"## {title}"]
            for paragraph in paragraphs:
                lines += ["", paragraph]
    return "\n".join(lines) + "\n"


def _require_own(first: Mapping[str, Any], info: WeightsInfo) -> None:
    # Names are no proof: a training that is run again gives other weights of the same name.
    if first and first.get("fingerprint") != info.fingerprint:
        measured = f"“{first.get('name')}” (fingerprint {first.get('fingerprint') or 'none'})"
        raise UsageError(
            f"The evaluation is of {measured}, not of “{_title(info)}” (fingerprint "
            f"{info.fingerprint}). Evaluate these weights first: fashion-desktop evaluate "
            "--weights FILE."
        )


def _what_it_is(info: WeightsInfo, metadata: Mapping[str, str], path: Path) -> list[str]:
    preprocessing = info.preprocessing
    size = f"{preprocessing.width} × {preprocessing.height}"
    fitting = (
        "padded to the input's shape with the median colour of their outer frame, then resized"
        if preprocessing.fit is Fit.PAD
        else f"resized to {preprocessing.resize_shorter} on the shorter side, the centre cut out"
    )
    return [
        f"Weights for {metadata.get('architecture', 'torchvision resnet50 without fc')}, as "
        f"half-precision safetensors: `{path.name}`, {path.stat().st_size / 1e6:.1f} MB. A photo "
        f"becomes {metadata.get('feature_dim', '2048')} numbers, average-pooled and not "
        "normalised; squared L2 distances compare them.",
        f"Photos are {fitting} to {size} pixels (bilinear, antialiased), RGB, scaled to 0..1 and "
        f"normalised with mean {_numbers(preprocessing.mean)} and standard deviation "
        f"{_numbers(preprocessing.std)}. The file's metadata says the same, for programs.",
    ]


def _data(info: WeightsInfo) -> list[str]:
    licence = info.licence or "not stated"
    sets = [f"- {name.strip()}" for name in info.trained_on.split(";") if name.strip()]
    trained = ["Trained on:\n\n" + "\n".join(sets)] if sets else []
    return [*trained, f"Licence of the weights: {licence}."]


def _training(metadata: Mapping[str, str]) -> list[str]:
    try:
        run = json.loads(metadata["training"])
    except (KeyError, ValueError):
        return []
    if not isinstance(run, dict):
        return []
    rows = [
        f"- {str(name).replace('_', ' ').capitalize()}: {cell_text(value)}"
        for name, value in run.items()
        if value not in (None, "")
    ]
    return ["\n".join(rows)] if rows else []


def _distances(info: WeightsInfo, metadata: Mapping[str, str], own: Mapping[str, Any]) -> list[str]:
    threshold = info.recommended_threshold or DEFAULT_THRESHOLD
    largest = squared_l2_from_score(threshold)
    paragraphs = [
        f"Similarity is 1 / (1 + squared L2 distance). Recommended threshold: {threshold:g}, a "
        f"squared distance of up to {largest:,.0f}."
    ]
    quantiles = info.distance_quantiles
    if quantiles is not None:
        rows: list[Row] = []
        for name, shares, values in (
            ("nearest neighbour", NEAREST_SHARES, quantiles.nearest),
            ("random pair", RANDOM_PAIR_SHARES, quantiles.random_pair),
        ):
            known = dict(zip(shares, values, strict=True))
            texts = {f"{share:.0%}": _distance_text(known.get(share)) for share in NEAREST_SHARES}
            rows.append((name, texts))
        among = metadata.get("distances_measured_on", "")
        paragraphs.append(
            f"Squared distances{f' among {among}' if among else ''} (similarity in brackets):"
        )
        paragraphs.append(markdown_table("", rows))
    report = own.get("distances") or {}
    kept = [report.get(kind, {}).get("within_threshold") for kind in ("nearest", "random")]
    if all(isinstance(share, float) for share in kept):
        paragraphs.append(
            f"A similarity of {DEFAULT_THRESHOLD:g} or more: {kept[0]:.1%} of nearest neighbours, "
            f"{kept[1]:.1%} of random pairs."
        )
    return paragraphs


def _limits(info: WeightsInfo, own: Mapping[str, Any], details: CardDetails) -> list[str]:
    preprocessing = info.preprocessing
    size = {"width": preprocessing.width, "height": preprocessing.height}
    sentences = [limit.format_map(size) for limit in _GENERAL_LIMITS]
    for name, of in (own.get("robustness") or {}).items():
        share = of.get("found_first")
        if of.get("queries") and isinstance(share, float) and share < _WEAK_CHANGE:
            sentences.append(
                f"{change_title(name)}: only {share:.1%} still find their own product first."
            )
    for aspect, title in ASPECT_TITLES.items():
        weak = weak_classes((own.get("classes") or {}).get(aspect) or ())
        if weak:
            sentences.append(f"Weakest by {title.lower()} (P@10): {'; '.join(weak)}.")
    return ["\n".join(f"- {sentence}" for sentence in (*sentences, *details.known_failures))]


def _identity(info: WeightsInfo, path: Path) -> list[str]:
    return [
        f"- Fingerprint: `{info.fingerprint}`\n- SHA-256: `{sha256_of(path)}`",
        "Embeddings are comparable exactly when their fingerprints are equal. With these weights, "
        "embeddings of earlier ones are out of date; the program says so, shows old and new "
        "look-alikes side by side, and updates them when told to.",
    ]


def _reproduce(details: CardDetails) -> list[str]:
    if not details.reproduce:
        return []
    commands = "\n".join(details.reproduce)
    return [
        f"```sh\n{commands}\n```",
        "Repeated on the same kind of processor with as many threads, the training gives the same "
        "file. Elsewhere sums are rounded differently, and thousands of steps make much of that: "
        "the weights differ, their figures should be close.",
    ]


def _title(info: WeightsInfo) -> str:
    return f"{info.name} {info.version}".strip()


def _distance_text(squared_l2: float | None) -> str | None:
    if squared_l2 is None:
        return None
    return f"{squared_l2:,.0f} ({score_from_squared_l2(squared_l2):.4f})"


def _numbers(values: Sequence[float]) -> str:
    return ", ".join(map(str, values))
