"""A changed recipe against the recipe itself: by how much it differs, and what luck could do."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from dataclasses import dataclass

from core.analysis.luck import Luck, luck
from core.i18n import gettext, mark, ngettext
from core.verdict.scores import POINT, POINTS
from core.verdict.verdict import CLEAR, EARLY, LEANING, SAME, Verdict

MINUS = "\u2212"
# The states of a change in a table.
LUCK, DIFFER, NOTHING = mark("may be luck"), mark("networks differ"), mark("no difference")
WORDS = {CLEAR: mark("clear"), LEANING: mark("leaning"), EARLY: LUCK}


@dataclass(frozen=True, kw_only=True)
class Versus:
    """A change against its recipe, both tested on the same samples.

    Attributes:
        changed: Test figures of the change, one per seed, in ``unit``.
        recipe: Those of the unchanged recipe.
        unit: ``points`` or the unit of a series.
        samples: Number of test samples; None if unknown.
        verdict: The verdict on both, as Compare shows it; None where none can be computed.
    """

    changed: Sequence[float]
    recipe: Sequence[float]
    unit: str
    samples: int | None = None
    verdict: Verdict | None = None

    @property
    def difference(self) -> float:
        """The change's mean minus the recipe's, in ``unit``."""
        return statistics.fmean(self.changed) - statistics.fmean(self.recipe)

    @property
    def luck(self) -> Luck | None:
        """Where one more seed of the recipe would fall; None with one seed."""
        step = POINT / self.samples if self.unit == POINTS and self.samples else 0.0
        return luck(self.recipe, step=step)

    @property
    def state(self) -> str:
        """``clear``, ``leaning`` or ``early``: how sure the difference is."""
        return self.verdict.state if self.verdict else EARLY

    @property
    def networks_differ(self) -> bool:
        """Whether a single seed is where the recipe's own seeds would hardly be: that says
        something about this network, and nothing yet about its recipe."""
        chance = self.luck
        return bool(
            self.state == EARLY
            and len(self.changed) == 1
            and chance
            and not chance.covers(self.changed[0])
        )

    @property
    def word(self) -> str:
        """How sure it is in a word or two, as a message id."""
        if self.verdict and self.verdict.outcome == SAME:
            return NOTHING
        return DIFFER if self.networks_differ else WORDS[self.state]

    def signed(self) -> str:
        """The difference with its sign and without its unit: ``−0.9``."""
        text = f"{abs(self.difference):.{_places(self.unit, self.samples)}f}"
        if not float(text):
            return text
        return f"{'+' if self.difference > 0 else MINUS}{text}"

    def claim(self) -> str:
        """The difference and how sure it is, as a sentence."""
        size = amount(abs(self.difference), self.unit, self.samples)
        if self.verdict and self.verdict.outcome == SAME:
            text = mark("No difference that matters to the recipe: {size}.")
        elif not any(character in "123456789" for character in size):
            text = mark("The same result as the recipe so far.")
        else:
            better = (self.difference > 0) == (self.unit == POINTS)
            text = _claims(better)[DIFFER if self.networks_differ else self.state]
        return gettext(text, size=size)

    def limit(self) -> str:
        """What luck alone does, as a sentence."""
        if self.verdict and self.state == CLEAR:
            return _interval(self.verdict, self.samples)
        chance = self.luck
        if chance is None:
            return gettext("The recipe has one seed, so nobody can say what luck does.")
        margin = amount(chance.margin, self.unit, self.samples)
        if self.networks_differ:
            return gettext(
                "Whether the recipes do needs more seeds; luck moves one run by ±{margin}.",
                margin=margin,
            )
        return luck_words(chance, self.unit, self.samples)


def luck_words(chance: Luck, unit: str, samples: int | None) -> str:
    """Where one more run of a recipe would be, as a sentence."""
    return gettext(
        "In {times} of 10 cases, one more unchanged run lies within ±{margin} of the mean.",
        times=round(10 * chance.level),
        margin=amount(chance.margin, unit, samples),
    )


def amount(size: float, unit: str, samples: int | None = None) -> str:
    """A size with its unit, with as many decimals as a test sample is worth: ``0.9 points``."""
    text = f"{size:.{_places(unit, samples)}f}"
    if unit == POINTS:
        return gettext("{size} points", size=text)
    return f"{text} {gettext(unit) if unit else ''}".rstrip()


def _claims(better: bool) -> dict[str, str]:
    if better:
        return {
            CLEAR: mark("{size} better than the recipe."),
            LEANING: mark("{size} better than the recipe so far."),
            EARLY: mark("{size} better than the recipe, which may be luck."),
            DIFFER: mark("{size} better than the recipe: these networks differ."),
        }
    return {
        CLEAR: mark("{size} worse than the recipe."),
        LEANING: mark("{size} worse than the recipe so far."),
        EARLY: mark("{size} worse than the recipe, which may be luck."),
        DIFFER: mark("{size} worse than the recipe: these networks differ."),
    }


def _interval(verdict: Verdict, samples: int | None) -> str:
    """Between what and what a settled difference is."""
    margin = (verdict.high - verdict.low) / 2
    return ngettext(
        "Seeds and test samples move this difference by ±{margin}; {count} seed each or more.",
        "Seeds and test samples move this difference by ±{margin}; {count} seeds each or more.",
        min(verdict.a_seeds, verdict.b_seeds),
        margin=amount(margin, verdict.unit, samples),
    )


def _places(unit: str, samples: int | None) -> int:
    """Decimals: none where one test sample is worth a point or more."""
    if unit != POINTS:
        return 2
    return 0 if samples and samples <= POINT else 1
