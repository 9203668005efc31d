"""Curves for a list of runs: what is on screen stays cached, whatever was there before."""

from __future__ import annotations

from core.runs.index import RunIndex
from pages.components.home import sparklines
from pages.components.home.sparklines import Sparklines
from tests.pages import filling


def test_what_is_shown_again_is_not_evicted(store, monkeypatch):
    monkeypatch.setattr(sparklines, "MAX_CACHED", 3)
    for _ in range(4):
        filling.running(store, "topics/cnn", done=2)
    one, two, three, four = RunIndex(store).rows()
    reader = Sparklines(store)
    reader.read([one, two, three])
    histories = reader.read([one, two, four])
    assert [len(histories[row.id]["val_accuracy"]) for row in (one, two, four)] == [2, 2, 2]
    assert len(reader.read([three])[three.id]["loss"]) == 2
