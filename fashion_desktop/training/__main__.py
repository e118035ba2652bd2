"""One command from labelled photos to a weights file: ``python -m fashion_desktop.training``."""

from __future__ import annotations

import argparse
import logging
import re
import sys
from dataclasses import replace
from pathlib import Path

from fashion_desktop.domain.errors import FashionDesktopError
from fashion_desktop.evaluation.labelled_photos import read_catalogue, read_home
from fashion_desktop.training.export import DataSet
from fashion_desktop.training.finish import Provenance, finish, require_held_out
from fashion_desktop.training.loop import train
from fashion_desktop.training.preparation import prepared
from fashion_desktop.training.recipe import CPU_RECIPE, GPU_RECIPE, REFINING_RECIPE, Recipe
from fashion_desktop.training.start import Start, start_from

logger = logging.getLogger(__name__)

_RECIPES = {"cpu": CPU_RECIPE, "gpu": GPU_RECIPE, "refine": REFINING_RECIPE}


def main(arguments: list[str] | None = None) -> int:
    """Train, export, and return the exit code."""
    parser = _parser()
    args = parser.parse_args(arguments)
    if args.recipe == "refine" and not args.start_from:
        parser.error("--recipe refine goes on from weights: name them with --start-from")
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    try:
        start = start_from(args.start_from) if args.start_from else Start()
        catalogue, home = read_catalogue(args.catalogue), read_home(args.home)
        args.output.mkdir(parents=True, exist_ok=True)
        recipe = _recipe(args)
        require_held_out(catalogue, recipe)
        data = prepared(catalogue, home, args.cache or args.output / "cache")
        weights = train(recipe, data, start, args.output)
        provenance = Provenance(args.name, args.weights_version, _data_sets(args), args.licence)
        exported = finish(weights, recipe, start, provenance, catalogue, data, args.output)
    except (FashionDesktopError, OSError) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    except KeyboardInterrupt:
        logger.info("Stopped. The same command goes on from the last checkpoint.")
        return 130
    logger.info("%s  %s", exported.path, exported.sha256)
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m fashion_desktop.training",
        description="Train ResNet50 on labelled photos and export a weights file. An "
        "interrupted training goes on where it was when the command is repeated.",
    )
    parser.add_argument(
        "--catalogue", type=Path, required=True, help="ZIP or folder with products.csv and images/"
    )
    parser.add_argument(
        "--home", type=Path, required=True, help="ZIP or folder with labels.csv and images/CLASS/"
    )
    parser.add_argument(
        "--output", type=Path, required=True, help="folder for the checkpoint and the weights"
    )
    parser.add_argument(
        "--cache", type=Path, help="folder for decoded photos (1.1 GB; default: OUTPUT/cache)"
    )
    parser.add_argument(
        "--start-from",
        type=Path,
        metavar="WEIGHTS",
        help="ResNet50 weights to begin with, such as torchvision's of ImageNet "
        "(default: random numbers)",
    )
    parser.add_argument("--name", type=_word, default="fashion", help="what the weights are called")
    parser.add_argument(
        "--weights-version", type=_word, default="1", help="also in the file's name (default: 1)"
    )
    parser.add_argument(
        "--licence", default="", help="licence of the weights (default: that of --start-from)"
    )
    parser.add_argument(
        "--data",
        type=_data_set,
        action="append",
        metavar="'NAME, LICENCE'",
        help="what a set of photos is called, once for each (default: their file names)",
    )
    parser.add_argument(
        "--recipe",
        choices=("auto", *_RECIPES),
        default="auto",
        help="auto, the default, is gpu where CUDA can be used and cpu elsewhere; refine goes on "
        "from weights that know garments, which --start-from names",
    )
    parser.add_argument(
        "--seed", type=_seed, default=1, help="the same one gives the same weights (default: 1)"
    )
    parser.add_argument(
        "--share", type=_share, default=1.0, help="train only this share of the recipe's photos"
    )
    return parser


def _share(text: str) -> float:
    try:
        share = float(text)
    except ValueError:
        share = 0.0
    if not 0 < share <= 1:
        raise argparse.ArgumentTypeError(f"{text} is not above 0 and up to 1")
    return share


def _seed(text: str) -> int:
    try:
        seed = int(text)
    except ValueError:
        seed = -1
    if seed < 0:
        raise argparse.ArgumentTypeError(f"“{text}” is not a whole number from 0 up")
    return seed


def _word(text: str) -> str:
    """Return what may stand in a file's name."""
    if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9.]*", text):
        raise argparse.ArgumentTypeError(f"“{text}” is more than letters, digits and points")
    return text


def _data_set(text: str) -> DataSet:
    if ";" in text or not text.strip(" ,"):
        raise argparse.ArgumentTypeError(f"“{text}” is not one set, such as 'Shoes, MIT'")
    return DataSet.named(text)


def _data_sets(args: argparse.Namespace) -> tuple[DataSet, ...]:
    return tuple(args.data or (_named_as(args.catalogue), _named_as(args.home)))


def _named_as(photos: Path) -> DataSet:
    return DataSet(photos.resolve().name.replace(";", " "))


def _recipe(args: argparse.Namespace) -> Recipe:
    from torch.cuda import is_available

    fitting = "gpu" if is_available() else "cpu"
    recipe = _RECIPES[fitting if args.recipe == "auto" else args.recipe]
    phases = tuple(
        replace(phase, photos=max(1, round(phase.photos * args.share))) for phase in recipe.phases
    )
    return replace(recipe, phases=phases, seed=args.seed)


if __name__ == "__main__":
    sys.exit(main())
