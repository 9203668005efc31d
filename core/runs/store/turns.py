"""Whose run comes next: people take turns, so that one's sweep does not keep another waiting."""

from __future__ import annotations

from collections.abc import Mapping, Sequence


def turns(
    waiting: Sequence[tuple[str, str]], running: Mapping[str, int], limit: int = 0
) -> list[str]:
    """The order in which runs that wait are taken.

    A run's turn is the number of runs its person has running or before it in the queue: the first
    of everybody comes before the second of anybody. Within a turn the queue's order decides.

    Args:
        waiting: (run id, person) of every run that waits, first come first.
        running: Person → how many of theirs run. Runs of nobody in particular, "", are one
            person's.
        limit: Runs one person may have running at once; those beyond it are left out. 0: any.

    Returns:
        Run ids, next first.
    """
    taken = dict(running)
    ranked = []
    for place, (run_id, person) in enumerate(waiting):
        turn = taken.get(person, 0)
        taken[person] = turn + 1
        if not limit or turn < limit:
            ranked.append((turn, place, run_id))
    return [run_id for *_, run_id in sorted(ranked)]
