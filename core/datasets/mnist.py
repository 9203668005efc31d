"""MNIST, as Keras distributes it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from core.datasets.base import Dataset, Samples, Sizes, Splits
from core.datasets.declared import train_samples
from core.datasets.decoded import Content, splits_digest
from core.datasets.keras_files import keras_file
from core.datasets.known import labels, published, require_numbers, require_shape
from core.datasets.restricted_npz import read_npz
from core.datasets.sources import Source
from core.i18n import mark
from core.settings import Settings

TRAIN, TEST = 60_000, 10_000
DIGEST = "e924750555d04849a08df0270fe0a66fcd3804e8697c07fbe812b92fe4350237"

FILE = keras_file(
    "mnist.npz", 11_490_434, "731c5ac602752760c8e48fbffcf8c3b850d9dc2a2aedcf2cc48468fc17b673d1"
)


def decode_mnist(path: Path) -> Content:
    """Decode mnist.npz.

    Returns:
        ``x_train`` (60,000, 28, 28) and ``x_test`` (10,000, 28, 28) uint8; ``y_train`` and
        ``y_test`` int32 from 0 to 9.

    Raises:
        DatasetError: The file is damaged, or its content is not the published one.
    """
    raw = read_npz(path, ("x_train", "y_train", "x_test", "y_test"))
    arrays = {}
    for part, count in (("train", TRAIN), ("test", TEST)):
        pixels = require_numbers(path, f"x_{part}", raw[f"x_{part}"], "uint8")
        require_shape(path, f"x_{part}", pixels.shape, (count, 28, 28))
        arrays[f"x_{part}"] = pixels
        arrays[f"y_{part}"] = labels(path, f"y_{part}", raw[f"y_{part}"], count, classes=10)
    return published(path, arrays, DIGEST)


SOURCE = Source("mnist", "1", FILE, decode_mnist)


def load_mnist(preprocessing: Mapping[str, Any], settings: Settings) -> Splits:
    """Load the digits.

    Returns:
        train (the first ``train_samples`` of 60,000) and test (10,000): (n, 28, 28) float32 from
        0 to 1 (the pixels / 255) and (n,) int32.

    Raises:
        DatasetError: mnist.npz is missing or refused.
    """
    content = SOURCE.open(settings)

    def samples(part: str, count: int) -> Samples:
        pixels = content.arrays[f"x_{part}"][:count].astype(np.float32)
        pixels /= 255
        return Samples(pixels, np.array(content.arrays[f"y_{part}"][:count]))

    return Splits(
        train=samples("train", preprocessing["train_samples"]),
        test=samples("test", TEST),
        notes=content.notes,
        digest=splits_digest(content.digest, preprocessing),
    )


DATASET = Dataset(
    name="mnist",
    task="image-multiclass",
    title=mark("MNIST"),
    summary=mark(
        "70,000 handwritten digits of 28×28 pixels: 60,000 for training, 10,000 for testing."
    ),
    settings=(train_samples(60_000, 60_000),),
    shape=lambda preprocessing: (28, 28),
    sizes=lambda preprocessing: Sizes(preprocessing["train_samples"], TEST),
    load=load_mnist,
    classes=10,
    class_names=tuple("0123456789"),
    files=(FILE,),
    licence="CC BY-SA 3.0",
    origin="LeCun, Cortes and Burges",
)
