"""Several groups in a sentence, and what would settle what is open."""

from __future__ import annotations

import numpy as np
import pytest

from core.analysis.judging import against, comparable, ranked, recorded_scores, verdicts
from core.errors import RequestError
from core.verdict.outcomes import of_classes
from core.verdict.ranking import Ranking, listed, missing_seeds, rank
from core.verdict.scores import of_hits

RANDOM = np.random.default_rng(3)


def hits(share, seeds, samples=4_000, scatter=0.0):
    """Seeds that are right on about ``share`` of the samples."""
    shares = share + scatter * np.linspace(-1, 1, seeds)
    return RANDOM.random((seeds, samples)) < shares[:, None]


def groups(**tables):
    return {name: of_hits(table, name=name.upper(), digest="d") for name, table in tables.items()}


def test_a_clear_row_is_said_in_one_sentence():
    found = groups(a=hits(0.70, 3), b=hits(0.95, 3), c=hits(0.80, 3))
    judged = verdicts(found, 1.0)
    assert list(judged) == [("b", "c"), ("b", "a"), ("c", "a")]
    said = rank(ranked(found), judged)
    assert said == Ranking("B", ("C", "A"), (), ())
    assert said.sentence() == "B is better than C and A."
    assert missing_seeds(judged) == {}


def test_what_is_open_says_how_many_more_seeds_and_of_whom():
    same = hits(0.8, 3)
    found = groups(a=same, b=hits(0.84, 3, scatter=0.03), c=hits(0.3, 3))
    judged = verdicts(found, 1.0)
    said = rank(ranked(found), judged)
    assert len(said.unclear) == 1 and said.beats == ("C",)
    assert "cannot be told yet" in said.sentence() and "is better than C" in said.sentence()
    missing = missing_seeds(judged)
    assert set(missing) == {"a", "b"} and missing["a"] == missing["b"] > 0


def test_one_seed_is_not_enough_and_three_are_asked_for():
    found = groups(a=hits(0.8, 1), b=hits(0.6, 3))
    judged = verdicts(found, 1.0)
    assert rank(ranked(found), judged).unclear == ("B",)
    assert missing_seeds(judged) == {"a": 2}


def test_equals_are_called_so():
    table = hits(0.9, 5, samples=20_000)
    found = groups(a=table, b=table)
    assert rank(ranked(found), verdicts(found, 1.0)).sentence() == (
        "A has the best mean, but from B it does not differ by what matters."
    )


def test_a_row_of_too_many_is_refused():
    found = groups(**{f"g{at}": hits(0.5, 2, samples=20) for at in range(11)})
    with pytest.raises(RequestError, match="At most 10 recipes"):
        verdicts(found, 1.0)


def test_other_test_sets_are_set_aside():
    found = groups(a=hits(0.5, 2), b=hits(0.5, 2))
    found["c"] = of_hits(hits(0.5, 2), name="C", digest="other")
    kept, elsewhere = comparable(found)
    assert list(kept) == ["a", "b"] and elsewhere == ["C"]


def test_a_model_without_seeds_is_judged_beside_seeds():
    targets = np.tile([0, 1], 2_000)
    rival = of_classes("d", targets, np.where(np.arange(4_000) < 3_600, targets, 1 - targets))
    network = groups(net=hits(0.7, 3))["net"]
    group = against(network, rival, "linear")
    assert group.seeds == 3 and group.mean == pytest.approx(90)
    judged = verdicts({"net": network, "linear": group}, 1.0)
    assert judged["linear", "net"].better == "linear"
    assert against(groups(x=hits(0.7, 2))["x"], rival, "linear").seeds == 2
    other = of_hits(hits(0.7, 2), digest="other")
    assert against(other, rival, "linear") is None


def test_recorded_runs_that_ship_outcomes_make_scores():
    kept = of_classes("d", np.array([0, 1, 1]), np.array([0.1, 0.9, 0.2])).pack()
    found = recorded_scores([{"outcomes": kept}, {"outcomes": kept}, {}], "a")
    assert found.seeds == 2 and found.mean == pytest.approx(200 / 3)
    assert recorded_scores([{}], "a") is None


def test_names_are_listed_as_in_a_sentence():
    assert [listed(()), listed(("a",)), listed(("a", "b", "c"))] == ["", "a", "a, b and c"]
