"""``check``: what is ready before a lecture, in sentences, in JSON and as an exit code."""

from __future__ import annotations

import json

import pytest

from core.__main__ import main
from core.analysis import readiness
from core.datasets import DATASETS
from core.machine import Disk
from core.recipes import recipe
from core.runs.store import Store
from core.runs.workers.process import ProcessExecutor
from core.settings import Settings, load_settings

GENERATED = [name for name, data in DATASETS.items() if data.generated]


@pytest.fixture
def home(tmp_path, monkeypatch):
    """A home without any file; runs train inside the server, so that no worker has to start."""
    monkeypatch.setenv("RECIPE_LAB_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("KERAS_HOME", str(tmp_path / "keras"))
    monkeypatch.setenv("RECIPE_LAB_EXECUTOR", "thread")
    monkeypatch.delenv("RECIPE_LAB_DATA", raising=False)
    return tmp_path / "home"


def run_command(capsys, *arguments):
    code = main(["check", *arguments])
    return code, capsys.readouterr().out


def test_all_generated_datasets_are_ready_at_once(home, capsys):
    code, out = run_command(capsys)
    assert code == 0, out
    lines = out.splitlines()
    assert lines[-1] == f"All is ready for {', '.join(GENERATED)}."
    assert not [line for line in lines if line.startswith("NOT READY")]
    assert "The network is not needed" in out
    times = [line for line in lines if line.startswith("time")]
    assert len(times) == 4 * len(GENERATED) and all("(estimated)" in line for line in times)
    missing = [line for line in lines if line.startswith("(missing)")]
    assert len(missing) == len(DATASETS) - len(GENERATED)


def test_a_missing_dataset_is_not_ready_and_says_what_to_do(home, capsys):
    code, out = run_command(capsys, "imdb")
    assert code == 1
    (line,) = (line for line in out.splitlines() if line.startswith("NOT READY imdb:"))
    assert "python -m core data fetch imdb" in line
    assert "The network is needed once, to get imdb" in out
    assert out.splitlines()[-1] == "Not ready for imdb: imdb, network."
    assert "imdb/rcnn: about" in out


def test_json_says_the_same(home, capsys):
    code, out = run_command(capsys, "digits", "--json")
    report = json.loads(out)
    assert code == 0 and report["ready"] and report["datasets"] == ["digits"]
    checks = {entry["name"]: entry for entry in report["checks"]}
    assert {"home", "store", "disk", "memory", "workers", "network", "digits"} <= checks.keys()
    assert checks["digits"]["needed"] and not checks["imdb"]["needed"]
    assert all(entry["sentence"].endswith(".") for entry in report["checks"])
    assert [entry["family"] for entry in report["recipes"]] == [
        "mlp",
        "recurrent",
        "convolutional",
        "recurrent-convolutional",
    ]
    for entry in report["recipes"]:
        compiling = entry["seconds"] - entry["epoch_seconds"] * entry["epochs"]
        assert 0 <= compiling < 10
        assert entry["basis"] == "fitted"


def test_what_ran_here_is_measured(home, capsys):
    store = Store(load_settings().store_url)
    run = store.runs.create(recipe("digits/cnn"), 0, origin="dashboard")
    assert store.leases.claim(run.id, "me")
    store.histories.append(run.id, 0, [{"loss": 1.0}] * 30, [0.5] * 30, holder="me")
    seconds = {"train": 61.0, "first_epoch": 3.0}
    assert store.leases.finish(run.id, "me", "completed", seconds=seconds, threads=2)
    store.close()
    _, out = run_command(capsys, "digits")
    assert "digits/cnn: 2.0 s per epoch, 1 min 0 s for 30 epochs (measured here)" in out
    assert "digits/rcnn: about" in out and "Runs can be recorded" in out


def test_an_unknown_dataset_is_a_wrong_request(home, capsys):
    assert main(["check", "minst"]) == 2
    assert "mnist" in capsys.readouterr().err


def test_a_home_that_is_no_folder_is_said(home, capsys):
    home.write_text("mine")
    code, out = run_command(capsys, "digits")
    assert code == 1 and home.read_text() == "mine"
    wrong = [line.split(":")[0].split()[-1] for line in out.splitlines() if "NOT READY" in line]
    assert wrong == ["home", "store"]


def test_a_full_disk_is_said(home, monkeypatch):
    monkeypatch.setattr(readiness, "disk", lambda folder: Disk(10**12, 10**6))
    check = readiness.check_disk(load_settings())
    assert not check.ready and "only 1.0 MB" in check.sentence


def test_a_refused_file_is_not_ready(home, tmp_path, monkeypatch, capsys):
    data = tmp_path / "data"
    data.mkdir()
    (data / "mnist.npz").write_bytes(b"not a zip at all")
    monkeypatch.setenv("RECIPE_LAB_DATA", str(data))
    code, out = run_command(capsys, "mnist")
    (line,) = (line for line in out.splitlines() if line.startswith("NOT READY mnist:"))
    assert code == 1 and "mnist.npz" in line
    assert (data / "mnist.npz").read_bytes() == b"not a zip at all"


def test_workers_are_started_and_ended(tmp_path):
    settings = Settings(home=tmp_path)
    executor = ProcessExecutor(settings, preload=["tests.core.runs.slow_import"])
    check = readiness.check_workers(settings, executor)
    assert check.ready and "TensorFlow was loaded in" in check.sentence
    assert executor._launcher is None


def test_workers_that_cannot_start_are_said(tmp_path):
    (tmp_path / "file").write_text("no folder")
    settings = Settings(home=tmp_path / "file" / "home")
    check = readiness.check_workers(settings)
    assert not check.ready and "could not be started" in check.sentence
