"""jena: to be written."""

from __future__ import annotations

from core.datasets.base import Dataset, Splits
from core.datasets.declared import delay, lookback, step
from core.datasets.windows import window_steps
from core.hyperparameters import Choice
from core.i18n import mark
from core.settings import Settings


def split() -> Choice:
    return Choice(
        name="split",
        default="published",
        choices=("published", "corrected"),
        label=mark("Split"),
        help=mark(
            "As published: 139 days of training and statistics that see the validation data. Corrected: ten times the rows, statistics from the training rows."
        ),
        group="preprocessing",
    )


def load_jena(preprocessing: dict, settings: Settings) -> Splits:
    raise NotImplementedError


DATASET = Dataset(
    name="jena",
    task="series-regression",
    title=mark("Jena weather"),
    summary=mark(
        "14 measurements every 10 minutes from 2009 to 2016; the temperature a day ahead is to be predicted."
    ),
    settings=(lookback(), step(), delay(), split()),
    shape=lambda preprocessing: (window_steps(preprocessing), 14),
    load=load_jena,
    files=(),
    licence="",
    origin="Max Planck Institute for Biogeochemistry, Jena",
)
