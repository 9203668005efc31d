"""The IMDB reviews, as Keras distributes them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from core.datasets.base import Dataset, RemoteFile, Samples, Splits
from core.datasets.declared import maxlen, num_words
from core.datasets.decoded import Content, arrays_digest, splits_digest
from core.datasets.known import labels, require_digest, texts
from core.datasets.restricted_npz import read_npz
from core.datasets.sequences import (
    INDEX_FROM,
    OOV_CHAR,
    SHUFFLE_SEED,
    START_CHAR,
    pad,
    reorder,
    with_start,
)
from core.datasets.sources import Source
from core.datasets.texts import Encoding, Texts
from core.datasets.word_index import IMDB_WORDS, indexed_words
from core.i18n import mark
from core.settings import Settings

TEXTS = 25_000
DIGEST = "e7650b972ff46eebfa21eddb86e3b8796fdc00e3673375e1043834f9041e3ac7"

FILE = RemoteFile(
    name="imdb.npz",
    url="https://storage.googleapis.com/tensorflow/tf-keras-datasets/imdb.npz",
    size=17_464_789,
    sha256="69664113be75683a8fe16e3ed0ab59fda8886cb3cd7ada244f7d9544e4676b9f",
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
        tokens, offsets = texts(path, f"x_{part}", raw[f"x_{part}"], TEXTS)
        targets = labels(path, f"y_{part}", raw[f"y_{part}"], TEXTS, classes=2)
        order = np.arange(TEXTS)
        rng.shuffle(order)
        tokens, offsets = with_start(*reorder(tokens, offsets, order))
        arrays |= {
            f"{part}_tokens": tokens,
            f"{part}_offsets": offsets,
            f"{part}_labels": targets[order],
        }
    digest = arrays_digest(arrays)
    require_digest(path, digest, DIGEST)
    return Content(arrays, digest=digest)


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
    padded = {
        part: Samples(pad(full.tokens, full.offsets, **preprocessing), np.array(full.targets))
        for part, full in _texts(content).items()
    }
    return Splits(
        **padded,
        notes=content.notes,
        digest=splits_digest(content.digest, preprocessing),
    )


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
    load=load_imdb,
    classes=2,
    class_names=("negative", "positive"),
    files=(FILE,),
    encoding=Encoding(
        texts=lambda preprocessing, settings: _texts(SOURCE.open(settings)),
        words=lambda settings: indexed_words(IMDB_WORDS, settings),
        first_word=INDEX_FROM + 1,
        start=START_CHAR,
        unknown=OOV_CHAR,
        words_file=IMDB_WORDS.name,
    ),
    licence=mark("No formal licence; free for research, cite Maas et al. 2011."),
    origin="Maas et al. 2011",
)
