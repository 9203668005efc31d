"""What an epoch has to do, held to what the datasets really give."""

from __future__ import annotations

import pytest

from core.analysis.workload import SIZES, samples, workload
from core.datasets import DATASETS
from core.recipes import RECIPES, recipe
from core.settings import load_settings
from core.training.validation import split_validation


def test_every_dataset_has_its_sizes():
    assert SIZES.keys() == DATASETS.keys()


@pytest.mark.parametrize("name", [name for name, data in DATASETS.items() if data.generated])
def test_sizes_are_what_is_loaded(name, tmp_path, monkeypatch):
    monkeypatch.setenv("RECIPE_LAB_HOME", str(tmp_path))
    entry = next(entry for entry in RECIPES.values() if entry.dataset == name)
    splits = entry.data.load(entry.preprocessing, load_settings())
    train, validation = split_validation(splits, dict(entry.fit))
    known, held_out = samples(entry)
    if not entry.fit.get("steps_per_epoch"):
        assert known == pytest.approx(len(train), abs=3)
    assert held_out == pytest.approx(len(validation or ()), abs=3)
    assert SIZES[name](entry.preprocessing).test == pytest.approx(len(splits.test), abs=3)


def test_published_files():
    assert samples(recipe("imdb/cnn")) == (20_000, 5_000)
    assert samples(recipe("reuters/mlp")) == (7_000, 1_982)
    assert samples(recipe("mnist/mlp")) == (60_000, 10_000)
    assert samples(recipe("imdb-raw/glove")) == (200, 10_000)
    assert samples(recipe("jena/lstm"))[0] == 500 * 128


def test_work_follows_the_settings():
    entry = recipe("imdb/lstm")
    work = workload(entry)
    assert work.batches == 313 and work.engine == "graph"
    twice = workload(entry.with_settings({"batch_size": 32}))
    assert twice.batches == 625 and twice.operations == work.operations
    assert twice.recurrent_steps > 1.9 * work.recurrent_steps
    assert workload(entry.with_settings({"maxlen": 100})).operations < 0.6 * work.operations
    assert workload(recipe("imdb/cnn")).recurrent_steps == 0
    assert workload(recipe("imdb-raw/glove")).updates < 1e7 < workload(recipe("imdb/mlp")).updates
    assert workload(recipe("numeric-binary/mlp")).engine == "xla"
