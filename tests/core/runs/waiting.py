"""Waiting for what other threads and processes do."""

import time
from collections.abc import Callable

# A machine that runs tests may be this much slower than one somebody uses: a bound here tells a
# promise that is broken from one that is late. Benchmarks measure the promises themselves.
SLOWER = 4


def wait_for(condition: Callable[[], object], seconds: float = 20) -> object:
    """What ``condition`` returns once it is true, in ``SLOWER * seconds`` at most."""
    end = time.monotonic() + SLOWER * seconds
    while not (found := condition()):
        assert time.monotonic() < end, "it did not come true"
        time.sleep(0.01)
    return found


def ended(store, run_id: str, seconds: float = 20):
    """The run, once it ended."""
    wait_for(lambda: store.runs.get(run_id).ended, seconds)
    return store.runs.get(run_id)


def begun(store, run_id: str, seconds: float = 20):
    """The run, once its first epoch is in the store."""
    wait_for(lambda: store.runs.get(run_id).epochs_done, seconds)
    return store.runs.get(run_id)
