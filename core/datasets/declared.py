"""Preprocessing hyperparameters that several datasets share."""

from __future__ import annotations

from core.hyperparameters import Float, Int
from core.i18n import mark


def num_words(default: int) -> Int:
    return Int(
        name="num_words",
        default=default,
        low=10,
        high=100_000,
        scale="log",
        unit="words",
        label=mark("Vocabulary"),
        help=mark("How many of the most frequent words have a number of their own."),
    )


def maxlen(default: int) -> Int:
    return Int(
        name="maxlen",
        default=default,
        low=1,
        high=2_000,
        scale="log",
        unit="words",
        label=mark("Text length"),
        help=mark("Texts are truncated or padded with zeros, at the front, to this many words."),
    )


DATA_SEED = Int(
    name="data_seed",
    default=0,
    low=0,
    high=2**31 - 1,
    label=mark("Data seed"),
    help=mark(
        "Seeds everything random in the dataset, so that runs with different seeds share one "
        "test set."
    ),
)


def train_samples(default: int, high: int) -> Int:
    return Int(
        name="train_samples",
        default=default,
        low=10,
        high=high,
        scale="log",
        unit="samples",
        label=mark("Training samples"),
        help=mark("How many samples the model is trained on."),
    )


TEST_SPLIT = Float(
    name="test_split",
    default=0.2,
    low=0.05,
    high=0.9,
    label=mark("Test split"),
    help=mark("The fraction of all samples that is held out for the test."),
)


LOOKBACK = Float(
    name="lookback",
    default=10,
    low=0.25,
    high=60,
    scale="log",
    unit="days",
    label=mark("Lookback"),
    help=mark("How many days of measurements the model sees before it predicts."),
)


STEP = Int(
    name="step",
    default=60,
    low=10,
    high=1_440,
    scale="log",
    unit="minutes",
    label=mark("Reading interval"),
    help=mark("Minutes between two readings that the model sees."),
)


DELAY = Int(
    name="delay",
    default=24,
    low=1,
    high=240,
    scale="log",
    unit="hours",
    label=mark("Prediction horizon"),
    help=mark("How far ahead the temperature is predicted."),
)
