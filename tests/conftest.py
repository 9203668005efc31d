"""What holds for every test: a home that is thrown away, and no TensorFlow by accident."""

from __future__ import annotations

import sys

import pytest


@pytest.fixture(autouse=True)
def own_home(tmp_path_factory, monkeypatch, request):
    """No test reads or writes the home, store or settings of the person who runs it."""
    home = tmp_path_factory.getbasetemp() / "recipe-lab-home"
    monkeypatch.setenv("RECIPE_LAB_HOME", str(home))
    for name in ("STORE", "EXECUTOR", "SLOTS", "THREADS", "ARTIFACTS_LIMIT_MB"):
        monkeypatch.delenv(f"RECIPE_LAB_{name}", raising=False)


@pytest.fixture(autouse=True)
def tensorflow_stays_out(request):
    """A test without the mark must not bring TensorFlow into the process it shares."""
    before = "tensorflow" in sys.modules
    yield
    marked = request.node.get_closest_marker("tensorflow")
    if not (before or marked) and "tensorflow" in sys.modules:
        pytest.fail("it imported TensorFlow; mark it with pytest.mark.tensorflow")
