"""The board on the rows of a real store."""

import pytest

from core.analysis.board import board, cell, next_seeds, recorded_runs
from core.analysis.groups import Spread
from core.architectures import FAMILIES
from core.datasets import DATASETS
from core.recipes import RECIPES, recipe
from core.results.recorded import recorded
from core.runs.index import RunIndex
from tests.pages import filling


def done(store, seed, accuracy, **settings):
    run = filling.running(store, "imdb/cnn", seed=seed, done=2, **settings)
    test = {"loss": 0.3, "accuracy": accuracy}
    store.leases.finish(run.id, filling.HOLDER, "completed", test=test)
    return run


def imdb_cnn(store):
    return board(RunIndex(store).rows())["imdb"]["convolutional"]


def test_every_dataset_has_a_cell_of_every_family():
    cells = board([])
    assert list(cells) == list(DATASETS)
    for dataset, row in cells.items():
        assert list(row) == list(FAMILIES)
        for family, entry in row.items():
            assert (entry.recipe.dataset, entry.recipe.family) == (dataset, family)


def test_ours_is_the_recipe_as_it_stands_and_never_the_best_of_many_tries(store):
    done(store, 0, 0.5)
    done(store, 1, 0.7)
    done(store, 2, 0.99, units=64)  # another recipe
    cell = imdb_cnn(store)
    assert cell.mine == Spread(pytest.approx(0.6), 0.5, 0.7, 2)
    assert len(cell.runs) == 2


def test_recorded_runs_never_join_ones_own(store):
    done(store, 0, 0.5)
    cell = imdb_cnn(store)
    assert cell.mine.count == 1
    accuracies = [run["test"]["accuracy"] for run in recorded("imdb/cnn")["runs"]]
    assert cell.shipped.mean == pytest.approx(sum(accuracies) / len(accuracies))


def test_recorded_runs_of_other_settings_do_not_count():
    entry = recipe("imdb/cnn")
    assert recorded_runs(entry)
    assert recorded_runs(entry.with_settings({"epochs": 3})) == ()


def test_every_recorded_run_counts_a_seed_once():
    for entry in RECIPES.values():
        seeds = [run["seed"] for run in recorded_runs(entry)]
        assert len(seeds) == len(set(seeds))


def test_the_run_that_trains_is_shown_before_one_that_waits(store):
    first = done(store, 0, 0.5)
    assert imdb_cnn(store).active is None
    assert imdb_cnn(store).drawn.id == first.id
    running = filling.running(store, "imdb/cnn", seed=1, done=1)
    filling.queued(store, "imdb/cnn", seed=2)
    assert imdb_cnn(store).active.id == running.id
    assert imdb_cnn(store).drawn.id == running.id


def test_a_race_takes_the_lowest_seed_nobody_has_used(store):
    assert next_seeds([imdb_cnn(store)]) == [0]
    done(store, 0, 0.5)
    filling.running(store, "imdb/cnn", seed=2, done=1)
    filling.failed(store, "imdb/cnn")
    assert next_seeds([imdb_cnn(store)]) == [1]
    assert next_seeds([imdb_cnn(store), cell(recipe("imdb/lstm"), ())], 3) == [1, 3, 4]
