"""The page Sweeps: starting a sweep, a running one, a confirmed one; hidden test figures."""

from __future__ import annotations

import re

import pytest

from core.people import Person
from core.recipes import recipe
from core.runs.run import COMPLETED, SEALED, STOPPED
from core.sweeps.desk import SweepDesk
from core.sweeps.plan import make_plan
from core.sweeps.report import HIDDEN
from core.sweeps.space import make_space
from core.sweeps.store import SweepStore
from tests.pages.filling import HOLDER
from tests.pages.runs import charts, sent, texts, url

TEST = {"loss": 0.3, "accuracy": 0.4321}
SHOWN = ".4321"
# The test figure that runs of these sweeps have; a run's id may have its digits too.
TESTED = re.compile(r"\.4321|43\.21")


@pytest.fixture
def sweeps(store):
    return SweepStore(store)


@pytest.fixture
def running_sweep(sweeps, store):
    """A sweep of Ada's: of four trials three have ended, one failed."""
    entry = recipe("digits/mlp").with_settings({"epochs": 3})
    space = make_space(entry, {"units": [8, 16, 32, 64]}, {})
    plan = make_plan(entry, space, kind="grid", confirm=2)
    sweep = SweepDesk(sweeps, Person("Ada")).launch(plan)
    for values, top in (({"units": 8}, 0.7), ({"units": 16}, 0.9), ({"units": 32}, None)):
        current = sweeps.get(sweep.id)
        run_id = sweeps.propose(current, values, current.base.with_settings(values))
        end(store, run_id, top)
    return sweeps.get(sweep.id)


@pytest.fixture
def confirmed(sweeps, store, running_sweep):
    sweeps.shorten(running_sweep)
    best = {1: running_sweep.base.with_settings({"units": 16})}
    for run_id in sweeps.choose(sweeps.get(running_sweep.id), best, (1, 2)):
        end(store, run_id, 0.88)
    sweeps.confirm(sweeps.get(running_sweep.id), 1)
    return sweeps.get(running_sweep.id)


def end(store, run_id, top):
    """Have a run end completed at ``top``; stopped without."""
    assert store.leases.claim(run_id, HOLDER)
    rows = [{"val_accuracy": (top or 0.2) - 0.1 / n, "val_loss": 1 / n} for n in (1, 2, 3)]
    store.histories.append(run_id, 0, rows, [0.1] * 3, holder=HOLDER)
    if top is None:
        store.actions.stop(run_id)
        store.leases.finish(run_id, HOLDER, STOPPED)
    else:
        store.leases.finish(run_id, HOLDER, COMPLETED, test=TEST)


def field(page, name):
    """The field for what a setting is varied over."""
    return next(entry for entry in page.text_input if str(entry.key).endswith(f" {name}"))


def test_settings_changed_in_train_are_fixed_for_every_trial(open_page, sweeps):
    page = open_page("train", recipe="digits/mlp", batch_size="16")
    assert not page.exception
    page = open_page("sweeps", recipe="digits/mlp", batch_size="16", epochs="3", unit="5")
    text = texts(page)
    assert "Fixed for every trial: epochs 3, batch_size 16." in text or (
        "Fixed for every trial: batch_size 16, epochs 3." in text
    )
    assert "has no setting 'unit'" in text
    assert url(page) == {"recipe": "digits/mlp", "batch_size": "16", "epochs": "3"}
    page.button(key="sweeps launch").click().run()
    fit = sweeps.list()[0].recipe["fit"]
    assert (fit["batch_size"], fit["epochs"]) == (16, 3)
    page = open_page("sweeps", recipe="digits/mlp", batch_size="16")
    page.button(key="sweeps reset").click().run()
    assert url(page) == {} and "Fixed for every trial" not in texts(page)


def test_before_any_sweep_it_says_what_one_is(open_page):
    page = open_page("sweeps")
    assert "No sweeps yet" in texts(page) and url(page) == {}
    assert "runs to confirm: **about" in texts(page), "how long it takes is said before"


def test_a_sweep_is_started_and_opened(open_page, sweeps):
    page = open_page("sweeps", recipe="digits/mlp")
    field(page, "units").set_value("16, 32")
    field(page, "learning_rate").set_value("1e-4 .. 1e-2").run()
    page.number_input(key="sweeps trials").set_value(5).run()
    page.button(key="sweeps launch").click().run()
    assert not page.exception
    (sweep,) = sweeps.list()
    assert (sweep.kind, sweep.trials, sweep.person) == ("tpe", 5, "Ada")
    assert list(sweep.space) == [
        {"name": "learning_rate", "low": 0.0001, "high": 0.01, "scale": "log", "whole": False},
        {"name": "units", "values": [16, 32]},
    ]
    assert url(page) == {"sweep": sweep.id} and "Queuing the first of 5 trials" in texts(page)


def test_an_impossible_sweep_is_reported_and_not_started(open_page):
    page = open_page("sweeps", recipe="digits/mlp")
    field(page, "units").set_value("0, 5").run()
    assert "units must be a whole number from 1" in texts(page)
    assert page.button(key="sweeps launch").disabled
    field(page, "units").set_value("4, 5").run()
    page.segmented_control(key="sweeps kind").set_value("grid").run()
    assert "A grid needs a list of values" in texts(page)
    assert page.button(key="sweeps launch").disabled
    other = open_page("sweeps", recipe="mnist/mlp")
    assert "are held out" in texts(other), "the source validates on its test set"


def test_a_running_sweep_shows_validation_and_no_test(open_page, running_sweep):
    page = open_page("sweeps", sweep=running_sweep.id)
    text = texts(page)
    assert "3 of 4 trials have ended" in text and "Best so far by validation: trial 2" in text
    assert HIDDEN in text
    (table,) = (frame.value for frame in page.dataframe)
    assert list(table["trial"]) == [2, 1, 3] and list(table["state"])[2] == "stopped"
    assert {"sweep-best", "sweep-units"} <= {
        data["picture"] for data in sent(page) if data.get("picture")
    }
    assert charts(page)
    everything = text + table.to_string() + str(sent(page))
    assert not TESTED.search(everything)


@pytest.mark.parametrize("path", ["", "runs", "train", "compare", "sweeps"])
def test_no_page_shows_a_test_figure_before_the_winner_is_confirmed(
    open_page, store, running_sweep, path
):
    run = next(run for run in store.runs.list() if run.status == COMPLETED)
    queries = [{}]
    if path in ("runs", "train"):
        queries.append({"run": run.id})
    if path == "compare":
        queries.append({"runs": ",".join(item.id for item in store.runs.list())})
    for query in queries:
        page = open_page(path, **query)
        frames = "".join(frame.value.to_string() for frame in page.dataframe)
        assert not TESTED.search(texts(page) + frames + str(sent(page)))
        if "run" in query:
            assert SEALED in texts(page)
        if path == "compare":  # trials are shown only where they are named
            assert (HIDDEN in texts(page)) == bool(query)


def test_a_confirmed_sweep_quotes_its_fresh_seeds(open_page, confirmed):
    page = open_page("sweeps", sweep=confirmed.id)
    text = texts(page)
    assert "Trial 2 (units 16) is confirmed" in text and "over 2 fresh seeds" in text
    assert "test accuracy 0.4321 on average" in text and HIDDEN not in text
    assert "the figure to quote" in text
    seeds = page.dataframe[0].value
    assert list(seeds["seed"]) == [1, 2] and list(seeds["test accuracy"]) == [0.4321] * 2


def test_before_the_first_epoch_no_empty_chart_is_drawn(open_page, sweeps, running_sweep):
    plan = make_plan(
        running_sweep.base, make_space(running_sweep.base, {"units": [8, 16]}, {}), kind="grid"
    )
    fresh = SweepDesk(sweeps, Person("Ada")).launch(plan)
    sweeps.propose(fresh, {"units": 8}, fresh.base.with_settings({"units": 8}))
    page = open_page("sweeps", sweep=fresh.id)
    assert "appears after a trial's first epoch" in texts(page) and not charts(page)


def test_it_is_paused_resumed_and_stopped_by_buttons(open_page, running_sweep, sweeps):
    page = open_page("sweeps", sweep=running_sweep.id)
    page.button(key="sweeps pause").click().run()
    assert sweeps.get(running_sweep.id).status == "paused" and "paused" in texts(page)
    page.button(key="sweeps resume").click().run()
    page.button(key="sweeps stop").click().run()
    assert sweeps.get(running_sweep.id).status == "stopped" and not page.exception
    assert open_page("sweeps", sweep="nothing").error[0].value == "There is no sweep 'nothing'."
