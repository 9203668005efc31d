"""Verdicts on all pairs of several groups, such as the families of a row, judged together.

Judging six pairs separately at 95 % would call some two of four equal recipes different in about a
fifth of all rows. So the studentized range replaces Student's t (Tukey 1949; with separate
variances for each pair, Games and Howell 1976): in 95 of 100 rows every interval is right.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

from core.errors import RequestError
from core.verdict.scores import Scores
from core.verdict.tails import studentized
from core.verdict.verdict import Verdict, judge

MAX_GROUPS = 10


def judge_row(groups: Sequence[Scores], matters: float) -> dict[tuple[int, int], Verdict]:
    """Return verdicts on all pairs, by position in ``groups``, that hold simultaneously.

    A group with one seed is not counted as compared, because no interval covers it.

    Args:
        groups: Groups tested on one test set.
        matters: Smallest difference that matters, in the scores' unit.

    Raises:
        RequestError: Two groups were not tested on the same samples, ``matters`` is out of
            range, or there are more than ``MAX_GROUPS`` groups.
    """
    if len(groups) > MAX_GROUPS:
        raise RequestError(
            "At most {most} recipes can be compared at once, and {count} are selected; select "
            "fewer.",
            most=MAX_GROUPS,
            count=len(groups),
        )
    compared = max(2, sum(group.seeds > 1 for group in groups))
    lean = studentized(max(2, sum(group.scatter is not None for group in groups)))
    together = {"tail": studentized(compared), "lean": lean, "compared": compared}
    return {
        (first, second): judge(groups[first], groups[second], matters, **together)
        for first, second in combinations(range(len(groups)), 2)
    }
