"""The breast cancer measurements that ship with scikit-learn."""

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

MEASURED = (
    *("radius", "texture", "perimeter", "area", "smoothness"),
    *("compactness", "concavity", "concave points", "symmetry", "fractal dimension"),
)
COLUMNS = (
    *(f"mean {name}" for name in MEASURED),
    *(f"{name} error" for name in MEASURED),
    *(f"worst {name}" for name in MEASURED),
)


def load_breast_cancer(preprocessing: Mapping[str, Any], settings: Settings) -> Splits:
    """Load the measurements, z-scored with the mean and standard deviation of the training rows.

    Returns:
        train and test, stratified by class: (n, 30) float32 and (n,) int32 with 0 for malignant
        and 1 for benign.
    """
    table = read_table("breast_cancer.csv", header=1)
    data, labels = table[:, :-1], table[:, -1].astype(np.int32)
    train, test = stratified(labels, preprocessing)
    mean, std = data[train].mean(axis=0), data[train].std(axis=0)
    inputs = ((data - mean) / std).astype(np.float32)
    return Splits(
        train=Samples(inputs[train], labels[train]),
        test=Samples(inputs[test], labels[test]),
        columns=COLUMNS,
        input_mean=mean,
        input_std=std,
        digest=splits_digest("breast-cancer-1", preprocessing),
    )


DATASET = Dataset(
    name="breast-cancer",
    task="numeric-binary",
    title=mark("Breast cancer"),
    summary=mark(
        "30 measurements of cell nuclei, benign or malignant; 569 patients, part of scikit-learn."
    ),
    settings=(TEST_SPLIT, DATA_SEED),
    shape=lambda preprocessing: (30,),
    sizes=partial(stratified_sizes, (212, 357)),
    load=load_breast_cancer,
    classes=2,
    class_names=("malignant", "benign"),
    licence="CC BY 4.0",
    origin="Wolberg, Mangasarian, Street and Street 1995, UCI",
)
