"""Where groups stand, and what may be said of them in two sentences."""

from __future__ import annotations

import re
from dataclasses import replace

import numpy as np

from core.analysis.headline import headline
from core.analysis.judgement import judge_together
from core.analysis.standing import Standing, standing
from core.verdict.scores import Scatter, of_hits
from core.verdict.verdict import CLEAR, EARLY, LEANING


def judged(**shares):
    """Groups of seeds that are right on exactly these shares of 2,000 samples."""
    rng = np.random.default_rng(0)
    groups = {}
    for name, (seeds, share) in shares.items():
        hits = np.zeros((seeds, 2_000), bool)
        for row in hits:
            row[rng.permutation(2_000)[: round(share * 2_000)]] = True
        scores = of_hits(hits, name=name.upper(), digest="d")
        groups[name] = replace(scores, known=Scatter(0.25, 4.0, 100 * share))
    return judge_together(groups, 0.5)


def test_two_in_front_lead_two_behind():
    judgement = judged(mlp=(3, 0.51), cnn=(3, 0.999), rcnn=(3, 0.998), lstm=(3, 0.50))
    where = standing(judgement)
    assert where.first == "cnn" and where.level == ("rcnn",)
    assert set(where.behind) == {"mlp", "lstm"} and where.trailing == ()
    assert where.leading == ("cnn", "rcnn")
    line = headline(judgement, where)
    size = float(re.search(r"([\d.]+) points", line.claim).group(1))
    assert 40 < size < 50  # the least that all four differences are, not their mean
    places = [line.claim.index(name) for name in ("CNN", "RCNN", "MLP")]
    assert places == sorted(places) and line.limit and line.state == CLEAR


def test_with_one_seed_each_a_lead_is_only_a_lead():
    judgement = judged(mlp=(1, 0.5), cnn=(1, 0.999), rcnn=(1, 1.0))
    where = standing(judgement)
    assert where.behind == () and where.trailing == ("mlp",)
    assert where.leading == ("rcnn", "cnn")
    line = headline(judgement, where)
    assert "49.9" in line.claim and line.state == LEANING
    assert "1,998" in line.limit and "1,000" in line.limit  # right answers of CNN and MLP


def test_nobody_leads_where_nobody_can_be_told_apart():
    judgement = judged(mlp=(1, 0.500), cnn=(1, 0.502))
    where = standing(judgement)
    assert where.leading == () and where.level == ("mlp",)
    line = headline(judgement, where)
    assert "MLP" in line.claim and "CNN" in line.claim and line.state == EARLY


def test_that_there_is_no_difference_is_a_clear_answer():
    judgement = judged(mlp=(8, 0.99), cnn=(8, 0.99))
    where = standing(judgement)
    assert where.level == ("cnn",) or where.level == ("mlp",)
    assert headline(judgement, where).state == CLEAR


def test_one_that_scatters_is_not_marked_where_a_beaten_one_has_a_better_mean():
    order = ("cnn", "gru", "rcnn", "lstm", "mlp")
    where = Standing(order, "cnn", ("lstm",), ("gru",), ("rcnn", "mlp"))
    assert where.alike == ("gru",)
    assert Standing(order, "cnn", order[1:3], order[3:], ()).alike == ()


def test_one_group_stands_nowhere():
    assert standing(judged(mlp=(3, 0.5))) is None
