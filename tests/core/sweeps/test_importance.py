import random
import subprocess
import sys
from pathlib import Path

import pytest

from core.sweeps.importance import importance
from core.sweeps.sweep import WORSE, Trial
from tests.core.sweeps.test_engine import part, sweep

ROOT = Path(__file__).parents[3]


def trials(value, count=40):
    draw = random.Random(3)
    drawn = []
    for number in range(count):
        values = {
            "units": draw.choice([8, 16, 32, 64]),
            "learning_rate": 10 ** draw.uniform(-5, -1),
        }
        drawn.append(Trial(number, values, part(number, [value(values)])))
    return drawn


def test_important_settings_are_separated_from_unimportant_ones(base):
    wanted = sweep(base, "random", rates=(1e-5, 1e-1))
    rate = importance(wanted, trials(lambda values: values["learning_rate"]))
    assert next(iter(rate)) == "learning_rate"
    assert rate["learning_rate"] > 0.85 and rate["units"] < 0.15
    middle = importance(wanted, trials(lambda values: -abs(values["units"] - 24)))
    assert middle["units"] > 0.95, "the best may lie between the others"
    assert middle["learning_rate"] < 0.15


def test_what_was_stopped_early_counts_as_worse_than_what_was_completed(base):
    wanted = sweep(base, "random", rates=(1e-5, 1e-1))
    ended = []
    for trial in trials(lambda values: 0.5 + values["units"] / 1_000):
        hopeless = trial.values["learning_rate"] < 1e-3
        failure = {"message": WORSE, "values": {}} if hopeless else None
        status = "stopped" if hopeless else "completed"
        run = part(trial.number, trial.run.curve, status, failure=failure)
        ended.append(Trial(trial.number, trial.values, run))
    shares = importance(wanted, ended)
    assert shares["learning_rate"] > 0.6 > shares["units"]


def test_it_is_empty_without_enough_evidence(base):
    wanted = sweep(base, "random", rates=(1e-5, 1e-1))
    assert importance(wanted, trials(lambda values: values["units"], 7)) == {}
    assert importance(wanted, trials(lambda values: 0.5)) == {}
    draw = random.Random(1)
    chance = importance(wanted, trials(lambda values: draw.random(), 200))
    assert all(share < 0.05 for share in chance.values())


PROPOSE = """
import sys
import core.sweeps.driver
from core.recipes import recipe
from core.sweeps.importance import importance
from tests.core.sweeps.test_engine import sweep, tried
wanted = sweep(recipe("digits/mlp"), rates=(1e-5, 1e-1))
trials = tried(wanted, 20, lambda values: values["learning_rate"])
assert importance(wanted, trials)
print(sorted({"sklearn", "pandas", "tensorflow", "joblib"} & set(sys.modules)))
"""


@pytest.mark.slow
def test_driving_a_sweep_brings_nothing_heavy_into_the_server():
    done = subprocess.run([sys.executable, "-c", PROPOSE], cwd=ROOT, capture_output=True, text=True)
    assert done.stdout == "[]\n", done.stderr
