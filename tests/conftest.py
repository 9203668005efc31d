"""What holds for every test: a home that is thrown away, and no TensorFlow by accident."""

from __future__ import annotations

import signal
import sys

import pytest

from tests import postgresql as real_postgresql

# Started in the background, as by a script, this process ignores Ctrl-C and so would every program
# that a test starts, and presses Ctrl-C on.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(autouse=True)
def own_home(tmp_path_factory, monkeypatch, request):
    """No test reads or writes the home, store or settings of the person who runs it."""
    home = tmp_path_factory.getbasetemp() / "recipe-lab-home"
    monkeypatch.setenv("RECIPE_LAB_HOME", str(home))
    ours = ("STORE", "EXECUTOR", "SLOTS", "THREADS", "ARTIFACTS_LIMIT_MB")
    for name in (*ours, "LIMITS", "RUN_MINUTES", "PERSON_LIMIT", "LOG", "LOG_LEVEL", "LANGUAGE"):
        monkeypatch.delenv(f"RECIPE_LAB_{name}", raising=False)


@pytest.fixture(autouse=True)
def tensorflow_stays_out(request):
    """A test without the mark must not bring TensorFlow into the process it shares."""
    before = "tensorflow" in sys.modules
    yield
    marked = request.node.get_closest_marker("tensorflow")
    if not (before or marked) and "tensorflow" in sys.modules:
        pytest.fail("it imported TensorFlow; mark it with pytest.mark.tensorflow")


@pytest.fixture(scope="session")
def postgresql():
    """A real PostgreSQL server, started for the first test that wants one."""
    if real_postgresql.binaries() is None:
        pytest.skip(real_postgresql.MISSING)
    server = real_postgresql.Server()
    yield server
    server.close()
