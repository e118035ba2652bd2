"""From labelled photos to a weights file that the program loads, in a few small steps."""

from __future__ import annotations

import logging
import shutil
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image
from safetensors.numpy import save_file
from support.labelled_sets import draw, make_catalogue, make_home

from fashion_desktop.embedding.engine import EmbeddingEngine
from fashion_desktop.embedding.weights_choice import BUNDLED_FILE
from fashion_desktop.embedding.weights_file import read_weights
from fashion_desktop.embedding.weights_info import read_metadata
from fashion_desktop.evaluation.labelled_photos import (
    LabelledPhoto,
    PhotoSet,
    read_catalogue,
    read_home,
)
from fashion_desktop.evaluation.split import is_held_out
from fashion_desktop.storage.resources import resource_path
from fashion_desktop.training import __main__ as command
from fashion_desktop.training import loop, preparation, recipe
from fashion_desktop.training.batches import Batch, Batches
from fashion_desktop.training.label_index import UNKNOWN
from fashion_desktop.training.recipe import BatchMix, Phase, Recipe
from fashion_desktop.training.start import Start
from fashion_desktop.training.teacher import Features, TeacherInput

BUNDLED_WEIGHTS = resource_path("weights", BUNDLED_FILE)
TINY = Recipe(
    phases=(Phase(24, 32, 24, metric=0.5), Phase(36, 48, 24)),
    mix=BatchMix(catalogue=6, second_views=2, home=4),
    memory=24,
)


def _taught(
    sets: Sequence[TeacherInput], _file: Path, progress: Callable[[int, int], None]
) -> list[Features]:
    """Stand in for the pretrained network: 8 numbers that depend on the photo."""
    progress(1, 1)
    return [one.pixels.reshape(len(one.pixels), -1, 8).mean(axis=1).astype("f2") for one in sets]


@pytest.fixture
def arguments(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    monkeypatch.setattr(preparation, "teacher_features", _taught)
    monkeypatch.setitem(command._RECIPES, "cpu", TINY)
    catalogue = make_catalogue(tmp_path / "shop", of_each=2, trained_on=6)
    home = make_home(tmp_path / "home", of_each=2, trained_on=6)
    return [
        *("--catalogue", str(catalogue), "--home", str(home)),
        *("--output", str(tmp_path / "out"), "--recipe", "cpu"),
    ]


def _weights(arguments: list[str]) -> Path:
    return Path(arguments[arguments.index("--output") + 1]) / "resnet50-fashion-1.safetensors"


def test_one_command_makes_weights_that_the_program_loads(
    arguments: list[str], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    assert command.main(arguments) == 0
    engine = EmbeddingEngine(_weights(arguments), device="cpu")
    assert (engine.info.preprocessing.width, engine.info.preprocessing.height) == (36, 48)
    assert engine.info.recommended_threshold == 0.001
    assert engine.info.distance_quantiles is not None
    batch = np.random.default_rng(1).integers(0, 256, (2, 48, 36, 3)).astype(np.uint8)
    features = engine.embed(batch)
    engine.close()
    assert features.shape == (2, 2048)
    assert np.isfinite(features).all()
    assert np.linalg.norm(features[0] - features[1]) > 0


def test_an_interrupted_training_goes_on_at_the_step_where_it_was(
    arguments: list[str],
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    capsys: pytest.CaptureFixture[str],
) -> None:
    caplog.set_level(logging.INFO)
    monkeypatch.setattr(loop, "_SAVE_EVERY_S", 0.0)
    made: list[int] = []
    make = Batches.make

    def interrupted(self: Batches, step: int) -> Batch:
        made.append(step)
        if step == 3:
            raise KeyboardInterrupt
        return make(self, step)

    with monkeypatch.context() as patch:
        patch.setattr(Batches, "make", interrupted)
        assert command.main(arguments) == 130
    assert not _weights(arguments).exists()
    assert command.main(arguments) == 0
    assert "going on at step 3 of 4" in caplog.text
    interrupted_weights = _weights(arguments).read_bytes()
    shutil.rmtree(_weights(arguments).parent)
    assert command.main(arguments) == 0
    assert _weights(arguments).read_bytes() == interrupted_weights
    # A checkpoint of another recipe is not continued, and not overwritten.
    assert command.main([*arguments, "--seed", "2"]) == 1
    assert "another recipe" in capsys.readouterr().err


def test_a_checkpoint_of_other_photos_is_not_continued(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert command.main(arguments) == 0
    for photo in read_home(Path(arguments[3])).photos:
        if not is_held_out(photo.key):
            (Path(arguments[3]) / photo.file).write_bytes(draw("ellipse", "Green", 3, (120, 160)))
            break
    assert command.main(arguments) == 1
    assert "on other photos, labels or features of the teacher" in capsys.readouterr().err


def test_copies_of_held_out_photos_are_not_trained_on(
    arguments: list[str], tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    folder = Path(arguments[1])
    sets = read_catalogue(folder), read_home(Path(arguments[3]))
    held_out = [photo for photo in sets[0].photos if is_held_out(photo.key)]
    others = [photo for photo in sets[0].photos if not is_held_out(photo.key)]
    for one, copy in zip(held_out, others[:2], strict=False):
        (folder / copy.file).write_bytes((folder / one.file).read_bytes())
    data = preparation.prepared(*sets, tmp_path / "cache")
    assert len(data.catalogue.photos) == len(others) - 2
    assert "2 copies of held-out photos are left out" in caplog.text


def test_held_out_photos_are_never_trained_on(
    arguments: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    decoded: set[str] = set()
    sets = read_catalogue(Path(arguments[1])), read_home(Path(arguments[3]))
    keys = [{photo.key for photo in photos.photos} for photos in sets]
    open_photo = PhotoSet.open

    def opened(self: PhotoSet, photo: LabelledPhoto) -> Image.Image:
        decoded.add(photo.key)
        return open_photo(self, photo)

    monkeypatch.setattr(PhotoSet, "open", opened)
    data = preparation.prepared(*sets, tmp_path / "cache")
    trained_on = [{key for key in of_set if not is_held_out(key)} for of_set in keys]
    assert decoded == trained_on[0] | trained_on[1]
    assert trained_on[0] < keys[0]
    assert trained_on[1] < keys[1]
    assert len(data.catalogue.photos) == len(trained_on[0])
    assert len(data.home.photos) == len(trained_on[1])


def test_without_photos_to_train_on(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    for photo in read_home(Path(arguments[3])).photos:
        if not is_held_out(photo.key):
            (Path(arguments[3]) / photo.file).unlink()
    assert command.main(arguments) == 1
    assert "No photo of the photos from home can be trained on" in capsys.readouterr().err


def test_a_damaged_photo_that_is_held_out_does_not_spoil_the_export(
    arguments: list[str], caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    catalogue = Path(arguments[1])
    held_out = [p for p in read_catalogue(catalogue).photos if is_held_out(p.key)]
    (catalogue / held_out[0].file).write_bytes(b"no photo")
    (catalogue / held_out[1].file).unlink()
    assert command.main([*arguments, "--share", "0.01"]) == 0
    assert f"{held_out[0].file} is left out" in caplog.text
    metadata = read_metadata(_weights(arguments))
    expected = f"{len(held_out) - 2} held-out products"
    assert metadata["distances_measured_on"] == expected
    # Too few of them are said in plain words, before anything is trained.
    for photo in held_out[3:]:
        (catalogue / photo.file).unlink()
    shutil.rmtree(arguments[5])
    assert command.main([*arguments, "--share", "0.01"]) == 1
    assert "Fewer than two held-out photos" in capsys.readouterr().err
    assert list(Path(arguments[5]).rglob("*.*")) == []


def test_missing_photos_are_said_in_plain_words(
    arguments: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert command.main(["--catalogue", str(tmp_path / "none"), *arguments[2:]]) == 1
    assert "neither a folder nor a ZIP archive" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("name", "whole"),
    [
        ("cpu", recipe.CPU_RECIPE),
        ("gpu", recipe.GPU_RECIPE),
        ("refine", recipe.REFINING_RECIPE),
    ],
)
def test_share_shortens_every_phase(name: str, whole: Recipe) -> None:
    args = command._parser().parse_args(
        ["--catalogue", "a", "--home", "b", "--output", "c", "--recipe", name, "--share", "0.01"]
    )
    shortened = command._recipe(args)
    assert [phase.photos for phase in shortened.phases] == [
        phase.photos // 100 for phase in whole.phases
    ]
    assert (shortened.mix, shortened.home) == (whole.mix, whole.home)


@pytest.mark.parametrize("share", ["0", "-1", "1.5", "nan", "some"])
def test_impossible_shares_are_refused(arguments: list[str], share: str) -> None:
    with pytest.raises(SystemExit, match="2"):
        command.main([*arguments, "--share", share])


def test_labels_may_be_rare(arguments: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    make = Batches.make

    def without_a_label(self: Batches, step: int) -> Batch:
        batch = make(self, step)
        if step % 2 == 0:
            batch.numbers["gender"].fill_(UNKNOWN)
        return batch

    monkeypatch.setattr(Batches, "make", without_a_label)
    assert command.main(arguments) == 0


@pytest.mark.stress
def test_the_same_seed_gives_the_same_file(arguments: list[str], tmp_path: Path) -> None:
    assert command.main(arguments) == 0
    first = _weights(arguments).read_bytes()
    again = [*arguments, "--output", str(tmp_path / "again")]
    assert command.main(again) == 0
    assert (tmp_path / "again" / _weights(arguments).name).read_bytes() == first


def test_a_training_can_start_from_weights_that_know_something(
    arguments: list[str],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    first: dict[str, torch.Tensor] = {}
    put_into = Start.put_into

    def noted(self: Start, backbone: torch.nn.Module) -> None:
        put_into(self, backbone)
        first.update({name: value.clone() for name, value in backbone.state_dict().items()})

    monkeypatch.setattr(Start, "put_into", noted)
    assert command.main([*arguments, "--start-from", str(BUNDLED_WEIGHTS)]) == 0
    info, weights = read_weights(BUNDLED_WEIGHTS)
    assert all(np.array_equal(first[name].numpy(), array) for name, array in weights.items())
    metadata = read_metadata(_weights(arguments))
    assert info.fingerprint in metadata["training"]
    assert metadata["licence"] == "MIT"
    own = "shop, licence not stated; home, licence not stated"
    assert metadata["trained_on"] == f"{own}; {info.trained_on}"
    # Without them it is another training.
    assert command.main(arguments) == 1
    assert "started from other weights" in capsys.readouterr().err


def test_the_file_says_what_the_weights_come_from_and_makes_nothing_up(
    arguments: list[str], tmp_path: Path
) -> None:
    _, weights = read_weights(BUNDLED_WEIGHTS)
    unnamed = tmp_path / "resnet50.pth"
    torch.save({name: torch.from_numpy(array) for name, array in weights.items()}, unnamed)
    assert command.main([*arguments, "--start-from", str(unnamed)]) == 0
    metadata = read_metadata(_weights(arguments))
    assert metadata["licence"] == ""
    own = "shop, licence not stated; home, licence not stated"
    assert metadata["trained_on"].startswith(f"{own}; what resnet50")
    assert metadata["trained_on"].endswith("was trained on, licence not stated")
    named = ["--name", "shoes", "--weights-version", "7", "--licence", "CC0"]
    data = ["--data", "Shoes, boots and more, MIT", "--data", "Rooms"]
    assert command.main([*arguments, "--start-from", str(unnamed), *named, *data]) == 0
    metadata = read_metadata(tmp_path / "out" / "resnet50-shoes-7.safetensors")
    assert (metadata["name"], metadata["version"], metadata["licence"]) == ("shoes", "7", "CC0")
    assert metadata["trained_on"].startswith("Shoes, boots and more, MIT; Rooms, licence not ")


def test_nonsense_on_the_command_line_is_refused(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    for nonsense in (
        ["--seed", "-1"],
        ["--seed", "one"],
        ["--name", "../away"],
        ["--share", "0"],
        ["--data", "Shoes; rooms, MIT"],
    ):
        with pytest.raises(SystemExit):
            command.main([*arguments, *nonsense])
        assert nonsense[1] in capsys.readouterr().err
    with pytest.raises(SystemExit):
        command.main([*arguments, "--recipe", "refine"])
    assert "name them with --start-from" in capsys.readouterr().err


def test_a_training_that_goes_wrong_keeps_the_last_good_checkpoint(
    arguments: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(loop, "_SAVE_EVERY_S", 0.0)
    clip = torch.nn.utils.clip_grad_norm_
    norms = iter([1.0, 1.0, float("inf")])

    def measured(*given: object, **named: object) -> torch.Tensor:
        return clip(*given, **named) * next(norms)

    with monkeypatch.context() as patch:
        patch.setattr(torch.nn.utils, "clip_grad_norm_", measured)
        assert command.main(arguments) == 1
    assert "gone wrong at step 2" in capsys.readouterr().err
    assert command.main(arguments) == 0  # goes on from step 2, and ends


def test_what_a_training_cannot_start_from_is_said(
    arguments: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    nonsense = tmp_path / "notes.pth"
    nonsense.write_text("no weights")
    assert command.main([*arguments, "--start-from", str(nonsense)]) == 1
    assert "notes.pth" in capsys.readouterr().err
    other = tmp_path / "other.safetensors"
    metadata = read_metadata(BUNDLED_WEIGHTS) | {"mean": "0.5,0.5,0.5"}
    save_file(read_weights(BUNDLED_WEIGHTS)[1], other, metadata)
    assert command.main([*arguments, "--start-from", str(other)]) == 1
    assert "Start from other weights, or from none" in capsys.readouterr().err
    assert not _weights(arguments).exists()
