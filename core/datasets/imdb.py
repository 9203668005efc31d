"""The IMDB reviews, as Keras distributes them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from core.datasets.base import Dataset, Sizes, Splits
from core.datasets.declared import maxlen, num_words
from core.datasets.decoded import Content
from core.datasets.keras_files import (
    SHUFFLE_SEED,
    decode_texts,
    keras_encoding,
    keras_file,
    padded_splits,
)
from core.datasets.known import published
from core.datasets.restricted_npz import read_npz
from core.datasets.sources import Source
from core.datasets.texts import Texts
from core.datasets.word_index import IMDB_WORDS
from core.i18n import mark
from core.settings import Settings

TEXTS = 25_000
DIGEST = "e7650b972ff46eebfa21eddb86e3b8796fdc00e3673375e1043834f9041e3ac7"

FILE = keras_file(
    "imdb.npz", 17_464_789, "69664113be75683a8fe16e3ed0ab59fda8886cb3cd7ada244f7d9544e4676b9f"
)


def decode_imdb(path: Path) -> Content:
    """Decode imdb.npz, with the order, start token and numbering of Keras' ``load_data``.

    Returns:
        For train and test: ``…_tokens`` (tokens,) int32, ``…_offsets`` (25,001,) int64,
        ``…_labels`` (25,000,) int32.

    Raises:
        DatasetError: The file is damaged, or its content is not the published one.
    """
    raw = read_npz(path, ("x_train", "y_train", "x_test", "y_test"))
    rng = np.random.RandomState(SHUFFLE_SEED)
    arrays = {}
    for part in ("train", "test"):
        decoded = decode_texts(path, raw, (f"x_{part}", f"y_{part}"), TEXTS, 2, rng)
        arrays |= {f"{part}_{kind}": array for kind, array in decoded.items()}
    return published(path, arrays, DIGEST)


SOURCE = Source("imdb", "1", FILE, decode_imdb)


def load_imdb(preprocessing: Mapping[str, Any], settings: Settings) -> Splits:
    """Load the reviews, padded.

    Returns:
        train and test: (25,000, maxlen) int32 and (25,000,) int32, equal to Keras'
        ``load_data(num_words=…)`` and ``pad_sequences(maxlen=…)``.

    Raises:
        DatasetError: imdb.npz is missing or refused.
    """
    content = SOURCE.open(settings)
    return padded_splits(_texts(content), content, preprocessing)


def _texts(content: Content) -> dict[str, Texts]:
    kinds = ("tokens", "offsets", "labels")
    return {
        part: Texts(*(content.arrays[f"{part}_{kind}"] for kind in kinds))
        for part in ("train", "test")
    }


DATASET = Dataset(
    name="imdb",
    task="text-binary",
    title=mark("IMDB reviews"),
    summary=mark(
        "50,000 film reviews as word numbers, positive or negative: 25,000 for training, 25,000 "
        "for testing."
    ),
    settings=(num_words(20_000), maxlen(200)),
    shape=lambda preprocessing: (preprocessing["maxlen"],),
    sizes=lambda preprocessing: Sizes(TEXTS, TEXTS),
    load=load_imdb,
    classes=2,
    class_names=("negative", "positive"),
    files=(FILE,),
    encoding=keras_encoding(
        lambda preprocessing, settings: _texts(SOURCE.open(settings)), IMDB_WORDS
    ),
    licence=mark("No formal licence; free for research, cite Maas et al. 2011."),
    origin="Maas et al. 2011",
)
