import pytest

from core.runs.store.queue import queue_order


def test_without_people_the_queue_is_a_queue():
    waiting = [("1", ""), ("2", ""), ("3", "")]
    assert queue_order(waiting, {}) == ["1", "2", "3"]
    assert queue_order([], {"": 4}) == []


def test_ones_sweep_does_not_keep_anothers_single_run_waiting():
    waiting = [(f"a{number}", "Ada") for number in range(100)] + [("b0", "Bob"), ("c0", "Cy")]
    order = queue_order(waiting, {})
    assert order[:5] == ["a0", "b0", "c0", "a1", "a2"]
    assert sorted(order) == sorted(run_id for run_id, _ in waiting)


def test_what_runs_already_counts():
    waiting = [("a9", "Ada"), ("b1", "Bob"), ("b2", "Bob"), ("b3", "Bob")]
    assert queue_order(waiting, {"Ada": 2}) == ["b1", "b2", "a9", "b3"]


@pytest.mark.parametrize(("limit", "left"), [(0, 5), (1, 1), (2, 2), (3, 3)])
def test_nobody_has_more_than_the_limit(limit, left):
    waiting = [(str(number), "Ada") for number in range(5)]
    assert len(queue_order(waiting, {}, limit)) == left
    assert len(queue_order(waiting, {"Ada": 1}, limit)) == (5 if not limit else left - 1)
