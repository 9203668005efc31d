"""Verdicts on all pairs of several groups, the families of a row, judged together.

Six pairs judged one by one at 95 % would call some two of four equal recipes different in about a
fifth of all rows. So Student's t gives way to the studentized range (Tukey 1949; with variances of
each pair's own, Games and Howell 1976): of 100 rows, 97 have every interval right.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from itertools import combinations

import numpy as np

from core.errors import RequestError
from core.verdict.chance import Quantile, student
from core.verdict.scores import Scores
from core.verdict.verdict import LEVEL, Verdict, judge

FREEDOM = (1, 2, 3, 4, 5, 6, 8, 10, 14, 20, 40, float("inf"))
MOST_GROUPS = 10
# The studentized range at LEVEL by how many groups and by FREEDOM: scipy takes half a second for
# some of these numbers, and a page would wait for them. A test holds them against scipy.
TABLE: dict[int, tuple[float, ...]] = {
    3: (
        *(44.995, 10.868, 7.1648, 5.9113, 5.298, 4.9378),
        *(4.5354, 4.317, 4.0865, 3.9261, 3.7514, 3.589),
    ),
    4: (
        *(54.734, 12.761, 8.2455, 6.7199, 5.9739, 5.5357),
        *(5.0462, 4.7805, 4.5002, 4.305, 4.0924, 3.895),
    ),
    5: (
        *(61.84, 14.16, 9.0474, 7.3199, 6.4744, 5.9774),
        *(5.4216, 5.1197, 4.8007, 4.5785, 4.3361, 4.1109),
    ),
    6: (
        *(67.384, 15.262, 9.6825, 7.7958, 6.8715, 6.3275),
        *(5.7185, 5.3872, 5.0368, 4.7923, 4.5254, 4.2769),
    ),
    7: (
        *(71.903, 16.168, 10.206, 8.1891, 7.1998, 6.617),
        *(5.9638, 5.608, 5.2311, 4.9677, 4.6798, 4.4113),
    ),
    8: (
        *(75.702, 16.934, 10.651, 8.5236, 7.4793, 6.8635),
        *(6.1726, 5.7957, 5.396, 5.1163, 4.81, 4.5239),
    ),
    9: (
        *(78.968, 17.596, 11.037, 8.814, 7.7221, 7.0778),
        *(6.3541, 5.9588, 5.5392, 5.245, 4.9225, 4.6206),
    ),
    10: (
        *(81.826, 18.178, 11.376, 9.0702, 7.9366, 7.2671),
        *(6.5145, 6.103, 5.6655, 5.3585, 5.0213, 4.7052),
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
        RequestError: Two were not tested on the same samples, a number cannot be, or there are
            more than ``MOST_GROUPS``.
    """
    if len(groups) > MOST_GROUPS:
        raise RequestError(
            "At most {most} recipes can be judged together; {count} are chosen. Choose fewer.",
            most=MOST_GROUPS,
            count=len(groups),
        )
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
    from scipy import stats  # half a second that no page has to wait for

    return tuple(float(stats.studentized_range.ppf(level, groups, df)) for df in FREEDOM)
