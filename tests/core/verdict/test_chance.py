"""How far a difference may be off by chance, by hand and by scipy's distributions."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from scipy import stats

from core.verdict.chance import SAMPLES_ERROR, Chance, chance, weighted_margin
from core.verdict.scores import of_errors, of_hits
from core.verdict.spending import error_at
from core.verdict.tails import student

A = np.array([[1, 1, 0, 0, 1, 0], [1, 0, 1, 0, 1, 0], [1, 1, 0, 0, 0, 0]], bool)
B = np.array([[0, 1, 1, 0, 1, 0], [0, 0, 1, 1, 1, 0]], bool)
KNOWN = Chance(
    a_seeds=3,
    b_seeds=3,
    a_scatter=6.0,
    b_scatter=3.0,
    a_luck=0.6,
    b_luck=0.3,
    samples=0.5,
    observed_samples=0.8,
    sample_count=101,
)


def t(freedom: float, error: float) -> float:
    return float(stats.t.isf(error / 2, freedom))


def samples_t() -> float:
    return t(100, SAMPLES_ERROR)


def welch(*parts: float, freedom: list[float]) -> float:
    return sum(parts) ** 2 / sum(part**2 / own for part, own in zip(parts, freedom, strict=True))


def interaction(table: np.ndarray) -> float:
    """What neither seed nor sample explains: the mean square of a two-way table."""
    rest = table - table.mean(0) - table.mean(1, keepdims=True) + table.mean()
    return float((rest**2).sum() / ((table.shape[0] - 1) * (table.shape[1] - 1)))


def with_half_samples(difference: np.ndarray) -> float:
    """Agresti and Min: half a sample more in each cell, both right, both wrong, A only, B only.
    The squared standard error of the mean difference of this weighted sample."""
    values = np.concatenate([difference, [0, 0, 100, -100]])
    weights = np.concatenate([np.ones(len(difference)), np.full(4, 0.5)])
    total = weights.sum()
    mean = (weights * values).sum() / total
    return float((weights * (values - mean) ** 2).sum() / (total - 1) / total)


def test_the_test_sets_variance_has_half_a_sample_more_in_every_cell():
    parts = chance(of_hits(A[:1]), of_hits(B[:1]))
    # A alone is right once, B alone once, of six: 2 + 1 squares among 8, and no difference
    assert parts.observed_samples == pytest.approx((2 + 1) * 100**2 / (7 * 8))
    assert parts.samples == parts.observed_samples and parts.sample_count == 6
    parts = chance(of_hits(A[:1]), of_hits(B[1:] & False))
    # A alone is right three times: 3 + 1 squares, less 3² / 8 for the mean
    assert parts.observed_samples == pytest.approx((4 - 9 / 8) * 100**2 / (7 * 8))
    assert parts.observed_samples == pytest.approx(with_half_samples(A[0] * 100.0))


def test_seeds_luck_is_taken_out_of_the_test_sets_variance():
    """Each seed's own luck with single samples averages out with more seeds."""
    rng = np.random.default_rng(2)
    hard = rng.random(400)
    a, b = rng.random((3, 400)) > hard * 0.9, rng.random((2, 400)) > hard
    parts = chance(of_hits(a), of_hits(b))
    a_luck, b_luck = interaction(a * 100.0) / 400, interaction(b * 100.0) / 400
    assert (parts.a_luck, parts.b_luck) == pytest.approx((a_luck, b_luck))
    observed = with_half_samples(100.0 * (a.mean(0) - b.mean(0)))
    assert parts.observed_samples == pytest.approx(observed)
    assert parts.samples == pytest.approx(max(0.0, observed - a_luck / 3 - b_luck / 2))
    assert (parts.a_seeds, parts.b_seeds) == (3, 2)
    expected = np.var(a.mean(1) * 100, ddof=1), np.var(b.mean(1) * 100, ddof=1)
    assert (parts.a_scatter, parts.b_scatter) == pytest.approx(expected)


def test_the_test_sets_variance_is_never_less_than_none():
    """Seeds that err on other samples each explain more than there is."""
    rng = np.random.default_rng(0)
    a, b = rng.random((2, 10_000)) < 0.5, rng.random((2, 10_000)) < 0.5
    parts = [
        chance(of_hits(a[:, start:][:, :50]), of_hits(b[:, start:][:, :50])) for start in range(40)
    ]
    assert min(one.samples for one in parts) == 0 < max(one.samples for one in parts)


def test_a_series_variance_is_that_of_its_stretches():
    rng = np.random.default_rng(1)
    a, b = np.abs(rng.standard_normal((2, 1, 24)))
    parts = chance(of_errors(a, "°C"), of_errors(b * 2, "°C"))
    assert parts.observed_samples == pytest.approx(stats.sem((a - b * 2)[0]) ** 2)
    assert np.isnan(parts.a_scatter) and np.isnan(parts.b_scatter)
    assert (parts.a_luck, parts.b_luck) == (0, 0)


def test_with_as_many_seeds_the_seeds_have_welchs_t_and_the_samples_their_own():
    seeds, samples = 6 / 3 + 3 / 3, 0.5
    of_seeds = t(welch(2.0, 1.0, freedom=[2, 2]), error_at(3))
    expected = (seeds * of_seeds + samples * samples_t()) / (seeds + samples) ** 0.5
    assert KNOWN.margin(student) == pytest.approx([expected])
    assert KNOWN.of_seeds(student) == pytest.approx(of_seeds * seeds**0.5)
    assert KNOWN.of_samples(student) == pytest.approx(samples_t() * 0.8**0.5)
    assert KNOWN.at_best(student) == pytest.approx(samples_t() * 0.5**0.5)


def test_more_seeds_divide_what_is_the_seeds_and_leave_the_samples():
    seeds, samples = 6 / 8 + 3 / 8, 0.5
    of_seeds = t(welch(6 / 8, 3 / 8, freedom=[7, 7]), error_at(8))
    expected = (seeds * of_seeds + samples * samples_t()) / (seeds + samples) ** 0.5
    margins = KNOWN.margin(student, np.array([0, 5]))
    assert margins[0] == KNOWN.margin(student)[0] and margins[1] == pytest.approx(expected)


def test_seeds_that_have_one_figure_leave_their_luck():
    alike = replace(KNOWN, a_scatter=0.0, b_scatter=0.0)
    expected = samples_t() * (0.6 / 3 + 0.3 / 3 + 0.5) ** 0.5
    assert alike.margin(student) == pytest.approx([expected])


@pytest.mark.parametrize(("more", "a", "b"), [(0, 2, 20), (3, 5, 23)])
def test_few_seeds_against_many_have_at_least_one_scatter_for_both(more, a, b):
    """Two seeds that agree: their own scatter says nothing, that of all 22 counts."""
    uneven = replace(KNOWN, a_seeds=2, b_seeds=20, a_scatter=0.0, b_scatter=3.0, a_luck=0.01)
    pooled = (1 * 0 + 19 * 3) / (2 + 20 - 2) * (1 / a + 1 / b)
    of_seeds = t(a + b - 2, error_at(a))
    expected = (pooled * of_seeds + 0.5 * samples_t()) / (pooled + 0.5) ** 0.5
    assert uneven.margin(student, more) == pytest.approx([expected])


def test_few_seeds_that_scatter_keep_their_own():
    uneven = replace(KNOWN, a_seeds=2, b_seeds=20, a_scatter=30.0, b_scatter=3.0)
    of_seeds = t(welch(15, 0.15, freedom=[1, 19]), error_at(2))
    expected = (15.15 * of_seeds + 0.5 * samples_t()) / 15.65**0.5
    assert uneven.margin(student) == pytest.approx([expected])


def test_nothing_scatters_nothing():
    none = np.zeros((2, 3))
    assert weighted_margin(none, np.ones((2, 3))).tolist() == [0, 0, 0]
    assert weighted_margin(np.array([[3.0], [1.0]]), np.array([[2.0], [4.0]])) == pytest.approx(
        [5.0]
    )
