"""Diagnoses in words: a chip, the evidence in a sentence, and what may help."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from core.analysis.diagnoses.diagnosis import (
    FEW_STEPS,
    NO_BETTER,
    NOT_LEARNING,
    OVERFITS,
    RATE_TOO_HIGH,
    SAME_ANSWER,
    STILL_IMPROVING,
    TOO_SMALL,
    UNSTABLE,
    Diagnosis,
)
from core.analysis.diagnoses.suggestions import RATE
from core.digits import significant
from core.i18n import gettext, mark, ngettext
from core.recipes import Recipe
from core.recipes.naming import changes, plain_value, spaced

NOTHING = mark("nothing conspicuous")
# Diagnosis → its name in a list to choose from.
NAMES: dict[str, str] = {
    RATE_TOO_HIGH: mark("learning rate too high"),
    SAME_ANSWER: mark("same answer for all"),
    NOT_LEARNING: mark("not learning"),
    NO_BETTER: mark("no better than a baseline"),
    TOO_SMALL: mark("network too small"),
    FEW_STEPS: mark("too few steps"),
    UNSTABLE: mark("unstable between seeds"),
    OVERFITS: mark("overfits"),
    STILL_IMPROVING: mark("still improving"),
}


@dataclass(frozen=True)
class Unit:
    """In what a run's metric is written.

    Attributes:
        scale: What a value of 1 is in ``name``; None for a share, written in percent.
        name: The unit, such as "°C".
    """

    scale: float | None = None
    name: str = ""

    def text(self, value: float) -> str:
        """A value of the metric."""
        if self.scale is None:
            return gettext("{value:.1f} %", value=100 * value)
        return gettext("{value:.2f} {unit}", value=value * self.scale, unit=self.name)

    def difference(self, value: float) -> str:
        """A difference between two values of the metric."""
        if self.scale is None:
            return gettext("{value:.1f} points", value=100 * value)
        return self.text(value)


def unit_of(recipe: Recipe, scale: float | None = None, unit: str = "") -> Unit:
    """In what the metric of a run of the recipe is written.

    Args:
        scale: For a series, the size of one standard deviation in ``unit``, if known.
        unit: The series' unit.
    """
    if recipe.metric != "mae":
        return Unit()
    return Unit(scale, unit) if scale and unit else Unit(1.0, gettext("sd"))


def chip(diagnosis: Diagnosis) -> str:
    """The diagnosis in at most five words."""
    if diagnosis.name == OVERFITS and diagnosis.first is not None:
        return gettext("overfits since epoch {epoch}", epoch=diagnosis.first)
    if diagnosis.name == NO_BETTER and "linear" in diagnosis.numbers:
        return gettext("behind a linear model")
    if diagnosis.name == NO_BETTER:
        return gettext("no better than guessing")
    return gettext(NAMES[diagnosis.name])


def evidence(diagnosis: Diagnosis, unit: Unit) -> str:
    """What the diagnosis rests on, in one sentence with its numbers."""
    return _EVIDENCE[diagnosis.name](diagnosis, unit)


def remedy(diagnosis: Diagnosis, recipe: Recipe) -> str:
    """What may help, in one sentence."""
    if recipe.dataset == "noise":
        return gettext("Its labels are noise, so there is nothing to learn.")
    if RATE in diagnosis.suggestion:
        if diagnosis.suggestion[RATE] > recipe.compile[RATE]:
            return gettext("A higher learning rate may help.")
        return gettext("A lower learning rate may help.")
    if diagnosis.name != OVERFITS and "epochs" in diagnosis.suggestion:
        return gettext("More epochs may help.")
    if diagnosis.name != OVERFITS and "train_samples" in diagnosis.suggestion:
        return gettext("More training samples may help.")
    if diagnosis.name == NO_BETTER and changes(recipe):
        return gettext("The recipe's own settings, or another kind of network, may help.")
    return gettext(_REMEDIES[diagnosis.name])


def remark(diagnosis: Diagnosis) -> str:
    """A few words next to the evidence on a curve."""
    if diagnosis.name == RATE_TOO_HIGH and not diagnosis.numbers:
        return gettext("not a number")
    if diagnosis.name == RATE_TOO_HIGH and "from" in diagnosis.numbers:
        return gettext("the loss jumps")
    return gettext(_REMARKS[diagnosis.name])


def suggested(diagnosis: Diagnosis) -> str:
    """The suggested settings, as ``learning rate 0.001``; "" for none."""
    return ", ".join(
        f"{spaced(name)} {plain_value(value)}" for name, value in diagnosis.suggestion.items()
    )


def _rate_too_high(diagnosis: Diagnosis, unit: Unit) -> str:
    numbers = {name: significant(value, 4) for name, value in diagnosis.numbers.items()}
    if not numbers:
        return gettext("From epoch {epoch} on, the loss is not a number.", epoch=diagnosis.first)
    if "highest" in numbers:
        text = mark("The training loss reaches {highest}; guessing has {guessing}.")
        return gettext(text, highest=numbers["highest"], guessing=numbers["guessing"])
    text = mark("The training loss jumps from {low} to {high} by epoch {epoch}.")
    return gettext(text, low=numbers["from"], high=numbers["to"], epoch=diagnosis.last)


def _not_learning(diagnosis: Diagnosis, unit: Unit) -> str:
    loss, guessing = (significant(diagnosis.numbers[name], 4) for name in ("loss", "guessing"))
    text = mark("The training loss ends at {loss}; guessing has {guessing}.")
    return gettext(text, loss=loss, guessing=guessing)


def _same_answer(diagnosis: Diagnosis, unit: Unit) -> str:
    return gettext("Every test sample gets the same answer.")


def _no_better(diagnosis: Diagnosis, unit: Unit) -> str:
    numbers = diagnosis.numbers
    test = unit.text(numbers["test"])
    if "linear" in numbers:
        linear = unit.text(numbers["linear"])
        return gettext("The test gives {test}, a linear model {linear}.", test=test, linear=linear)
    guessing = unit.text(numbers["guessing"])
    return gettext("The test gives {test}, guessing {guessing}.", test=test, guessing=guessing)


def _too_small(diagnosis: Diagnosis, unit: Unit) -> str:
    return ngettext(
        "A layer passes on a single number, to tell {classes} classes apart.",
        "A layer passes on only {count} numbers, to tell {classes} classes apart.",
        int(diagnosis.numbers["narrowest"]),
        classes=int(diagnosis.numbers["classes"]),
    )


def _few_steps(diagnosis: Diagnosis, unit: Unit) -> str:
    steps, epochs = int(diagnosis.numbers["steps"]), int(diagnosis.numbers["epochs"])
    return ngettext(
        "An epoch is one batch, so the weights changed {total:,} times in all.",
        "An epoch is {count} batches, so the weights changed {total:,} times in all.",
        steps,
        total=steps * epochs,
    )


def _unstable(diagnosis: Diagnosis, unit: Unit) -> str:
    low, high = unit.text(diagnosis.numbers["low"]), unit.text(diagnosis.numbers["high"])
    return gettext(
        "Its {count} seeds lie between {low} and {high} in the test.",
        count=int(diagnosis.numbers["seeds"]),
        low=low,
        high=high,
    )


def _overfits(diagnosis: Diagnosis, unit: Unit) -> str:
    training = unit.text(diagnosis.numbers["training"])
    if "validation" not in diagnosis.numbers:
        test = unit.text(diagnosis.numbers["test"])
        return gettext(
            "Training reaches {training}, the test {test}.", training=training, test=test
        )
    validation = unit.text(diagnosis.numbers["validation"])
    return gettext(
        "Training reaches {training}, validation stays at {validation}.",
        training=training,
        validation=validation,
    )


def _still_improving(diagnosis: Diagnosis, unit: Unit) -> str:
    if "gain" not in diagnosis.numbers:
        return gettext("After its one epoch the loss was still falling.")
    return ngettext(
        "Validation gained {gain} in the last epoch.",
        "Validation gained {gain} in the last {count} epochs.",
        int(diagnosis.numbers["epochs"]),
        gain=unit.difference(diagnosis.numbers["gain"]),
    )


_EVIDENCE: dict[str, Callable[[Diagnosis, Unit], str]] = {
    RATE_TOO_HIGH: _rate_too_high,
    SAME_ANSWER: _same_answer,
    NOT_LEARNING: _not_learning,
    NO_BETTER: _no_better,
    TOO_SMALL: _too_small,
    FEW_STEPS: _few_steps,
    UNSTABLE: _unstable,
    OVERFITS: _overfits,
    STILL_IMPROVING: _still_improving,
}
_REMARKS: dict[str, str] = {
    RATE_TOO_HIGH: mark("worse than guessing"),
    SAME_ANSWER: mark("same answer for all"),
    NOT_LEARNING: mark("no better than guessing"),
    NO_BETTER: mark("no better than a baseline"),
    TOO_SMALL: mark("training itself is low"),
    FEW_STEPS: mark("the loss still falls"),
    UNSTABLE: mark("unstable between seeds"),
    OVERFITS: mark("only training still improves"),
    STILL_IMPROVING: mark("still improving"),
}
_REMEDIES: dict[str, str] = {
    RATE_TOO_HIGH: mark("A lower learning rate may help."),
    SAME_ANSWER: mark("Another activation or learning rate may help."),
    NOT_LEARNING: mark("This kind of network may be unable to learn this task."),
    NO_BETTER: mark("Another kind of network may learn this better."),
    TOO_SMALL: mark("More filters or units may help."),
    FEW_STEPS: mark("Smaller batches or more epochs may help."),
    UNSTABLE: mark("Compare only means over several seeds."),
    OVERFITS: mark("Dropout, fewer epochs or more samples may help."),
    STILL_IMPROVING: mark("More epochs may help."),
}
