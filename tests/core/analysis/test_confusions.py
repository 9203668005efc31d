"""Groups' confusion matrices: from a real store's predictions to the difference of two."""

from __future__ import annotations

import numpy as np
import pytest

from core.analysis.confusions import group_confusion, most_different, other_mistakes
from core.analysis.predictions import TestSet
from core.errors import RequestError, StoreError
from core.npz import write_npz
from core.settings import Settings
from tests.core.analysis.making import entrant

TRUTH = TestSet(np.array([0, 0, 0, 1, 1, 2]), classes=3)


def predicted(settings, run, taken):
    folder = settings.artifacts / run.id
    folder.mkdir(parents=True)
    made = np.eye(3, dtype=np.float32)[taken]
    write_npz(folder / "predictions.npz", {"predictions": made})


def test_the_mean_of_the_seeds_that_can_be_asked(tmp_path):
    settings = Settings(home=tmp_path)
    runs = [entrant("digits/mlp", seed, test=test) for seed, test in enumerate((1.0, 5 / 6, 0.5))]
    lost = entrant("digits/mlp", 3, test=1.0)
    predicted(settings, runs[0], [0, 0, 0, 1, 1, 2])
    predicted(settings, runs[1], [1, 0, 0, 1, 1, 2])
    predicted(settings, runs[2], [0, 0, 0, 1, 1, 2])  # its test figure says it was other data
    matrix, count = group_confusion([*runs, lost], TRUTH, settings)
    assert count == 2
    assert matrix.tolist() == [[2.5, 0.5, 0.0], [0.0, 2.0, 0.0], [0.0, 0.0, 1.0]]
    with pytest.raises(RequestError, match="None of these runs has test predictions"):
        group_confusion([lost], TRUTH, settings)


def test_what_cannot_be_reached_now_is_no_mean_of_the_others(tmp_path):
    place = tmp_path / "away"
    place.write_text("no folder")
    settings = Settings(home=tmp_path, artifacts_url=(place / "runs").as_uri())
    with pytest.raises(StoreError):
        group_confusion([entrant("digits/mlp", 0, test=1.0)], TRUTH, settings)


def test_classes_and_mistakes_that_differ_by_samples():
    ours = np.array([[90.0, 10.0, 0.0], [0.0, 2.0, 0.0], [5.0, 0.0, 5.0]])
    theirs = np.array([[70.0, 30.0, 0.0], [0.0, 2.0, 0.0], [6.0, 0.0, 4.0]])
    assert most_different(ours, theirs, 2).tolist() == [0, 1]
    assert most_different(ours, ours, 3).tolist() == []
    mistakes = other_mistakes(ours, theirs, 5)
    assert mistakes[["true", "predicted"]].values.tolist() == [[0, 1], [2, 0]]
    assert mistakes["ours"].tolist() == [10.0, 5.0] and mistakes["theirs"].tolist() == [30.0, 6.0]
