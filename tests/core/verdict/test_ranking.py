"""Several groups in a sentence: who leads, over whom, and what would settle the rest."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from core.verdict.ranking import (
    ENOUGH,
    Ranking,
    by_how_much,
    joined,
    missing_seeds,
    not_judged,
    one_seed,
    rank,
)
from core.verdict.scores import of_errors, of_hits
from core.verdict.verdict import CLEAR, EARLY, LEANING, Verdict, judge

TABLE = np.arange(2_000).reshape(2, 1_000) % 2 == 0
DRAFT = judge(of_hits(TABLE), of_hits(TABLE), 1.0)
NAMES = {"best": "imdb/cnn", "second": "imdb/lstm", "third": "imdb/mlp"}


def verdict(a: str, b: str, outcome: str = "open", **changes) -> Verdict:
    return replace(DRAFT, a=NAMES[a], b=NAMES[b], outcome=outcome, **changes)


def test_the_leader_is_compared_as_each_verdict_says():
    keys = list(NAMES)
    kinds = {
        "beats": {"outcome": "a"},
        "leads": {"outcome": "open", "leans": True},
        "equals": {"outcome": "same"},
        "unclear": {"outcome": "open", "leans": False},
    }
    for second, of_second in kinds.items():
        for third, of_third in kinds.items():
            verdicts = {
                ("best", "second"): verdict("best", "second", **of_second),
                ("best", "third"): verdict("best", "third", **of_third),
                ("second", "third"): verdict("second", "third", "b"),
            }
            ranking = rank(keys, verdicts)
            assert ranking.leader == "imdb/cnn"
            for kind in kinds:
                names = [("imdb/lstm", second), ("imdb/mlp", third)]
                assert getattr(ranking, kind) == tuple(name for name, of in names if of == kind)


def test_sizes_are_given_for_those_it_beats_or_leads():
    sized = {"difference": -3.21, "low": -4.21, "high": -2.21}
    for changes, kind in (({"outcome": "b"}, "beats"), ({"leans": True}, "leads")):
        verdicts = {("best", "second"): verdict("best", "second", **sized | changes)}
        (entry,) = getattr(rank(["best", "second"], verdicts, sizes=True), kind)
        assert entry == by_how_much(verdicts["best", "second"]) == "imdb/lstm (by 3.2 points)"
        assert getattr(rank(["best", "second"], verdicts), kind) == ("imdb/lstm",)
    for changes, kind in (({"outcome": "same"}, "equals"), ({}, "unclear")):
        verdicts = {("best", "second"): verdict("best", "second", **sized | changes)}
        assert getattr(rank(["best", "second"], verdicts, sizes=True), kind) == ("imdb/lstm",)


@pytest.mark.parametrize(
    ("beats", "leads", "equals", "unclear", "state"),
    [
        ("B", "", "", "", CLEAR),
        ("", "", "B", "", CLEAR),
        ("B", "C", "D", "", LEANING),
        ("B", "", "C", "D", EARLY),
        ("", "B", "", "C", EARLY),
    ],
)
def test_the_least_certain_comparison_is_the_state(beats, leads, equals, unclear, state):
    ranking = Ranking("A", *(tuple(names) for names in (beats, leads, equals, unclear)))
    assert ranking.state == state
    text = ranking.sentence()
    assert all(name in text for name in beats + leads + equals + unclear)
    assert len(text.split(". ")) == sum(bool(names) for names in (beats, leads, equals, unclear))


def test_where_all_is_too_early_nobody_wins():
    text = Ranking("A", (), (), (), ("B", "C")).sentence()
    assert text.startswith("No clear winner yet: A") and "B and C" in text
    for kind in range(3):
        known = tuple(("B",) if place == kind else () for place in range(3))
        assert "No clear winner" not in Ranking("A", *known, ("C",)).sentence()


def test_each_group_gets_the_most_seeds_that_any_of_its_open_verdicts_asks_for():
    several = {"missing": "seeds", "a_seeds": 3, "b_seeds": 4}
    verdicts = {
        ("best", "second"): verdict("best", "second", more_seeds=5, **several),
        ("best", "third"): verdict("best", "third", more_seeds=2, **several),
        ("second", "third"): verdict("second", "third", "a", more_seeds=None),
    }
    assert missing_seeds(verdicts) == {"best": 5, "second": 5, "third": 2}


def test_a_group_of_one_seed_and_its_rival_are_to_have_enough():
    few = {"missing": "one seed", "more_seeds": 2}
    for seeds, more in (((1, 1), {"best": 2, "second": 2}), ((1, 2), {"best": 2, "second": 1})):
        one = verdict("best", "second", a_seeds=seeds[0], b_seeds=seeds[1], **few)
        assert missing_seeds({("best", "second"): one}) == more
    one = verdict("best", "second", a_seeds=1, b_seeds=ENOUGH, **few)
    assert missing_seeds({("best", "second"): one}) == {"best": 2}


@pytest.mark.parametrize("missing", ["samples", "scatter"])
def test_seeds_that_would_not_help_are_not_asked_for(missing):
    open_still = verdict("best", "second", missing=missing, more_seeds=None, a_seeds=1, b_seeds=1)
    assert missing_seeds({("best", "second"): open_still}) == {}


def test_names_are_listed_as_in_a_sentence():
    rows = [(), ("a",), ("a", "b"), ("a", "b", "c")]
    assert [joined(names) for names in rows] == ["", "a", "a and b", "a, b and c"]
    assert not_judged([]) == "" and "a and b" in not_judged(["a", "b"])


def test_a_newcomers_figure_follows_its_name():
    points = of_hits(TABLE[:1], name="imdb/cnn")
    errors = of_errors(np.full((1, 24), 2.25), "°C", name="jena/lstm")
    assert "imdb/cnn (50.0 %) and jena/lstm (2.25 °C)" in one_seed([points, errors])
    assert "jena/lstm (2.25)" in one_seed([replace(errors, unit="")])
