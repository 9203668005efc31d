"""A sweep's steps one by one: the driver over a manager that executes nothing."""

from __future__ import annotations

import threading
from dataclasses import replace
from types import SimpleNamespace

import pytest

from core.errors import StoreError, TrainingError
from core.recipes import recipe, recipe_from_dict
from core.sweeps import driver as drivers
from core.sweeps.driver import MAX_RESUMES, MAX_SKIPS, SweepDriver
from core.sweeps.plan import make_plan
from core.sweeps.space import make_space
from core.sweeps.sweep import WORSE

HOLDER = "a test"


@pytest.fixture
def manager(store, settings):
    """Queues runs and resumes them, and lets a test do what workers would."""
    return SimpleNamespace(
        store=store,
        settings=settings,
        resume=store.actions.resume,
        pids=list,
    )


@pytest.fixture
def driver(manager):
    return SweepDriver(manager)


@pytest.fixture
def trained(store, sweeps):
    """Ends every run that waits, with a validation and a test by its settings and seed."""

    def train(sweep, value, status="completed", metric="accuracy"):
        for part in sweeps.parts(sweep):
            if part.status != "queued":
                continue
            run = store.runs.get(part.id)
            reached = value(recipe_from_dict(run.recipe).values(), run.seed)
            outcome = "failed" if reached is None else status
            assert store.leases.claim(run.id, HOLDER)
            rows = [{f"val_{metric}": reached or 0.0, "val_loss": 0.5}]
            store.histories.append(run.id, 0, rows, [1.0], holder=HOLDER)
            test = {"loss": 0.5, metric: 0.5} if outcome == "completed" else {}
            assert store.leases.finish(run.id, HOLDER, outcome, test=test)

    return train


def through(driver, trained, sweep, value, steps=30, **options):
    """Step and train until the sweep has ended."""
    for _ in range(steps):
        driver.step()
        current = driver.sweeps.get(sweep.id)
        if current.status != "running":
            return current
        trained(sweep, value, **options)
    raise AssertionError("it never ends")


def by_units(values, seed):
    return {8: 0.6, 16: 0.8, 32: 0.7}[values["units"]]


def numbers(sweeps, sweep):
    """Of the trials that have a run; runs of one moment come in any order."""
    return sorted(part.trial for part in sweeps.parts(sweep) if part.trial is not None)


def test_as_many_trials_wait_as_there_are_slots(driver, begin, sweeps, trained):
    sweep = begin(units=(8, 16, 32))
    driver.step()
    assert numbers(sweeps, sweep) == [0, 1]
    driver.step()
    assert len(sweeps.parts(sweep)) == 2
    trained(sweep, by_units)
    driver.step()
    assert numbers(sweeps, sweep) == [0, 1, 2]
    assert [item["units"] for item in sweeps.get(sweep.id).proposals] == [8, 16, 32]
    trained(sweep, by_units)
    driver.step()
    current = sweeps.get(sweep.id)
    assert current.chosen == [1] and current.status == "running"
    confirming = [part for part in sweeps.parts(sweep) if part.trial is None]
    assert sorted((part.confirms, part.seed) for part in confirming) == [(1, 1), (1, 2), (1, 3)]


def test_one_persons_limit_counts_where_it_is_less(driver, begin, sweeps, manager):
    manager.settings = SimpleNamespace(slots=3, person_limit=1, limits="", executor="process")
    sweep = begin(units=(8, 16, 32))
    driver.step()
    assert len(sweeps.parts(sweep)) == 1


@pytest.mark.parametrize(
    ("used", "seeds"), [((), [1, 2, 3]), ((1, 3), [2, 4, 5]), ((0, 7), [1, 2, 3])]
)
def test_what_confirms_has_seeds_that_nobody_used(
    driver, begin, sweeps, store, trained, used, seeds
):
    sweep = begin(units=(8, 16, 32))
    for seed in used:
        store.runs.create(sweep.base.with_settings({"units": 16}), seed, origin="dashboard")
    store.runs.create(sweep.base.with_settings({"units": 8}), 2, origin="dashboard")
    through(driver, trained, sweep, by_units)
    confirming = [part.seed for part in sweeps.parts(sweep) if part.confirms is not None]
    assert sorted(confirming) == seeds


def test_of_two_finalists_the_better_mean_wins(driver, begin, trained):
    def lucky(values, seed):
        return by_units(values, seed) - (0.3 if values["units"] == 16 and seed else 0)

    current = through(driver, trained, begin(units=(8, 16, 32), finalists=2), lucky)
    assert (current.status, current.chosen, current.winner) == ("confirmed", [1, 2], 2)
    assert current.finished


def test_of_errors_the_lower_mean_wins(driver, begin, trained):
    entry = recipe("series/dense")
    current = through(
        driver,
        trained,
        begin(units=(8, 16, 32), recipe=entry, finalists=2),
        lambda values, seed: by_units(values, seed) + (0.3 if values["units"] == 8 and seed else 0),
        metric="mae",
    )
    assert (current.status, current.chosen, current.winner) == ("confirmed", [0, 2], 2)


def test_a_finalist_that_is_not_confirmed_loses_to_one_that_is(driver, begin, sweeps, trained):
    def brittle(values, seed):
        return None if seed % 3 == 2 and values["units"] == 16 else by_units(values, seed)

    current = through(driver, trained, begin(units=(8, 16, 32), finalists=2), brittle)
    assert (current.status, current.winner) == ("confirmed", 2)
    alone = through(driver, trained, begin(units=(8, 16, 32)), brittle)
    assert (alone.status, alone.winner) == ("failed", None)
    assert "Trial 2" in alone.error and "only 2 of its 3 runs" in alone.error


def test_where_nothing_was_completed_there_is_nothing_to_confirm(driver, begin, trained):
    current = through(driver, trained, begin(units=(8, 16)), lambda values, seed: None)
    assert current.status == "failed" and current.finished and not current.chosen
    assert "None of the 2 trials" in current.error


def test_what_a_servers_end_interrupted_is_resumed(driver, begin, sweeps, store, trained):
    sweep = begin(units=(8, 16))
    driver.step()
    trained(sweep, by_units, status="interrupted")
    driver.step()
    assert {(part.status, part.resumes) for part in sweeps.parts(sweep)} == {("queued", 1)}
    for _ in range(MAX_RESUMES - 1):
        trained(sweep, by_units, status="interrupted")
        driver.step()
    trained(sweep, by_units, status="interrupted")
    driver.step()
    assert {part.resumes for part in sweeps.parts(sweep)} == {MAX_RESUMES}
    assert {part.status for part in sweeps.parts(sweep)} == {"interrupted"}
    assert sweeps.get(sweep.id).status == "failed", "none of them will end by itself"


def test_importance_is_noted_once_eight_have_ended(driver, begin, sweeps, trained):
    units = tuple(range(8, 18))
    sweep = begin(units=units)
    for ended in range(0, 8, 2):
        driver.step()
        assert sweeps.get(sweep.id).importance == {} and len(sweeps.parts(sweep)) == ended + 2
        trained(sweep, lambda values, seed: values["units"] / 100)
    driver.step()
    assert sweeps.get(sweep.id).importance == {"units": 0}  # each has a value of its own


def test_settings_of_which_no_model_can_be_are_skipped_twenty_at_once(driver, sweeps, store):
    entry = recipe("digits/cnn").with_settings({"epochs": 2})
    kernel = next(name for name in entry.hyperparameters() if name.startswith("kernel_size"))
    kernels = list(range(20, 60))
    plan = make_plan(entry, make_space(entry, {kernel: kernels}, {}), kind="grid", confirm=1)
    sweep = sweeps.create(plan, origin="dashboard")
    driver.step()
    current = sweeps.get(sweep.id)
    assert len(current.proposals) == len(current.skipped) == MAX_SKIPS == 20
    assert set(current.skipped) == {str(number) for number in range(20)} and not store.runs.list()


def test_combinations_that_ran_out_end_it_early(driver, begin, sweeps, base, trained):
    plan = make_plan(base, make_space(base, {"units": [8, 16, 32]}, {}), kind="random")
    sweep = sweeps.create(replace(plan, trials=9), origin="dashboard")
    current = through(driver, trained, sweep, by_units)
    assert (current.trials, current.status) == (3, "confirmed")


@pytest.mark.parametrize(
    ("memory", "disk", "executor", "states"),
    [
        (10**5, 10**12, "process", ("failed", 2, 0)),  # no trial fits: each is skipped
        (10**12, 10**5, "process", ("paused", 0, 0)),  # no other would fit either
        (10**5, 10**5, "process", ("failed", 2, 0)),
        (10**12, 10**12, "process", ("running", 0, 2)),
        (10**5, 10**5, drivers.CLUSTER, ("running", 0, 2)),  # which says so itself
    ],
)
def test_what_does_not_fit_is_skipped_or_waits(
    driver, begin, sweeps, manager, monkeypatch, memory, disk, executor, states
):
    manager.settings = SimpleNamespace(
        **{**vars(manager.settings), "limits": drivers.REFUSE, "executor": executor}
    )
    monkeypatch.setattr(
        drivers, "room", lambda settings, pids: SimpleNamespace(memory=memory, disk=disk)
    )
    sweep = begin(units=(8, 16))
    driver.step()
    driver.step()
    current = sweeps.get(sweep.id)
    assert (current.status, len(current.skipped), len(sweeps.parts(sweep))) == states
    assert bool(current.finished) == (current.status == "failed")


def test_a_sweep_that_cannot_be_taken_on_stops_no_other(driver, begin, sweeps, monkeypatch):
    broken, fine = begin(units=(8, 16)), begin(units=(16, 32))
    advance = driver._advance

    def advancing(sweep):
        if sweep.id == broken.id:
            raise ZeroDivisionError
        advance(sweep)

    monkeypatch.setattr(driver, "_advance", advancing)
    driver.step()
    assert len(sweeps.parts(fine)) == 2 and sweeps.get(broken.id).status == "running"


def test_where_nothing_changed_nothing_is_looked_at(driver, begin, sweeps, monkeypatch):
    sweep = begin(units=(8, 16))
    looked = []
    monkeypatch.setattr(driver, "_advance", lambda sweep: looked.append(sweep.id))
    driver.step()
    driver.step()
    assert looked == [sweep.id]
    begin(units=(8, 32))
    driver.step()
    assert len(looked) == 3


def test_a_step_from_an_outdated_sweep_is_not_taken(sweeps, begin, store, base):
    """As a slower driver saw it."""
    stale = begin(units=(8, 16))
    values = {"units": 8}
    assert sweeps.propose(stale, values, base.with_settings(values))
    before = sweeps.get(stale.id)
    sweeps.skip(stale, values, TrainingError("never"))
    sweeps.shorten(stale)
    sweeps.confirm(stale, 0)
    sweeps.fail(stale, TrainingError("never"))
    assert sweeps.choose(stale, {0: base}, [1]) == []
    assert sweeps.get(stale.id) == before and len(store.runs.list()) == 1
    sweeps.shorten(before)
    assert sweeps.get(stale.id).trials == 1


@pytest.fixture
def weak(driver, begin, sweeps, store):
    """The fifth trial of a sweep: it trains, and after three epochs is far below four others."""
    sweep = begin(units=(8, 16, 32, 64, 128))

    def trains(part, value, epochs):
        rows = [{"val_accuracy": value, "val_loss": 0.5}] * epochs
        assert store.leases.claim(part.id, HOLDER)
        store.histories.append(part.id, 0, rows, [1.0] * epochs, holder=HOLDER)

    for _ in range(2):
        driver.step()
        for part in sweeps.parts(sweep):
            if part.status == "queued":
                trains(part, 0.8, 10)
                test = {"loss": 1.0, "accuracy": 1.0}
                assert store.leases.finish(part.id, HOLDER, "completed", test=test)
    driver.step()
    (part,) = (part for part in sweeps.parts(sweep) if part.status == "queued")
    trains(part, 0.1, 3)
    return part.id


def test_a_run_that_is_asked_to_stop_says_why_and_is_asked_once(driver, store, weak):
    driver.step()
    asked = store.runs.get(weak)
    assert asked.stop_requested and asked.failure["message"] == WORSE
    values = asked.failure["values"]
    assert (values["value"], values["median"], values["epochs"]) == (0.1, 0.8, 3)
    store.histories.append(weak, 3, [{"val_accuracy": 0.2, "val_loss": 0.5}], [1.0], holder=HOLDER)
    driver.step()
    assert store.runs.get(weak).failure == asked.failure


def test_a_run_that_somebody_paused_waits_however_weak_it_is(driver, store, weak):
    assert store.leases.finish(weak, HOLDER, "paused")
    driver.step()
    assert store.runs.get(weak).status == "paused" and not store.runs.get(weak).failure


def test_it_keeps_no_server_from_ending_and_takes_no_step_once_closed(manager, begin, sweeps):
    driver = SweepDriver(manager, tick=0.01)
    driver.close()  # before it began, which is no error
    driver.start()
    driver._thread.join(5)
    assert driver._thread.daemon and not driver._thread.is_alive()
    assert sweeps.parts(begin(units=(8, 16))) == []


def test_it_continues_after_an_error_and_while_the_store_cannot_be_reached(manager, monkeypatch):
    steps, enough = [], threading.Event()
    driver = SweepDriver(manager, tick=0.001)

    def step():
        steps.append(len(steps))
        if len(steps) == 3:
            enough.set()
        raise StoreError("away") if len(steps) == 1 else ZeroDivisionError

    monkeypatch.setattr(driver, "step", step)
    driver.start()
    assert enough.wait(10)
    driver.close()
    assert not driver._thread.is_alive()
