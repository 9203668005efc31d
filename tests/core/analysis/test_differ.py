"""Where two groups differ: from predictions on a disk to the samples of each cell."""

from __future__ import annotations

import numpy as np
import pytest

from core.analysis.board import recorded_runs
from core.analysis.differ import (
    BOTH,
    NEITHER,
    ONLY_FIRST,
    ONLY_SECOND,
    UNKNOWN,
    Seeds,
    difference,
    missed_by_all,
    read_seeds,
    recorded_seeds,
)
from core.analysis.predictions import TestSet, load_test_set
from core.errors import RequestError
from core.npz import write_npz
from core.recipes import recipe
from core.settings import Settings
from tests.core.analysis.making import entrant

TRUTH = TestSet(np.array([0, 1, 2, 1], np.int32), classes=3)
# Sample by sample: right and sure, right, wrong, wrong and sure.
ONE = [[0.9, 0.1, 0.0], [0.3, 0.5, 0.2], [0.5, 0.1, 0.4], [1.0, 0.0, 0.0]]


def stored(settings, seed, predictions, recipe_id="digits/mlp", accuracy=0.5):
    run = entrant(recipe_id, seed, test=accuracy)
    folder = settings.artifacts / run.id
    folder.mkdir(parents=True)
    write_npz(folder / "predictions.npz", {"predictions": np.array(predictions, np.float32)})
    return run


def test_answers_probabilities_and_margins_are_read(tmp_path):
    settings = Settings(home=tmp_path)
    runs = [stored(settings, 0, ONE), entrant("digits/mlp", 1, test=0.5)]
    seeds = read_seeds(runs, TRUTH, settings)
    assert seeds.ids == (runs[0].id,)  # the other has no predictions any more
    assert seeds.right.tolist() == [[True, True, False, False]]
    assert seeds.answers.tolist() == [[0, 1, 0, 0]]
    assert seeds.margin == pytest.approx([0.8, 0.2, -0.1, -1.0])
    assert seeds.answer(2) == (0, 1, pytest.approx(0.5))
    with pytest.raises(RequestError, match="None of these runs"):
        read_seeds(runs[1:], TRUTH, settings)


def test_of_two_classes_there_is_one_probability(tmp_path):
    settings = Settings(home=tmp_path)
    truth = TestSet(np.array([0, 1], np.int32), classes=2)
    run = stored(settings, 0, [0.2, 0.4], "breast-cancer/mlp")
    seeds = read_seeds([run], truth, settings)
    assert seeds.margin == pytest.approx([0.6, -0.2])
    assert seeds.answer(1) == (0, 1, pytest.approx(0.6))


def group(*rights, margins=None):
    right = np.array(rights, bool)
    margins = np.where(right, 0.5, -0.5) if margins is None else np.array(margins)
    return Seeds(
        tuple(map(str, range(len(right)))),
        right,
        np.where(right, 1, 0).astype(np.int16),
        np.full(right.shape, 0.5, np.float32),
        margins.astype(np.float32),
    )


def test_every_sample_is_in_one_cell_the_largest_margin_first():
    first = group([1, 1, 1, 0, 0], margins=[[0.1, 0.9, 0.5, -0.1, -0.9]])
    second = group([0, 0, 1, 1, 0], margins=[[-0.3, -0.9, 0.2, 0.4, -0.2]])
    found = difference(first, second)
    assert {name: cell.tolist() for name, cell in found.cells.items()} == {
        ONLY_FIRST: [1, 0],
        ONLY_SECOND: [3],
        BOTH: [2],
        NEITHER: [4],
    }
    assert found.unsure == 0
    other = difference(second, first).cells
    assert other[ONLY_SECOND].tolist() == [1, 0] and other[ONLY_FIRST].tolist() == [3]


def test_seeds_have_to_agree_all_of_them_or_most():
    first = group([1, 1, 1], [1, 1, 0], [1, 0, 0])
    second = group([0, 0, 0], [0, 0, 1])
    found = difference(first, second)
    assert found.cells[ONLY_FIRST].tolist() == [0] and found.unsure == 2
    found = difference(first, second, every=False)
    assert found.cells[ONLY_FIRST].tolist() == [0, 1]
    assert found.unsure == 1  # one of two seeds is not more than half


def test_of_seeds_that_all_answer_something_else_a_wrong_one_is_shown():
    seeds = group([1], [0], [0])
    seeds.answers[:, 0] = (3, 7, 5)
    assert seeds.answer(0)[:2] in ((7, 1), (5, 1))
    seeds.answers[:, 0] = (3, 7, 7)
    assert seeds.answer(0) == (7, 2, 0.5)


def test_what_all_get_wrong_the_surest_mistake_first():
    first = group([0, 1, 0], [0, 0, 0], margins=[[-0.2, 0.1, -0.9], [-0.2, -0.1, -0.9]])
    second = group([0, 0, 0], margins=[[-0.1, -0.1, -0.1]])
    assert missed_by_all([first, second]).tolist() == [2, 0]
    assert missed_by_all([second]).tolist() == [0, 1, 2]


def test_reference_runs_say_what_they_got_right_and_no_more(tmp_path):
    entry = recipe("digits/cnn")
    truth = load_test_set(entry.dataset, entry.preprocessing, Settings(home=tmp_path))
    runs = recorded_runs(entry)
    seeds = recorded_seeds("digits", runs, truth, "reference")
    accuracies = [run["test"]["accuracy"] for run in runs]
    assert seeds.right.mean(axis=1) == pytest.approx(accuracies, abs=1e-6)
    assert len(seeds) == len(runs) and seeds.ids[0] == f"reference:{runs[0]['seed']}"
    wrong = int(np.flatnonzero(~seeds.right[0])[0])
    assert seeds.answers[0, wrong] == UNKNOWN and not seeds.margins.any()
    assert recorded_seeds("mnist", runs, truth, "reference") is None
