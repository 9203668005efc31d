"""Whole sweeps in real worker processes, whose training is a fake."""

import pytest

from core.errors import RequestError
from core.people import TRAIN, WATCH, Forbidden, Person
from core.sweeps.desk import SweepDesk
from core.sweeps.driver import SweepDriver
from core.sweeps.sweep import WORSE
from tests.core.runs.waiting import wait_for
from tests.core.sweeps.conftest import FAKE


@pytest.fixture
def drive(manage):
    """Starts a manager with a fake and a driver for it."""
    drivers = []

    def start(fake="hill"):
        drivers.append(SweepDriver(manage(fake), tick=0.05))
        drivers[-1].start()
        return drivers[-1]

    yield start
    for driver in drivers:
        driver.close()


def ended(sweeps, sweep, *status):
    wanted = status or ("confirmed", "failed")
    wait_for(lambda: sweeps.get(sweep.id).status in wanted, 30)
    return sweeps.get(sweep.id)


def test_a_grid_is_tried_and_its_best_confirmed_with_fresh_seeds(drive, begin, sweeps, look):
    sweep = begin(units=(8, 32, 128), confirm=2, seed=0)
    drive()
    sweep = ended(sweeps, sweep)
    result = look(sweep)
    assert (sweep.status, sweep.winner) == ("confirmed", 1)
    assert [trial.values["units"] for trial in result.ranking] == [32, 8, 128]
    winner = result.confirmed
    assert [run.seed for run in winner.runs] == [1, 2] and winner.mean < result.ranking[0].value
    assert result.tests[1] == (0.51, 0.52), "of the fresh seeds, not .50 of the trial"
    runs = sweeps.store.runs.list()
    assert len(runs) == 5 and not any(run.sealed for run in runs)
    assert {run.person for run in runs} == {"Ada"}


@pytest.mark.slow
def test_tpe_stops_hopeless_trials_and_says_why(drive, begin, sweeps, look, base):
    slow = base.with_settings({"epochs": 90})
    sweep = begin((8, 16, 32, 64), (1e-5, 1e-1), recipe=slow, kind="tpe", trials=10, confirm=1)
    drive()
    sweep = ended(sweeps, sweep)
    result = look(sweep)
    assert sweep.status == "confirmed" and len(result.trials) == 10
    pruned = [trial for trial in result.trials if trial.state == "pruned"]
    assert pruned and all(trial.run.epochs_done < 90 for trial in pruned)
    run = sweeps.store.runs.get(pruned[0].run.id)
    assert run.status == "stopped" and run.failure["message"] == WORSE
    assert "was worse than the median of the other trials" in run.error
    assert result.ranking[0].number == sweep.winner


def test_failed_and_impossible_trials_lose(drive, begin, sweeps, look):
    sweep = begin(units=(8, 16, 32), confirm=1)
    drive("cliff")
    result = look(ended(sweeps, sweep))
    assert [trial.state for trial in result.trials] == ["completed", "completed", "failed"]
    assert result.sweep.winner == 1 and "diverged" in result.trials[2].run.error
    hopeless = ended(sweeps, begin(units=(32, 64), confirm=1))
    assert hopeless.status == "failed" and "nothing to confirm" in hopeless.error


@pytest.mark.slow
def test_of_two_finalists_the_one_wins_that_fresh_seeds_confirm(drive, begin, sweeps, look):
    sweep = begin(units=(8, 16, 32), confirm=2, finalists=2)
    drive("lucky")
    result = look(ended(sweeps, sweep))
    assert result.sweep.chosen == [2, 0] and result.ranking[0].number == 2
    assert result.sweep.winner == 0, "the luckiest was not the best"
    assert result.confirmed.mean == pytest.approx(0.892)
    assert "Trial 1 (units 8) is confirmed" in result.as_dict()["says"]


def test_a_best_trial_that_fresh_seeds_do_not_confirm_is_no_winner(
    drive, begin, sweeps, store, look
):
    sweep = begin(units=(8, 16), confirm=2)
    driver = drive("brittle")
    sweep = ended(sweeps, sweep)
    assert sweep.status == "failed" and sweep.winner is None
    assert "only 0 of its 2 runs with fresh seeds completed" in sweep.error
    assert all(run.sealed for run in store.runs.list()), "so nothing is shown"
    driver._manager.train = FAKE + "flat"
    for part in look(sweep).confirmations[0].runs:
        store.actions.retry(part.id, origin="dashboard")
    SweepDesk(sweeps, Person("Ada")).resume(sweep.id)
    assert ended(sweeps, sweep).status == "confirmed"


def test_only_the_owner_can_control_a_sweep(begin, sweeps):
    sweep = begin()
    for act in ("pause", "stop", "enough"):
        with pytest.raises(Forbidden):
            getattr(SweepDesk(sweeps, Person("Eve", TRAIN)), act)(sweep.id)
    assert sweeps.get(sweep.id).status == "running"
    with pytest.raises(Forbidden, match="view-only"):
        SweepDesk(sweeps, Person("Eve", WATCH)).launch(None)
    with pytest.raises(RequestError, match="nothing to cut short"):
        SweepDesk(sweeps, Person("Ada", TRAIN)).enough(sweep.id)


def test_impossible_settings_are_counted_and_explained(drive, sweeps, look):
    from core.recipes import recipe
    from core.sweeps.plan import make_plan
    from core.sweeps.space import make_space

    entry = recipe("digits/cnn").with_settings({"epochs": 2})
    kernel = next(name for name in entry.hyperparameters() if name.startswith("kernel_size"))
    plan = make_plan(entry, make_space(entry, {kernel: [2, 60]}, {}), kind="grid", confirm=1)
    sweep = sweeps.create(plan, origin="dashboard")
    drive("flat")
    result = look(ended(sweeps, sweep))
    assert [trial.state for trial in result.trials] == ["completed", "impossible"]
    assert result.trials[1].why and result.sweep.winner == 0


@pytest.mark.slow
def test_pause_stop_and_resume_keep_everything(drive, begin, sweeps, look, base):
    slow = base.with_settings({"epochs": 150})
    sweep = begin(units=(8, 16, 32), recipe=slow, confirm=1)
    drive()
    desk = SweepDesk(sweeps, Person("Ada"))
    wait_for(lambda: any(part.epochs_done for part in sweeps.parts(sweep)))
    desk.pause(sweep.id)
    wait_for(lambda: {part.status for part in sweeps.parts(sweep)} == {"paused"})
    count = len(sweeps.parts(sweep))
    desk.resume(sweep.id)
    wait_for(lambda: "running" in {part.status for part in sweeps.parts(sweep)})
    desk.stop(sweep.id)
    wait_for(lambda: {part.status for part in sweeps.parts(sweep)} == {"stopped"})
    assert len(sweeps.parts(sweep)) == count and sweeps.get(sweep.id).status == "stopped"
    desk.resume(sweep.id)
    assert ended(sweeps, sweep).winner == 2
    assert len(look(sweep).trials) == 3


def test_enough_confirms_the_best_so_far(drive, begin, sweeps, look, base):
    slow = base.with_settings({"epochs": 20})
    sweep = begin(units=tuple(range(8, 108)), recipe=slow, confirm=1)  # more than the test sees end
    drive()
    wait_for(lambda: look(sweep).ranking)
    SweepDesk(sweeps, Person("Ada")).enough(sweep.id)
    sweep = ended(sweeps, sweep)
    assert sweep.status == "confirmed" and 1 <= sweep.trials < 100


@pytest.mark.slow
def test_another_driver_continues_the_sweep_of_one_that_died(manage, begin, sweeps, look):
    sweep = begin(units=(8, 16, 32, 64), confirm=2)
    first = SweepDriver(manage())
    first.step()  # and no other: as if it was killed here
    assert len(sweeps.parts(sweep)) == 2
    again, other = SweepDriver(manage(), 0.05), SweepDriver(manage(), 0.05)
    again.start(), other.start()
    result = look(ended(sweeps, sweep))
    again.close(), other.close()
    assert [part.trial for part in sweeps.parts(sweep)].count(None) == 2
    assert len(sweeps.parts(sweep)) == 6 and result.sweep.winner == 2
