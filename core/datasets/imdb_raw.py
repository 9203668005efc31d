"""imdb_raw: to be written."""

from __future__ import annotations

from core.datasets.base import Dataset, Splits
from core.datasets.declared import data_seed, maxlen, num_words, train_samples
from core.hyperparameters import Int
from core.i18n import mark
from core.settings import Settings


def validation_samples() -> Int:
    return Int(
        name="validation_samples",
        default=10_000,
        low=10,
        high=24_000,
        scale="log",
        unit="samples",
        label=mark("Validation samples"),
        help=mark("How many samples the model is validated on."),
        group="preprocessing",
    )


def load_imdb_raw(preprocessing: dict, settings: Settings) -> Splits:
    raise NotImplementedError


DATASET = Dataset(
    name="imdb-raw",
    task="text-binary",
    title=mark("IMDB reviews, raw text"),
    summary=mark(
        "The same 50,000 reviews as raw text, tokenised here; the source trains on 200 of them."
    ),
    settings=(
        num_words(10_000),
        maxlen(100),
        train_samples(200, 15_000),
        validation_samples(),
        data_seed(),
    ),
    shape=lambda preprocessing: (preprocessing["maxlen"],),
    load=load_imdb_raw,
    classes=2,
    class_names=("negative", "positive"),
    files=(),
    licence="",
    origin="Maas et al. 2011",
)
