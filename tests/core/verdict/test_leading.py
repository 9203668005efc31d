"""When one recipe leads that is not yet called better, and what a verdict counts, by hand."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import stats

from core.errors import RequestError
from core.verdict.chance import chance
from core.verdict.scores import Scatter, Scores, of_errors, of_hits
from core.verdict.tails import student
from core.verdict.verdict import MAX_MORE, USUAL_ERROR, judge

SAMPLES = 10_000


def scores(*per_seed: float, known: Scatter | None = None, **options) -> Scores:
    """A group that agrees with every other on every sample: the test set adds next to nothing."""
    defaults = {
        "name": "",
        "digest": "",
        "unit": "points",
        "higher_is_better": True,
        "per_sample": np.full(SAMPLES, 50.0),
        "residual": 0.0,
        "step": 100.0,
        "tested": SAMPLES,
    }
    return Scores(per_seed=np.array(per_seed), known=known, **defaults | options)


def t(freedom: float, level: float) -> float:
    return float(stats.t.ppf((1 + level) / 2, freedom))


@pytest.mark.parametrize(("beyond", "leads"), [(0.001, True), (-0.001, False)])
def test_with_one_seed_each_what_others_of_the_recipes_scatter_is_the_limit(beyond, leads):
    limit = (4 * t(3, 0.90) + 1 * t(8, 0.90)) / 5**0.5
    gap = limit + beyond
    a, b = scores(70 + gap, known=Scatter(4.0, 3)), scores(70, known=Scatter(1.0, 8))
    assert judge(a, b, 0.5).leans == judge(b, a, 0.5).leans == leads
    assert judge(a, b, 0.5).state == ("leaning" if leads else "early")


@pytest.mark.parametrize(("beyond", "leads"), [(0.001, True), (-0.001, False)])
def test_with_several_seeds_their_own_scatter_is_the_limit(beyond, leads):
    """Of 69, 71 and of the mean of 60, 64, 68: variances 2 and 16 of two and three seeds."""
    limit = (2 / 2 * t(1, 0.90) + 16 / 3 * t(2, 0.90)) / (2 / 2 + 16 / 3) ** 0.5
    a = scores(*(64 + limit + beyond + off for off in (-1, 1)))
    verdict = judge(a, scores(60, 64, 68), 0.5)
    assert verdict.leans == leads and verdict.outcome == "open"


@pytest.mark.parametrize("nothing", [(None, Scatter(1.0, 8)), (Scatter(1.0, 8), None)])
def test_nobody_leads_where_nothing_is_known_of_ones_seeds(nothing):
    a, b = (scores(mean, known=known) for mean, known in zip((90, 10), nothing, strict=True))
    assert not judge(a, b, 0.5).leans


@pytest.mark.parametrize(("beyond", "leads"), [(-0.001, True), (0.001, False)])
@pytest.mark.parametrize("side", [1, -1])
def test_a_seed_unlike_its_recipes_others_leads_nobody(beyond, leads, side):
    """One more of a recipe with five known seeds: their variance and a fifth of it for the mean."""
    margin = t(4, 1 - USUAL_ERROR) * (2.0 * (1 + 1 / 5)) ** 0.5
    others = Scatter(2.0, 4, mean=50.0)
    usual = Scatter(0.01, 4)
    one = scores(50 + side * (margin + beyond), known=others)
    assert judge(one, scores(90, known=usual), 0.5).leans == leads
    assert judge(scores(90, known=usual), one, 0.5).leans == leads


def test_seeds_that_have_one_figure_may_differ_by_a_sample():
    """Four seeds have one figure; one more may be a sample or two off: 0.01 points each here."""
    others = Scatter(0.0, 3, mean=50.0)
    margin = t(3, 1 - USUAL_ERROR) * 0.01 * (1 + 1 / 4) ** 0.5
    for off, leads in ((margin * 0.99, True), (margin * 1.01, False)):
        one = scores(50 + off, known=others)
        assert judge(one, scores(90, known=Scatter(0.01, 4)), 0.5).leans == leads


def test_a_test_set_too_small_for_the_difference_lets_nobody_lead():
    rng = np.random.default_rng(0)
    tables = [rng.random((1, 60)) < share for share in (0.6, 0.5)]
    a, b = (of_hits(table) for table in tables)
    certain = Scatter(1e-6, 50)
    a, b = (scores(*one.per_seed, known=certain, per_sample=one.per_sample) for one in (a, b))
    verdict = judge(a, b, 0.5)
    assert 0 < abs(verdict.difference) < verdict.samples_margin and not verdict.leans


def test_more_seeds_than_a_hundred_are_not_asked_for():
    """Where the 100th further seed settles it, and where only the 101st would."""
    a, b = scores(40, 50, 60), scores(45, 50, 55)
    margins = chance(a, b).margin(student, np.array([MAX_MORE - 1, MAX_MORE, MAX_MORE + 1]))
    before, last, after = margins
    verdict = judge(a, b, (before + last) / 2)
    assert (verdict.more_seeds, verdict.missing) == (
        MAX_MORE,
        "seeds",
    ) and MAX_MORE == 100
    verdict = judge(a, b, (last + after) / 2)
    assert (verdict.more_seeds, verdict.missing) == (None, "scatter")
    lasting = chance(a, b).at_best(student)
    assert judge(a, b, lasting * 1.01).missing == "scatter"
    assert judge(a, b, lasting * 0.99).missing == "samples"


def test_no_fewer_seeds_are_advised_than_keep_the_promise():
    a, b = scores(49, 50, 51), scores(49, 50, 51)
    now, then, later, last = chance(a, b).margin(student, np.array([0, 1, 5, 6]))
    assert judge(a, b, (now + then) / 2).more_seeds == 5
    assert judge(a, b, (later + last) / 2).more_seeds == 6
    assert judge(a, b, now * 1.001).outcome == "same"
    assert judge(a, b, now).outcome == "open"  # less than matters, not as much


def test_two_groups_are_brought_to_one_number_of_seeds_or_two_more():
    """Of a group that has one, nothing is known: two more to begin with."""
    for seeds, more in ((1, 2), (2, 2), (3, 2), (4, 3), (9, 8)):
        verdict = judge(scores(50), scores(*[50] * seeds), 1.0)
        assert (verdict.outcome, verdict.missing) == ("open", "one seed")
        assert verdict.more_seeds == more
        assert math.isnan(verdict.seeds_margin) and verdict.as_dict()["seeds_margin"] is None


def test_two_seeds_each_are_judged():
    verdict = judge(scores(80, 80.1), scores(50, 50.1), 1.0)
    assert (verdict.outcome, verdict.missing, verdict.more_seeds) == ("a", "", None)
    assert verdict.seeds_margin > 0 and verdict.paired is None


def test_the_chance_of_two_runs_is_mcnemars_or_students():
    one, other = np.array([1, 1, 1, 1, 0, 0, 0], bool), np.array([0, 0, 0, 1, 1, 0, 0], bool)
    p = judge(of_hits(one[None]), of_hits(other[None]), 1.0).paired
    # of four on which they differ three to one: 2 · (1 + 4) / 16
    assert p == pytest.approx(10 / 16)
    assert judge(of_hits(one[None]), of_hits(one[None]), 1.0).paired == 1
    a, b = np.abs(np.random.default_rng(0).standard_normal((2, 1, 24)))
    p = judge(of_errors(a, "°C"), of_errors(b, "°C"), 1.0).paired
    assert p == pytest.approx(stats.ttest_rel(a[0], b[0]).pvalue)
    assert judge(of_errors(a, "°C"), of_errors(a, "°C"), 1.0).paired == 1


@pytest.mark.parametrize(
    ("low", "high", "surely"),
    [(1.0, 3.0, True), (-3.0, -1.0, True), (0.9, 3.0, False), (-3.0, -0.9, False), (-2, 2, False)],
)
def test_it_surely_matters_where_the_whole_interval_is_beyond(low, high, surely):
    verdict = judge(scores(50, 51), scores(50, 51), 1.0)
    verdict = type(verdict)(**vars(verdict) | {"low": low, "high": high})
    assert verdict.surely_matters == surely


def test_what_cannot_be_compared_or_asked_is_refused():
    a = scores(50, 51)
    others = (
        scores(50, 51, digest="other"),
        scores(50, 51, unit="°C"),
        scores(50, 51, per_sample=np.full(SAMPLES - 1, 50.0)),
    )
    for other in others:
        with pytest.raises(RequestError, match="not tested on the same samples"):
            judge(a, other, 1.0)
    for matters in (-0.1, math.nan):
        with pytest.raises(RequestError, match="at least 0; got"):
            judge(a, a, matters)
    assert judge(a, a, 0.0).matters == 0
