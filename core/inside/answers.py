"""What a model answers to an input."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from core.inside.inputs import Input
from core.inside.network import Network
from core.recipes import Recipe
from core.verdict.outcomes import predicted_classes


@dataclass(frozen=True)
class Answer:
    """A model's answer: probabilities of classes, or a prediction.

    Attributes:
        classes: The classes' names, or their numbers as text; empty for a series.
        probabilities: (classes,) float32 from 0 to 1; None for a series.
        winner: Number of the class that is predicted; None for a series.
        prediction: For a series, the value predicted, in ``unit``.
        unit: For a series, its unit, such as "°C".
    """

    classes: tuple[str, ...] = ()
    probabilities: np.ndarray | None = None
    winner: int | None = None
    prediction: float | None = None
    unit: str = ""


def ask(recipe: Recipe, network: Network, given: Input) -> Answer:
    """Ask a model.

    Raises:
        RequestError: The input's shape does not fit the model.
    """
    return answer_of(recipe, given, network.predict(given.values))


def answer_of(recipe: Recipe, given: Input, outputs: np.ndarray) -> Answer:
    """The answer that a model's outputs for an input are: (1, outputs) float32."""
    if not recipe.data.classes:
        prediction = float(outputs[0, 0]) * given.scale + given.centre
        return Answer(prediction=prediction, unit=given.unit)
    probabilities = class_probabilities(outputs)
    output = outputs[:, 0] if outputs.shape[1] == 1 else outputs
    names = recipe.data.class_names or tuple(map(str, range(recipe.data.classes)))
    return Answer(names, probabilities[0], int(predicted_classes(output)[0]))


def class_probabilities(outputs: np.ndarray) -> np.ndarray:
    """(n, classes) probabilities from a model's outputs: (n, 1) of class 1, or (n, classes).

    A published recipe has a linear output, which is cut to the range from 0 to 1.
    """
    if outputs.shape[1] > 1:
        return outputs
    one = np.clip(outputs, 0, 1)
    return np.concatenate([1 - one, one], axis=1)
