"""topics: to be written."""

from __future__ import annotations

from core.datasets.base import Dataset, Splits
from core.datasets.declared import data_seed, train_samples
from core.i18n import mark
from core.settings import Settings


def load_topics(preprocessing: dict, settings: Settings) -> Splits:
    raise NotImplementedError


DATASET = Dataset(
    name="topics",
    task="text-multiclass",
    title=mark("Generated topics"),
    summary=mark("Short generated texts, each about one of 8 topics."),
    settings=(train_samples(4_000, 100_000), data_seed()),
    shape=lambda preprocessing: (60,),
    load=load_topics,
    classes=8,
    vocabulary=1_000,
    licence="generated",
    origin=mark("Generated."),
)
