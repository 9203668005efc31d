"""The test figures of a sweep's runs stay hidden until its winner is confirmed."""

import json
import re

import pytest

from core.analysis.board import cell, next_seeds
from core.analysis.groups import (
    by_recipe,
    completed,
    free_seeds,
    spread_on_test,
    with_trials,
)
from core.errors import RequestError
from core.runs.index import RunIndex
from core.runs.run import COMPLETED, SEALED
from core.sweeps.plan import make_plan
from core.sweeps.space import make_space

HOLDER = "a test"
TEST = {"loss": 0.3, "accuracy": 0.99}


def shows_test_figure(text: str) -> bool:
    """Whether the test figure is in a text; a time such as 12:00:10.995 is not one."""
    return bool(re.search(r"(?<![\d:])0\.990*(?!\d)", text))


@pytest.fixture
def tried(sweeps, store, begin):
    """A sweep of two trials, both completed with a test figure."""
    sweep = begin(units=(8, 16))
    for values in sweep.choices.grid():
        current = sweeps.get(sweep.id)
        run_id = sweeps.propose(current, values, current.base.with_settings(values))
        complete(store, run_id)
    return sweeps.get(sweep.id)


def complete(store, run_id):
    assert store.leases.claim(run_id, HOLDER)
    store.histories.append(
        run_id, 0, [{"val_accuracy": 0.8, "val_loss": 0.5}], [1.0], holder=HOLDER
    )
    assert store.leases.finish(run_id, HOLDER, COMPLETED, test=TEST)


def confirm(sweeps, store, sweep, seeds=(1, 2, 3)):
    recipes = {1: sweep.base.with_settings({"units": 16})}
    runs = sweeps.choose(sweep, recipes, seeds)
    for run_id in runs:
        complete(store, run_id)
    return runs


def test_no_reader_of_runs_sees_test_figures(sweeps, store, tried):
    index = RunIndex(store)
    confirming = confirm(sweeps, store, tried)
    assert len(store.runs.list()) == len(index.rows()) == 5
    for run in [*store.runs.list(), *index.rows(), store.runs.get(confirming[0])]:
        assert run.sealed and run.test == {} and run.sweep == tried.id
    assert not shows_test_figure(json.dumps([run.to_dict() for run in store.runs.list()]))
    sweeps.confirm(sweeps.get(tried.id), 1)
    for run in [*store.runs.list(), *index.rows()]:
        assert not run.sealed and run.test == TEST


def test_trials_are_in_no_group_and_what_confirms_is_once_it_may_be_seen(sweeps, store, tried):
    index = RunIndex(store)
    outside = store.runs.create(tried.base.with_settings({"units": 16}), 7, origin="dashboard")
    complete(store, outside.id)
    confirm(sweeps, store, tried)
    key = outside.recipe_key
    assert completed(index.rows()) == [row for row in index.rows() if row.id == outside.id]
    assert spread_on_test(by_recipe(index.rows())[key], "accuracy").count == 1
    sweeps.confirm(sweeps.get(tried.id), 1)
    rows = by_recipe(index.rows())[key]
    assert sorted(row.seed for row in rows) == [1, 2, 3, 7], "not the trial's own, seed 0"
    assert spread_on_test(rows, "accuracy").count == 4
    assert free_seeds(with_trials(index.rows(), key), 2) == [4, 5], "0 had its luck in the sweep"
    mine = with_trials(index.rows(), key)
    trials = [row for row in mine if row.trial is not None]
    assert next_seeds([cell(tried.base, rows, trials)]) == [4]


def test_a_trial_tried_again_stays_one_and_is_not_extended(sweeps, store, tried):
    run = store.runs.list()[0]
    again = store.actions.retry(run.id, origin="dashboard")
    assert (again.sweep, again.trial, again.sealed) == (tried.id, run.trial, True)
    with pytest.raises(RequestError, match="part of a sweep"):
        store.actions.extend(run.id, 5)
    confirm(sweeps, store, tried)
    sweeps.confirm(sweeps.get(tried.id), 1)
    later = store.actions.retry(run.id, origin="dashboard")
    assert (later.sweep, later.trial, later.sealed) == ("", None, False), "the sweep is over"


def test_a_winner_whose_runs_were_deleted_is_still_reported(sweeps, store, tried, look):
    runs = confirm(sweeps, store, tried)
    sweeps.confirm(sweeps.get(tried.id), 1)
    assert "test accuracy 0.9900 on average" in look(tried).as_dict()["says"]
    store.bin.add(runs)
    assert "its confirmation runs are in the bin" in look(tried).as_dict()["says"]
    store.bin.add([run.id for run in store.runs.list()])
    store.bin.empty()
    result = look(tried)
    assert [trial.state for trial in result.trials] == ["deleted", "deleted"]


def test_the_command_line_says_why_test_figures_are_hidden(
    tried, store, settings, monkeypatch, capsys
):
    from core.__main__ import main

    monkeypatch.setenv("RECIPE_LAB_HOME", str(settings.home))
    monkeypatch.setenv("RECIPE_LAB_STORE", settings.store)
    assert main(["runs"]) == 0
    assert capsys.readouterr().out.count(f"hidden until its sweep {tried.id} is confirmed") == 2
    assert main(["run", store.runs.list()[0].id]) == 0
    assert SEALED in capsys.readouterr().out
    assert main(["sweep", tried.id, "--json"]) == 0
    output = capsys.readouterr().out
    assert not shows_test_figure(output) and json.loads(output)["trials"][0]["val_accuracy"] == 0.8


def test_a_trials_figure_is_that_of_the_weights_that_are_tested(sweeps, store, base, look):
    space = make_space(base, {"restore_best_weights": ["false", "true"]}, {})
    plan = make_plan(base, space, kind="grid")
    sweep = sweeps.create(plan, origin="dashboard")
    rows = [{"val_accuracy": value, "val_loss": 1 - value} for value in (0.6, 0.9, 0.7)]
    for values in sweep.choices.grid():
        current = sweeps.get(sweep.id)
        run_id = sweeps.propose(current, values, current.base.with_settings(values))
        assert store.leases.claim(run_id, HOLDER)
        store.histories.append(run_id, 0, rows, [1.0] * 3, holder=HOLDER)
        assert store.leases.finish(run_id, HOLDER, COMPLETED, test=TEST, best_epoch=1)
    assert [trial.value for trial in look(sweep).trials] == [0.7, 0.9]


def test_a_step_somebody_else_took_is_not_taken_twice(sweeps, store, begin):
    sweep = begin()
    values = {"units": 8}
    recipe = sweep.base.with_settings(values)
    assert sweeps.propose(sweep, values, recipe)
    assert sweeps.propose(sweep, values, recipe) == "", "as another dashboard would"
    assert len(store.runs.list()) == 1 and len(sweeps.get(sweep.id).proposals) == 1
    sweeps.store.sweeps.change_status(sweep.id, ("running",), "stopped")
    assert sweeps.propose(sweeps.get(sweep.id), values, recipe), "the current state counts"
    with pytest.raises(RequestError, match="is stopped, so it cannot be paused"):
        sweeps.store.sweeps.change_status(sweep.id, ("running",), "paused")
    with pytest.raises(RequestError, match="There is no sweep 'nothing'"):
        sweeps.get("nothing")
