"""The order of the queue: people take turns, so that no one waits for another person's sweep."""

from __future__ import annotations

from collections.abc import Mapping, Sequence


def turns(
    waiting: Sequence[tuple[str, str]], running: Mapping[str, int], limit: int = 0
) -> list[str]:
    """The order in which queued runs are started.

    A run's turn is the number of runs its person has running or ahead of it in the queue, so that
    everyone's first run comes before anyone's second. Within a turn, the queue's order decides.

    Args:
        waiting: (run id, person) of every queued run, in the order of the queue.
        running: Person → number of their running runs. Runs without a person, "", count as one
            person's.
        limit: Maximum number of running runs per person; runs above it are left out. 0: no limit.

    Returns:
        Run ids, next first.
    """
    next_turn = dict(running)
    ranked = []
    for place, (run_id, person) in enumerate(waiting):
        turn = next_turn.get(person, 0)
        next_turn[person] = turn + 1
        if not limit or turn < limit:
            ranked.append((turn, place, run_id))
    return [run_id for *_, run_id in sorted(ranked)]
