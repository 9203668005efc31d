"""The 8×8 digits that ship with scikit-learn."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

import numpy as np

from core.datasets.base import Dataset, Samples, Splits
from core.datasets.declared import DATA_SEED, TEST_SPLIT
from core.datasets.decoded import splits_digest
from core.datasets.holdout import stratified, stratified_sizes
from core.datasets.inside_sklearn import read_table
from core.i18n import mark
from core.settings import Settings


def load_digits(preprocessing: Mapping[str, Any], settings: Settings) -> Splits:
    """Load the digits.

    Returns:
        train and test, stratified by class: (n, 8, 8) float32 from 0 to 1 (the pixels / 16) and
        (n,) int32.
    """
    table = read_table("digits.csv.gz", header=0)
    pixels, labels = table[:, :-1].reshape(-1, 8, 8), table[:, -1].astype(np.int32)
    train, test = stratified(labels, preprocessing)
    inputs = (pixels / 16).astype(np.float32)
    return Splits(
        train=Samples(inputs[train], labels[train]),
        test=Samples(inputs[test], labels[test]),
        digest=splits_digest("digits-1", preprocessing),
    )


DATASET = Dataset(
    name="digits",
    task="image-multiclass",
    title=mark("8×8 digits"),
    summary=mark("1,797 handwritten digits of 8×8 pixels, part of scikit-learn."),
    settings=(TEST_SPLIT, DATA_SEED),
    shape=lambda preprocessing: (8, 8),
    sizes=partial(stratified_sizes, (178, 182, 177, 183, 181, 182, 181, 179, 174, 180)),
    load=load_digits,
    classes=10,
    class_names=tuple("0123456789"),
    licence="CC BY 4.0",
    origin="Alpaydin and Kaynak 1998, UCI",
)
