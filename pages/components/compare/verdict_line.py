"""The verdict on the recipes on screen, as a line with the seeds that would settle the rest."""

from __future__ import annotations

from functools import partial

from core.analysis.headline import headline
from core.analysis.standing import Standing
from core.i18n import gettext
from core.verdict.ranking import joined, not_judged, one_seed
from core.verdict.verdict import EARLY
from pages.components.compare.choice import follow
from pages.components.compare.comparison import Comparison
from pages.components.live.judgement import ScreenJudgement
from pages.components.live.more_seeds import show_more_seeds, wanted_seeds
from pages.components.live.verdict_line import verdict_line


def show_verdict_line(
    comparison: Comparison, judgement: ScreenJudgement, standing: Standing | None
) -> None:
    """Show the verdict on the recipes on screen, and the button that would settle the rest."""
    wanted = wanted_seeds(judgement) if judgement.ranking else {}
    more = partial(show_more_seeds, judgement, wanted, on_queue=follow)
    offers = bool(wanted) or any(judgement.coming.values())
    verdict_line(*verdict_words(comparison, judgement, standing), more if offers else None)


def verdict_words(
    comparison: Comparison, judgement: ScreenJudgement, standing: Standing | None
) -> tuple[str, str, str]:
    """How sure the claim is, the claim, and what limits it, which may be ""."""
    if standing is not None:
        line = headline(judgement, standing)
        return line.state, line.claim, " ".join([line.limit, *left_out(judgement)])
    if judgement.too_many:
        claim, limit = gettext("Too many recipes to judge together."), gettext("Choose up to ten.")
    elif len(judgement.recipes) < 2:
        claim = gettext("One recipe: nothing to compare it with yet.")
        limit = gettext("Add another to see which is better, and how certain that is.")
    elif all(entrant.recorded for entrant in comparison.entrants):
        claim = gettext("These reference runs come without predictions: luck cannot be ruled out.")
        limit = gettext("Race the row on Home to get a verdict.")
    else:
        claim = gettext("The verdict comes when two networks have been tested.")
        limit = _not_finished(judgement)
    return EARLY, claim, limit


def left_out(judgement: ScreenJudgement) -> list[str]:
    """A sentence on each kind of recipes that the verdict is not about."""
    sentences = [one_seed(judgement.newcomers.values())] if judgement.newcomers else []
    sentences += [_not_finished(judgement), not_judged([*judgement.untested, *judgement.elsewhere])]
    return [text for text in sentences if text]


def _not_finished(judgement: ScreenJudgement) -> str:
    names = judgement.unfinished
    return gettext("Not finished yet: {names}.", names=joined(names)) if names else ""
