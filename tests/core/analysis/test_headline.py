"""A headline of many recipes, some of which are level with the first and below one behind it."""

from core.analysis.board import recorded_runs
from core.analysis.headline import headline
from core.analysis.judgement import judge_together, recorded_scores
from core.analysis.standing import standing
from core.recipes import RECIPES
from core.verdict.verdict import CLEAR


def test_who_is_level_with_a_worse_mean_than_one_behind_is_not_counted_among_the_leaders():
    names = [f"imdb/{name}" for name in ("mlp", "lstm", "cnn", "rcnn", "cnn-lstm", "embedding-20")]
    # three seeds of each: with more, they are told apart
    scored = {name: recorded_scores(recorded_runs(RECIPES[name])[:3], name) for name in names}
    judgement = judge_together({name: scores for name, scores in scored.items() if scores}, 0.5)
    where = standing(judgement)
    order = list(judgement.scores)
    assert where.behind and any(
        order.index(level) > order.index(behind) for level in where.level for behind in where.behind
    )
    line = headline(judgement, where)
    assert line.state == CLEAR and line.claim.startswith(f"{where.first} is better than")
