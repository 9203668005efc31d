"""Many inputs at once: a table of what each model answers to each of them."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from core.errors import RequestError
from core.i18n import gettext
from core.inside.answers import class_probabilities
from core.inside.inputs import READS, TEXT
from core.inside.models import Model
from core.inside.texts import read_text
from core.inside.values import read_rows
from core.recipes import Recipe
from core.settings import Settings
from core.verdict.outcomes import predicted_classes

MOST_LINES = 1_000


def answers_table(
    models: Iterable[tuple[str, Model]], text: str, settings: Settings
) -> dict[str, list[str] | list[float]]:
    """Ask models a list of inputs.

    Args:
        models: Names, each with a model of numbers or of texts.
        text: The content of a CSV file with a row per input, or a text with a line per input.
        settings: The installation, which locates data.

    Returns:
        Two columns per model, the class it answers and its probability from 0 to 1, a row per
        input.

    Raises:
        RequestError: An input is wrong; the message names its line.
        DatasetError: The dataset is missing or refused.
    """
    table: dict[str, list[str] | list[float]] = {}
    for name, model in models:
        outputs = model.network.predict(read_list(model.recipe, text, settings))
        output = outputs[:, 0] if outputs.shape[1] == 1 else outputs
        winners = predicted_classes(output)
        data = model.recipe.data
        classes = data.class_names or tuple(map(str, range(data.classes)))
        shares = class_probabilities(outputs)[np.arange(len(winners)), winners]
        table[name] = [classes[winner] for winner in winners]
        table[gettext("{name}, probability", name=name)] = [round(float(s), 6) for s in shares]
    return table


def read_list(recipe: Recipe, text: str, settings: Settings) -> np.ndarray:
    """Read a list of inputs as a model reads them: (inputs, *shape).

    Raises:
        RequestError: As for ``answers_table``.
        DatasetError: The dataset is missing or refused.
    """
    if READS[recipe.task] != TEXT:
        return read_rows(recipe, text, settings)
    lines = [line for line in text.splitlines() if line.strip()]
    if not lines or len(lines) > MOST_LINES:
        raise RequestError(
            "A list may have 1 to {most:,} lines, got {received:,}.",
            most=MOST_LINES,
            received=len(lines),
        )
    rows = []
    for number, line in enumerate(lines, start=1):
        try:
            rows.append(read_text(recipe, line, settings).values)
        except RequestError as error:
            raise RequestError("Line {number}: {error}", number=number, error=error) from None
    return np.concatenate(rows)
