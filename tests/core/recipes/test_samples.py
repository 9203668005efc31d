"""The sample counts of recipes agree with what the datasets load."""

from __future__ import annotations

import pytest

from core.datasets import DATASETS
from core.recipes import RECIPES
from core.recipes.samples import SIZES, samples
from core.settings import load_settings
from core.training.validation import split_validation


def test_every_dataset_has_its_sizes():
    assert SIZES.keys() == DATASETS.keys()


@pytest.mark.parametrize("name", [name for name, data in DATASETS.items() if data.generated])
def test_sizes_agree_with_the_loaded_splits(name, tmp_path, monkeypatch):
    monkeypatch.setenv("RECIPE_LAB_HOME", str(tmp_path))
    entry = next(entry for entry in RECIPES.values() if entry.dataset == name)
    splits = entry.data.load(entry.preprocessing, load_settings())
    train, validation = split_validation(splits, dict(entry.fit))
    expected, held_out = samples(entry)
    if not entry.fit.get("steps_per_epoch"):
        assert expected == pytest.approx(len(train), abs=3)
    assert held_out == pytest.approx(len(validation or ()), abs=3)
    assert SIZES[name](entry.preprocessing).test == pytest.approx(len(splits.test), abs=3)
