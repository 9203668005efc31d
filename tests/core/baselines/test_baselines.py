"""Baselines: checked by hand if simple, close to the literature on real data, and cached."""

from __future__ import annotations

import json

import numpy as np
import pytest

from core.__main__ import main
from core.analysis.predictions import load_test_set, require_same
from core.baselines import cached
from core.baselines.baselines import compute
from core.baselines.cached import baselines, cached_baselines
from core.baselines.classes import bags, majority
from core.datasets import dataset
from core.datasets.persistence import persistence
from core.errors import DatasetError
from core.recipes import recipe
from core.settings import Settings
from tests.core.datasets.conftest import real_data, real_settings  # noqa: F401
from tests.core.datasets.helpers import real_file


@pytest.fixture
def settings(tmp_path):
    return Settings(home=tmp_path)


def of(name, settings):
    entry = recipe(name)
    return {item.name: item for item in compute(entry.dataset, entry.preprocessing, settings)}


def test_the_most_frequent_class_is_always_taken():
    many = majority(np.array([2, 2, 0, 1]), 3, 4)
    assert many.shape == (3, 4) and many[0].tolist() == [0.25, 0.25, 0.5, 0.0]
    assert majority(np.array([0, 1, 1]), 2, 2) == pytest.approx([2 / 3, 2 / 3])


def test_a_linear_model_reads_digits_and_tumours(settings):
    digits, tumours = of("digits/mlp", settings), of("breast-cancer/mlp", settings)
    assert digits["linear"].test["accuracy"] > 0.94 > 0.12 > digits["majority"].test["accuracy"]
    assert digits["linear"].predictions.shape == (359, 10)
    assert tumours["linear"].test["accuracy"] > 0.95
    assert tumours["linear"].predictions.shape == (113,)


def test_words_without_order_tell_topics_and_not_what_is_in_the_order(settings):
    assert of("topics/mlp", settings)["linear"].test["accuracy"] > 0.88
    for probe in ("probe-motif/mlp", "probe-order/mlp"):
        assert of(probe, settings)["linear"].test["accuracy"] < 0.56


def test_bags_count_the_words_of_the_vocabulary_only(settings):
    entry = recipe("topics/mlp")
    train, targets = bags(entry.data, dict(entry.preprocessing), settings)["train"]
    inputs = entry.data.load(entry.preprocessing, settings).train.inputs
    assert train.shape[0] == len(targets) == len(inputs)
    for row in (0, 7):
        words = set(inputs[row].tolist()) - {0}
        assert set(train[[row]].indices.tolist()) == words


def test_tomorrow_as_now_is_what_is_recorded_and_yesterday_by_hand(settings):
    entry = recipe("series/dense")
    models = of("series/dense", settings)
    loaded = dataset("series").load(entry.preprocessing, settings)
    expected = persistence(loaded.test, loaded.target_column) * loaded.scale
    assert models["persistence"].test["mae"] == pytest.approx(expected, rel=1e-5)
    assert models["persistence"].unit == "°C"
    for sample in (0, 100):
        start = loaded.test.starts[sample]
        now = start + int(loaded.test.offsets[-1]) + 1
        readings = [start + step for step in loaded.test.offsets if now - start - step <= 24]
        by_hand = loaded.test.inputs[readings, 0].mean()
        assert models["yesterday"].predictions[sample] == pytest.approx(by_hand, abs=1e-5)
    assert len(readings) > 1


def test_predictions_are_as_a_runs(settings):
    for name in ("digits/mlp", "series/dense"):
        entry = recipe(name)
        truth = load_test_set(entry.dataset, entry.preprocessing, settings)
        for item in of(name, settings).values():
            given = item.test[entry.metric] / (truth.scale if entry.metric == "mae" else 1)
            require_same(truth, item.predictions, entry.metric, given)


def test_they_are_computed_once_and_read_without_the_data(settings, monkeypatch):
    entry = recipe("digits/mlp")
    asked = (entry.dataset, entry.preprocessing, settings)
    assert cached_baselines(*asked) is None
    first = baselines(*asked)
    monkeypatch.setattr(cached, "compute", None)
    again = baselines(*asked)
    assert [item.as_dict() for item in again] == [item.as_dict() for item in first]
    assert np.array_equal(again[1].outcomes.values, first[1].outcomes.values)
    assert first[0] in {first[0]} and again[0] != first[0], "arrays have no equality to go by"
    other = entry.preprocessing | {"data_seed": 7}
    assert cached_baselines(entry.dataset, other, settings) is None
    for path in (settings.home / "baselines").glob("*.json"):
        for text in ("{", "[1]", '{"baselines": ' * 100_000, '{"baselines": ["digits"]}'):
            path.write_text(text, encoding="utf-8")
            assert cached_baselines(*asked) is None


def test_texts_of_any_length_share_a_bag(settings):
    ours, shorter, fewer = (
        cached._path("imdb", {"num_words": words, "maxlen": length}, settings)
        for words, length in ((20_000, 200), (20_000, 500), (5_000, 200))
    )
    assert ours == shorter != fewer


def test_missing_data_is_said(settings, monkeypatch):
    monkeypatch.setenv("KERAS_HOME", str(settings.home))
    with pytest.raises(DatasetError, match=r"reuters\.npz is missing"):
        of("reuters/mlp", settings)


def test_the_command_gives_a_line_each(capsys):
    assert main(["baselines", "breast-cancer", "series/dense", "--json"]) == 0
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [(line["dataset"], line["name"]) for line in lines] == [
        ("breast-cancer", "majority"),
        ("breast-cancer", "linear"),
        ("series", "persistence"),
        ("series", "yesterday"),
    ]
    assert main(["baselines", "nonsense"]) == 2
    for text in ("[1]", "[" * 100_000):
        with pytest.raises(SystemExit) as caught:
            main(["baselines", "--preparation", text])
        assert caught.value.code == 2


def test_real_reviews_are_read_as_well_as_the_literature_says(real_settings):  # noqa: F811
    """Wang and Manning 2012: .8695 by a linear SVM on the words, full vocabulary."""
    real_file(real_settings, "imdb.npz")
    model = of("imdb/cnn", real_settings)["linear"]
    assert 0.86 < model.test["accuracy"] < 0.90 and model.test["log_loss"] < 0.35
