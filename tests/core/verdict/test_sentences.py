"""A verdict in words: the figures in them, and which sentence says it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from core.verdict.scores import of_errors, of_hits
from core.verdict.sentences import amount, digits, sentence, short
from core.verdict.verdict import judge

TABLE = np.arange(2_000).reshape(2, 1_000) % 2 == 0
POINTS = replace(
    judge(of_hits(TABLE), of_hits(TABLE), 1.0),
    outcome="open",
    a="imdb/cnn",
    b="imdb/lstm",
    a_seeds=3,
    b_seeds=3,
)
DEGREES = replace(
    judge(of_errors(np.ones((2, 48)), "°C"), of_errors(np.ones((2, 48)), "°C"), 0.05),
    outcome="open",
    a="jena/cnn",
    b="jena/lstm",
)


@pytest.mark.parametrize(
    ("margin", "places"),
    [(250, 0), (25, 0), (10, 0), (9.9, 1), (2.5, 1), (1, 1), (0.25, 2), (0.02, 3), (0.002, 4)],
)
def test_figures_show_two_of_the_margins(margin, places):
    assert digits(replace(POINTS, low=5 - margin, high=5 + margin)) == places


def test_tiny_margins_take_four_decimals_and_none_takes_two():
    assert digits(replace(POINTS, low=-1e-6, high=1e-6)) == 4
    assert digits(replace(POINTS, low=3, high=3)) == 2


def test_an_amount_has_its_unit():
    amounts = [amount(1, "points"), amount(0.5, "points"), amount(0.05, "°C"), amount(1, "")]
    assert amounts == ["1 point", "0.5 points", "0.05 °C", "1"]


@pytest.mark.parametrize(
    ("outcome", "low", "high", "better", "worse", "ends"),
    [
        ("a", 1.5, 4.5, "imdb/cnn", "imdb/lstm", "between 1.5 and 4.5"),
        ("b", -4.5, -1.5, "imdb/lstm", "imdb/cnn", "between 1.5 and 4.5"),
    ],
)
def test_the_better_one_comes_first_whichever_it_is(outcome, low, high, better, worse, ends):
    verdict = replace(POINTS, outcome=outcome, low=low, high=high, difference=(low + high) / 2)
    text = sentence(verdict)
    assert text.startswith(f"{better} is better than {worse} by 3.0 points ({ends}")
    assert "with 95 % certainty" in text and "perhaps" not in text
    assert short(verdict) == f"{better} is better"
    barely = replace(verdict, matters=2.0)
    assert "perhaps by less than the 2 points that" in sentence(barely)


def test_no_difference_names_both_ends_with_their_signs():
    text = sentence(replace(POINTS, outcome="same", difference=0.1, low=-0.46, high=0.66))
    assert "between -0.46 and +0.66 points" in text and "less than 1 point " in text


@pytest.mark.parametrize(
    ("missing", "more", "phrase", "in_short"),
    [
        ("samples", None, "1,000 test samples are too few", "too few test samples"),
        ("scatter", None, "even 100 more seeds", "scatter too much"),
        ("seeds", 1, "about 1 more seed each", "about 1 more seed each"),
        ("seeds", 7, "about 7 more seeds each", "about 7 more seeds each"),
        ("one seed", 2, "at least 2 more seeds each", "about 2 more seeds each"),
        ("one seed", 1, "at least 1 more seed each", "about 1 more seed each"),
    ],
)
def test_what_is_open_says_what_it_lacks(missing, more, phrase, in_short):
    verdict = replace(
        POINTS, missing=missing, more_seeds=more, difference=0.5, low=-1.5, high=2.5, leans=False
    )
    text = sentence(verdict)
    assert phrase in text and in_short in short(verdict)
    assert text.startswith("Too early to tell imdb/cnn from imdb/lstm")
    assert ("+0.5 points could be anything from -1.5 to +2.5" in text) == (missing != "one seed")


@pytest.mark.parametrize("difference", [3.0, -3.0])
def test_one_seed_each_that_leads_counts_what_each_got_right(difference):
    """Of 1,000 samples, 530 or 500."""
    means = {"a_mean": 53.0, "b_mean": 50.0} if difference > 0 else {"a_mean": 50.0, "b_mean": 53.0}
    verdict = replace(
        POINTS, leans=True, difference=difference, low=-4, high=4, a_seeds=1, b_seeds=1, **means
    )
    first, second = ("cnn", "lstm") if difference > 0 else ("lstm", "cnn")
    text = sentence(verdict)
    assert text.startswith(f"imdb/{first} leads imdb/{second} by 3.0 points, one seed each")
    assert "530 of 1,000 right against 500" in text
    assert short(verdict) == "leaning"
    for seeds in ({"a_seeds": 2}, {"b_seeds": 2}, {"a_seeds": 2, "b_seeds": 2}):
        assert " right against " not in sentence(replace(verdict, **seeds))


@pytest.mark.parametrize("difference", [0.3, -0.3])
def test_of_errors_the_smaller_leads(difference):
    verdict = replace(DEGREES, leans=True, difference=difference, low=-0.9, high=0.9)
    first, second = ("lstm", "cnn") if difference > 0 else ("cnn", "lstm")
    for seeds in (1, 2):
        text = sentence(replace(verdict, a_seeds=seeds, b_seeds=seeds))
        assert text.startswith(f"jena/{first} leads jena/{second} by 0.30 °C, more than")


@pytest.mark.parametrize("unit", ["", "°C"])
def test_a_missing_unit_is_left_out(unit):
    verdict = replace(DEGREES, outcome="same", unit=unit, low=-0.5, high=0.5, matters=1.0)
    assert ("°C" in sentence(verdict)) == bool(unit)
    assert "less than 1 does" in sentence(verdict) if not unit else "1 °C does" in sentence(verdict)
