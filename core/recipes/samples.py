"""Number of samples a recipe trains, validates and tests on, without loading any data."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from core.datasets.holdout import held_out
from core.datasets.reuters import TEXTS
from core.recipes.recipe import Recipe


@dataclass(frozen=True)
class Sizes:
    """Number of samples in a dataset's splits, before a validation split is taken from train."""

    train: int
    test: int
    validation: int = 0


def _stratified(*classes: int) -> Callable[[Mapping[str, Any]], Sizes]:
    """The splits of a dataset with this number of samples of each class."""

    def sizes(preprocessing: Mapping[str, Any]) -> Sizes:
        test = sum(held_out(count, preprocessing["test_split"]) for count in classes)
        return Sizes(sum(classes) - test, test)

    return sizes


def _reuters(preprocessing: Mapping[str, Any]) -> Sizes:
    train = int(TEXTS * (1 - preprocessing["test_split"]))
    return Sizes(train, TEXTS - train)


def _generated(test: int) -> Callable[[Mapping[str, Any]], Sizes]:
    return lambda preprocessing: Sizes(preprocessing["train_samples"], test)


def _jena(preprocessing: Mapping[str, Any]) -> Sizes:
    """Number of windows in the published file, which has one row every 10 minutes."""
    span = int(preprocessing["lookback"] * 144)
    small = preprocessing["split"] == "published"
    train, validation, test = (20_000, 10_000, 390_550) if small else (200_000, 100_000, 120_550)
    return Sizes(*(max(1, rows - span) for rows in (train, test, validation)))


def _series(preprocessing: Mapping[str, Any]) -> Sizes:
    span = int(preprocessing["lookback"] * 24) + preprocessing["delay"]
    return Sizes(*(max(1, years * 8_766 - span) for years in (3, 1, 1)))


SIZES: Mapping[str, Callable[[Mapping[str, Any]], Sizes]] = {
    "noise": _generated(100),
    "breast-cancer": _stratified(212, 357),
    "imdb": lambda preprocessing: Sizes(25_000, 25_000),
    "imdb-raw": lambda preprocessing: Sizes(
        preprocessing["train_samples"], 25_000, preprocessing["validation_samples"]
    ),
    "probe-motif": _generated(2_000),
    "probe-place": _generated(2_000),
    "probe-last": _generated(2_000),
    "probe-order": _generated(2_000),
    "reuters": _reuters,
    "topics": _generated(2_000),
    "mnist": _generated(10_000),
    "digits": _stratified(178, 182, 177, 183, 181, 182, 181, 179, 174, 180),
    "jena": _jena,
    "series": _series,
}


def samples(recipe: Recipe) -> tuple[int, int]:
    """Number of samples an epoch trains on, and number of samples it is validated on."""
    sizes, fit = SIZES[recipe.dataset](recipe.preprocessing), recipe.fit
    train, validation = sizes.train, sizes.validation
    if not validation and fit.get("validation_data") == "test":
        validation = sizes.test
    elif not validation and fit.get("validation_split"):
        train = max(1, math.floor(train * (1 - fit["validation_split"])))
        validation = sizes.train - train
    if fit.get("steps_per_epoch"):
        train = fit["steps_per_epoch"] * fit["batch_size"]
    return train, validation
