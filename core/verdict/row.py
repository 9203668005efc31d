"""Verdicts on all pairs of several groups, such as the families of a row, judged together.

Judging six pairs separately at 95 % would call some two of four equal recipes different in about a
fifth of all rows. So the studentized range replaces Student's t (Tukey 1949; with separate
variances for each pair, Games and Howell 1976): in 97 of 100 rows every interval is right.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from itertools import combinations

import numpy as np

from core.errors import RequestError
from core.verdict.chance import Quantile, student
from core.verdict.scores import Scores
from core.verdict.verdict import LEAN, LEVEL, Verdict, judge

FREEDOM = (1, 2, 3, 4, 5, 6, 8, 10, 14, 20, 40, float("inf"))
MAX_GROUPS = 10
# Quantiles of the studentized range at LEVEL and at LEAN: a line per number of groups, which it
# begins with, and a column per entry of FREEDOM. SciPy takes half a second for some of them, too
# long for a page to wait; a test checks them against SciPy.
_AT_LEVEL = """
3  44.995 10.868 7.1648 5.9113 5.298  4.9378 4.5354 4.317  4.0865 3.9261 3.7514 3.589
4  54.734 12.761 8.2455 6.7199 5.9739 5.5357 5.0462 4.7805 4.5002 4.305  4.0924 3.895
5  61.84  14.16  9.0474 7.3199 6.4744 5.9774 5.4216 5.1197 4.8007 4.5785 4.3361 4.1109
6  67.384 15.262 9.6825 7.7958 6.8715 6.3275 5.7185 5.3872 5.0368 4.7923 4.5254 4.2769
7  71.903 16.168 10.206 8.1891 7.1998 6.617  5.9638 5.608  5.2311 4.9677 4.6798 4.4113
8  75.702 16.934 10.651 8.5236 7.4793 6.8635 6.1726 5.7957 5.396  5.1163 4.81   4.5239
9  78.968 17.596 11.037 8.814  7.7221 7.0778 6.3541 5.9588 5.5392 5.245  4.9225 4.6206
10 81.826 18.178 11.376 9.0702 7.9366 7.2671 6.5145 6.103  5.6655 5.3585 5.0213 4.7052
"""
_AT_LEAN = """
3  13.437 5.7326 4.4674 3.9756 3.7171 3.5584 3.374  3.2703 3.1578 3.0775 2.9878 2.9024
4  16.358 6.7724 5.199  4.5863 4.2636 4.0651 3.8342 3.7041 3.5627 3.4615 3.3485 3.2404
5  18.488 7.5375 5.7376 5.0348 4.6638 4.4352 4.1685 4.018  3.854  3.7364 3.6046 3.4783
6  20.15  8.1391 6.162  5.3883 4.979  4.7262 4.4308 4.2637 4.0812 3.95   3.8025 3.6607
7  21.504 8.6325 6.5109 5.6791 5.2382 4.9655 4.6462 4.4652 4.2671 4.1243 3.9633 3.8081
8  22.642 9.0493 6.8064 5.9255 5.4579 5.1683 4.8287 4.6357 4.4241 4.2712 4.0985 3.9313
9  23.621 9.409  7.0619 6.1389 5.6483 5.344  4.9867 4.7833 4.5599 4.3981 4.2149 4.037
10 24.477 9.7249 7.2867 6.3267 5.8159 5.4988 5.1258 4.9132 4.6793 4.5096 4.317  4.1293
"""


def _table(text: str) -> dict[int, tuple[float, ...]]:
    rows = (line.split() for line in text.strip().splitlines())
    return {int(groups): tuple(map(float, quantiles)) for groups, *quantiles in rows}


TABLES = {LEVEL: _table(_AT_LEVEL), LEAN: _table(_AT_LEAN)}


def judge_row(groups: Sequence[Scores], matters: float) -> dict[tuple[int, int], Verdict]:
    """Return verdicts on all pairs, by position in ``groups``, that hold simultaneously at LEVEL.

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
    quantile = studentized(compared, LEVEL)
    lean = studentized(max(2, sum(group.scatter is not None for group in groups)), LEAN)
    together = {"quantile": quantile, "lean": lean, "compared": compared}
    return {
        (first, second): judge(groups[first], groups[second], matters, **together)
        for first, second in combinations(range(len(groups)), 2)
    }


def studentized(groups: int, level: float) -> Quantile:
    """Quantile of the studentized range over √2, interpolated in 1 / degrees of freedom."""
    if groups == 2:
        return student(level)
    table = np.array(_ranges(groups, level)) / np.sqrt(2)
    reciprocals = 1 / np.array(FREEDOM)
    return lambda freedom: np.interp(1 / freedom, reciprocals[::-1], table[::-1])


@lru_cache(maxsize=32)
def _ranges(groups: int, level: float) -> tuple[float, ...]:
    if groups in TABLES.get(level, ()):
        return TABLES[level][groups]
    from scipy import stats  # takes half a second to import: no page should wait for it

    return tuple(float(stats.studentized_range.ppf(level, groups, df)) for df in FREEDOM)
