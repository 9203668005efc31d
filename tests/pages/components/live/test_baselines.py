"""Baselines for any number of preparations of the data."""

from __future__ import annotations

from core.recipes import recipe
from core.settings import load_settings
from pages.components.live import baselines
from pages.components.live.baselines import Baselines


def test_memory_does_not_grow_with_changed_settings(store, monkeypatch):
    monkeypatch.setattr(baselines, "MAX_CACHED", 3)
    monkeypatch.setattr(Baselines, "_compute", lambda self, key: None)  # another process's seconds
    reader, entry = Baselines(load_settings()), recipe("topics/mlp")
    usual = reader.read(entry)
    assert {item.name for item in usual} == {"majority", "linear"}
    for seed in range(1, 9):
        reader.read(entry.with_settings({"data_seed": seed}))
        assert reader.read(entry) is usual  # what is asked for again and again stays
    assert len(reader._known) == 3
