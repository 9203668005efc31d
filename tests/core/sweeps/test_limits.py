"""What a sweep may vary and how much, when a trial is hopeless, and importance, at the limits."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import stats

from core.errors import RequestError
from core.recipes import recipe
from core.sweeps import engine
from core.sweeps.importance import importance
from core.sweeps.plan import HELD_OUT, make_plan, with_validation
from core.sweeps.space import MAX_VALUES, Range, Space, Values, make_space, read_choices
from core.sweeps.sweep import Trial
from tests.core.sweeps.test_engine import part, sweep


def test_up_to_a_hundred_values_are_taken(base):
    units = base.hyperparameters()["units"]
    assert len(read_choices(units, ",".join(map(str, range(1, 101)))).values) == MAX_VALUES == 100
    with pytest.raises(RequestError, match="at most 100 values, got 101"):
        read_choices(units, ",".join(map(str, range(1, 102))))
    assert read_choices(units, "1, 2").values == (1, 2)


def test_a_range_goes_up_on_its_hyperparameters_scale(base):
    hyperparameters = base.hyperparameters()
    with pytest.raises(RequestError, match="from a lower to a higher"):
        read_choices(hyperparameters["units"], "8..8")
    assert hyperparameters["units"].scale == "log"
    assert read_choices(hyperparameters["units"], "8..9") == Range(8, 9, "log", True)
    rate = recipe("imdb/cnn").hyperparameters()["rate_1"]
    assert read_choices(rate, "0..0.5") == Range(0.0, 0.5, "linear", False)


def test_a_whole_range_has_both_its_ends():
    whole, open_range = Range(3, 9, "linear", True), Range(0.5, 0.9, "linear", False)
    two = Values(("a", "b"))
    assert Space({"n": whole}).size == 7 and Space({"n": whole, "k": two}).size == 14
    assert Space({"n": whole, "x": open_range}).size is None
    assert Space({"k": two}).listed and not Space({"k": two, "n": whole}).listed


def test_the_ends_are_the_least_and_the_most_or_the_first_and_the_last():
    choices = {
        "range": Range(3, 9, "linear", True),
        "numbers": Values((16, 8, 32)),
        "words": Values(("sgd", "adam", "rmsprop")),
        "either": Values((1, "two", 0)),
    }
    low, high = Space(choices).ends()
    assert low == {"range": 3, "numbers": 8, "words": "sgd", "either": 1}
    assert high == {"range": 9, "numbers": 32, "words": "rmsprop", "either": 0}


def test_a_rounded_number_never_leaves_its_range():
    span = Range(0.12345, 0.98765, "linear", False)
    rounded = [span.rounded(value) for value in (0.12345, 0.12351, 0.98765, 0.5)]
    assert rounded == [0.12345, 0.124, 0.98765, 0.5]


@pytest.mark.parametrize(
    ("name", "least", "most"),
    [("trials", 2, 1_000), ("confirm", 1, 20), ("finalists", 1, 2), ("seed", 0, 2**31 - 201)],
)
def test_a_plans_numbers_have_bounds(base, name, least, most):
    space = make_space(base, {}, {"learning_rate": (1e-4, 1e-1)})
    for number in (least, most):
        assert getattr(make_plan(base, space, kind="tpe", **{name: number}), name) == number
    for number in (least - 1, most + 1, True, 2.0):
        with pytest.raises(RequestError, match=f"{name} must be a whole number"):
            make_plan(base, space, kind="tpe", **{name: number})


def test_a_plans_runs_are_its_trials_and_its_finalists_seeds(base):
    space = make_space(base, {}, {"learning_rate": (1e-4, 1e-1)})
    usual = make_plan(base, space, kind="random")
    assert (usual.trials, usual.confirm, usual.finalists, usual.seed) == (20, 3, 1, 0)
    assert usual.prune and usual.runs == 23
    plan = make_plan(base, space, kind="random", trials=7, confirm=4, finalists=2, prune=False)
    assert plan.runs == 7 + 4 * 2 and not plan.prune


def test_a_grid_has_a_thousand_combinations_at_most(base):
    units = list(range(1, 101))
    thousand = make_space(base, {"units": units, "batch_size": list(range(1, 11))}, {})
    assert make_plan(base, thousand, kind="grid", trials=2).trials == 1_000
    more = make_space(base, {"units": units, "batch_size": list(range(1, 12))}, {})
    with pytest.raises(RequestError, match="1,100 combinations"):
        make_plan(base, more, kind="grid")
    assert make_plan(base, more, kind="random", trials=30).trials == 30


def test_validation_is_the_corrections_share_or_a_fifth(base):
    bare = base.with_settings({"validation_split": 0.0})
    assert with_validation(bare).fit["validation_split"] == HELD_OUT == 0.2
    mnist = recipe("mnist/cnn")
    (flaw,) = (flaw for flaw in mnist.flaws if flaw.correction)
    cured = with_validation(mnist)
    assert cured.fit["validation_split"] == flaw.correction["validation_split"]
    given = mnist.with_settings({"validation_split": 0.3, "validation_data": "test"})
    assert with_validation(given).fit["validation_split"] == 0.3
    series = recipe("series/dense")  # has validation data of its own
    assert with_validation(series) == series


def others(*values: float) -> list[Trial]:
    return [
        Trial(number, {"units": 8}, part(number, [value] * 10))
        for number, value in enumerate(values)
    ]


def running(curve: list[float], epochs: int = 10) -> Trial:
    return Trial(9, {"units": 16}, part(9, curve, "running", epochs=epochs))


def test_a_trial_has_a_fifth_of_its_epochs_and_is_stopped_after_the_next(base):
    good, wanted = others(0.5, 0.6, 0.7, 0.8), sweep(base)
    assert engine.hopeless(wanted, good, running([0.1] * 2)) is None
    assert engine.hopeless(wanted, good, running([0.1] * 3)) == (0.1, pytest.approx(0.65))
    assert engine.hopeless(wanted, good, running([0.1] * 3, epochs=11)) is None  # 2.2, so three
    assert engine.hopeless(wanted, good, running([0.1] * 4, epochs=11)) is not None
    assert engine.hopeless(wanted, good, running([0.1], epochs=2)) is None
    assert engine.hopeless(wanted, good, running([0.1] * 9)) is not None
    assert engine.hopeless(wanted, good, running([0.1] * 10)) is None  # no epoch is left to save
    assert engine.hopeless(wanted, good[:3], running([0.1] * 3)) is None


def test_as_good_as_the_median_continues_and_the_best_so_far_counts(base):
    good, wanted = others(0.5, 0.6, 0.7, 0.8), sweep(base)
    assert engine.hopeless(wanted, good, running([0.1, 0.1, 0.65])) is None
    assert engine.hopeless(wanted, good, running([0.1, 0.66, 0.1])) is None
    assert engine.hopeless(wanted, good, running([math.nan, 0.64, 0.1]))[0] == 0.64
    unknown = [Trial(number, {}, part(number, [math.nan] * 9 + [0.5])) for number in range(4)]
    assert engine.hopeless(wanted, unknown, running([0.1] * 3)) is None


def test_of_errors_the_higher_is_worse():
    wanted = sweep(recipe("series/dense"))
    low = others(0.2, 0.3, 0.4, 0.5)
    assert engine.hopeless(wanted, low, running([0.9, 0.6, 0.7])) == (0.6, pytest.approx(0.35))
    assert engine.hopeless(wanted, low, running([0.9, 0.3, 0.9])) is None


def epsilon_squared(ranks: np.ndarray, groups: list[int]) -> float:
    """By scipy's analysis of variance: F is what is explained a group over what is left a trial."""
    kinds = sorted(set(groups))
    parts = [ranks[[group == kind for group in groups]] for kind in kinds]
    f, between, within = stats.f_oneway(*parts).statistic, len(kinds) - 1, len(ranks) - len(kinds)
    return max(0.0, between * (f - 1) / (between * f + within))


def test_importance_is_epsilon_squared_of_ranks(base):
    wanted = sweep(base, "random", rates=(1e-5, 1e-1), units=(8, 16, 32))
    values = [0.31, 0.35, 0.52, 0.52, 0.71, 0.44, 0.93, 0.66, 0.12]
    units = [8, 16, 32, 16, 32, 8, 32, 16, 8]
    rates = [1e-5, 3e-3, 2e-4, 9e-2, 4e-2, 5e-5, 1e-3, 6e-3, 2e-5]
    trials = [
        Trial(number, {"units": unit, "learning_rate": rate}, part(number, [value]))
        for number, (value, unit, rate) in enumerate(zip(values, units, rates, strict=True))
    ]
    ranks = stats.rankdata(values)
    # nine trials by their rates in four groups: three, two, two and two
    quarters = [(0, 0, 0, 1, 1, 2, 2, 3, 3)[int(rank) - 1] for rank in stats.rankdata(rates)]
    shares = importance(wanted, trials)
    assert shares == pytest.approx(
        {
            "units": epsilon_squared(ranks, units),
            "learning_rate": epsilon_squared(ranks, quarters),
        }
    )
    assert list(shares.values()) == sorted(shares.values(), reverse=True)
    assert importance(wanted, trials[:8]) and importance(wanted, trials[:7]) == {}
    unfinished = [*trials[:7], Trial(7, trials[7].values, part(7, [0.5], "running"))]
    assert importance(wanted, unfinished) == {}


def test_a_setting_that_never_changed_explains_nothing(base):
    wanted = sweep(base, "random", rates=None, units=(8, 16))
    alike = [Trial(number, {"units": 8}, part(number, [number / 10])) for number in range(9)]
    assert importance(wanted, alike) == {"units": 0}
    own = [Trial(number, {"units": number}, part(number, [number / 10])) for number in range(9)]
    assert importance(wanted, own) == {"units": 0}  # each has a value of its own


def test_for_errors_the_order_is_the_other_way_round():
    """One that was stopped early ranks by the best it reached, below all that were completed."""
    wanted = sweep(recipe("series/dense"), "random", units=(8, 16))
    curves = [[0.2], [0.3], [0.4], [0.5], [0.6], [0.7], [0.8], [0.9, 0.1, 0.7], [0.1, math.nan]]
    units = [8] * 4 + [16] * 5
    trials = [
        Trial(number, {"units": unit}, part(number, curve, "failed" if number > 6 else "completed"))
        for number, (curve, unit) in enumerate(zip(curves, units, strict=True))
    ]
    ranks = np.array([8, 7, 6, 5, 4, 3, 2, 0.5, 0.5])  # both that failed had reached 0.1
    share = importance(wanted, trials)["units"]
    assert share == pytest.approx(epsilon_squared(ranks, units)) and share > 0.5


def test_optuna_gets_what_each_trial_had_last_or_at_an_epoch(base):
    import optuna

    wanted = sweep(base)
    trials = [
        Trial(0, {"units": 8}, part(0, [0.5, 0.6, 0.7])),
        Trial(1, {"units": 16}, part(1, [0.3, 0.2], "stopped")),
        Trial(2, {"units": 32}, part(2, [0.4], "running")),
        Trial(3, {"units": 64}, None, "too large"),
    ]
    states = ["COMPLETE", "PRUNED", "RUNNING", "PRUNED"]
    for epoch, expected in (
        (None, [{2: 0.7}, {1: 0.2}, {0: 0.4}, {}]),
        (1, [{1: 0.6}, {1: 0.2}, {}, {}]),
    ):
        study = engine._study(wanted, trials, optuna.samplers.RandomSampler(0), epoch)
        assert [trial.intermediate_values for trial in study.trials] == expected
        assert [trial.state.name for trial in study.trials] == states
        assert [trial.value for trial in study.trials] == [0.7, None, None, None]


@pytest.mark.parametrize(
    ("trials", "at_random"), [(8, 4), (16, 4), (20, 5), (39, 9), (40, 10), (80, 10)]
)
def test_tpe_begins_with_a_quarter_at_random_of_four_to_ten(base, monkeypatch, trials, at_random):
    import optuna

    asked = []

    def sampler(seed, n_startup_trials):
        asked.append(n_startup_trials)
        return optuna.samplers.RandomSampler(seed)

    monkeypatch.setattr(optuna.samplers, "TPESampler", sampler)
    assert engine.propose(sweep(base, trials=trials), [])
    assert asked == [at_random]
