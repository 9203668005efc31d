"""reuters: to be written."""

from __future__ import annotations

from core.datasets.base import Dataset, Splits
from core.datasets.declared import maxlen, num_words, test_split
from core.i18n import mark
from core.settings import Settings


def load_reuters(preprocessing: dict, settings: Settings) -> Splits:
    raise NotImplementedError


DATASET = Dataset(
    name="reuters",
    task="text-multiclass",
    title=mark("Reuters news"),
    summary=mark("11,228 newswires as word numbers, in 46 topics."),
    settings=(num_words(15_000), maxlen(120), test_split()),
    shape=lambda preprocessing: (preprocessing["maxlen"],),
    load=load_reuters,
    classes=46,
    files=(),
    licence="",
    origin="Reuters-21578",
)
