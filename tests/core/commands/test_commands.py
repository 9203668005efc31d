"""The command line, as its users meet it: real processes, exit codes, one JSON object a run."""

from __future__ import annotations

import io
import json
import os
import pickle
import signal
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from core.__main__ import main
from core.recipes import RECIPES
from core.runs.store import Store
from core.settings import load_settings
from tests.core.runs.waiting import wait_for

ROOT = Path(__file__).resolve().parents[3]


def start(home, *arguments, **environment):
    command = [sys.executable, "-m", "core", *arguments]
    variables = os.environ | {"RECIPE_LAB_HOME": str(home)} | environment
    variables = {name: value for name, value in variables.items() if value}
    return subprocess.Popen(
        command,
        cwd=ROOT,
        env=variables,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def run(home, *arguments, **environment):
    process = start(home, *arguments, **environment)
    out, err = process.communicate(timeout=240)
    assert "Traceback" not in err, err
    return process.returncode, out, err


def run_command(capsys, *arguments):
    code = main(list(arguments))
    return code, capsys.readouterr()


def test_recipes_json_lists_everything(capsys):
    code, heard = run_command(capsys, "recipes", "--json")
    listed = {entry["id"]: entry for entry in json.loads(heard.out)}
    assert code == 0 and listed.keys() == RECIPES.keys()
    cnn = listed["imdb/cnn"]
    assert cnn["task"] == "text-binary" and cnn["dataset"] == "imdb"
    assert cnn["family"] == "convolutional" and cnn["parameters"] == 2_691_585
    assert cnn["settings"]["num_words"] == 20_000 and cnn["settings"]["rate_1"] == 0.2
    assert cnn["reference"]["test_accuracy"] == 0.8602
    bounds = {hyperparameter["name"]: hyperparameter for hyperparameter in cnn["hyperparameters"]}
    assert (bounds["filters"]["low"], bounds["filters"]["high"]) == (1, 1_024)
    assert set(bounds) == set(cnn["settings"])


def test_recipes_for_people(capsys):
    code, heard = run_command(capsys, "recipes")
    assert code == 0 and "imdb/rcnn" in heard.out and "text-multiclass" in heard.out


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["train", "imdb/cmn"], ["no recipe 'imdb/cmn'", "imdb/cnn", "python -m core recipes"]),
        (["train", "imdb/cnn", "--set", "wings=2"], ["no setting 'wings'", "filters"]),
        (["train", "imdb/cnn", "--set", "filters=0"], ["filters must be", "1 to 1,024", "'0'"]),
        (["train", "imdb/cnn", "--set", "filters"], ["key=value", "'filters'"]),
        (["train", "imdb/cnn", "--set", "optimizer=adm"], ["optimizer must be", "adam"]),
        (["train", "imdb/cnn", "--epochs", "0"], ["epochs must be", "'0'"]),
        (["train", "imdb/cnn", "--epochs", "many"], ["epochs must be", "'many'"]),
        (["train", "imdb/cnn", "--seed", "-1"], ["--seed must be", "'-1'"]),
        (
            ["train", "numeric-binary/mlp", "--seed", "2147483647", "--repeat", "2"],
            ["--seed must be", "2,147,483,646", "'2147483647'"],
        ),
        (["train", "imdb/cnn", "--repeat", "0"], ["--repeat must be", "'0'"]),
        (["runs", "--limit", "0"], ["--limit must be", "'0'"]),
        (["train", "imdb/cnn", "--set", "maxlen=2"], ["Layer 3 (Conv1D)", "kernel 3", "of 2"]),
        (["train", "imdb/rcnn", "--set", "maxlen=5"], ["Layer 4 (MaxPooling1D)", "pool 4"]),
        (["train", "noise/cnn", "--set", "patience=3"], ["patience=3", "validation_split"]),
        (["data", "fetch", "minst"], ["'minst'", "mnist"]),
        (["data", "check", "minst"], ["'minst'", "mnist"]),
    ],
)
def test_a_wrong_request_exits_2(arguments, words, capsys):
    code, heard = run_command(capsys, *arguments)
    assert code == 2 and heard.out == ""
    assert len(heard.err.strip().splitlines()) == 1
    for word in words:
        assert word in heard.err


def test_no_runs_yet(capsys, tmp_path, monkeypatch):
    monkeypatch.setenv("RECIPE_LAB_HOME", str(tmp_path))
    code, heard = run_command(capsys, "runs")
    assert code == 0 and "No runs yet" in heard.out
    assert json.loads(run_command(capsys, "runs", "--json")[1].out) == []


def test_data_lists_states(capsys, tmp_path, monkeypatch):
    monkeypatch.setenv("RECIPE_LAB_HOME", str(tmp_path))
    monkeypatch.setenv("KERAS_HOME", str(tmp_path / "keras"))
    monkeypatch.delenv("RECIPE_LAB_DATA", raising=False)
    code, heard = run_command(capsys, "data", "--json")
    states = {row["name"]: row["state"] for row in json.loads(heard.out)}
    assert code == 0 and states["digits"] == "generated" and states["imdb"] == "missing"


def test_no_download_without_consent(capsys, tmp_path, monkeypatch):
    monkeypatch.setenv("RECIPE_LAB_HOME", str(tmp_path))
    monkeypatch.setenv("KERAS_HOME", str(tmp_path / "keras"))
    monkeypatch.delenv("RECIPE_LAB_DATA", raising=False)
    monkeypatch.setattr("sys.stdin", io.StringIO())
    code, heard = run_command(capsys, "data", "fetch", "mnist")
    assert code == 2 and "consent" in heard.err and "MB" in heard.err
    assert not (tmp_path / "downloads").exists()


def test_a_missing_dataset_exits_1(tmp_path):
    keras = {"KERAS_HOME": str(tmp_path / "keras"), "RECIPE_LAB_DATA": ""}
    code, out, err = run(tmp_path, "train", "imdb/mlp", "--json", **keras)
    described = json.loads(out.splitlines()[-1])
    assert code == 1 and described["status"] == "failed" and described["error"] in err
    assert "python -m core data fetch imdb" in err


def test_a_malicious_pickle_is_refused_and_kept(tmp_path):
    """An npz whose pickle would run code: refused in a sentence, never run, left as it was."""

    class Bomb:
        def __reduce__(self):
            return os.system, (f"touch {tmp_path / 'exploded'}",)

    data = tmp_path / "data"
    data.mkdir()
    array = np.array([Bomb()], dtype=object)
    np.savez(data / "imdb.npz", x_train=array, y_train=array, x_test=array, y_test=array)
    before = (data / "imdb.npz").read_bytes()
    assert pickle.dumps(Bomb())  # it is one
    code, _, err = run(tmp_path / "home", "train", "imdb/mlp", RECIPE_LAB_DATA=str(data))
    assert code == 1 and "imdb.npz" in err
    assert not (tmp_path / "exploded").exists()
    assert (data / "imdb.npz").read_bytes() == before


def test_train_tells_and_keeps(tmp_path):
    arguments = ["train", "numeric-binary/mlp", "--set", "units=8", "--epochs", "5"]
    code, out, err = run(tmp_path, *arguments, "--seed", "4", "--repeat", "2", "--json")
    assert code == 0 and err == "", out + err
    first, second = (json.loads(line) for line in out.splitlines())
    assert (first["seed"], second["seed"]) == (4, 5) and first["key"] == second["key"]
    assert first["status"] == "completed" and first["epochs"] == 5 and first["params"] == 113
    assert set(first["test"]) == {"loss", "accuracy"}
    phases = {"prepare", "build", "first_epoch", "train", "evaluate"}
    assert phases <= set(first["seconds"])
    assert [len(values) for values in first["history"].values()] == [5, 5]
    code, out, _ = run(tmp_path, "runs", "--json")
    assert [entry["id"] for entry in json.loads(out)] == [second["run_id"], first["run_id"]]


@pytest.mark.slow
def test_train_for_people(tmp_path):
    code, out, _ = run(tmp_path, "train", "numeric-binary/mlp", "--epochs", "2")
    assert code == 0 and "test accuracy" in out and "published 0.5200" in out


@pytest.mark.slow
def test_divergence_exits_1_with_its_history(tmp_path):
    arguments = ["train", "series/dense", "--set", "optimizer=sgd", "learning_rate=10"]
    code, out, err = run(tmp_path, *arguments, "--json")
    described = json.loads(out.splitlines()[-1])
    assert code == 1 and described["status"] == "failed" and "diverged in epoch" in err


@pytest.mark.slow
def test_ctrl_c_keeps_the_history(tmp_path):
    """Ctrl-C in the middle: exit 130, the run stopped, every reported epoch kept."""
    process = start(tmp_path, "train", "topics/lstm", "--epochs", "2000")
    try:
        store = Store(load_settings({"RECIPE_LAB_HOME": str(tmp_path)}).store_url)
        (begun,) = wait_for(lambda: [one for one in store.runs.list() if one.epochs_done >= 2], 30)
        store.close()
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=180)
    finally:
        process.kill()
    assert process.returncode == 130 and "Traceback" not in err
    _, out, _ = run(tmp_path, "runs", "--json")
    ended = json.loads(out)[0]
    assert ended["status"] == "stopped" and ended["epochs_done"] >= begun.epochs_done


def test_an_unwritable_home_is_a_sentence(tmp_path):
    (tmp_path / "file").write_text("not a folder")
    code, _, err = run(tmp_path / "file" / "home", "train", "numeric-binary/mlp")
    assert code == 1 and len(err.strip().splitlines()) == 1 and "file" in err


def test_settings_of_the_wrong_kind(tmp_path):
    code, _, err = run(tmp_path, "runs", RECIPE_LAB_SLOTS="four")
    assert code == 2 and "RECIPE_LAB_SLOTS" in err and "'four'" in err
