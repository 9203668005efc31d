"""A run's recorder that writes into a store on disk, as every real run does."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from core.recipes import Recipe
from core.runs.store import Store
from core.runs.workers.execute import new_holder
from core.runs.workers.recorder import StoreRecorder


@contextmanager
def recorded(recipe: Recipe) -> Iterator[StoreRecorder]:
    """A recorder of a new run of ``recipe`` in a store of its own."""
    with tempfile.TemporaryDirectory() as folder:
        store = Store(f"sqlite:///{Path(folder) / 'runs.sqlite'}")
        holder = new_holder()
        run = store.runs.create(recipe, 0, origin="command line", holder=holder)
        with StoreRecorder(store, run.id, holder) as recorder:
            yield recorder
