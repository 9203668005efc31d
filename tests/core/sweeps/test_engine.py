"""The next proposal depends only on the trials and the seed, and improves with more trials."""

import math
from datetime import UTC, datetime

import pytest

from core.errors import RequestError
from core.sweeps import engine
from core.sweeps.space import make_space
from core.sweeps.sweep import Part, Sweep, Trial


def sweep(base, kind="tpe", rates=None, units=(8, 16, 32, 64), trials=30, **changes):
    ranges = {"learning_rate": rates} if rates else {}
    values = {"units": list(units)} if units else {}
    return Sweep(
        id="s",
        recipe=base.as_dict(),
        recipe_id=base.id,
        kind=kind,
        space=make_space(base, values, ranges).as_list(),
        trials=trials,
        confirm=3,
        finalists=1,
        status="running",
        origin="dashboard",
        person="",
        created=datetime.now(UTC),
        **({"prune": True, "seed": 5} | changes),
    )


def part(number, curve, status="completed", epochs=10, failure=None):
    return Part(
        id=f"r{number:05}",
        trial=number,
        confirms=None,
        seed=0,
        status=status,
        epochs=epochs,
        epochs_done=len(curve),
        resumes=0,
        best_epoch=None,
        recipe_key="k",
        deleted=None,
        failure=failure or {},
        curve=tuple(curve),
        losses=tuple(1 - value for value in curve),
    )


def tried(wanted, count, value):
    """``count`` trials as proposed, each with the value of its settings."""
    trials = []
    for number in range(count):
        values = engine.propose(wanted, trials)
        trials.append(Trial(number, values, part(number, [value(values)])))
    return trials


def test_a_grid_is_walked_in_order_and_ends(base):
    wanted = sweep(base, "grid")
    trials = tried(wanted, 4, lambda values: 0.5)
    assert [trial.values["units"] for trial in trials] == [8, 16, 32, 64]
    assert engine.propose(wanted, trials) is None


@pytest.mark.parametrize("kind", ["random", "tpe"])
def test_the_same_trials_give_the_same_next_one_and_none_comes_twice(base, kind):
    wanted = sweep(base, kind, rates=(1e-4, 1e-1))
    trials = tried(wanted, 14, lambda values: -abs(values["learning_rate"] - 0.01))
    assert len({repr(trial.values) for trial in trials}) == 14
    assert engine.propose(wanted, trials) == engine.propose(wanted, list(trials))
    few = sweep(base, kind)
    every = tried(few, 4, lambda values: 0.5)
    assert sorted(trial.values["units"] for trial in every) == [8, 16, 32, 64]
    assert engine.propose(few, every) is None


def test_tpe_goes_where_it_is_good(base):
    """Over four powers of ten, later proposals are better than random ones."""

    def good(values):
        return 1 - abs(math.log10(values["learning_rate"]) + 3) / 4

    def late(kind):
        values = []
        for seed in range(4):
            wanted = sweep(base, kind, rates=(1e-5, 1e-1), units=None, seed=seed)
            values += [trial.value for trial in tried(wanted, 30, good)[15:]]
        return sum(values) / len(values)

    assert late("tpe") > late("random") + 0.06


def test_a_trial_below_the_median_is_stopped_once_there_is_one(base):
    wanted = sweep(base)
    good = [[0.5, 0.6, 0.7, 0.8], [0.5, 0.6, 0.7, 0.8], [0.6, 0.7, 0.8, 0.9], [0.1, 0.2, 0.3, 0.4]]
    trials = [Trial(i, {"units": 8}, part(i, curve)) for i, curve in enumerate(good)]
    weak = Trial(4, {"units": 8}, part(4, [0.3, 0.3, 0.35], "running"))
    early = Trial(5, {"units": 8}, part(5, [0.1, 0.1], "running"))
    strong = Trial(6, {"units": 8}, part(6, [0.6, 0.6, 0.75], "running"))
    every = [*trials, weak, early, strong]
    assert engine.hopeless(wanted, every, weak) == (0.35, pytest.approx(0.7))
    assert engine.hopeless(wanted, every, early) is None, "a fifth of its epochs are its own"
    assert engine.hopeless(wanted, every, strong) is None
    assert engine.hopeless(wanted, every[1:], weak) is None, "too few others to compare with"
    over = Trial(7, {"units": 8}, part(7, [0.3, 0.3, 0.35], "running", epochs=3))
    assert engine.hopeless(wanted, [*every, over], over) is None, "it has no epoch left to save"
    assert engine.hopeless(sweep(base, prune=False), every, weak) is None


def test_optunas_own_tools_read_a_sweep(base, tmp_path):
    import optuna

    wanted = sweep(base, rates=(1e-5, 1e-1))
    trials = tried(wanted, 6, lambda values: values["learning_rate"])
    trials.append(Trial(6, trials[0].values, part(6, [0.1, 0.2], "running")))
    path = tmp_path / "study.log"
    engine.write_study(wanted, trials, path)
    backend = optuna.storages.journal.JournalFileBackend(str(path))
    study = optuna.load_study(study_name="s", storage=optuna.storages.JournalStorage(backend))
    assert len(study.trials) == 7 and study.best_value == max(trial.value for trial in trials[:6])
    assert study.trials[6].intermediate_values == {0: 0.1, 1: 0.2}
    with pytest.raises(RequestError, match="name a new file"):
        engine.write_study(wanted, trials, path)
    with pytest.raises(RequestError, match="name a new file"):
        engine.write_study(wanted, trials, tmp_path / "nowhere" / "study.log")
