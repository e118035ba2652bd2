"""How long a training is, at what sizes and rates, and what its losses count."""

from __future__ import annotations

from dataclasses import dataclass, field

from fashion_desktop.training.augment import HOME, HOME_VARIED, Strength


@dataclass(frozen=True, slots=True)
class Phase:
    """A stretch of the training at one input size (progressive resolution).

    Attributes:
        width, height: network input in pixels.
        photos: how many augmented photos are seen.
        metric: share of the metric losses that is in force (0 at the start, when distances
            mean nothing yet).
    """

    width: int
    height: int
    photos: int
    metric: float = 1.0


@dataclass(frozen=True, slots=True)
class LossWeights:
    """What each part of the loss counts."""

    article_type: float = 1.5
    colour: float = 1.2
    gender: float = 0.3
    usage: float = 0.2
    garment: float = 1.5
    teacher: float = 3.0
    alike: float = 1.5
    same_product: float = 0.4


@dataclass(frozen=True, slots=True)
class BatchMix:
    """What a batch is made of.

    Attributes:
        catalogue: different catalogue photos.
        second_views: how many of them appear once more, changed much more.
        home: photos taken at home.
    """

    catalogue: int = 72
    second_views: int = 28
    home: int = 28

    @property
    def products(self) -> int:
        """Photos of products in a batch, seen twice or not."""
        return self.catalogue + self.second_views

    @property
    def size(self) -> int:
        """Photos in a batch."""
        return self.products + self.home


@dataclass(frozen=True, slots=True)
class Recipe:
    """The whole training; with the data, the start and the machine it determines the weights.

    Attributes:
        home: how much photos taken at home are changed.
        learning_rate: the highest. It rises linearly over ``warm_up`` of the training and falls
            along half a cosine to zero (Loshchilov and Hutter, "SGDR: Stochastic Gradient
            Descent with Warm Restarts", 2017, without restarts).
        ema_decay: of the running average of the weights that is exported, per step.
        memory: features of so many photos seen before are compared with (cross-batch memory).
        alike_sharpness, same_product_sharpness: inverse temperatures of the metric losses,
            on squared distances divided by their mean.
    """

    phases: tuple[Phase, ...]
    seed: int = 1
    mix: BatchMix = field(default_factory=BatchMix)
    loss: LossWeights = field(default_factory=LossWeights)
    home: Strength = HOME
    learning_rate: float = 0.08
    momentum: float = 0.9
    weight_decay: float = 5e-4
    warm_up: float = 0.06
    label_smoothing: float = 0.1
    gradient_norm: float = 5.0
    ema_decay: float = 0.996
    memory: int = 4096
    alike_sharpness: float = 12.0
    same_product_sharpness: float = 12.0

    @property
    def steps(self) -> int:
        """Batches in the whole training."""
        return sum(self.phase_steps)

    @property
    def phase_steps(self) -> tuple[int, ...]:
        """Batches of each phase."""
        return tuple(max(1, phase.photos // self.mix.size) for phase in self.phases)

    def phase_at(self, step: int) -> Phase:
        """Return the phase that a step, counted from 0, belongs to."""
        for phase, steps in zip(self.phases, self.phase_steps, strict=True):
            if step < steps:
                return phase
            step -= steps
        return self.phases[-1]


CPU_RECIPE = Recipe(
    phases=(
        Phase(48, 64, 180_000, metric=0.3),
        Phase(48, 64, 500_000),
        Phase(72, 96, 200_000),
    )
)
"""For two processor cores and two hours: most of it at the size that costs least for a pixel."""

REFINING_RECIPE = Recipe(
    phases=(Phase(72, 96, 600_000),),
    mix=BatchMix(catalogue=84, second_views=28, home=16),
    home=HOME_VARIED,
    learning_rate=0.05,
)
"""For weights that know garments already. A network that has seen the few photos from home
dozens of times knows those by heart: they come less often here, and differ more."""

GPU_RECIPE = Recipe(
    phases=(
        Phase(48, 64, 1_500_000, metric=0.3),
        Phase(72, 96, 2_000_000),
        Phase(96, 128, 2_500_000),
    ),
    mix=BatchMix(catalogue=288, second_views=112, home=112),
    learning_rate=0.3,
    ema_decay=0.9995,
    memory=16_384,
)
"""For one GPU. It has never run on one."""
