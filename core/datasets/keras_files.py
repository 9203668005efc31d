"""What the files that Keras distributes share: their address, and how their texts are numbered."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np

from core.datasets.base import RemoteFile, Samples, Splits
from core.datasets.decoded import Content, splits_digest
from core.datasets.known import labels, texts
from core.datasets.sequences import INDEX_FROM, OOV_CHAR, START_CHAR, pad, reorder, with_start
from core.datasets.sources import Source
from core.datasets.texts import Encoding, Texts
from core.settings import Settings

SHUFFLE_SEED = 113
_FOLDER = "https://storage.googleapis.com/tensorflow/tf-keras-datasets"


def keras_file(name: str, size: int, sha256: str, alternatives: tuple[str, ...] = ()) -> RemoteFile:
    """A file in the folder of Keras' datasets; see ``RemoteFile``."""
    return RemoteFile(name, f"{_FOLDER}/{name}", size, sha256, alternatives)


def decode_texts(
    path: Path,
    raw: Mapping[str, np.ndarray | list],
    names: tuple[str, str],
    count: int,
    classes: int,
    rng: np.random.RandomState,
) -> dict[str, np.ndarray]:
    """Decode texts with the order, start token and numbering of Keras' ``load_data``.

    Args:
        path: The file, for errors.
        raw: Its arrays.
        names: Names of the arrays with the texts and their labels.
        count: Number of texts.
        classes: Number of classes.
        rng: Draws the order, with the seed SHUFFLE_SEED.

    Returns:
        ``tokens`` (tokens,) int32, ``offsets`` (count + 1,) int64, ``labels`` (count,) int32.

    Raises:
        DatasetError: There are more or fewer, or they are not what they must be.
    """
    x, y = names
    tokens, offsets = texts(path, x, raw[x], count)
    targets = labels(path, y, raw[y], count, classes=classes)
    order = np.arange(count)
    rng.shuffle(order)
    tokens, offsets = with_start(*reorder(tokens, offsets, order))
    return {"tokens": tokens, "offsets": offsets, "labels": targets[order]}


def padded_splits(
    parts: Mapping[str, Texts], content: Content, preprocessing: Mapping[str, Any]
) -> Splits:
    """Splits of padded texts: inputs (n, maxlen) int32 and targets (n,) int32."""
    size = {name: preprocessing[name] for name in ("num_words", "maxlen")}
    padded = {
        part: Samples(pad(full.tokens, full.offsets, **size), np.array(full.targets))
        for part, full in parts.items()
    }
    return Splits(
        **padded, notes=content.notes, digest=splits_digest(content.digest, preprocessing)
    )


def keras_encoding(
    texts: Callable[[Mapping[str, Any], Settings], dict[str, Texts]], words: Source
) -> Encoding:
    """The encoding of texts that ``decode_texts`` numbered, with their word index."""
    return Encoding(
        texts=texts,
        words=lambda settings: tuple(words.open(settings).text("words")),
        first_word=INDEX_FROM + 1,
        start=START_CHAR,
        unknown=OOV_CHAR,
        words_file=words.name,
    )
