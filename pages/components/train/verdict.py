"""The verdict line of a run: its difference from the recipe, what luck does, and the next step."""

from __future__ import annotations

from functools import partial

from core.analysis.luck import Luck
from core.analysis.versus import luck_words
from core.i18n import gettext
from core.recipes import RECIPES, Recipe
from core.runs.run import Run
from pages.components.frame import wording
from pages.components.live.more_seeds import show_more_seeds, wanted_seeds
from pages.components.live.verdict_line import verdict_line
from pages.components.run.luck import chance_of
from pages.components.run.screen import RunScreen
from pages.components.run.unchanged import Unchanged, unit_of
from pages.components.run.verdict import RunVerdict


def show_verdict(screen: RunScreen, result: RunVerdict) -> None:
    """Show the verdict on a completed run, with the seeds that would settle it."""
    run, judgement = screen.seen.run, result.judgement
    wanted = wanted_seeds(judgement) if run.trial is None else {}
    offers = bool(wanted) or any(judgement.coming.values())
    more = partial(show_more_seeds, judgement, wanted, stops=True) if offers else None
    verdict_line(*verdict_words(screen, result), more, key="verdict_line_tall")


def verdict_words(screen: RunScreen, result: RunVerdict) -> tuple[str, str, str]:
    """How sure the claim is ("" if it compares nothing), the claim, and what limits it."""
    run, recipe, base = screen.seen.run, screen.seen.recipe, screen.unchanged
    if run.trial is not None:
        limit = gettext("A trial of a sweep: confirm it on fresh seeds before you compare it.")
        return "", result_words(run, recipe, screen.seen.entrant.test_samples), limit
    if result.versus:
        return result.versus.state, result.versus.claim(), result.versus.limit()
    claim = result_words(run, recipe, screen.seen.entrant.test_samples)
    if result.elsewhere:
        return "", claim, gettext("The recipe was tested on other samples, so they do not compare.")
    chance = chance_of(base)
    if chance:
        return "", claim, unchanged_words(base, chance)
    if base.entry is None or base.entry.key == run.recipe_key:
        return "", claim, gettext("One seed cannot show how much of that is luck.")
    return "", claim, gettext("The recipe itself has no run on this data to compare with.")


def unchanged_words(base: Unchanged, chance: Luck) -> str:
    """What luck does to the unchanged recipe, as a sentence."""
    one = base.entrants[0]
    return luck_words(chance, unit_of(one), one.test_samples)


def result_words(run: Run, recipe: Recipe, samples: int | None) -> str:
    """A run's test figure, what it is measured on and what was published, as a sentence."""
    values = {
        "result": wording.score(run.test.get(recipe.metric), recipe.metric, run.scale, run.unit),
        "basis": wording.basis(run.dataset, samples),
        "figure": wording.published(RECIPES[recipe.id]) if recipe.id in RECIPES else "",
    }
    error, other_data = recipe.metric == "mae", bool(run.notes)
    if not values["figure"]:
        if error:
            return gettext("Test error {result} on {basis}.", **values)
        return gettext("Test accuracy {result} on {basis}.", **values)
    if other_data:
        if error:
            return gettext(
                "Test error {result} on {basis}; published, on other data: {figure}.", **values
            )
        return gettext(
            "Test accuracy {result} on {basis}; published, on other data: {figure}.", **values
        )
    if error:
        return gettext("Test error {result} on {basis}; published: {figure}.", **values)
    return gettext("Test accuracy {result} on {basis}; published: {figure}.", **values)
