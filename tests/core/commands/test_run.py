"""``run``: what is said and done for every action, on a real store."""

import json

import pytest

from core.__main__ import main
from core.commands.run import ACTIONS
from core.recipes import recipe
from core.runs.store import Store


@pytest.fixture
def store(tmp_path, monkeypatch):
    monkeypatch.setenv("RECIPE_LAB_HOME", str(tmp_path))
    monkeypatch.delenv("RECIPE_LAB_STORE", raising=False)
    store = Store(f"sqlite:///{tmp_path / 'runs.sqlite'}")
    yield store
    store.close()


@pytest.fixture
def waiting(store):
    small = recipe("numeric-binary/mlp").with_settings({"epochs": 3})
    return store.runs.create(small, 1, origin="dashboard")


def run_command(capsys, *arguments):
    code = main(["run", *arguments])
    return code, capsys.readouterr()


def complete(store, run_id):
    store.leases.claim(run_id, "me")
    store.histories.append(run_id, 0, [{"loss": 1.0}] * 3, [0.1] * 3, holder="me")
    store.leases.finish(run_id, "me", "completed", test={"loss": 1.0, "accuracy": 0.5})


def test_a_run_that_waits_is_paused_and_resumed(store, waiting, capsys):
    code, heard = run_command(capsys, waiting.id, "pause")
    assert code == 0 and "seed 1, paused, 0 of 3 epochs" in heard.out
    code, heard = run_command(capsys, waiting.id, "resume")
    assert code == 0 and "queued" in heard.out and "--here" in heard.out
    assert store.runs.get(waiting.id).status == "queued"


def test_it_says_how_a_run_is_and_gives_it_as_json(waiting, capsys):
    code, heard = run_command(capsys, waiting.id)
    assert code == 0 and heard.out.strip().endswith("queued, 0 of 3 epochs.")
    code, heard = run_command(capsys, waiting.id, "--json")
    assert code == 0 and json.loads(heard.out)["id"] == waiting.id


def test_what_it_looks_like_is_shown_and_in_the_json(store, waiting, capsys):
    complete(store, waiting.id)
    _, heard = run_command(capsys, waiting.id, "--json")
    names = [(one["name"], one["chip"]) for one in json.loads(heard.out)["diagnoses"]]
    assert names == [("not learning", "not learning")]
    _, heard = run_command(capsys, waiting.id)
    assert "Looks like: not learning. " in heard.out


def test_one_that_trains_is_asked(store, waiting, capsys):
    store.leases.claim(waiting.id, "me")
    _, heard = run_command(capsys, waiting.id, "pause")
    assert "in a moment" in heard.out and store.runs.get(waiting.id).pause_requested
    _, heard = run_command(capsys, waiting.id, "stop")
    assert store.runs.get(waiting.id).stop_requested


def test_a_completed_one_is_extended_or_tried_again(store, waiting, capsys):
    complete(store, waiting.id)
    code, heard = run_command(capsys, waiting.id, "extend", "4")
    assert code == 0 and "queued, 3 of 7 epochs" in heard.out
    run_command(capsys, waiting.id, "stop")
    code, heard = run_command(capsys, waiting.id, "retry", "--json")
    again = json.loads(heard.out)
    assert again["retry_of"] == waiting.id and again["origin"] == "command line"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["resume"], "a completed run can be extended"),
        (["extend"], "extend takes the number of further epochs, such as extend 10, got ''"),
        (["extend", "ten"], "got 'ten'"),
        (["extend", "0"], "whole number of at least 1"),
        (["stop", "5"], "stop takes no further argument, got '5'"),
    ],
)
def test_what_cannot_be_is_a_sentence_and_exit_2(store, waiting, capsys, arguments, words):
    complete(store, waiting.id)
    code, heard = run_command(capsys, waiting.id, *arguments)
    assert code == 2 and words in heard.err and not heard.out


@pytest.mark.parametrize("name", ["nosuch", "\udcff"], ids=ascii)
@pytest.mark.parametrize("action", ACTIONS)
def test_an_unknown_run_is_a_wrong_request(store, capsys, name, action):
    code, heard = run_command(capsys, name, action, *["1"] * (action == "extend"))
    assert code == 2 and repr(name) in heard.err
