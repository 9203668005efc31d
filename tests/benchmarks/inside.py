"""How equal and how quick the NumPy forward pass is: ``python -m tests.benchmarks.inside``.

Prints for each layer type the largest difference to Keras over all recipes and the examples of
``tests/core/inside/examples.py``, divided by the layer's largest number or 1; and the
processor's milliseconds (smallest and median) of an answer and of all effects, on one thread, with
random weights.
"""

from __future__ import annotations

import time
from collections import defaultdict

import numpy as np

from core.inside.answers import ask
from core.inside.effects import effects
from core.inside.inputs import Input, Steps
from core.recipes import RECIPES, recipe
from tests.core.inside.drawn import drawn_network
from tests.core.inside.examples import ONE_LAYER
from tests.core.inside.test_equals_keras import hold_equal

REPEATS = 25
WORDS = (25, 200)


def timed(function, *arguments) -> str:
    """Smallest and median processor milliseconds of a call, after one that is not counted."""
    function(*arguments)
    seconds = []
    for _ in range(REPEATS):
        began = time.process_time()
        function(*arguments)
        seconds.append(time.process_time() - began)
    return " / ".join(f"{1e3 * value:.1f}" for value in np.quantile(seconds, (0, 0.5)))


def review(words: int) -> Input:
    rng = np.random.default_rng(0)
    values = np.zeros((1, 200), np.int32)
    values[0, -words:] = rng.integers(4, 20_000, words)
    return Input(
        values=values,
        changes=Steps(np.arange(200 - words, 200), np.full(words, 2, np.int32)),
    )


def main() -> None:
    for family in ("mlp", "cnn", "rcnn", "lstm"):
        entry = recipe(f"imdb/{family}")
        network = drawn_network(entry.layers, entry.input_shape)
        answers = [timed(ask, entry, network, review(200))]
        answers += [timed(effects, entry, network, review(words)) for words in WORDS]
        print(f"| {entry.id} | {' | '.join(answers)} |", flush=True)
    largest: defaultdict[str, float] = defaultdict(float)
    cases = [([item], shape) for item, shape in ONE_LAYER]
    cases += [(entry.layers, entry.input_shape) for entry in RECIPES.values()]
    for layers, shape in cases:
        for item, difference in zip(layers, hold_equal(layers, shape), strict=True):
            largest[item.type] = max(largest[item.type], difference)
    for name, difference in largest.items():
        print(f"| {name} | {difference:.1e} |")


if __name__ == "__main__":
    main()
