"""Which runs a comparison is about."""

import pytest
from sqlalchemy import text

from core.analysis.selection import Selection, choose, newest
from core.runs.index import RunIndex
from tests.pages import filling


@pytest.fixture
def runs(store):
    return {
        name: filling.completed(store, name)
        for name in ("imdb/cnn", "imdb/mlp", "reuters/cnn", "topics/rcnn")
    }


def ids(store, most=40, **selection):
    result = choose(RunIndex(store).rows(), Selection(**selection), most)
    return [row.recipe_id for row in result.rows]


def test_entries_of_a_kind_add_up_and_kinds_narrow(store, runs):
    assert ids(store, datasets=("imdb", "topics")) == ["topics/rcnn", "imdb/mlp", "imdb/cnn"]
    assert ids(store, datasets=("imdb",), families=("mlp",)) == ["imdb/mlp"]
    assert ids(store, recipes=("reuters/cnn",)) == ["reuters/cnn"]
    store.labels.tag([runs["imdb/mlp"].id, runs["topics/rcnn"].id], ["kept"])
    assert ids(store, tags=("kept",), datasets=("imdb",)) == ["imdb/mlp"]


def test_named_runs_come_first_whatever_the_filters_say(store, runs):
    named = (runs["reuters/cnn"].id,)
    assert ids(store, runs=named, datasets=("imdb",)) == ["reuters/cnn", "imdb/mlp", "imdb/cnn"]
    assert ids(store, runs=named) == ["reuters/cnn"]


def test_too_many_are_cut_to_the_newest_but_named_ones_stay(store, runs):
    chosen = choose(
        RunIndex(store).rows(),
        Selection(runs=(runs["imdb/cnn"].id,), families=("convolutional", "mlp")),
        2,
    )
    assert [row.recipe_id for row in chosen.rows] == ["imdb/cnn", "reuters/cnn"]
    assert chosen.total == 3


def test_a_link_cannot_name_more_than_are_shown(store, runs):
    named = tuple(run.id for run in runs.values())
    chosen = choose(RunIndex(store).rows(), Selection(runs=named), 2)
    assert [row.id for row in chosen.rows] == list(named[:2]) and chosen.total == len(named)


def test_unknown_and_binned_runs_are_said(store, runs):
    store.bin.add([runs["imdb/cnn"].id])
    chosen = choose(RunIndex(store).rows(), Selection(runs=("nosuch", runs["imdb/cnn"].id)), 40)
    assert chosen.rows == () and chosen.unknown == ("nosuch",)
    assert chosen.deleted == (runs["imdb/cnn"].id,)
    assert ids(store, datasets=("imdb",)) == ["imdb/mlp"]


def test_nothing_chosen_shows_nothing(store, runs):
    assert ids(store) == []


def test_to_begin_with_the_newest_runs_dataset(store, runs):
    assert newest(RunIndex(store).rows()) == Selection(datasets=("topics",))
    assert newest(()) == Selection()


def test_a_group_is_all_seeds_of_a_recipe_as_it_is_and_those_to_come(store):
    usual = filling.completed(store, "digits/mlp")
    filling.completed(store, "digits/mlp", units=16)  # the same recipe's id, another key
    chosen = Selection(groups=(usual.recipe_key, "nosuchkey"))
    assert [row.id for row in choose(RunIndex(store).rows(), chosen, 40).rows] == [usual.id]
    later = filling.queued(store, "digits/mlp", seed=1)
    result = choose(RunIndex(store).rows(), chosen, 40)
    assert [row.id for row in result.rows] == [later.id, usual.id]
    assert result.unknown == ("nosuchkey",)


def test_trials_of_a_sweep_are_shown_only_where_they_are_named(store):
    filling.completed(store, "digits/mlp")
    trial = filling.queued(store, "digits/mlp", seed=1, units=16)
    with store.database._engine.begin() as connection:
        change = "UPDATE runs SET trial = 0, sweep = 's' WHERE id = :id"
        connection.execute(text(change), {"id": trial.id})
    assert ids(store, datasets=("digits",)) == ["digits/mlp"]
    assert ids(store, groups=(trial.recipe_key,)) == []
    assert ids(store, runs=(trial.id,)) == ["digits/mlp"]
    assert newest(RunIndex(store).rows()) == Selection(datasets=("digits",))
