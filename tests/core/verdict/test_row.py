"""Several judged at once: how many are counted as compared."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from scipy import stats

from core.errors import RequestError
from core.verdict.row import judge_row
from core.verdict.scores import Scatter, of_hits
from core.verdict.tails import studentized
from core.verdict.verdict import LEAN, judge


def groups(*seeds: int, samples: int = 300):
    rng = np.random.default_rng(3)
    return [of_hits(rng.random((count, samples)) < 0.8, name=f"{count}") for count in seeds]


def test_ten_can_be_judged_together_and_eleven_not():
    assert len(judge_row(groups(*[2] * 10), 1.0)) == 45
    with pytest.raises(RequestError, match=r"At most 10 .* 11 are selected"):
        judge_row(groups(*[2] * 11), 1.0)


def test_groups_of_one_seed_are_not_counted_as_compared():
    row = groups(3, 1, 4, 1, 5)
    verdicts = judge_row(row, 1.0)
    assert {verdict.compared for verdict in verdicts.values()} == {3}
    assert verdicts[0, 2] == judge(row[0], row[2], 1.0, tail=studentized(3), compared=3)
    alone = judge_row(groups(3, 1, 1), 1.0)
    assert {verdict.compared for verdict in alone.values()} == {2}


def test_who_leads_is_asked_of_those_whose_scatter_is_known():
    """Two of three whose recipes' seeds are known: Student's t; all three: the range of three."""
    rng = np.random.default_rng(3)
    row = [of_hits(rng.random((1, 40_000)) < share, name="") for share in (0.70, 0.80, 0.5)]
    gap = row[1].mean - row[0].mean
    limits = stats.t.ppf(0.95, 2), stats.studentized_range.ppf(LEAN, 3, 2) / 2**0.5
    assert limits[0] < limits[1]
    variance = (gap / np.mean(limits)) ** 2 / 2  # the gap is between the two limits
    known = [replace(one, known=Scatter(variance, 2)) for one in row]
    assert judge_row([*known[:2], row[2]], 1.0)[0, 1].leans
    assert not judge_row(known, 1.0)[0, 1].leans
