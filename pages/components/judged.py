"""Verdicts as pages show them: the groups of what is on screen, judged on all their seeds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import streamlit as st

from core.analysis.board import recorded_runs
from core.analysis.entrants import Entrant
from core.analysis.groups import by_recipe, completed
from core.analysis.judging import Judge, comparable, ranked, recorded_scores, verdicts
from core.analysis.lines import group_labels, groups_of
from core.recipes import Recipe
from core.runs.index import RunRow
from core.runs.run import OPEN
from core.verdict.ranking import Ranking, missing_seeds, rank
from core.verdict.row import MOST_GROUPS
from core.verdict.scores import Scores
from core.verdict.verdict import Verdict
from pages.components.manager import run_manager
from pages.components.predicted import truth_if_here
from pages.components.run_index import run_index

MANY = 4


@dataclass(frozen=True)
class Judged:
    """What may be said of several groups.

    Attributes:
        recipes: Group → its recipe.
        scores: Group → what its seeds gave, the best mean first; of those on one test set.
        verdicts: A verdict on each pair of them.
        ranking: What may be said of the first; None with fewer than two.
        missing: Group of people's own → how many more seeds would settle what is open.
        coming: Group → seeds of it that are queued or train.
        untested: Names of groups without a completed run that kept its predictions.
        elsewhere: Names of groups that were tested on other samples.
        too_many: How many groups there are, where they are too many to be judged; else 0.
    """

    recipes: Mapping[str, Recipe] = field(default_factory=dict)
    scores: Mapping[str, Scores] = field(default_factory=dict)
    verdicts: Mapping[tuple[str, str], Verdict] = field(default_factory=dict)
    ranking: Ranking | None = None
    missing: Mapping[str, int] = field(default_factory=dict)
    coming: Mapping[str, int] = field(default_factory=dict)
    untested: Sequence[str] = ()
    elsewhere: Sequence[str] = ()
    too_many: int = 0


def judge_groups(entrants: Sequence[Entrant], matters: float) -> Judged:
    """Judge the recipes that are on screen, each on all its completed seeds.

    Args:
        matters: From how much on a difference matters, in points or the series' unit.
    """
    names, rows = _names(entrants), by_recipe(run_index().rows())
    recipes, found, untested = {}, {}, []
    for key, members in groups_of(entrants).items():
        recipes[key] = members[0].recipe
        if members[0].recorded:
            scores = recorded_scores(recorded_runs(members[0].recipe), names[key])
        else:
            scores = judge().scores(members[0].recipe, rows.get(key, ()), names[key])
        if scores is None:
            untested.append(names[key])
        else:
            found[key] = scores
    kept, elsewhere = comparable(found)
    keys = ranked(kept)
    kept = {key: kept[key] for key in keys}
    if len(keys) > MOST_GROUPS:
        return Judged(recipes, kept, untested=untested, too_many=len(keys))
    judged = verdicts(kept, matters)
    own = {key for key in keys if key in rows}
    # of many recipes, what settles which is the best one is enough to begin with
    asked = {pair: v for pair, v in judged.items() if len(keys) <= MANY or pair[0] == keys[0]}
    missing = {key: more for key, more in missing_seeds(asked).items() if key in own}
    return Judged(
        recipes=recipes,
        scores=kept,
        verdicts=judged,
        ranking=rank(keys, judged, sizes=True) if judged else None,
        missing=missing,
        coming={key: _coming(rows[key]) for key in own},
        untested=untested,
        elsewhere=elsewhere,
    )


def _names(entrants: Sequence[Entrant]) -> dict[str, str]:
    """Group → what a sentence calls it: of recorded runs alone it need not say that they are."""
    alone = all(entrant.recorded for entrant in entrants)
    labels = group_labels(entrants)
    return {
        group: entrant.recipe.id if alone else labels[group].replace(", recorded", " (recorded)")
        for entrant in entrants
        for group in [entrant.group]
    }


def _coming(rows: Sequence[RunRow]) -> int:
    done = {row.seed for row in completed(rows)}
    return len({row.seed for row in rows if row.status in OPEN} - done)


@st.cache_resource(show_spinner=False)
def judge() -> Judge:
    """What all sessions of the server share."""
    return Judge(run_manager().settings, truth_if_here)
