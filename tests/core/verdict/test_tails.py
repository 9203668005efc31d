"""Standard errors a margin is wide: as SciPy has them."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from core.verdict.row import MAX_GROUPS
from core.verdict.tails import student, studentized


@pytest.mark.parametrize("freedom", [1, 2.2, 4, 7, 30, 1e9])
@pytest.mark.parametrize("groups", range(3, MAX_GROUPS + 1))
def test_the_range_of_several_is_the_studentized_range(groups, freedom):
    """By its probability, which SciPy has a hundred times faster than the quantile."""
    errors = np.array([0.1, 0.04, 0.0102, 0.0025, 0.0005])
    ranges = studentized(groups)(np.array([freedom]), errors) * 2**0.5
    assert stats.studentized_range.sf(ranges, groups, freedom) == pytest.approx(errors, rel=0.01)


def test_two_are_compared_by_student():
    freedom = np.array([2.0, 9.0])
    assert studentized(2) is student
    assert student(freedom, 0.1) == pytest.approx(stats.t.ppf(0.95, freedom))
