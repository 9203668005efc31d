"""Opened models, as many as fit into a number of bytes."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable

from core.inside.models import Model

MOST_BYTES = 2**28
"""Seven models of the largest recipe, imdb/mlp with 36 MB."""


class ModelCache:
    """Models that were opened, the least recently asked of which are dropped. Thread-safe.

    A model that is larger than everything that is allowed is opened again at each use.

    Args:
        most_bytes: How many bytes of weights are held.
    """

    def __init__(self, most_bytes: int = MOST_BYTES):
        self._most, self._bytes = most_bytes, 0
        self._models: OrderedDict[Hashable, Model] = OrderedDict()
        self._lock = threading.Lock()

    def read(self, key: Hashable, open_model: Callable[[], Model]) -> Model:
        """The model of a key, opened if it is not held.

        Two threads that miss it at once both open it: nobody waits for a slow disk of others.

        Args:
            key: Identifies the weights, not only the run: an extended run has others.
            open_model: Called without arguments; what it raises is raised.
        """
        with self._lock:
            if key in self._models:
                self._models.move_to_end(key)
                return self._models[key]
        model = open_model()
        if model.nbytes > self._most:
            return model
        with self._lock:
            if key not in self._models:
                self._models[key] = model
                self._bytes += model.nbytes
            while self._bytes > self._most:
                _, dropped = self._models.popitem(last=False)
                self._bytes -= dropped.nbytes
        return model
