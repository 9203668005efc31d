"""How much an answer changes if a part of the input is unknown: leave-one-out, exact.

Each word is replaced by "unknown", a patch by blank, a feature by its mean, a reading by the one
before it, one at a time. Effects do not add up, so none is a share of the answer.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from core.inside.answers import answer_of, class_probabilities
from core.inside.inputs import Input, Steps
from core.inside.network import Network
from core.inside.stepwise import predict_changed
from core.inside.trace import Trace
from core.recipes import Recipe


def effects(
    recipe: Recipe,
    network: Network,
    given: Input,
    about: int | None = None,
    traces: Sequence[Trace] | None = None,
) -> np.ndarray:
    """The effect of every part of an input.

    Args:
        about: Number of the class whose probability counts, so that several models can be
            compared; by default the one that wins.
        traces: ``network.trace(given.values)``, if that is known already.

    Returns:
        (parts,) float64: the class' probability with the part, minus its probability with the part
        unknown; for a series the same of the prediction, in its unit.

    Raises:
        RequestError: The input's shape does not fit the model.
    """
    changes, traces = given.changes, traces or network.trace(given.values)
    if isinstance(changes, Steps):
        outputs = predict_changed(network, given.values, changes, traces)
        outputs = outputs.reshape(-1, changes.draws, outputs.shape[1])
    else:
        outputs = network.predict(changes.inputs)[:, None]
    with_part = answer_of(recipe, given, traces[-1].output)
    if with_part.winner is None:
        unknown = outputs[:, :, 0].astype(np.float64) * given.scale + given.centre
        return with_part.prediction - unknown.mean(axis=1)
    about = with_part.winner if about is None else about
    flat = class_probabilities(outputs.reshape(-1, outputs.shape[2]))[:, about]
    unknown = flat.astype(np.float64).reshape(outputs.shape[:2]).mean(axis=1)
    return float(with_part.probabilities[about]) - unknown
