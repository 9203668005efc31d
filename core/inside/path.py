"""The way of one number through a model, from the output back to the input."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from core.inside.network import Network
from core.inside.sums import explain
from core.inside.terms import Place, Step
from core.inside.trace import Trace


def path(
    network: Network, inputs: np.ndarray, traces: Sequence[Trace], last: Place | None = None
) -> tuple[Place, ...]:
    """The places that one number of the output comes from, by the largest term each time.

    Args:
        network: The model.
        inputs: (1, *shape), what it read.
        traces: ``network.trace(inputs)``.
        last: Where the number is in the output; by default the largest one.

    Returns:
        A place in the input and in each layer's output, or in a recurrent layer's states (step,
        unit); the last one is ``last``.

    Raises:
        RequestError: There is no such place.
    """
    output = traces[-1].output[0]
    place = tuple(map(int, np.unravel_index(output.argmax(), output.shape)))
    place = place if last is None else last
    places = []
    for layer in reversed(range(len(traces))):
        result = explain(network, layer, place, inputs, traces)
        if isinstance(result, Step):
            places.append((result.step, result.unit))
            terms = [term for gate in result.gates for term in gate.terms if not term.recurrent]
            place = max(terms, key=lambda term: abs(term.product)).source
        else:
            places.append(place)
            place = result.terms[0].source
    return (place, *reversed(places))
