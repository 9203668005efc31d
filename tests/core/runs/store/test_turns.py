import pytest

from core.runs.store.turns import turns


def test_without_people_the_queue_is_a_queue():
    waiting = [("1", ""), ("2", ""), ("3", "")]
    assert turns(waiting, {}) == ["1", "2", "3"]
    assert turns([], {"": 4}) == []


def test_ones_sweep_does_not_keep_anothers_single_run_waiting():
    waiting = [(f"a{number}", "Ada") for number in range(100)] + [("b0", "Bob"), ("c0", "Cy")]
    order = turns(waiting, {})
    assert order[:5] == ["a0", "b0", "c0", "a1", "a2"]
    assert sorted(order) == sorted(run_id for run_id, _ in waiting)


def test_what_runs_already_counts():
    waiting = [("a9", "Ada"), ("b1", "Bob"), ("b2", "Bob"), ("b3", "Bob")]
    assert turns(waiting, {"Ada": 2}) == ["b1", "b2", "a9", "b3"]


@pytest.mark.parametrize(("limit", "left"), [(0, 5), (1, 1), (2, 2), (3, 3)])
def test_nobody_has_more_than_the_limit(limit, left):
    waiting = [(str(number), "Ada") for number in range(5)]
    assert len(turns(waiting, {}, limit)) == left
    assert len(turns(waiting, {"Ada": 1}, limit)) == (5 if not limit else left - 1)
