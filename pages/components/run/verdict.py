"""The verdict on a completed run of a changed recipe, as Compare would give it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from core.analysis.entrants import Entrant
from core.analysis.groups import by_recipe, completed
from core.analysis.versus import Versus
from core.recipes import Recipe
from core.recipes.naming import change
from core.runs.index import RunRow
from core.runs.run import Run
from core.verdict.ranking import ENOUGH
from core.verdict.verdict import MATTERS
from pages.components.live.judgement import ScreenJudgement, coming_seeds, judge_groups
from pages.components.live.manager import run_index
from pages.components.run.unchanged import Unchanged, figure_of, has_figure, unit_of


@dataclass(frozen=True)
class RunVerdict:
    """A run's group against the unchanged recipe, and the seeds that would settle it.

    Attributes:
        versus: By how much it differs; None where there is nothing to compare it with.
        judgement: With the seeds that are missing and coming, by recipe key.
        elsewhere: Whether the recipe was tested on other samples.
    """

    versus: Versus | None
    judgement: ScreenJudgement
    elsewhere: bool = False


def verdict_on(run: Run, recipe: Recipe, entrant: Entrant, base: Unchanged) -> RunVerdict:
    """Judge all completed seeds of a run's recipe against the unchanged one.

    Args:
        run: A completed run that is no trial of a sweep.
        recipe: Its recipe.
        entrant: The run as an entrant.
        base: The unchanged recipe.
    """
    rows = by_recipe(run_index().rows())
    own = [row for row in completed(rows.get(run.recipe_key, ())) if has_figure(row)]
    if base.entry is None or base.entry.key == run.recipe_key:
        return RunVerdict(None, _alone(recipe, rows.get(run.recipe_key, ())))
    judgement = judge_groups([entrant, *base.entrants], MATTERS[recipe.task])
    elsewhere = bool(judgement.elsewhere)
    verdict = next(iter(judgement.verdicts.values()), None)
    versus = None
    if base.entrants and own and not elsewhere:
        versus = Versus(
            changed=[figure_of(row) for row in own],
            recipe=base.figures(),
            unit=unit_of(own[0]),
            samples=own[0].test_samples or entrant.test_samples,
            verdict=verdict,
        )
    return RunVerdict(versus, _with_seeds(judgement, recipe, base, own, verdict is None), elsewhere)


def _alone(recipe: Recipe, rows: Sequence[RunRow]) -> ScreenJudgement:
    """What an unchanged recipe lacks: enough seeds to say what luck does."""
    missing = ENOUGH - len(completed(rows))
    return ScreenJudgement(
        missing={recipe.key: missing} if missing > 0 else {},
        recipes={recipe.key: recipe},
        names={recipe.key: recipe.id},
        coming={recipe.key: coming_seeds(rows)},
    )


def _with_seeds(
    judgement: ScreenJudgement,
    recipe: Recipe,
    base: Unchanged,
    own: Sequence[RunRow],
    is_unjudged: bool,
) -> ScreenJudgement:
    """The judgement with names for both recipes, and, without a verdict, what each lacks.

    Where reference runs ship without predictions, the recipe needs runs of one's own.
    """
    recipes = {recipe.key: recipe, base.entry.key: base.entry}
    missing = judgement.missing
    if is_unjudged and not judgement.elsewhere:
        has = {recipe.key: len(own), base.entry.key: len(completed(base.rows))}
        missing = {key: ENOUGH - count for key, count in has.items() if count < ENOUGH}
    return replace(
        judgement,
        missing=missing,
        recipes=judgement.recipes | recipes,
        names=judgement.names | {recipe.key: change(recipe), base.entry.key: base.entry.id},
        coming=judgement.coming | {base.entry.key: coming_seeds(base.rows)},
    )
