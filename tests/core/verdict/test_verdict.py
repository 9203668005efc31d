"""Verdicts: by hand, against SciPy, and in words."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest
from scipy import stats

from core.errors import RequestError
from core.verdict.chance import SAMPLES_ERROR, chance
from core.verdict.row import judge_row
from core.verdict.scores import STRETCHES, of_errors, of_hits
from core.verdict.sentences import sentence, short
from core.verdict.spending import ERRORS, seeds_to_next_check
from core.verdict.tails import student
from core.verdict.verdict import judge


def hits(shares: list[float], samples: int = 1000, *, seed: int = 0) -> np.ndarray:
    """A row per seed, with exactly these shares right."""
    rng = np.random.default_rng(seed)
    rows = [rng.permutation(samples) < round(share * samples) for share in shares]
    return np.stack(rows)


def group(name: str, shares: list[float], samples: int = 1000, seed: int = 0):
    return of_hits(hits(shares, samples, seed=seed), name=name, digest="one")


def test_scores_are_the_two_way_table_of_a_textbook():
    table = hits([0.7, 0.8, 0.75], 40)
    scores = of_hits(table)
    values = table * 100.0
    rest = values - values.mean(0) - values.mean(1, keepdims=True) + values.mean()
    assert scores.per_seed == pytest.approx([70, 80, 75])
    assert scores.per_sample == pytest.approx(values.mean(0))
    assert scores.residual == pytest.approx((rest**2).sum() / (2 * 39))


def test_a_series_is_cut_into_stretches_whose_mean_is_the_mean_absolute_error():
    errors = np.abs(np.random.default_rng(0).standard_normal((3, 1001)))
    scores = of_errors(errors, "°C")
    assert scores.per_seed == pytest.approx(errors.mean(1))
    assert len(scores.per_sample) == STRETCHES and scores.tested == 1001
    assert scores.mean == pytest.approx(errors.mean())


def test_with_nothing_but_seeds_the_margin_is_welchs():
    """Two groups with different scatter; the samples do not matter."""
    a, b = group("a", [0.70, 0.74, 0.78]), group("b", [0.60, 0.61, 0.62])
    spread = chance(a, b)
    parts = np.array([16 / 3, 1 / 3])
    freedom = parts.sum() ** 2 / (parts**2 / 2).sum()
    expected = parts.sum() ** 0.5 * stats.t.isf(ERRORS[3] / 2, freedom)
    assert spread.of_seeds(student) == pytest.approx(expected)
    both = spread.margin(student)[0]
    assert both == pytest.approx(expected, rel=0.01)  # the seeds' luck is all there is
    verdict = judge(a, b, 1.0)
    assert verdict.difference == pytest.approx(13)
    assert verdict.high - verdict.low == pytest.approx(2 * both)


def test_a_clear_difference_is_promised():
    verdict = judge(group("a", [0.90, 0.91, 0.92]), group("b", [0.60, 0.61, 0.62]), 1.0)
    assert verdict.outcome == "a" and verdict.better == "a"
    assert verdict.level == verdict.as_dict()["sure"] == 0.95


def test_the_next_check_is_far_enough_to_keep_the_promise():
    shares = [0.80, 0.81, 0.82, 0.80]
    verdict = judge(group("a", shares), group("b", [one - 0.011 for one in shares], seed=1), 0.1)
    assert verdict.missing == "seeds" and verdict.more_seeds >= seeds_to_next_check(4) == 6


def test_with_many_alike_seeds_the_margin_is_that_of_paired_samples():
    one, other = hits([0.9])[0], hits([0.8], seed=1)[0]
    a, b = of_hits(np.tile(one, (9, 1))), of_hits(np.tile(other, (9, 1)))
    paired = 100 * stats.sem(one.astype(float) - other) * stats.t.isf(SAMPLES_ERROR / 2, 999)
    verdict = judge(a, b, 1.0)
    assert verdict.seeds_margin == 0
    assert verdict.high - verdict.difference == pytest.approx(paired, rel=0.01)


def test_few_seeds_that_agree_against_many_that_do_not_prove_little():
    failing = [0.85] * 16 + [0.65] * 4
    few, many = group("few", [0.85, 0.85, 0.85], 20_000), group("many", failing, 20_000, seed=3)
    assert few.mean - many.mean == pytest.approx(4)
    assert judge(few, many, 1.0).outcome == "open"


def test_lower_is_better_for_errors_and_the_sides_can_be_changed():
    rng = np.random.default_rng(0)
    small = of_errors(np.abs(rng.standard_normal((5, 2000))), "°C", name="small")
    large = of_errors(np.abs(rng.standard_normal((5, 2000))) * 2, "°C", name="large")
    first, second = judge(small, large, 0.05), judge(large, small, 0.05)
    assert (first.outcome, second.outcome) == ("a", "b")
    assert first.better == second.better == "small"
    assert first.low == pytest.approx(-second.high)
    assert "small is better than large by 0.790 °C (between 0.7" in sentence(first)


def test_no_difference_that_matters_is_a_matter_of_the_threshold():
    shares = [0.900, 0.901, 0.902, 0.900, 0.901]
    a, b = of_hits(hits(shares, 20_000)), of_hits(hits(shares[::-1], 20_000))
    assert judge(a, b, 2.0).outcome == "same"
    assert judge(a, b, 0.01).outcome == "open"
    assert judge(a, b, 2.0).outcome == "same" and sentence(judge(a, b, 2.0))


def test_a_test_set_on_which_both_are_right_is_not_certainty():
    perfect = np.ones((3, 100), bool)
    verdict = judge(of_hits(perfect), of_hits(perfect), 1.0)
    assert verdict.difference == 0 and verdict.high > 1
    assert verdict.outcome == "open" and verdict.missing == "samples"
    assert verdict.more_seeds is None
    assert "more seeds will not settle it" in sentence(verdict)
    assert judge(of_hits(np.ones((3, 5000), bool)), of_hits(np.ones((3, 5000), bool)), 1.0).outcome


def test_scatter_of_seeds_is_not_blamed_on_the_test_set():
    a, b = group("a", [0.70, 0.80, 0.90], 50_000), group("b", [0.71, 0.80, 0.902], 50_000, seed=1)
    verdict = judge(a, b, 0.1)
    assert verdict.outcome == "open" and verdict.missing == "scatter"
    assert verdict.more_seeds is None and chance(a, b).at_best(student) < 0.4
    text = sentence(verdict)
    assert "even 100 more seeds each would hardly settle it" in text and "too few" not in text
    assert "scatter" in short(verdict)


def test_no_difference_is_not_less_than_none():
    same = [0.9] * 3
    verdict = judge(group("a", same, 1_000), group("b", same, 1_000, seed=1), 0.1)
    verdict = replace(verdict, difference=-0.0001)
    assert "the difference of +0.0 points" in sentence(verdict)


def test_one_seed_only_covers_the_test_set():
    one, other = hits([0.9])[0], hits([0.8], seed=1)[0]
    verdict = judge(of_hits(one[None], name="a"), of_hits(other[None], name="b"), 1.0)
    only = (one & ~other).sum(), (other & ~one).sum()
    assert verdict.paired == pytest.approx(stats.binomtest(int(only[0]), int(sum(only))).pvalue)
    assert verdict.outcome == "open" and verdict.missing == "one seed"
    assert verdict.more_seeds == 2 and "luck" in sentence(verdict)
    several = judge(of_hits(one[None]), of_hits(hits([0.5] * 5), name="b"), 1.0)
    assert several.outcome == "open" and several.more_seeds == 4 and several.paired is None
    json.loads(json.dumps(several.as_dict(), allow_nan=False))


def test_more_seeds_are_the_fewest_that_would_settle_it():
    """And more than the five after which to check again."""
    a, b = group("a", [0.83, 0.85, 0.87], 20_000), group("b", [0.81, 0.83, 0.85], 20_000, seed=1)
    verdict = judge(a, b, 1.0)
    assert verdict.outcome == "open" and verdict.missing == "seeds" and verdict.more_seeds > 5
    margins = chance(a, b).margin(student, np.array([verdict.more_seeds - 1, 0]))
    assert margins[0] >= verdict.difference
    settled = chance(a, b).margin(student, verdict.more_seeds)[0]
    assert settled < verdict.difference
    assert f"about {verdict.more_seeds} more seeds each" in sentence(verdict)
    assert str(verdict.more_seeds) in short(verdict)


def test_other_samples_are_refused():
    a = of_hits(hits([0.9, 0.8]), name="imdb/cnn", digest="one")
    b = of_hits(hits([0.9, 0.8]), name="imdb/lstm", digest="other")
    with pytest.raises(RequestError, match="imdb/cnn and imdb/lstm were not tested on the same"):
        judge(a, b, 1.0)
    with pytest.raises(RequestError, match="at least 1 × 2"):
        of_hits(np.ones(5, bool))


def test_a_row_is_judged_together_and_takes_wider_intervals():
    groups = [group(name, [0.8, 0.81, 0.82], seed=seed) for seed, name in enumerate("abcd")]
    row = judge_row(groups, 1.0)
    assert sorted(row) == [(0, 1), (0, 2), (0, 3), (1, 2), (1, 3), (2, 3)]
    alone = judge(groups[0], groups[1], 1.0)
    assert row[0, 1].compared == 4
    assert row[0, 1].high - row[0, 1].low > 1.3 * (alone.high - alone.low)
    two = judge_row(groups[:2], 1.0)[0, 1]
    assert two == alone
