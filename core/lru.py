"""A dictionary of limited size."""

from __future__ import annotations

from collections import OrderedDict
from typing import Any, TypeVar

Key = TypeVar("Key")
Value = TypeVar("Value")


class LRUCache(OrderedDict[Key, Value]):
    """A dictionary that drops the least recently used entry once it has more than ``size``.

    Reading and writing an entry both count as use. Not thread-safe: its owner holds a lock.

    Args:
        size: The largest number of entries.
    """

    def __init__(self, size: int):
        super().__init__()
        self._size = size

    def __getitem__(self, key: Key) -> Value:
        value = super().__getitem__(key)
        self.move_to_end(key)
        return value

    def get(self, key: Key, default: Any = None) -> Any:
        if key in self:
            self.move_to_end(key)
        return super().get(key, default)

    def __setitem__(self, key: Key, value: Value) -> None:
        super().__setitem__(key, value)
        self.move_to_end(key)
        if len(self) > self._size:
            del self[next(iter(self))]
