"""A dictionary that forgets what has not been used for longest."""

from __future__ import annotations

import pytest

from core.lru import LRUCache


@pytest.fixture
def full() -> LRUCache[str, int]:
    cache: LRUCache[str, int] = LRUCache(3)
    cache |= {"a": 1, "b": 2, "c": 3}
    return cache


def test_one_entry_too_many_drops_the_oldest(full):
    full["d"] = 4
    assert list(full.items()) == [("b", 2), ("c", 3), ("d", 4)]


@pytest.mark.parametrize(
    "use",
    [
        lambda cache: cache["a"],
        lambda cache: cache.get("a"),
        lambda cache: cache.setdefault("a", 9),
        lambda cache: cache.update(a=1),
    ],
)
def test_what_was_used_stays(full, use):
    use(full)
    full["d"] = 4
    assert full == {"c": 3, "a": 1, "d": 4}


def test_asking_for_what_is_missing_changes_nothing(full):
    assert full.get("z") is None
    assert full.get("z", 7) == 7
    with pytest.raises(KeyError):
        full["z"]
    assert list(full) == ["a", "b", "c"]


def test_an_entry_can_be_removed(full):
    assert full.pop("b") == 2
    assert full.popitem(last=False) == ("a", 1)
    full["d"] = 4
    assert list(full) == ["c", "d"]
