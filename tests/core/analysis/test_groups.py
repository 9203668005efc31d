"""Groups on the rows of a real store."""

import pytest

from core.analysis.groups import Spread, by_recipe, completed, spread, spread_on_test
from core.recipes import recipe
from core.runs.index import RunIndex
from tests.pages import filling


def done(store, seed, accuracy, recipe_id="imdb/cnn"):
    run = filling.running(store, recipe_id, seed=seed, done=2)
    test = {"loss": 0.3, "accuracy": accuracy}
    store.leases.finish(run.id, filling.HOLDER, "completed", test=test)
    return run


def rows(store):
    return RunIndex(store).rows()


def test_a_seed_counts_once_the_latest_and_the_bin_not_at_all(store):
    done(store, 0, 0.5)
    again = done(store, 0, 0.8)
    other = done(store, 1, 0.9)
    binned = done(store, 2, 0.1)
    filling.running(store, "imdb/cnn", seed=3)
    store.bin.add([binned.id])
    assert [row.id for row in completed(rows(store))] == [again.id, other.id]
    result = spread_on_test(rows(store), "accuracy")
    assert result == Spread(pytest.approx(0.85), 0.8, 0.9, 2)


def test_groups_are_by_everything_but_the_seed(store):
    done(store, 0, 0.5)
    done(store, 1, 0.6)
    done(store, 0, 0.7, "imdb/mlp")
    groups = by_recipe(rows(store))
    assert {key: len(members) for key, members in groups.items()} == {
        recipe("imdb/cnn").key: 2,
        recipe("imdb/mlp").key: 1,
    }


def test_nothing_gives_no_figure():
    assert spread([]) is None and spread([float("nan")]) is None
    assert spread_on_test([], "accuracy") is None
