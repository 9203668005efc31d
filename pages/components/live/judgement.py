"""Verdicts for pages: the groups on screen, judged on all their seeds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from core.analysis.board import recorded_runs
from core.analysis.entrants import Entrant
from core.analysis.groups import by_recipe, completed
from core.analysis.judgement import Judgement, ScoreCache, judge_together, recorded_scores
from core.analysis.lines import REFERENCE, group_labels, groups_of
from core.recipes import Recipe
from core.runs.index import RunRow
from core.runs.run import ACTIVE
from pages.components.live.manager import run_index, run_manager
from pages.components.live.predicted import truth_if_available
from pages.components.live.shared import shared


@dataclass(frozen=True, kw_only=True)
class ScreenJudgement(Judgement):
    """The judgement of the recipes on screen.

    Attributes:
        recipes: Group → its recipe.
        names: Group → its name in sentences.
        coming: Group of people's own runs → number of its seeds that are queued or running.
        unfinished: Names of groups whose first result is still to come.
        untested: Names of other groups without a completed run with stored predictions.
    """

    recipes: Mapping[str, Recipe] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)
    coming: Mapping[str, int] = field(default_factory=dict)
    unfinished: Sequence[str] = ()
    untested: Sequence[str] = ()


def judge_groups(entrants: Sequence[Entrant], matters: float) -> ScreenJudgement:
    """Judge the recipes that are on screen, each on all its completed seeds.

    Args:
        matters: The smallest difference that matters, in points or the series' unit.
    """
    names, rows = _names(entrants), by_recipe(run_index().rows())
    recipes, scored, missing_scores = {}, {}, []
    for key, members in groups_of(entrants).items():
        recipes[key] = members[0].recipe
        if members[0].recorded:
            scores = recorded_scores(recorded_runs(members[0].recipe), names[key])
        else:
            scores = score_cache().scores(members[0].recipe, rows.get(key, ()), names[key])
        if scores is None:
            missing_scores.append(key)
        else:
            scored[key] = scores
    judgement = judge_together(scored, matters, sizes=True)
    coming = seeds_coming(entrants)
    missing = {key: more for key, more in judgement.missing.items() if key in coming}
    return ScreenJudgement(
        **vars(replace(judgement, missing=missing)),
        recipes=recipes,
        names=names,
        coming=coming,
        unfinished=[names[key] for key in missing_scores if coming.get(key)],
        untested=[names[key] for key in missing_scores if not coming.get(key)],
    )


def seeds_coming(entrants: Sequence[Entrant]) -> dict[str, int]:
    """Group of people's own runs → number of its seeds queued or running, on screen or not."""
    rows = by_recipe(run_index().rows())
    return {key: coming_seeds(rows[key]) for key in groups_of(entrants) if key in rows}


def _names(entrants: Sequence[Entrant]) -> dict[str, str]:
    """Group → its name in sentences; the reference mark is dropped if all runs are recorded."""
    labels = group_labels(entrants)
    if not all(entrant.recorded for entrant in entrants):
        return labels
    return {group: label.removesuffix(REFERENCE) for group, label in labels.items()}


def coming_seeds(rows: Sequence[RunRow]) -> int:
    """How many seeds of a recipe without a result are queued or running."""
    done = {row.seed for row in completed(rows)}
    return len({row.seed for row in rows if row.status in ACTIVE} - done)


@shared
def score_cache() -> ScoreCache:
    """The server's score cache."""
    return ScoreCache(run_manager().settings, truth_if_available)
