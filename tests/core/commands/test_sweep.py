"""``python -m core sweep``: launches, refusals, lists, and resuming a sweep that was killed."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from core.__main__ import main
from core.commands.sweep import ACTIONS
from core.runs.store import Store
from core.settings import load_settings
from core.sweeps.store import SweepStore
from tests.core.runs.waiting import SLOWER, wait_for

ROOT = Path(__file__).parents[3]
ASKED = ["sweep", "digits/mlp", "--set", "units=16,32", "epochs=3"]


@pytest.fixture
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("RECIPE_LAB_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


@pytest.mark.parametrize("name", ["nosuch", "\udcff", "\udcff/mlp"], ids=ascii)
@pytest.mark.parametrize("action", ACTIONS)
def test_an_unknown_sweep_is_a_wrong_request(home, capsys, name, action):
    assert main(["sweep", name, action]) == 2
    assert repr(name) in capsys.readouterr().err


def asked(capsys, *words):
    code = main([*ASKED, *words])
    return code, capsys.readouterr()


def test_what_is_asked_is_what_the_sweep_is(home, capsys):
    code, output = asked(
        capsys, "--range", "learning_rate=1e-4..1e-2", "--trials", "7", "--queue", "--json"
    )
    assert code == 0
    sweep = json.loads(output.out)
    assert (sweep["kind"], sweep["planned"], sweep["confirm"]) == ("tpe", 7, 3)
    assert [item["name"] for item in sweep["space"]] == ["units", "learning_rate"]
    assert sweep["recipe"]["fit"]["epochs"] == 3 and sweep["trials"] == []
    assert main(["sweep", sweep["id"], "stop"]) == 0
    assert "stopped" in capsys.readouterr().out
    assert main(["sweep"]) == 0
    assert sweep["id"] in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--range", "learning_rate=1e-4"], "takes key=low..high"),
        (["--range", "learning_rate"], "--range takes key="),
        (
            ["--range", "learning_rate=1e-4..1e-2", "--kind", "grid"],
            "A grid needs a list of values",
        ),
        (["--set", "test_split=0.1,0.2"], "same validation samples"),
        (["--kind", "best"], "one of grid, random, tpe"),
        (["--set", "unit=1,2"], "has no setting 'unit'"),
    ],
)
def test_a_wrong_request_is_a_sentence(home, capsys, words, message):
    code, output = asked(capsys, *words, "--queue")
    assert code == 2 and message in output.err


def test_without_validation_it_says_what_it_holds_out(home, capsys):
    code = main(["sweep", "mnist/mlp", "--set", "batch_size=100,200", "--queue", "--json"])
    output = capsys.readouterr()
    assert code == 0 and "of its training data are held out" in output.err
    fit = json.loads(output.out)["recipe"]["fit"]
    assert fit["validation_data"] == "train" and fit["validation_split"] > 0
    assert main(["sweep", "nothing"]) == 2


@pytest.mark.slow
@pytest.mark.tensorflow
def test_killed_in_the_middle_it_is_followed_to_its_end(home):
    """TPE in real workers: nothing is tried twice, and the best is a rate that learns."""
    words = [sys.executable, "-m", "core", *ASKED, "--set", "epochs=5"]
    words += ["--range", "learning_rate=1e-6..1e-2", "--trials", "6", "--confirm", "2"]
    environment = os.environ | {"RECIPE_LAB_SLOTS": "2"}
    first = subprocess.Popen(words, cwd=ROOT, env=environment, stderr=subprocess.PIPE)
    wait_for((home / "runs.sqlite").exists)
    store = Store(load_settings().store_url)
    sweeps = SweepStore(store)
    wait_for(sweeps.list)
    (sweep,) = sweeps.list()
    wait_for(lambda: len(sweeps.get(sweep.id).proposals) >= 3, 60)
    first.send_signal(signal.SIGKILL)
    first.communicate()
    before = {part.id for part in sweeps.parts(sweep)}
    done = subprocess.run(
        [sys.executable, "-m", "core", "sweep", sweep.id, "follow", "--json"],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=SLOWER * 60,
    )
    sweep = json.loads(done.stdout)
    assert (done.returncode, sweep["status"]) == (0, "confirmed"), done.stderr
    trials = sweep["trials"]
    assert len(trials) == 6 and {trial["run"] for trial in trials} >= before
    best = max(trials, key=lambda trial: trial["val_accuracy"] or 0)
    assert best["settings"]["learning_rate"] > 1e-4 and best["val_accuracy"] > 0.7
    (confirmed,) = sweep["confirmations"]
    assert confirmed["seeds"] == [1, 2] and confirmed["trial"] == sweep["winner"]
    runs = [store.runs.get(run_id) for run_id in confirmed["runs"]]
    assert confirmed["test_accuracy"] == [run.test["accuracy"] for run in runs]
    store.close()
