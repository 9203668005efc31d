"""``ask``, ``inside`` and ``run … model``: one input to trained models, on a real store."""

from __future__ import annotations

import json
import subprocess
import sys

import numpy as np
import pytest
from PIL import Image

from core.__main__ import main
from core.recipes import recipe
from core.runs.store import Store
from core.settings import load_settings
from tests.core.inside.drawn import completed_run, keep_epochs
from tests.test_house import ROOT

TOKENS = " ".join(["7"] * 60)


@pytest.fixture
def store(tmp_path, monkeypatch):
    monkeypatch.setenv("RECIPE_LAB_HOME", str(tmp_path))
    monkeypatch.delenv("RECIPE_LAB_STORE", raising=False)
    store = Store(load_settings().store_url)
    yield store
    store.close()


def made(store, id, **settings):
    return completed_run(store, load_settings(), recipe(id).with_settings(settings))


def run_command(capsys, *arguments):
    code = main([str(argument) for argument in arguments])
    return code, capsys.readouterr()


def test_every_model_answers_one_text(store, capsys):
    runs = [made(store, "topics/cnn"), made(store, "topics/lstm")]
    ids = [run.id for run in runs]
    code, heard = run_command(capsys, "ask", *ids, "--text", "5 6 7", "--effects", "--json")
    answers = [json.loads(line) for line in heard.out.splitlines()]
    assert code == 0 and [answer["run_id"] for answer in answers] == ids
    assert [answer["recipe"] for answer in answers] == ["topics/cnn", "topics/lstm"]
    for answer in answers:
        assert answer["seed"] == 0 and answer["classes"] == list("01234567")
        assert len(answer["probabilities"]) == 8 and abs(sum(answer["probabilities"]) - 1) < 1e-5
        assert answer["tokens"] == ["5", "6", "7"] and len(answer["effects"]) == 3
        assert answer["truth"] is None and answer["truncated"] == 0


def test_a_run_answers_as_it_did_after_an_epoch(store, tmp_path, capsys):
    run, settings = made(store, "topics/cnn"), load_settings()
    keep_epochs(settings, run.id, recipe("topics/cnn"), 0, 8)
    answers = {}
    for more in ([], ["--epoch", "0"], ["--epoch", "8"]):
        code, heard = run_command(capsys, "ask", run.id, "--text", "5 6", "--json", *more)
        answer = json.loads(heard.out)
        assert code == 0 and answer["run_id"] == run.id
        answers[answer["epoch"]] = answer["probabilities"]
    assert list(answers) == [None, 0, 8]
    assert answers[0] == answers[None] != answers[8]  # both are drawn with the seed 0
    path = tmp_path / "inside.npz"
    code, _ = run_command(capsys, "inside", run.id, "--text", "5 6", "--epoch", 8, "--save", path)
    with np.load(path) as arrays:
        *_, last = arrays.values()
        assert code == 0 and np.allclose(last[0], answers[8])
    for name, epoch in ((run.id, "3"), (run.id, "-1"), (run.id, "x"), ("topics/cnn", "1")):
        code, heard = run_command(capsys, "ask", name, "--text", "5", "--epoch", epoch)
        assert code and not heard.out and len(heard.err.splitlines()) == 1


def test_people_read_the_answer_and_why(store, capsys):
    run = made(store, "breast-cancer/mlp")
    code, heard = run_command(capsys, "ask", run.id, "--sample", 3, "--effects")
    first, _, _, *rows = heard.out.splitlines()
    assert code == 0 and run.id in first and "malignant" in first and "benign" in first
    assert len(rows) == 10 and {row.split()[0] for row in rows} <= {*map(str, range(1, 31))}


def test_images_and_series_are_answered_too(store, capsys, tmp_path):
    image, values = tmp_path / "digit.png", tmp_path / "values.csv"
    Image.fromarray(np.eye(28, dtype=np.uint8) * 255).save(image)
    digits, series = made(store, "digits/cnn"), made(store, "series/dense", lookback=0.25)
    code, heard = run_command(capsys, "ask", digits.id, "--image", image, "--json", "--effects")
    answer = json.loads(heard.out)
    assert code == 0 and answer["grid"] == [2, 2] and len(answer["effects"]) == 4
    values.write_text("\n".join(["9.5,1013,40"] * 6))
    code, heard = run_command(capsys, "ask", series.id, "--values", values, "--json")
    answer = json.loads(heard.out)
    assert code == 0 and answer["unit"] == "°C" and "probabilities" not in answer
    assert isinstance(answer["prediction"], float)
    code, heard = run_command(capsys, "ask", series.id, "--sample", 1, "--effects")
    assert code == 0 and heard.out.count("°C") >= 7


def test_one_that_cannot_answer_keeps_no_other_from_it(store, capsys):
    waiting = store.runs.create(recipe("topics/cnn"), 0, origin="dashboard")
    ready = made(store, "topics/cnn")
    arguments = ("ask", "nosuch", waiting.id, ready.id, "--text", "5", "--json")
    code, heard = run_command(capsys, *arguments)
    assert code == 2 and len(heard.err.strip().splitlines()) == 2
    assert json.loads(heard.out)["run_id"] == ready.id


@pytest.mark.parametrize(
    "arguments",
    [
        ["--text", ""],
        ["--text", "good"],
        ["--sample", "2000"],
        ["--sample", "first"],
        ["--image", "missing.png"],
        ["--values", "missing.csv"],
    ],
)
def test_what_cannot_be_is_a_sentence_and_exit_2(store, capsys, arguments):
    code, heard = run_command(capsys, "ask", made(store, "topics/mlp").id, *arguments)
    assert code == 2 and not heard.out and len(heard.err.strip().splitlines()) == 1


def test_a_file_that_is_no_text_is_a_sentence(store, capsys, tmp_path):
    path = tmp_path / "values.csv"
    path.write_bytes(b"\xff\xfe1,2")
    code, heard = run_command(capsys, "ask", made(store, "noise/cnn").id, "--values", path)
    assert code == 2 and str(path) in heard.err


def test_every_number_inside_is_saved(store, capsys, tmp_path):
    path = tmp_path / "inside.npz"
    run = made(store, "topics/rcnn")
    code, heard = run_command(capsys, "inside", run.id, "--text", TOKENS, "--save", path)
    saved = np.load(path, allow_pickle=False)
    assert code == 0 and str(path) in heard.out
    assert {name: saved[name].shape for name in saved.files} == {
        "input": (1, 60),
        "00_Embedding": (1, 60, 16),
        "01_Conv1D": (1, 56, 32),
        "02_MaxPooling1D": (1, 14, 32),
        "03_LSTM": (1, 32),
        "03_LSTM_states": (14, 32),
        "03_LSTM_gates": (14, 4, 32),
        "03_LSTM_cells": (14, 32),
        "04_Dense": (1, 8),
    }
    np.testing.assert_array_equal(saved["03_LSTM"][0], saved["03_LSTM_states"][-1])


@pytest.mark.parametrize("name", ["taken.npz", "inside.txt", "missing/inside.npz"])
def test_no_file_is_replaced_or_misnamed(store, capsys, tmp_path, name):
    (tmp_path / "taken.npz").write_bytes(b"mine")
    arguments = ("--text", TOKENS, "--save", tmp_path / name)
    code, heard = run_command(capsys, "inside", made(store, "topics/mlp").id, *arguments)
    assert code in (1, 2) and name.split("/")[0] in heard.err
    assert (tmp_path / "taken.npz").read_bytes() == b"mine"


WITHOUT_TENSORFLOW = """
import sys
from core.__main__ import main
code = main(sys.argv[1:])
print(code, "tensorflow" in sys.modules, "keras" in sys.modules, "streamlit" in sys.modules)
"""


def test_asking_imports_no_tensorflow(store, tmp_path):
    run = made(store, "topics/rcnn")
    for arguments in (["ask", run.id, "--effects"], ["inside", run.id, "--save", "inside.npz"]):
        command = [sys.executable, "-c", WITHOUT_TENSORFLOW, *arguments, "--text", TOKENS]
        ran = subprocess.run(
            command,
            cwd=tmp_path,
            env={"PYTHONPATH": str(ROOT), "RECIPE_LAB_HOME": str(tmp_path)},
            capture_output=True,
            text=True,
        )
        assert ran.stdout.splitlines()[-1] == "0 False False False", ran.stderr
