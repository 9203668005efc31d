"""Reference weights: what ships is whole, small, and answers as it was tested."""

from __future__ import annotations

from contextlib import nullcontext
from types import SimpleNamespace

import numpy as np
import pytest

from core.errors import DatasetError, RequestError, TrainingError
from core.inside.models import open_reference
from core.recipes import RECIPES, recipe
from core.results import weights
from core.results.weights import (
    WEIGHTS_DIR,
    index,
    make_weights,
    reference_weights,
    small_recipes,
)
from core.verdict.outcomes import predicted_classes

SMALL = [entry.id for entry in small_recipes()]


def test_every_small_recipe_has_weights_of_its_key():
    assert index().keys() == set(SMALL) and len(SMALL) == 28
    assert all(shipped["key"] == RECIPES[id].key for id, shipped in index().items())
    files = list(WEIGHTS_DIR.iterdir())
    assert len(files) == len(SMALL) + 1
    assert sum(path.stat().st_size for path in files) < 5_000_000


@pytest.mark.parametrize("id", SMALL)
def test_they_answer_as_they_were_tested(id, settings):
    """A test set is predicted in NumPy; a sample in doubt may fall to the other side."""
    model = open_reference(id)
    entry = model.recipe
    test = entry.data.load(entry.preprocessing, settings).test
    count = min(300, len(test)) if "lstm" in id or "rcnn" in id else len(test)
    outputs = model.network.predict(test.take(np.arange(count)))
    outputs = outputs[:, 0] if outputs.shape[1] == 1 else outputs
    accuracy = np.mean(predicted_classes(outputs) == test.targets[:count])
    tested = index()[id]["test"]["accuracy"]
    assert abs(accuracy - tested) <= (0.0011 if count == len(test) else 0.09)


@pytest.mark.parametrize(("engine", "outdated"), [("graph", True), ("graph+block-1", False)])
def test_those_of_an_earlier_engine_are_used_until_they_are_made_again(
    engine, outdated, monkeypatch
):
    shipped = index()["topics/lstm"] | {"engine": engine}
    monkeypatch.setattr(weights, "index", lambda: {"topics/lstm": shipped})
    assert reference_weights(recipe("topics/lstm"))

    def stopped(entry, seed, *, settings):
        return SimpleNamespace(status="stopped")

    monkeypatch.setattr("core.training.train.train", stopped)
    with pytest.raises(TrainingError) if outdated else nullcontext():
        assert make_weights(["topics/lstm"], print) == 0


def test_a_file_that_was_changed_is_refused(monkeypatch, tmp_path):
    monkeypatch.setattr(weights, "WEIGHTS_DIR", tmp_path)
    with pytest.raises(DatasetError):
        reference_weights(recipe("digits/mlp"))
    (tmp_path / "digits--mlp.npz").write_bytes(b"other")
    with pytest.raises(DatasetError) as refused:
        open_reference("digits/mlp")
    assert "reason" in refused.value.values


def test_a_changed_recipe_and_a_large_one_have_none():
    assert reference_weights(recipe("digits/mlp").with_settings({"units": 64})) is None
    with pytest.raises(RequestError) as refused:
        open_reference("imdb/cnn")
    assert "digits/mlp" in refused.value.values["names"]
