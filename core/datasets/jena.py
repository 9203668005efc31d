"""Jena weather, cut into windows as in the source, for data of any interval."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from core.datasets.base import Dataset, Samples, Sizes, Splits
from core.datasets.declared import DELAY, LOOKBACK, STEP
from core.datasets.decoded import Content, splits_digest
from core.datasets.jena_file import FILE, SOURCE, TEMPERATURE
from core.datasets.windows import Window, step_notes, window, window_steps
from core.errors import DatasetError
from core.hyperparameters import Choice
from core.i18n import gettext, mark, ngettext
from core.settings import Settings

MEASUREMENTS = 14
SOURCE_INTERVAL = 600
"""Seconds between two rows of the published file; row numbers below refer to that file."""

STATISTICS_ROWS = 200_000
BATCH = 128
"""The source's batch size; it validates on a whole number of batches."""


@dataclass(frozen=True)
class Bounds:
    """The source's ``min_index`` and ``max_index`` (exclusive), in rows of 10 minutes."""

    train: tuple[int, int]
    validation: tuple[int, int]
    test: int


SPLITS = {
    "published": Bounds((0, 20_000), (20_001, 30_000), 30_001),
    "corrected": Bounds((0, 200_000), (200_001, 300_000), 300_001),
}


SPLIT = Choice(
    name="split",
    default="published",
    choices=tuple(SPLITS),
    label=mark("Split"),
    help=mark(
        "As published: 139 days of training, and statistics that see the validation data. "
        "Corrected: ten times the rows, and statistics from the training rows."
    ),
)


def load_jena(preprocessing: Mapping[str, Any], settings: Settings) -> Splits:
    """Load the series and cut it into windows.

    With a row every 10 minutes, every window, target and split equals the source's, index for
    index: train has all windows its generator may draw, validation the windows of its 66 batches
    in order, test all windows of the rest. With another interval the splits cover the same times.
    Inputs and targets are z-scored with the mean and standard deviation (in float64) of the first
    200,000 rows; those include validation and test data of the published split, and are the
    training rows of the corrected one.

    The published file has a few wind speeds of −9999, outside these rows. The published split
    keeps them; the corrected split sets negative wind speeds to 0.

    Returns:
        train, validation and test: windows of (steps, columns) float32 and targets (n,) float32;
        ``scale`` is the standard deviation of the temperature in °C.

    Raises:
        DatasetError: The file is missing, refused, or too short for these windows.
    """
    content = SOURCE.open(settings)
    columns, interval = content.facts["columns"], content.facts["interval"]
    column = columns.index(TEMPERATURE)
    values, notes = content.arrays["values"], []
    if preprocessing["split"] == "corrected":
        values, corrected = _without_sentinels(values, columns)
        if corrected:
            notes.append(
                ngettext(
                    "1 negative wind speed was set to 0.",
                    "{count:,} negative wind speeds were set to 0.",
                    corrected,
                )
            )
    seen = values[: _rows(STATISTICS_ROWS, interval)]
    mean, std = seen.mean(axis=0), seen.std(axis=0)
    std[std == 0] = 1
    series = ((values - mean) / std).astype(np.float32)

    cut = window(preprocessing, interval)
    train, validation, test = _cut(series, column, cut, SPLITS[preprocessing["split"]], interval)
    if not (len(train) and len(validation) and len(test)):
        raise DatasetError(
            "The Jena data has {rows:,} rows of {minutes:g} minutes, too few for windows of "
            "{lookback} days in every split: there are {train} for training, {validation} for "
            "validation and {test} for testing.",
            rows=len(values),
            minutes=interval / 60,
            lookback=preprocessing["lookback"],
            train=len(train),
            validation=len(validation),
            test=len(test),
        )
    return Splits(
        train=train,
        test=test,
        validation=validation,
        scale=float(std[column]),
        centre=float(mean[column]),
        unit="°C",
        times=content.arrays["times"],
        columns=tuple(columns),
        input_mean=mean,
        input_std=std,
        target_column=column,
        notes=(*content.notes, *_differences(content, preprocessing), *notes),
        digest=splits_digest(content.digest, preprocessing),
    )


def jena_sizes(preprocessing: Mapping[str, Any]) -> Sizes:
    """Number of windows in the published file, which has one row every 10 minutes."""
    span = int(preprocessing["lookback"] * 144)
    small = preprocessing["split"] == "published"
    train, validation, test = (20_000, 10_000, 390_550) if small else (200_000, 100_000, 120_550)
    return Sizes(*(max(1, rows - span) for rows in (train, test, validation)))


def _rows(row: int, interval: int) -> int:
    """The row with the time of ``row`` in the published file."""
    return row * SOURCE_INTERVAL // interval


def _cut(
    series: np.ndarray, column: int, cut: Window, bounds: Bounds, interval: int
) -> tuple[Samples, Samples, Samples]:
    first, last = (_rows(row, interval) for row in bounds.train)
    train = cut.samples(series, column, first + cut.lookback, min(last, len(series) - cut.delay))
    first, last = (_rows(row, interval) for row in bounds.validation)
    batches = (last - first - cut.lookback) // BATCH
    first += cut.lookback
    last = first + batches * BATCH if batches > 0 else last
    validation = cut.samples(series, column, first, min(last, len(series) - cut.delay))
    first = _rows(bounds.test, interval) + cut.lookback
    test = cut.samples(series, column, first, len(series) - cut.delay - 1)
    return train, validation, test


def _without_sentinels(values: np.ndarray, columns: list[str]) -> tuple[np.ndarray, int]:
    winds = [number for number, name in enumerate(columns) if name.endswith("wv (m/s)")]
    negative = values[:, winds] < 0
    if not negative.any():
        return values, 0
    values = values.copy()
    values[:, winds] = np.where(negative, 0, values[:, winds])
    return values, int(negative.sum())


def _differences(content: Content, preprocessing: Mapping[str, Any]) -> list[str]:
    """Sentences on how the data differs from the published file."""
    columns, interval = content.facts["columns"], content.facts["interval"]
    notes = []
    if interval != SOURCE_INTERVAL:
        notes.append(
            gettext(
                "This data has a row every {minutes:g} minutes, the published data every 10; "
                "windows and splits cover the same times, with more or fewer rows.",
                minutes=interval / 60,
            )
        )
    notes += step_notes(preprocessing, interval)
    if len(columns) != MEASUREMENTS:
        notes.append(
            gettext(
                "This data has {count} measurements, the published data {right}: {names}.",
                count=len(columns),
                right=MEASUREMENTS,
                names=", ".join(columns),
            )
        )
    return notes


DATASET = Dataset(
    name="jena",
    task="series-regression",
    title=mark("Jena weather"),
    summary=mark(
        "14 measurements every 10 minutes from 2009 to 2016; the task is to predict the "
        "temperature a day ahead."
    ),
    settings=(LOOKBACK, STEP, DELAY, SPLIT),
    shape=lambda preprocessing: (window_steps(preprocessing), MEASUREMENTS),
    sizes=jena_sizes,
    load=load_jena,
    files=(FILE,),
    licence=mark("No formal licence found; free to use, with acknowledgement of the institute."),
    origin="Max Planck Institute for Biogeochemistry, Jena",
)
