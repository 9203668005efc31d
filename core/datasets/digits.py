"""digits: to be written."""

from __future__ import annotations

from core.datasets.base import Dataset, Splits
from core.datasets.declared import data_seed, test_split
from core.i18n import mark
from core.settings import Settings


def load_digits(preprocessing: dict, settings: Settings) -> Splits:
    raise NotImplementedError


DATASET = Dataset(
    name="digits",
    task="image-multiclass",
    title=mark("8×8 digits"),
    summary=mark("1,797 handwritten digits of 8×8 pixels, inside scikit-learn."),
    settings=(test_split(), data_seed()),
    shape=lambda preprocessing: (8, 8),
    load=load_digits,
    classes=10,
    class_names=tuple("0123456789"),
    licence="CC BY 4.0",
    origin="Alpaydin and Kaynak 1998, UCI",
)
