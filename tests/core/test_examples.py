"""The examples in docstrings run and give what they say."""

from __future__ import annotations

import doctest
import importlib
import sys

import pytest

from core.recipes import recipe
from core.settings import load_settings
from core.verdict.scores import of_hits


def run_examples(name: str) -> None:
    importlib.import_module(name)
    names = {"recipe": recipe, "of_hits": of_hits, "load_settings": load_settings}
    result = doctest.testmod(sys.modules[name], extraglobs=names)
    assert result.attempted and not result.failed


@pytest.mark.parametrize(
    "name",
    ["core.recipes.recipe", "core.recipes.draft", "core.runs.store.store", "core.verdict.verdict"],
)
def test_examples_run(name, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)  # the store's example makes a file
    run_examples(name)


@pytest.mark.tensorflow
def test_the_example_of_training_runs(tmp_path, monkeypatch):
    monkeypatch.setenv("RECIPE_LAB_HOME", str(tmp_path))
    run_examples("core.training.train")
