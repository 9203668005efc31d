"""series: to be written."""

from __future__ import annotations

from core.datasets.base import Dataset, Splits
from core.datasets.declared import data_seed, delay, lookback, step
from core.datasets.windows import window_steps
from core.i18n import mark
from core.settings import Settings


def load_series(preprocessing: dict, settings: Settings) -> Splits:
    raise NotImplementedError


DATASET = Dataset(
    name="series",
    task="series-regression",
    title=mark("Generated weather"),
    summary=mark(
        "A generated hourly temperature with days, seasons and weather, and two measurements beside it."
    ),
    settings=(lookback(), step(), delay(), data_seed()),
    shape=lambda preprocessing: (window_steps(preprocessing), 3),
    load=load_series,
    licence="generated",
    origin=mark("Generated."),
)
