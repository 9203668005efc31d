"""The table of datasets, and its lookup."""

from __future__ import annotations

from core.datasets import (
    breast_cancer,
    digits,
    imdb,
    imdb_raw,
    jena,
    mnist,
    noise,
    probes,
    reuters,
    series,
    topics,
)
from core.datasets.base import TASKS, Dataset, Samples, Splits
from core.errors import look_up
from core.i18n import mark

DATASETS: dict[str, Dataset] = {
    entry.name: entry
    for entry in (
        noise.DATASET,
        breast_cancer.DATASET,
        imdb.DATASET,
        imdb_raw.DATASET,
        *probes.PROBES,
        reuters.DATASET,
        topics.DATASET,
        mnist.DATASET,
        digits.DATASET,
        jena.DATASET,
        series.DATASET,
    )
}


def dataset(name: str) -> Dataset:
    """The dataset with this name.

    Raises:
        RequestError: The name is unknown; the message lists the valid ones.
    """
    return look_up(DATASETS, name, mark("There is no dataset {name!r}; the datasets are: {names}."))


__all__ = ["DATASETS", "TASKS", "Dataset", "Samples", "Splits", "dataset"]
