from types import SimpleNamespace

from core.inside.cache import ModelCache


def opened(nbytes: int, calls: list):
    def open_model():
        calls.append(nbytes)
        return SimpleNamespace(nbytes=nbytes)

    return open_model


def test_a_model_is_opened_once():
    cache, calls = ModelCache(10), []
    one = cache.read("a", opened(4, calls))
    assert cache.read("a", opened(4, calls)) is one
    assert calls == [4]


def test_the_least_recently_asked_is_dropped_when_the_bytes_are_used_up():
    cache, calls = ModelCache(10), []
    for key in "abab":
        cache.read(key, opened(4, calls))
    cache.read("a", opened(4, calls))
    cache.read("c", opened(5, calls))  # 13 bytes: b is the oldest
    assert calls == [4, 4, 5]
    cache.read("a", opened(4, calls))
    assert calls == [4, 4, 5]
    cache.read("b", opened(4, calls))
    assert calls == [4, 4, 5, 4]


def test_a_model_larger_than_everything_is_answered_but_not_held():
    cache, calls = ModelCache(10), []
    cache.read("small", opened(4, calls))
    for _ in range(2):
        assert cache.read("large", opened(11, calls)).nbytes == 11
    assert calls == [4, 11, 11]
