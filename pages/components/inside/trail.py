"""From one number of a layer back to the input: in every layer the largest term of the next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from core.errors import RequestError
from core.inside.network import Network
from core.inside.sums import explain
from core.inside.terms import Place, Step, Sum
from core.inside.trace import Trace
from pages.components.inside.choice import Point


@dataclass(frozen=True)
class Trail:
    """A number in every layer.

    Attributes:
        layer: Index of the layer that was asked for.
        stops: How the number of each layer came about, in order. Up to ``layer``, each is the
            largest term of the next one; behind it, they lead to the answer.
        source: The largest term of the first layer, as an index into the input.
        problem: Why it is not the number that was asked for, in a sentence; "" if it is.
    """

    layer: int
    stops: tuple[Sum | Step, ...]
    source: Place
    problem: str = ""

    @property
    def sum(self) -> Sum | Step:
        """How the number that was asked for came about."""
        return self.stops[self.layer]


def find_trail(
    network: Network, inputs: np.ndarray, traces: Sequence[Trace], point: Point
) -> Trail:
    """Follow the largest terms from the answer to the input, by way of ``point``.

    Args:
        network: The model.
        inputs: (1, *shape), what it read.
        traces: ``network.trace(inputs)``.
        point: The number that is asked for; one that the model does not have is replaced by the
            one that leads to the answer.
    """
    count, problem = len(network.layers), ""
    layer = point.layer - 1 if point.layer else count - 1
    try:
        asked = explain(network, layer, point.unit, inputs, traces, point.step)
    except RequestError as error:
        asked = None
        layer = min(layer, count - 1)
        problem = str(error) if point.unit or point.layer > count else ""
    stops: list[Sum | Step] = []
    place: Place = (int(traces[-1].output[0].argmax()),)
    for index in reversed(range(count)):
        if index == layer and asked is not None:
            stop = asked
        else:
            stop = explain(network, index, place, inputs, traces)
        stops.append(stop)
        place = _source(stop)
    return Trail(layer, tuple(reversed(stops)), place, problem)


def _source(stop: Sum | Step) -> Place:
    """Where the largest term is in the layer's input."""
    if isinstance(stop, Sum):
        return stop.terms[0].source
    terms = [term for gate in stop.gates for term in gate.terms if not term.recurrent]
    return max(terms, key=lambda term: abs(term.product)).source
