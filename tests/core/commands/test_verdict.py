"""``python -m core verdict`` on real stored predictions."""

from __future__ import annotations

import json

import pytest

from core.__main__ import main
from core.analysis.predictions import load_test_set
from core.recipes import recipe
from core.runs.store import Store
from core.settings import load_settings
from tests.pages import filling


@pytest.fixture
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("RECIPE_LAB_HOME", str(tmp_path))
    settings = load_settings()
    truth = load_test_set("digits", recipe("digits/mlp").preprocessing, settings)
    store = Store(settings.store_url)
    for name, wrong in (("digits/mlp", 60), ("digits/cnn", 6), ("digits/lstm", 61)):
        for seed in range(3):
            samples = range(wrong + seed)
            filling.tested(store, settings, truth, name, seed=seed, wrong=samples)
    store.close()


def test_two_recipes_are_judged_in_a_sentence(home, capsys):
    assert main(["verdict", "digits/mlp", "digits/cnn"]) == 0
    output = capsys.readouterr().out
    assert output.startswith("digits/cnn is better than digits/mlp by 15.") and "95 %" in output


def test_several_are_ranked_and_every_pair_is_json(home, capsys):
    names = ["digits/mlp", "digits/cnn", "digits/lstm"]
    assert main(["verdict", *names]) == 0
    assert capsys.readouterr().out.startswith("digits/cnn is better than digits/mlp")
    assert main(["verdict", *names, "--json"]) == 0
    pairs = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [pair["compared"] for pair in pairs] == [3, 3, 3]
    assert {pair["better"] for pair in pairs} == {"digits/cnn", None}


@pytest.mark.parametrize(
    ("names", "words"),
    [
        (["digits/mlp"], "needs at least two recipes, got digits/mlp"),
        (["digits/mlp", "digits/rcnn"], "No completed run of digits/rcnn has test"),
        (["digits/mlp", "digits/nosuch"], "digits/nosuch"),
    ],
)
def test_what_cannot_be_judged_is_one_sentence(home, capsys, names, words):
    assert main(["verdict", *names]) == 2
    assert words in capsys.readouterr().err


def test_reference_runs_without_outcomes_are_named_and_the_others_judged(capsys):
    assert main(["verdict", "--recorded", "mnist/mlp", "mnist/rcnn", "mnist/cnn", "--json"]) == 0
    output = capsys.readouterr()
    (pair,) = map(json.loads, output.out.splitlines())
    assert {pair["a"], pair["b"]} == {"mnist/mlp", "mnist/rcnn"}
    assert "mnist/cnn" in output.err and "mnist/mlp" not in output.err
    assert main(["verdict", "--recorded", "mnist/mlp", "mnist/cnn"]) == 2
    assert "the reference runs of mnist/cnn have no stored outcomes" in capsys.readouterr().err
