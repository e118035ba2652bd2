"""Checkpoints: everything comes back, and nothing else is taken for one."""

from __future__ import annotations

import sys
from dataclasses import dataclass, replace
from pathlib import Path
from typing import cast

import pytest
import torch
from torch import nn

from fashion_desktop.domain.errors import FashionDesktopError, UsageError
from fashion_desktop.training.checkpoint import Origin, Part, load_checkpoint, save_checkpoint
from fashion_desktop.training.metric_loss import LabelRows, Memory
from fashion_desktop.training.recipe import CPU_RECIPE
from fashion_desktop.training.student import AveragedWeights, Student

ORIGIN = Origin(CPU_RECIPE, "photos and labels")


class SmallStudent:
    """A backbone of a few numbers, with one head."""

    def __init__(self, classes: int) -> None:
        self.device = torch.device("cpu")
        self.backbone = nn.Sequential(nn.Linear(4, 3), nn.BatchNorm1d(3))
        self.modules = nn.ModuleList([self.backbone, nn.Linear(3, classes)])


@dataclass
class Training:
    """A training of a small student."""

    student: Student
    average: AveragedWeights
    optimizer: torch.optim.Optimizer
    memory: Memory

    @classmethod
    def new(cls, classes: int = 2) -> Training:
        student = cast("Student", SmallStudent(classes))
        optimizer = torch.optim.SGD(student.modules.parameters(), lr=0.1, momentum=0.9)
        memory = Memory(12, 3, torch.device("cpu"))
        return cls(student, AveragedWeights(student.backbone, 0.998), optimizer, memory)

    def step(self, photos: torch.Tensor) -> None:
        self.student.modules.train()
        features = self.student.backbone(photos)
        found = self.student.modules[1](features)
        self.optimizer.zero_grad()
        torch.autograd.backward(found.square().mean() - self.memory.distances(features).sum() / 999)
        numbers = torch.arange(len(photos))
        self.memory.add(features, LabelRows(numbers, numbers, numbers))
        self.optimizer.step()
        self.average.update(self.student.backbone)

    @property
    def parts(self) -> dict[str, Part]:
        modules, memory = self.student.modules, self.memory
        return {"m": modules, "a": self.average, "o": self.optimizer, "memory": memory}

    def save(self, path: Path, step: int) -> None:
        save_checkpoint(path, ORIGIN, step, self.parts)

    def load(self, path: Path, origin: Origin = ORIGIN) -> int:
        return load_checkpoint(path, origin, self.parts, torch.device("cpu"))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "checkpoint.pt"


def test_going_on_gives_what_an_unbroken_training_gives(path: Path) -> None:
    batches = torch.rand(6, 8, 4, generator=torch.Generator().manual_seed(3))
    unbroken = Training.new()
    for batch in batches[:3]:
        unbroken.step(batch)
    unbroken.save(path, 3)
    later = Training.new()
    assert later.load(path) == 3
    for training in (unbroken, later):
        for batch in batches[3:]:
            training.step(batch)
    expected, found = unbroken.student.modules.state_dict(), later.student.modules.state_dict()
    assert all(torch.equal(found[name], value) for name, value in expected.items())
    assert found.keys() == expected.keys()
    for name, value in unbroken.average.state.items():
        assert torch.equal(later.average.state[name], value)
    features = torch.rand(2, 3)
    assert torch.equal(later.memory.distances(features), unbroken.memory.distances(features))
    assert torch.equal(later.memory.labels.colour, unbroken.memory.labels.colour)
    assert [file.name for file in path.parent.iterdir()] == [path.name]


def test_another_recipe_or_other_photos_are_refused(path: Path) -> None:
    Training.new().save(path, 1)
    with pytest.raises(UsageError, match="another recipe"):
        Training.new().load(path, replace(ORIGIN, recipe=replace(CPU_RECIPE, seed=2)))
    with pytest.raises(UsageError, match=r"other photos, labels .* Choose another output folder"):
        Training.new().load(path, replace(ORIGIN, data="others"))
    with pytest.raises(UsageError, match="started from other weights"):
        Training.new().load(path, replace(ORIGIN, start="0123456789abcdef"))
    with pytest.raises(UsageError, match="is damaged"):
        Training.new(classes=5).load(path)


@pytest.mark.parametrize("damage", ["empty", "short", "noise", "something else"])
def test_a_damaged_checkpoint_is_named_with_its_remedy(path: Path, damage: str) -> None:
    Training.new().save(path, 1)
    data = path.read_bytes()
    if damage == "something else":
        torch.save({"weights": torch.ones(3)}, path)
    else:
        path.write_bytes({"empty": b"", "short": data[:1500], "noise": b"no" * 300}[damage])
    with pytest.raises(UsageError, match=r"is damaged\. Delete it"):
        Training.new().load(path)


@pytest.mark.skipif(sys.platform != "linux", reason="needs /dev/full")
def test_a_full_disk_is_said_and_the_older_checkpoint_stays(path: Path) -> None:
    Training.new().save(path, 1)
    path.with_suffix(".part").symlink_to("/dev/full")
    with pytest.raises(FashionDesktopError, match=r"cannot be written.*Make room"):
        Training.new().save(path, 2)
    assert Training.new().load(path) == 1
    assert [file.name for file in path.parent.iterdir()] == [path.name]
