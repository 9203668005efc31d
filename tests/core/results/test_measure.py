"""Measuring recorded runs: what fails says so."""

from __future__ import annotations

import shutil
import sys

import pytest

from core.errors import TrainingError
from core.results import measure


def test_a_run_that_died_without_a_word_says_how(monkeypatch, tmp_path):
    monkeypatch.setattr(sys, "executable", shutil.which("false"))
    monkeypatch.setattr(measure, "recorded_path", lambda _: tmp_path / "nothing.json")
    with pytest.raises(TrainingError, match=r"ours run of numeric-binary/mlp failed: exit code 1"):
        measure.measure_all(["numeric-binary/mlp"], print)
