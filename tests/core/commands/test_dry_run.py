"""``train --dry-run``: an estimate, and no run."""

from __future__ import annotations

import json

import pytest

from core.__main__ import main
from core.machine import Memory
from core.recipes import recipe
from core.runs.queue import limits
from core.runs.queue.needs import need
from core.runs.store import Store
from core.settings import load_settings


@pytest.fixture
def little(monkeypatch):
    """A machine with little memory."""
    monkeypatch.setattr(limits, "memory", lambda: Memory(10**9, 500_000_000))


def runs():
    store = Store(load_settings().store_url)
    try:
        return store.runs.list()
    finally:
        store.close()


def test_it_says_what_a_run_takes_and_trains_nothing(capsys, monkeypatch):
    monkeypatch.setattr(limits, "memory", lambda: Memory(10**11, 10**11))
    assert main(["train", "imdb/cnn", "--dry-run"]) == 0
    printed = capsys.readouterr().out
    assert "nothing is trained" in printed and "2,691,585" in printed
    assert "about 1.1 GB of memory" in printed and "per epoch" in printed
    assert "It fits on this machine." in printed
    assert runs() == []


def test_json_is_one_object(capsys, monkeypatch):
    monkeypatch.setattr(limits, "memory", lambda: Memory(10**11, 10**11))
    assert main(["train", "imdb/cnn", "--dry-run", "--json", "--repeat", "3"]) == 0
    described = json.loads(capsys.readouterr().out)
    wanted = need(recipe("imdb/cnn"))
    assert described["memory"] == wanted.memory and described["disk"] == 3 * wanted.disk
    assert described["fits"] is True and described["reason"] is None and described["seconds"] > 0


def test_what_does_not_fit_is_refused_with_and_without_it(capsys, little):
    for more in (["--dry-run"], []):
        assert main(["train", "noise/cnn", *more]) == 2
        assert "needs about" in capsys.readouterr().err
    assert runs() == []


def test_where_it_is_only_said_a_dry_run_ends_well(capsys, little, monkeypatch):
    monkeypatch.setenv("RECIPE_LAB_LIMITS", "warn")
    assert main(["train", "noise/cnn", "--dry-run", "--json"]) == 0
    heard = capsys.readouterr()
    assert json.loads(heard.out)["fits"] is False and "needs about" in heard.err
