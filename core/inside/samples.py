"""A test sample as the input of a model."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from core.errors import RequestError
from core.inside.images import image_input
from core.inside.inputs import IMAGE, READS, TEXT, Input, splits_of
from core.inside.texts import read_test_text, read_tokens
from core.inside.values import values_input
from core.recipes import Recipe
from core.settings import Settings


def read_sample(recipe: Recipe, number: int, settings: Settings) -> Input:
    """Read a test sample, and what it is.

    Args:
        recipe: The recipe whose dataset has it.
        number: Its number among the test samples, counted from 0.
        settings: The installation, which locates the data.

    Raises:
        RequestError: There is no such sample.
        DatasetError: The dataset is missing or refused.
    """
    if recipe.data.encoding:  # no need to encode the other texts
        try:
            return read_test_text(recipe, number, settings)
        except IndexError as error:
            raise _no_sample(recipe, number, error.args[0]) from None
    splits = splits_of(recipe, settings)
    if not 0 <= number < len(splits.test):
        raise _no_sample(recipe, number, len(splits.test))
    sample = splits.test.take(np.array([number]))[0]
    target = splits.test.targets[number]
    if READS[recipe.task] == TEXT:
        return replace(read_tokens(recipe, sample), truth=int(target))
    if READS[recipe.task] == IMAGE:
        return image_input(sample, truth=int(target))
    if recipe.data.classes:
        return values_input(sample, splits, truth=int(target))
    truth = float(target) * (splits.scale or 1.0) + splits.centre
    return values_input(sample, splits, truth=truth)


def _no_sample(recipe: Recipe, number: int, count: int) -> RequestError:
    return RequestError(
        "{recipe} has the test samples 0 to {last:,}, got {number:,}.",
        recipe=recipe.id,
        last=count - 1,
        number=number,
    )
