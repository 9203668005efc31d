"""A generated series of hourly temperatures."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from core.datasets.base import Dataset, Sizes, Splits
from core.datasets.declared import DATA_SEED, DELAY, LOOKBACK, STEP
from core.datasets.decoded import splits_digest
from core.datasets.windows import step_notes, window, window_steps
from core.i18n import mark
from core.settings import Settings

COLUMNS = ("T (degC)", "p (mbar)", "cloud (%)")
INTERVAL = 3_600
YEAR = 8_766
TRAIN, VALIDATION, TEST = 3 * YEAR, YEAR, YEAR


def generate_series(rng: np.random.Generator) -> np.ndarray:
    """Generate five years of hourly weather, beginning on 1 January.

    The temperature has a yearly and a daily cycle (smaller under clouds) and weather. Pressure
    leads the weather by a day, and clouds come with the weather, so the inputs are informative
    about tomorrow, and "tomorrow as now" is not the best guess.

    Returns:
        (43,830, 3) float64: temperature in °C, pressure in mbar, cloud cover in %.
    """
    hours = np.arange(TRAIN + VALIDATION + TEST)
    ahead = 24
    front = _drift(rng, len(hours) + ahead, days=3.0)
    weather = 0.8 * front[:-ahead] + 0.6 * _drift(rng, len(hours), days=1.0)
    pressure = 1_013 - 9 * front[ahead:] + 2 * _drift(rng, len(hours), days=0.5)
    cloud = 1 / (1 + np.exp(-1.5 * (_drift(rng, len(hours), days=1.5) - 0.7 * weather)))
    year = -10 * np.cos(2 * np.pi * (hours / YEAR - 20 / 365))
    day = -(6 - 4.5 * cloud) * np.cos(2 * np.pi * (hours - 3) / 24)
    temperature = 9.5 + year + day + 4 * weather + 0.2 * rng.standard_normal(len(hours))
    return np.stack([temperature, pressure, 100 * cloud], axis=1)


def _drift(rng: np.random.Generator, count: int, days: float) -> np.ndarray:
    """Noise of unit variance whose correlation decays over ``days``: (count,) float64."""
    ages = np.arange(int(days * 24 * 8))
    weights = np.exp(-ages / (days * 24))
    weights /= np.sqrt((weights**2).sum())
    return np.convolve(rng.standard_normal(count + len(ages) - 1), weights, mode="valid")


def load_series(preprocessing: Mapping[str, Any], settings: Settings) -> Splits:
    """Generate the series and cut it into windows.

    Three years are for training, one for validation and one for testing. Inputs and targets are
    z-scored with the mean and standard deviation of the training years.

    Returns:
        train, validation and test: windows of (steps, 3) float32 and targets (n,) float32, in
        chronological order; ``scale`` is the standard deviation of the temperature in °C.
    """
    values = generate_series(np.random.default_rng(preprocessing["data_seed"]))
    mean, std = values[:TRAIN].mean(axis=0), values[:TRAIN].std(axis=0)
    series = ((values - mean) / std).astype(np.float32)
    cut = window(preprocessing, INTERVAL)

    def samples(start: int, end: int):
        # Targets, too, stay within the years of their split.
        return cut.samples(series, 0, start + cut.lookback, end - cut.delay)

    return Splits(
        train=samples(0, TRAIN),
        validation=samples(TRAIN, TRAIN + VALIDATION),
        test=samples(TRAIN + VALIDATION, len(series)),
        scale=float(std[0]),
        centre=float(mean[0]),
        unit="°C",
        times=np.arange(len(series), dtype=np.int64) * INTERVAL,
        columns=COLUMNS,
        input_mean=mean,
        input_std=std,
        target_column=0,
        notes=tuple(step_notes(preprocessing, INTERVAL)),
        digest=splits_digest("series-1", preprocessing),
    )


def series_sizes(preprocessing: Mapping[str, Any]) -> Sizes:
    """Number of windows whose readings and target are within the years of their split."""
    span = int(preprocessing["lookback"] * 24) + preprocessing["delay"]
    return Sizes(*(max(1, hours - span) for hours in (TRAIN, TEST, VALIDATION)))


DATASET = Dataset(
    name="series",
    task="series-regression",
    title=mark("Generated weather"),
    summary=mark(
        "A generated hourly temperature with days, seasons and weather, and two other measurements."
    ),
    settings=(LOOKBACK, STEP, DELAY, DATA_SEED),
    shape=lambda preprocessing: (window_steps(preprocessing), len(COLUMNS)),
    sizes=series_sizes,
    load=load_series,
)
