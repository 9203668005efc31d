"""noise: to be written."""

from __future__ import annotations

from core.datasets.base import Dataset, Splits
from core.datasets.declared import data_seed, train_samples
from core.i18n import mark
from core.settings import Settings


def load_noise(preprocessing: dict, settings: Settings) -> Splits:
    raise NotImplementedError


DATASET = Dataset(
    name="noise",
    task="numeric-binary",
    title=mark("Noise"),
    summary=mark(
        "12 numbers drawn at random and a label drawn at random: no pattern, so a test accuracy above chance is luck and training accuracy is pure memorising."
    ),
    settings=(train_samples(1_000, 100_000), data_seed()),
    shape=lambda preprocessing: (12,),
    load=load_noise,
    classes=2,
    licence="generated",
    origin=mark("Generated."),
)
