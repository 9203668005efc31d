"""What was tried on a recipe, on the rows of a real store."""

from __future__ import annotations

import pytest

from core.analysis.tried import tried, unchanged_recorded, unchanged_runs
from core.recipes import recipe
from core.results.recorded import recorded
from core.runs.index import RunIndex
from tests.pages import filling

CNN = recipe("topics/cnn")
CHANGED = CNN.with_settings({"kernel_size": 7})


def done(store, seed=0, digest="", **settings):
    run = filling.running(store, CNN.id, seed=seed, done=1, **settings)
    store.runs.describe(run.id, holder=filling.HOLDER, digest=digest)
    store.leases.finish(run.id, filling.HOLDER, "completed", test={"accuracy": 0.8, "loss": 0.3})
    return run


def rows(store):
    return RunIndex(store).rows()


def own(store):
    return [row for row in rows(store) if row.recipe_key == CNN.key]


def test_changes_are_grouped_newest_first_with_the_recipe_among_them(store):
    first = done(store, kernel_size=7)
    plain = done(store)
    late = done(store, kernel_size=7, seed=1)
    filling.running(store, CNN.id, kernel_size=9, done=1)
    filling.completed(store, "topics/mlp", {"accuracy": 0.7, "loss": 1.0})
    changed, unchanged = tried(rows(store), CNN.id)
    assert (changed.key, changed.change) == (CHANGED.key, "kernel size 7")
    assert [row.id for row in changed.rows] == [first.id, late.id] and changed.newest.id == late.id
    assert (unchanged.key, unchanged.change) == (CNN.key, "")
    assert [row.id for row in unchanged.rows] == [plain.id]


def test_what_is_in_the_bin_is_not_tried(store):
    store.bin.add([done(store).id])
    assert tried(rows(store), CNN.id) == []


def test_a_group_is_on_the_newest_ones_data(store):
    done(store, digest="old")
    newest = done(store, digest="new", seed=1)
    (group,) = tried(rows(store), CNN.id)
    assert [row.id for row in group.rows] == [newest.id]


def test_a_change_is_compared_on_the_same_data_unless_it_is_of_the_data(store):
    old, new = done(store, digest="old"), done(store, digest="new", seed=1)
    assert [row.id for row in unchanged_runs(own(store), CNN, CHANGED, "old")] == [old.id]
    assert unchanged_runs(own(store), CNN, CHANGED, "other") == []
    fewer = CNN.with_settings({"train_samples": 1_000})
    for recipe_, digest in ((fewer, "other"), (CHANGED, "")):
        matching = unchanged_runs(own(store), CNN, recipe_, digest)
        assert [row.id for row in matching] == [new.id]


@pytest.mark.parametrize(("digest", "count"), [("", 8), (None, 8), ("other", 0)])
def test_reference_runs_are_those_on_the_same_data(digest, count):
    own = recorded(CNN.id)["runs"][0]["digest"] if digest is None else digest
    assert len(unchanged_recorded(CNN, CHANGED, own)) == count
    assert unchanged_recorded(CHANGED, CHANGED, "") == ()
