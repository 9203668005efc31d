"""imdb: to be written."""

from __future__ import annotations

from core.datasets.base import Dataset, Splits
from core.datasets.declared import maxlen, num_words
from core.i18n import mark
from core.settings import Settings


def load_imdb(preprocessing: dict, settings: Settings) -> Splits:
    raise NotImplementedError


DATASET = Dataset(
    name="imdb",
    task="text-binary",
    title=mark("IMDB reviews"),
    summary=mark(
        "50,000 film reviews as word numbers, liked or disliked: 25,000 to train on, 25,000 to test."
    ),
    settings=(num_words(20_000), maxlen(200)),
    shape=lambda preprocessing: (preprocessing["maxlen"],),
    load=load_imdb,
    classes=2,
    class_names=("negative", "positive"),
    files=(),
    licence="",
    origin="Maas et al. 2011",
)
