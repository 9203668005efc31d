"""A change against its recipe: what is said, and that it agrees with the verdict on Compare."""

from __future__ import annotations

import numpy as np
import pytest

from core.analysis.judgement import judge_together
from core.analysis.versus import DIFFER, LUCK, MINUS, NOTHING, WORDS, Versus, amount
from core.verdict.scores import POINTS, of_hits
from core.verdict.verdict import CLEAR, EARLY, LEANING, MATTERS

RANDOM = np.random.default_rng(5)
# The reference runs of topics/cnn.
RECIPE = (85.8, 85.55, 86.55)


def against(*changed, recipe=RECIPE, **more) -> Versus:
    return Versus(changed=changed, recipe=recipe, unit=POINTS, samples=2_000, **more)


def _hits(shares) -> np.ndarray:
    """Seeds that are right on exactly these shares of the samples, each on others."""
    return np.stack([RANDOM.permutation(2_000) < round(2_000 * share) for share in shares])


def judged(shares, others) -> Versus:
    """Two groups with these shares of right answers, judged as Compare judges them."""
    tables = {
        name: of_hits(_hits(each), name=name, digest="d")
        for name, each in (("changed", shares), ("recipe", others))
    }
    judgement = judge_together(tables, MATTERS["text-multiclass"])
    (verdict,) = judgement.verdicts.values()
    groups = {name: list(scores.per_seed) for name, scores in tables.items()}
    return Versus(**groups, unit=POINTS, samples=2_000, verdict=verdict)


def test_one_seed_inside_may_be_luck():
    versus = against(85.1)
    assert (versus.state, versus.word) == (EARLY, LUCK)
    assert versus.signed() == f"{MINUS}0.9"
    assert versus.claim() == "0.9 points worse than the recipe, which may be luck."
    assert f"±{versus.luck.margin:.1f} points" in versus.limit() and "9 of 10" in versus.limit()


def test_one_seed_far_outside_says_something_of_the_networks_only():
    versus = against(13.2)
    assert (versus.state, versus.word) == (EARLY, DIFFER)
    assert "networks differ" in versus.claim() and "luck" not in versus.claim()
    assert "more seeds" in versus.limit()


def test_one_seed_of_the_recipe_says_nothing_of_luck():
    versus = against(85.1, recipe=(86.0,))
    assert versus.luck is None and versus.word == LUCK
    assert not versus.networks_differ and "one seed" in versus.limit()


@pytest.mark.parametrize(
    ("shares", "others", "state"),
    [
        ((0.95, 0.95, 0.95), (0.80, 0.80, 0.80), CLEAR),
        ((0.70, 0.70, 0.70), (0.80, 0.80, 0.80), CLEAR),
        ((0.80, 0.83, 0.77), (0.80, 0.78, 0.81), EARLY),
        ((0.95,), (0.80, 0.81, 0.79), EARLY),
    ],
)
def test_the_state_is_the_verdicts_and_the_direction_that_of_the_means(shares, others, state):
    versus = judged(shares, others)
    assert versus.state == versus.verdict.state == state
    better = "better" in versus.claim()
    assert better == (np.mean(versus.changed) > np.mean(versus.recipe))
    if state == CLEAR:
        assert versus.word == WORDS[CLEAR] and "luck" not in versus.claim()
        assert versus.verdict.better == ("changed" if better else "recipe")
        half = (versus.verdict.high - versus.verdict.low) / 2
        assert f"±{half:.1f}" in versus.limit()


def test_a_leaning_difference_is_not_called_luck():
    versus = judged((0.85, 0.86), (0.80, 0.81))
    assert (versus.state, versus.word) == (LEANING, WORDS[LEANING])
    assert "so far" in versus.claim() and "luck" not in versus.claim()


def test_no_difference_that_matters_is_said_so():
    table = of_hits(np.tile(RANDOM.random(20_000) < 0.9, (5, 1)), digest="d")
    judgement = judge_together({"a": table, "b": table}, 1.0)
    (verdict,) = judgement.verdicts.values()
    seeds = list(table.per_seed)
    versus = Versus(changed=seeds, recipe=seeds, unit=POINTS, samples=20_000, verdict=verdict)
    assert (versus.state, versus.word) == (CLEAR, NOTHING)


def test_lower_errors_are_better_and_have_two_decimals():
    versus = Versus(changed=(2.5,), recipe=(2.6, 2.62, 2.58), unit="°C", samples=8_502)
    assert "0.10 °C better" in versus.claim() and versus.signed() == f"{MINUS}0.10"


def test_a_sample_worth_a_point_leaves_no_decimals():
    assert amount(3.4, POINTS, 100) == "3 points" and amount(3.4, POINTS, 359) == "3.4 points"


def test_equal_results_are_neither_better_nor_worse():
    versus = against(86.0, recipe=(86.0, 86.4, 85.6))
    assert versus.signed() == "0.0"
    assert "better" not in versus.claim() and "worse" not in versus.claim()
