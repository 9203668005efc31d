"""Keras' Reuters newswires."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from core.datasets.base import Dataset, RemoteFile, Samples, Splits
from core.datasets.declared import maxlen, num_words, test_split
from core.datasets.decoded import Content, arrays_digest, splits_digest
from core.datasets.known import labels, require_digest, texts
from core.datasets.restricted_npz import read_npz
from core.datasets.sequences import SHUFFLE_SEED, pad, reorder, with_start
from core.datasets.sources import Source
from core.i18n import mark
from core.settings import Settings

TEXTS = 11_228
CLASSES = 46
DIGEST = "7851e2065cbe66a51f5e79dabfa1536276fc9a3e31c3552fcb6cad2d35eb6639"

FILE = RemoteFile(
    name="reuters.npz",
    url="https://storage.googleapis.com/tensorflow/tf-keras-datasets/reuters.npz",
    size=2_110_848,
    sha256="d6586e694ee56d7a4e65172e12b3e987c03096cb01eab99753921ef915959916",
)


def decode_reuters(path: Path) -> Content:
    """Decode reuters.npz into the order, start mark and numbering that ``load_data`` gives.

    Returns:
        ``tokens`` (tokens,) int32, ``offsets`` (11,229,) int64, ``labels`` (11,228,) int32.

    Raises:
        DatasetError: It is damaged, of another shape or kind, or other content.
    """
    raw = read_npz(path, ("x", "y"))
    tokens, offsets = texts(path, "x", raw["x"], TEXTS)
    targets = labels(path, "y", raw["y"], TEXTS, classes=CLASSES)
    order = np.arange(TEXTS)
    np.random.RandomState(SHUFFLE_SEED).shuffle(order)
    tokens, offsets = with_start(*reorder(tokens, offsets, order))
    arrays = {"tokens": tokens, "offsets": offsets, "labels": targets[order]}
    digest = arrays_digest(arrays)
    require_digest(path, digest, DIGEST)
    return Content(arrays, digest=digest)


SOURCE = Source("reuters", "1", FILE, decode_reuters)


def load_reuters(preprocessing: Mapping[str, Any], settings: Settings) -> Splits:
    """Load the newswires, padded; the last ``test_split`` of them are the test.

    Returns:
        train and test: (n, maxlen) int32 and (n,) int32, equal to Keras'
        ``load_data(num_words=…, test_split=…)`` and ``pad_sequences(maxlen=…)``.

    Raises:
        DatasetError: reuters.npz is missing or refused.
    """
    content = SOURCE.open(settings)
    offsets, targets = content.arrays["offsets"], content.arrays["labels"]
    size = {name: preprocessing[name] for name in ("num_words", "maxlen")}
    cut = int(TEXTS * (1 - preprocessing["test_split"]))

    def samples(start: int, end: int) -> Samples:
        padded = pad(content.arrays["tokens"], offsets[start : end + 1], **size)
        return Samples(padded, np.array(targets[start:end]))

    return Splits(
        train=samples(0, cut),
        test=samples(cut, TEXTS),
        notes=content.notes,
        digest=splits_digest(content.digest, preprocessing),
    )


DATASET = Dataset(
    name="reuters",
    task="text-multiclass",
    title=mark("Reuters news"),
    summary=mark("11,228 newswires as word numbers, in 46 topics."),
    settings=(num_words(15_000), maxlen(120), test_split()),
    shape=lambda preprocessing: (preprocessing["maxlen"],),
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
    licence=mark("Research use only, with acknowledgement of the source."),
    origin="Reuters-21578, Reuters Ltd and D. Lewis 1987–1997",
)
