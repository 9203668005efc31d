"""breast_cancer: to be written."""

from __future__ import annotations

from core.datasets.base import Dataset, Splits
from core.datasets.declared import data_seed, test_split
from core.i18n import mark
from core.settings import Settings


def load_breast_cancer(preprocessing: dict, settings: Settings) -> Splits:
    raise NotImplementedError


DATASET = Dataset(
    name="breast-cancer",
    task="numeric-binary",
    title=mark("Breast cancer"),
    summary=mark(
        "30 measurements of cell nuclei, benign or malignant; 569 patients, inside scikit-learn."
    ),
    settings=(test_split(), data_seed()),
    shape=lambda preprocessing: (30,),
    load=load_breast_cancer,
    classes=2,
    class_names=("malignant", "benign"),
    licence="CC BY 4.0",
    origin="Wolberg, Mangasarian, Street and Street 1995, UCI",
)
