"""The sample counts of recipes agree with what the datasets load."""

from __future__ import annotations

import pytest

from core.datasets import DATASETS
from core.recipes import RECIPES
from core.recipes.samples import samples
from core.settings import Settings, load_settings
from core.training.validation import split_validation


@pytest.mark.parametrize("name", [name for name, data in DATASETS.items() if data.generated])
def test_sizes_agree_with_the_loaded_splits(name, tmp_path, monkeypatch):
    monkeypatch.setenv("RECIPE_LAB_HOME", str(tmp_path))
    entry = next(entry for entry in RECIPES.values() if entry.dataset == name)
    splits = entry.data.load(entry.preprocessing, load_settings())
    train, validation = split_validation(splits, entry.fit)
    expected, held_out = samples(entry)
    if not entry.fit.get("steps_per_epoch"):
        assert expected == len(train)
    assert held_out == len(validation or ())
    assert DATASETS[name].sizes(entry.preprocessing).test == len(splits.test)


@pytest.mark.parametrize("share", [0.05, 0.33, 0.5, 0.9])
@pytest.mark.parametrize("name", ["breast-cancer", "digits"])
def test_sizes_agree_for_other_test_splits(name, share, tmp_path):
    preprocessing = {"data_seed": 0, "test_split": share}
    splits = DATASETS[name].load(preprocessing, Settings(home=tmp_path))
    sizes = DATASETS[name].sizes(preprocessing)
    assert (sizes.train, sizes.test) == (len(splits.train), len(splits.test))


@pytest.mark.parametrize(
    ("name", "expected", "test"),
    [
        ("imdb/cnn", (20_000, 5_000), 25_000),
        ("imdb-raw/glove", (200, 10_000), 25_000),
        ("reuters/cnn", (7_000, 1_982), 2_246),
        ("mnist/cnn", (60_000, 10_000), 10_000),  # it is validated on the test set
        ("jena/lstm", (500 * 128, 10_000 - 10 * 144), 390_550 - 10 * 144),
        ("numeric-binary/mlp", (1_000, 0), 100),
    ],
)
def test_sizes_of_files_are_those_their_sources_name(name, expected, test):
    """An epoch of a series is its steps times its batches; its validation lacks one window."""
    entry = RECIPES[name]
    assert samples(entry) == expected
    assert entry.data.sizes(entry.preprocessing).test == test


def test_the_corrected_split_of_the_weather_is_longer():
    entry = RECIPES["jena/lstm"].with_settings({"split": "corrected"})
    sizes, span = DATASETS["jena"].sizes(entry.preprocessing), 10 * 144
    assert (sizes.train, sizes.validation) == (200_000 - span, 100_000 - span)
    assert sizes.test == 120_550 - span
