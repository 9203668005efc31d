"""Several groups in a sentence, and what would settle open verdicts."""

from __future__ import annotations

import re
from dataclasses import replace

import numpy as np
import pytest

from core.analysis.judgement import (
    ScoreCache,
    against,
    comparable,
    judge_together,
    ranked,
    recorded_scores,
    reference_scatter,
    verdicts,
)
from core.analysis.predictions import load_test_set
from core.errors import RequestError
from core.npz import write_npz
from core.recipes import recipe
from core.results.recorded import recorded
from core.runs.index import RunIndex
from core.settings import Settings
from core.verdict.outcomes import of_classes
from core.verdict.ranking import Ranking, joined, missing_seeds, one_seed, rank
from core.verdict.scores import POINTS, Scatter, of_hits
from core.verdict.sentences import sentence
from core.verdict.verdict import CLEAR, EARLY, LEANING
from tests.pages import filling

RANDOM = np.random.default_rng(3)
MLP, CNN = recipe("digits/mlp"), recipe("digits/cnn")


def hits(share, seeds, samples=4_000, scatter=0.0):
    """Seeds that are right on about ``share`` of the samples."""
    shares = share + scatter * np.linspace(-1, 1, seeds)
    return RANDOM.random((seeds, samples)) < shares[:, None]


def groups(**tables):
    return {name: of_hits(table, name=name.upper(), digest="d") for name, table in tables.items()}


def test_a_clear_row_is_one_sentence():
    scores = groups(a=hits(0.70, 3), b=hits(0.95, 3), c=hits(0.80, 3))
    by_pair = verdicts(scores, 1.0)
    assert list(by_pair) == [("b", "c"), ("b", "a"), ("c", "a")]
    ranking = rank(ranked(scores), by_pair)
    assert ranking == Ranking("B", ("C", "A"), (), (), ()) and ranking.state == CLEAR
    assert ranking.sentence() == "B is better than C and A."
    sized = rank(ranked(scores), by_pair, sizes=True).sentence()
    assert re.fullmatch(
        r"B is better than C \(by 1\d.* points\) and A \(by 2\d.* points\)\.", sized
    )
    assert missing_seeds(by_pair) == {}


def test_open_verdicts_ask_for_seeds_of_the_groups_concerned():
    same = hits(0.8, 3)
    scores = groups(a=same, b=hits(0.84, 3, scatter=0.03), c=hits(0.3, 3))
    by_pair = verdicts(scores, 1.0)
    ranking = rank(ranked(scores), by_pair)
    assert len(ranking.unclear) == 1 and ranking.beats == ("C",)
    assert ranking.state == EARLY and "B is better than C." in ranking.sentence()
    missing = missing_seeds(by_pair)
    assert set(missing) == {"a", "b"} and missing["a"] == missing["b"] > 0


def test_one_seed_is_not_enough_and_two_more_are_asked_for():
    scores = groups(a=hits(0.8, 1), b=hits(0.6, 3))
    by_pair = verdicts(scores, 1.0)
    assert rank(ranked(scores), by_pair).unclear == ("B",)
    assert missing_seeds(by_pair) == {"a": 2}


def test_a_newcomer_with_one_seed_takes_no_certain_verdict_away():
    settled = groups(a=hits(0.70, 3), b=hits(0.95, 3))
    before = judge_together(settled, 1.0, sizes=True)
    after = judge_together(settled | groups(c=hits(0.99, 1)), 1.0, sizes=True)
    assert before.ranking.beats and after.ranking == before.ranking
    assert after.verdicts == before.verdicts, "nor does it make the intervals wider"
    assert list(after.newcomers) == ["c"] and list(after.scores) == ["b", "a"]
    assert after.missing == {"c": 2}
    assert "C (9" in one_seed(after.newcomers.values()) and " %" in one_seed(
        after.newcomers.values()
    )


def test_with_one_seed_each_all_are_judged_together():
    judgement = judge_together(groups(a=hits(0.8, 1), b=hits(0.6, 3)), 1.0)
    assert list(judgement.scores) == ["a", "b"] and not judgement.newcomers
    assert judgement.ranking.unclear == ("B",) and judgement.missing == {"a": 2}


def test_more_groups_than_can_be_judged_are_counted():
    many = {str(number): hits(0.5, 2, samples=100) for number in range(11)}
    assert judge_together(groups(**many), 1.0).too_many == 11
    assert judge_together({}, 1.0).ranking is None


def test_equals_are_called_so():
    table = hits(0.9, 5, samples=20_000)
    scores = groups(a=table, b=table)
    ranking = rank(ranked(scores), verdicts(scores, 1.0))
    assert ranking == Ranking("A", (), (), ("B",), ()) and ranking.state == CLEAR


@pytest.mark.parametrize(
    ("beats", "leads", "equals", "unclear", "sentences", "state"),
    [
        ("BC", "", "", "", 1, CLEAR),
        ("B", "", "C", "", 2, CLEAR),
        ("B", "C", "", "", 2, LEANING),
        ("", "BC", "", "", 1, LEANING),
        ("B", "", "", "CD", 2, EARLY),
        ("", "", "B", "C", 2, EARLY),
        ("B", "C", "D", "E", 4, EARLY),
        ("", "", "", "BC", 1, EARLY),
    ],
)
def test_a_ranking_is_whole_sentences(beats, leads, equals, unclear, sentences, state):
    ranking = Ranking("A", tuple(beats), tuple(leads), tuple(equals), tuple(unclear))
    text = ranking.sentence()
    assert ranking.state == state and len(re.findall(r"\.(?: |$)", text)) == sentences
    assert all(re.search(rf"\b{name}\b", text) for name in beats + leads + equals + unclear)


def test_one_seed_each_leads_where_the_scatter_is_known_and_small():
    """As a probe is after its race: 2,000 of 2,000 right against 1,005."""
    table = np.zeros((1, 2_000), bool)
    table[0, :1_005] = True
    unknown = groups(cnn=np.ones((1, 2_000), bool), mlp=table)
    early = judge_together(unknown, 0.5)
    assert early.ranking.state == EARLY and early.ranking.unclear == ("MLP",)
    assert next(iter(early.verdicts.values())).state == EARLY
    usual = {key: replace(scores, known=Scatter(4.0, 2)) for key, scores in unknown.items()}
    leaning = judge_together(usual, 0.5)
    assert leaning.ranking == Ranking("CNN", (), ("MLP",), (), ())
    assert leaning.missing == {"cnn": 2, "mlp": 2}, "to settle it still takes seeds"
    text = sentence(next(iter(leaning.verdicts.values())))
    assert "2,000 of 2,000" in text and "1,005" in text
    wild = {key: replace(scores, known=Scatter(400.0, 2)) for key, scores in unknown.items()}
    assert judge_together(wild, 0.5).ranking.state == EARLY, "one more seed would move it as far"


def test_reference_runs_show_how_a_recipe_scatters():
    probe = reference_scatter(recipe("probe-motif/cnn"), POINTS)
    assert 0 <= probe.variance < 1 and probe.freedom == 7
    changed = recipe("probe-motif/cnn").with_settings({"kernel_size": 7})
    assert reference_scatter(changed, POINTS) is None
    weather = reference_scatter(recipe("series/dense"), "°C")
    runs = recorded("series/dense")["runs"]
    degrees = [run["test"]["mae"] * run["scale"] for run in runs]
    assert min(run["scale"] for run in runs) > 1, "so degrees are not standard deviations"
    assert weather.variance == pytest.approx(np.var(degrees, ddof=1))
    assert weather.mean == pytest.approx(np.mean(degrees))
    points = [100 * run["test"]["accuracy"] for run in recorded("probe-motif/cnn")["runs"]]
    assert probe.variance == pytest.approx(np.var(points, ddof=1))
    assert probe.mean == pytest.approx(np.mean(points))


def test_a_row_of_too_many_is_refused():
    many = groups(**{f"g{number}": hits(0.5, 2, samples=20) for number in range(11)})
    with pytest.raises(RequestError, match="At most 10 recipes"):
        verdicts(many, 1.0)


def test_other_test_sets_are_set_aside():
    scores = groups(a=hits(0.5, 2), b=hits(0.5, 2))
    scores["c"] = of_hits(hits(0.5, 2), name="C", digest="other")
    same_test, elsewhere = comparable(scores)
    assert list(same_test) == ["a", "b"] and elsewhere == ["C"]


def test_a_model_without_seeds_is_judged_against_seeds():
    targets = np.tile([0, 1], 2_000)
    rival = of_classes("d", targets, np.where(np.arange(4_000) < 3_600, targets, 1 - targets))
    network = groups(net=hits(0.7, 3))["net"]
    group = against(network, rival, "linear")
    assert group.seeds == 3 and group.mean == pytest.approx(90)
    by_pair = verdicts({"net": network, "linear": group}, 1.0)
    assert by_pair["linear", "net"].better == "linear"
    assert against(groups(x=hits(0.7, 2))["x"], rival, "linear").seeds == 2
    other = of_hits(hits(0.7, 2), digest="other")
    assert against(other, rival, "linear") is None


def test_recorded_runs_that_ship_outcomes_make_scores():
    packed = of_classes("d", np.array([0, 1, 1]), np.array([0.1, 0.9, 0.2])).pack()
    scores = recorded_scores([{"outcomes": packed}, {"outcomes": packed}, {}], "a")
    assert scores.seeds == 2 and scores.mean == pytest.approx(200 / 3)
    assert recorded_scores([{}], "a") is None


def test_names_are_listed_as_in_a_sentence():
    assert [joined(()), joined(("a",)), joined(("a", "b", "c"))] == ["", "a", "a, b and c"]


@pytest.fixture
def truth(settings):
    return load_test_set("digits", MLP.preprocessing, settings)


def scores_of(judge, store, entry):
    rows = [row for row in RunIndex(store).rows() if row.recipe_key == entry.key]
    return judge.scores(entry, rows, entry.id)


def test_a_groups_seeds_are_compared_sample_by_sample(store, settings, truth):
    for seed, wrong in enumerate((10, 12, 11)):
        filling.tested(store, settings, truth, MLP.id, seed=seed, wrong=range(wrong))
    for seed, wrong in enumerate((90, 93)):
        filling.tested(store, settings, truth, CNN.id, seed=seed, wrong=range(wrong))
    lost = filling.tested(store, settings, truth, MLP.id, seed=7, wrong=range(300))
    (settings.artifacts / lost.id / "predictions.npz").unlink()
    other = filling.tested(store, settings, truth, MLP.id, seed=8, wrong=range(50))
    write_npz(
        settings.artifacts / other.id / "predictions.npz",
        {"predictions": np.full((len(truth), 10), 0.1, np.float32)},
    )
    judge = ScoreCache(settings, lambda _: truth)
    scores = {entry.id: scores_of(judge, store, entry) for entry in (MLP, CNN)}
    mlp = scores["digits/mlp"]
    assert sorted(mlp.per_seed) == pytest.approx([100 - 100 * w / 359 for w in (12, 11, 10)])
    (verdict,) = verdicts(scores, 1.0).values()
    assert verdict.better == "digits/mlp" and verdict.samples == 359
    assert scores_of(judge, store, MLP) is mlp  # read once
    assert judge.scores(CNN, [], "nothing") is None


def test_what_could_not_be_reached_once_is_judged_as_soon_as_it_can(store, tmp_path, truth):
    place = tmp_path / "away"
    settings = Settings(home=tmp_path, artifacts_url=(place / "runs").as_uri())
    for seed in range(2):
        filling.tested(store, settings, truth, MLP.id, seed=seed, wrong=range(5))
    judge = ScoreCache(settings, lambda _: truth)
    place.write_text("no folder")
    assert scores_of(judge, store, MLP) is None
    place.unlink()
    (place / "runs").mkdir(parents=True)
    assert scores_of(judge, store, MLP).seeds == 2


def test_what_matters_is_never_less_than_one_test_sample():
    table = hits(0.9, 5, samples=200)
    judgement = judge_together(groups(a=table, b=table), 0.001)
    assert next(iter(judgement.verdicts.values())).matters == 0.5
