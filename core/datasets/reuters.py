"""The Reuters newswires, as Keras distributes them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from core.datasets.base import Dataset, Sizes, Splits
from core.datasets.declared import TEST_SPLIT, maxlen, num_words
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
from core.datasets.word_index import REUTERS_WORDS
from core.i18n import mark
from core.settings import Settings

TEXTS = 11_228
CLASSES = 46
DIGEST = "7851e2065cbe66a51f5e79dabfa1536276fc9a3e31c3552fcb6cad2d35eb6639"

FILE = keras_file(
    "reuters.npz", 2_110_848, "d6586e694ee56d7a4e65172e12b3e987c03096cb01eab99753921ef915959916"
)


def decode_reuters(path: Path) -> Content:
    """Decode reuters.npz, with the order, start token and numbering of Keras' ``load_data``.

    Returns:
        ``tokens`` (tokens,) int32, ``offsets`` (11,229,) int64, ``labels`` (11,228,) int32.

    Raises:
        DatasetError: The file is damaged, or its content is not the published one.
    """
    raw = read_npz(path, ("x", "y"))
    rng = np.random.RandomState(SHUFFLE_SEED)
    return published(path, decode_texts(path, raw, ("x", "y"), TEXTS, CLASSES, rng), DIGEST)


SOURCE = Source("reuters", "1", FILE, decode_reuters)


def load_reuters(preprocessing: Mapping[str, Any], settings: Settings) -> Splits:
    """Load the newswires, padded; the last ``test_split`` of them are the test samples.

    Returns:
        train and test: (n, maxlen) int32 and (n,) int32, equal to Keras'
        ``load_data(num_words=…, test_split=…)`` and ``pad_sequences(maxlen=…)``.

    Raises:
        DatasetError: reuters.npz is missing or refused.
    """
    content = SOURCE.open(settings)
    return padded_splits(_texts(content, preprocessing), content, preprocessing)


def reuters_sizes(preprocessing: Mapping[str, Any]) -> Sizes:
    """Number of training and of test samples."""
    train = int(TEXTS * (1 - preprocessing["test_split"]))
    return Sizes(train, TEXTS - train)


def _texts(content: Content, preprocessing: Mapping[str, Any]) -> dict[str, Texts]:
    tokens, offsets, targets = (content.arrays[name] for name in ("tokens", "offsets", "labels"))
    cut = reuters_sizes(preprocessing).train
    bounds = {"train": (0, cut), "test": (cut, TEXTS)}
    return {
        part: Texts(tokens, offsets[start : end + 1], targets[start:end])
        for part, (start, end) in bounds.items()
    }


DATASET = Dataset(
    name="reuters",
    task="text-multiclass",
    title=mark("Reuters news"),
    summary=mark("11,228 newswires as word numbers, in 46 topics."),
    settings=(num_words(15_000), maxlen(120), TEST_SPLIT),
    shape=lambda preprocessing: (preprocessing["maxlen"],),
    sizes=reuters_sizes,
    load=load_reuters,
    classes=CLASSES,
    class_names=(
        *("cocoa", "grain", "veg-oil", "earn", "acq", "wheat", "copper", "housing"),
        *("money-supply", "coffee", "sugar", "trade", "reserves", "ship", "cotton", "carcass"),
        *("crude", "nat-gas", "cpi", "money-fx", "interest", "gnp", "meal-feed", "alum"),
        *("oilseed", "gold", "tin", "strategic-metal", "livestock", "retail", "ipi"),
        *("iron-steel", "rubber", "heat", "jobs", "lei", "bop", "zinc", "orange", "pet-chem"),
        *("dlr", "gas", "silver", "wpi", "hog", "lead"),
    ),
    files=(FILE,),
    encoding=keras_encoding(
        lambda preprocessing, settings: _texts(SOURCE.open(settings), preprocessing), REUTERS_WORDS
    ),
    licence=mark("Research use only, with acknowledgement of the source."),
    origin="Reuters-21578, Reuters Ltd and D. Lewis 1987–1997",
)
