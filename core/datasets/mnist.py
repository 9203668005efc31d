"""mnist: to be written."""

from __future__ import annotations

from core.datasets.base import Dataset, Splits
from core.datasets.declared import train_samples
from core.i18n import mark
from core.settings import Settings


def load_mnist(preprocessing: dict, settings: Settings) -> Splits:
    raise NotImplementedError


DATASET = Dataset(
    name="mnist",
    task="image-multiclass",
    title=mark("MNIST"),
    summary=mark("70,000 handwritten digits of 28×28 pixels: 60,000 to train on, 10,000 to test."),
    settings=(train_samples(60_000, 60_000),),
    shape=lambda preprocessing: (28, 28),
    load=load_mnist,
    classes=10,
    class_names=tuple("0123456789"),
    files=(),
    licence="CC BY-SA 3.0",
    origin="LeCun, Cortes and Burges",
)
