"""Operations of one sample's forward pass, worked out by hand here."""

from __future__ import annotations

import pytest

from core.architectures import LAYERS, layer, summarize
from core.architectures.operations import no_operations
from core.recipes import RECIPES


def test_only_lookups_and_changes_of_shape_cost_nothing():
    free = {name for name, kind in LAYERS.items() if kind.operations is no_operations}
    assert free == {"Embedding", "Dropout", "Flatten", "Reshape"}


@pytest.mark.parametrize(
    ("item", "shape", "count"),
    [
        (layer("Dense", units=64), (12,), 64 * (2 * 12 + 1)),
        (layer("Dense", units=64, activation="relu"), (12,), 64 * (2 * 12 + 2)),
        (layer("Dense", units=3, activation="softmax"), (5, 7), 5 * 3 * (2 * 7 + 1 + 5)),
        (layer("Embedding", input_dim=100, output_dim=8), (20,), 0),
        (layer("Dropout", rate=0.2), (5, 7), 0),
        (layer("Conv1D", filters=32, kernel_size=5), (20, 8), 16 * 32 * (2 * 5 * 8 + 1)),
        (layer("Conv2D", filters=4, kernel_size=3), (8, 8, 2), 6 * 6 * 4 * (2 * 9 * 2 + 1)),
        (layer("Conv2D", filters=2, kernel_size=(3, 1)), (8, 8, 4), 6 * 8 * 2 * (2 * 3 * 4 + 1)),
        (layer("MaxPooling1D", pool_size=4), (20, 8), 20 * 8),
        (layer("MaxPooling2D", pool_size=2), (8, 8, 3), 8 * 8 * 3),
        (layer("GlobalMaxPooling1D"), (20, 8), 160),
        (layer("SimpleRNN", units=32), (9, 16), 9 * 32 * (2 * 48 + 2 + 1)),
        (layer("LSTM", units=32), (9, 16), 9 * 32 * (4 * (2 * 48 + 2) + 9)),
        (layer("GRU", units=32), (9, 16), 9 * 32 * (3 * (2 * 48 + 3) + 8)),
    ],
)
def test_one_layer(item, shape, count):
    summary = summarize([item], shape)
    assert summary.operations == summary.steps[0].operations == count


def test_both_ways_are_twice_one_way():
    inner = layer("LSTM", units=8)
    both = summarize([layer("Bidirectional", layer=inner)], (9, 16)).operations
    assert both == 2 * summarize([inner], (9, 16)).operations


@pytest.mark.parametrize("name", RECIPES)
def test_every_recipe_computes_something_and_its_layers_add_up(name):
    summary = RECIPES[name].summary
    assert summary.operations == sum(step.operations for step in summary.steps) > 0
