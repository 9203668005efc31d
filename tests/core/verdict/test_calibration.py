"""Verdicts keep their promise: a short version of ``tests.benchmarks.calibration``.

Two hundred comparisons per case; the generator is seeded, so a case always passes or always fails.
The comment after each case says what a plausible wrong method gives there.
"""

from __future__ import annotations

import numpy as np
import pytest

from core.verdict.row import judge_row
from core.verdict.scores import of_hits
from core.verdict.verdict import LEANING, judge
from tests.benchmarks.calibration import known
from tests.benchmarks.simulated import KINDS, pair

COMPARISONS = 200


def outcomes(kind, samples, seeds, gap=0.0, *, same=False, matters=0.5):
    rng = np.random.default_rng(5)
    for _ in range(COMPARISONS):
        a, b = pair(KINDS[kind], samples, max(seeds), rng, gap, same=same)
        yield judge(of_hits(a[: seeds[0]]), of_hits(b[: seeds[1]]), matters)


def different(*arguments, **options) -> float:
    return float(np.mean([verdict.outcome in "ab" for verdict in outcomes(*arguments, **options)]))


@pytest.mark.parametrize(
    ("kind", "samples", "seeds", "same"),
    [
        ("wild", 1_000, (2, 2), True),  # the test set alone: 43 %; a normal for Student's t: 15 %
        ("uneven", 1_000, (2, 2), True),  # the test set alone: 34 %; a normal for Student's t: 23 %
        ("wild", 1_000, (2, 10), True),  # Welch's degrees of freedom: 10 %
        ("usual", 200, (10, 10), False),  # the seeds alone: 24 %
    ],
)
def test_equals_are_rarely_called_different(kind, samples, seeds, same):
    assert different(kind, samples, seeds, same=same) <= 0.05


def test_a_real_difference_is_found():
    results = list(outcomes("usual", 2_000, (10, 10), gap=4.0))
    assert np.mean([verdict.outcome == "a" for verdict in results]) > 0.9
    assert not any(verdict.outcome == "b" for verdict in results)
    covered = [verdict.low <= 4.0 <= verdict.high for verdict in results]
    assert 0.93 < np.mean(covered) < 0.995


def test_no_difference_that_matters_is_said_of_equals_only():
    assert (
        np.mean(
            [
                v.outcome == "same"
                for v in outcomes("steady", 2_000, (10, 10), same=True, matters=1.0)
            ]
        )
        > 0.6
    )
    beyond = outcomes("steady", 2_000, (10, 10), gap=1.2, matters=1.0)
    assert np.mean([verdict.outcome == "same" for verdict in beyond]) <= 0.03


def test_about_n_more_seeds_settles_it():
    """Half of the comparisons are settled with as many seeds as are advised, nearly all with
    twice as many; few with half."""
    rng = np.random.default_rng(5)
    settled = {0.5: 0, 1: 0, 2: 0}
    asked = 0
    for _ in range(150):
        a, b = pair(KINDS["wild"], 2_000, 40, rng, 3.5, same=False)
        first = judge(of_hits(a[:5]), of_hits(b[:5]), 0.5)
        if first.more_seeds is None:
            continue
        asked += 1
        for times in settled:
            seeds = min(40, max(2, round((5 + first.more_seeds) * times)))
            then = judge(of_hits(a[:seeds]), of_hits(b[:seeds]), 0.5)
            settled[times] += then.outcome != "open"
    assert asked > 40
    assert settled[0.5] < 0.45 * asked < settled[1] < settled[2]
    assert settled[2] > 0.8 * asked


def test_a_row_of_equals_is_rarely_called_different():
    rng = np.random.default_rng(5)
    wrong = 0
    for _ in range(COMPARISONS // 2):
        a, b = pair(KINDS["wild"], 400, 5, rng, 0, same=False)
        c, d = pair(KINDS["wild"], 400, 5, rng, 0, same=False)
        groups = [of_hits(table) for table in (a, b, c, d)]
        wrong += any(v.outcome in "ab" for v in judge_row(groups, 0.5).values())
    assert wrong <= 0.05 * COMPARISONS / 2


@pytest.mark.parametrize("kind", ["usual", "wild", "uneven", "failing"])
@pytest.mark.parametrize("seeds", [1, 3])
def test_one_of_equals_is_rarely_said_to_lead(kind, seeds):
    """With one seed, the scatter alone without the reference runs' mean: 28 % of rows fail."""
    rng = np.random.default_rng(5)
    wrong = 0
    for _ in range(COMPARISONS // 2):
        tables = [
            table for _ in range(2) for table in pair(KINDS[kind], 1_000, 8, rng, 0, same=False)
        ]
        groups = [known(table, seeds) for table in tables]
        wrong += any(verdict.state == LEANING for verdict in judge_row(groups, 0.5).values())
    assert wrong <= 0.10 * COMPARISONS / 2


def test_a_large_difference_leads_with_one_seed_each():
    rng = np.random.default_rng(5)
    states = []
    for _ in range(COMPARISONS // 4):
        a, b = pair(KINDS["usual"], 2_000, 8, rng, 20.0, same=False)
        verdict = judge(known(a, 1), known(b, 1), 0.5)
        states.append(verdict.state == LEANING and verdict.difference > 0)
    assert np.mean(states) > 0.9
