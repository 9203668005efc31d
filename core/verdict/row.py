"""Verdicts on all pairs of several groups, the families of a row, judged together.

Six pairs judged one by one at 95 % would call some two of four equal recipes different in about a
fifth of all rows. So Student's t gives way to the studentized range (Tukey 1949; with variances of
each pair's own, Games and Howell 1976): 95 % of rows have every interval right.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from itertools import combinations

import numpy as np
from scipy import stats

from core.verdict.chance import Quantile, student
from core.verdict.scores import Scores
from core.verdict.verdict import LEVEL, Verdict, judge

FREEDOM = (1, 2, 3, 4, 5, 6, 8, 10, 14, 20, 40, float("inf"))
# The studentized range at 95 % for three and four groups, by FREEDOM: scipy takes half a second for
# each of these numbers, and a page would wait for them. A test holds them against scipy.
TABLE: dict[int, tuple[float, ...]] = {
    3: (
        *(26.9755, 8.3308, 5.9096, 5.0402, 4.6017, 4.3392),
        *(4.041, 3.8768, 3.7014, 3.5779, 3.4421, 3.3145),
    ),
    4: (
        *(32.8187, 9.798, 6.8245, 5.7571, 5.2183, 4.8956),
        *(4.5288, 4.3266, 4.1105, 3.9583, 3.7907, 3.6332),
    ),
}


def judge_row(
    groups: Sequence[Scores], matters: float, level: float = LEVEL
) -> dict[tuple[int, int], Verdict]:
    """A verdict on every pair, by their places in ``groups``; all of them hold together.

    A group of one seed is not counted as compared: no interval says anything of it.

    Args:
        groups: On one test set.
        matters: From how much on a difference matters, in the scores' unit.
        level: Of all intervals together.

    Raises:
        RequestError: Two were not tested on the same samples, or a number cannot be.
    """
    compared = max(2, sum(group.seeds > 1 for group in groups))
    quantile = studentized(compared, level)
    return {
        (first, second): judge(
            groups[first], groups[second], matters, level, quantile=quantile, compared=compared
        )
        for first, second in combinations(range(len(groups)), 2)
    }


def studentized(groups: int, level: float) -> Quantile:
    """The studentized range over √2, between tabulated degrees of freedom by their reciprocals."""
    if groups == 2:
        return student(level)
    table = np.array(_ranges(groups, level)) / np.sqrt(2)
    at = 1 / np.array(FREEDOM)
    return lambda freedom: np.interp(1 / freedom, at[::-1], table[::-1])


@lru_cache(maxsize=32)
def _ranges(groups: int, level: float) -> tuple[float, ...]:
    if level == LEVEL and groups in TABLE:
        return TABLE[groups]
    return tuple(float(stats.studentized_range.ppf(level, groups, df)) for df in FREEDOM)
