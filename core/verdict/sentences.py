"""A verdict in plain words, for readers without statistics."""

from __future__ import annotations

import math

from core.i18n import gettext, ngettext
from core.verdict.scores import POINT, POINTS
from core.verdict.verdict import LEANING, MAX_MORE, OPEN, SAME, SAMPLES, SCATTER, SEEDS, A, Verdict


def sentence(verdict: Verdict) -> str:
    """Return the verdict as one or two whole sentences."""
    values = _values(verdict)
    if verdict.outcome == SAME:
        return gettext(
            "{a} and {b} are not meaningfully different: the difference is between {low} and "
            "{high} {unit}, and less than {matters} does not matter here.",
            **values,
        )
    if verdict.outcome == OPEN:
        return _open_sentence(verdict, values)
    if verdict.surely_matters:
        return gettext(
            "{better} is better than {worse} by {size} {unit} (between {least} and {most}, "
            "with {sure} certainty).",
            **_sided_values(verdict, values),
        )
    return gettext(
        "{better} is better than {worse} by {size} {unit} (between {least} and {most}, "
        "with {sure} certainty), though perhaps by less than the {matters} that matters here.",
        **_sided_values(verdict, values),
    )


def short(verdict: Verdict) -> str:
    """Return the verdict in a few words, for a table."""
    if verdict.outcome == SAME:
        return gettext("no meaningful difference")
    if verdict.outcome != OPEN:
        return gettext("{better} is better", better=verdict.better)
    if verdict.state == LEANING:
        return gettext("leaning")
    if verdict.missing == SAMPLES:
        return gettext("too early: too few test samples")
    if verdict.missing == SCATTER:
        return gettext("too early: the seeds scatter too much")
    return ngettext(
        "too early: about {count} more seed each",
        "too early: about {count} more seeds each",
        verdict.more_seeds or 0,
    )


def amount(value: float, unit: str) -> str:
    """Return an amount with its unit, for example ``"1 point"`` or ``"0.2 °C"``.

    Args:
        value: In ``unit``.
        unit: ``POINTS`` or a series' unit, or "".
    """
    if unit == POINTS:
        return gettext("1 point") if value == 1 else gettext("{count:g} points", count=value)
    return f"{value:g} {gettext(unit) if unit else ''}".rstrip()


def _open_sentence(verdict: Verdict, values: dict[str, object]) -> str:
    if verdict.state == LEANING:
        return _leaning_sentence(verdict, values)
    if verdict.missing == SAMPLES:
        return gettext(
            "Too early to tell {a} from {b}, and more seeds will not settle it, because {samples} "
            "test samples are too few: the difference of {difference} {unit} could be anything "
            "from {low} to {high}.",
            **values,
        )
    if verdict.missing == SCATTER:
        return gettext(
            "Too early to tell {a} from {b}, and even {most} more seeds each would hardly settle "
            "it: the difference of {difference} {unit} could be anything from {low} to {high}, and "
            "is small compared with the scatter between seeds.",
            most=MAX_MORE,
            **values,
        )
    if verdict.missing == SEEDS:
        return ngettext(
            "Too early to tell {a} from {b}: the difference of {difference} {unit} could be "
            "anything from {low} to {high}; about {count} more seed each should settle it.",
            "Too early to tell {a} from {b}: the difference of {difference} {unit} could be "
            "anything from {low} to {high}; about {count} more seeds each should settle it.",
            verdict.more_seeds or 0,
            **values,
        )
    return ngettext(
        "Too early to tell {a} from {b}: they differ by {difference} {unit}, but one seed cannot "
        "show how much of that is luck; train at least {count} more seed each.",
        "Too early to tell {a} from {b}: they differ by {difference} {unit}, but one seed cannot "
        "show how much of that is luck; train at least {count} more seeds each.",
        verdict.more_seeds or 0,
        **values,
    )


def right_answers(verdict: Verdict) -> tuple[int, int]:
    """How many test samples the better and the other of two networks got right.

    Args:
        verdict: On accuracies, with one seed each.
    """
    right = [round(mean / POINT * verdict.samples) for mean in (verdict.a_mean, verdict.b_mean)]
    return max(right), min(right)


def _leaning_sentence(verdict: Verdict, values: dict[str, object]) -> str:
    """Which group leads; with one seed each, also what each network got right."""
    a_leads = (verdict.difference > 0) == verdict.higher_is_better
    first, second = (verdict.a, verdict.b) if a_leads else (verdict.b, verdict.a)
    size = f"{abs(verdict.difference):.{digits(verdict)}f}"
    lead = {"first": first, "second": second, "size": size, "unit": values["unit"]}
    if verdict.unit == POINTS and verdict.a_seeds == verdict.b_seeds == 1:
        more, less = right_answers(verdict)
        return gettext(
            "{first} leads {second} by {size} {unit}, one seed each. These networks differ on this "
            "test set, {more} of {samples} right against {less}; whether the recipes do needs more "
            "seeds.",
            more=f"{more:,}",
            less=f"{less:,}",
            samples=values["samples"],
            **lead,
        )
    return gettext(
        "{first} leads {second} by {size} {unit}, more than their seeds usually differ; more seeds "
        "will show whether it is better.",
        **lead,
    )


def _values(verdict: Verdict) -> dict[str, object]:
    places = digits(verdict)
    return {
        "a": verdict.a,
        "b": verdict.b,
        "difference": _signed(verdict.difference, places),
        "low": _signed(verdict.low, places),
        "high": _signed(verdict.high, places),
        "unit": gettext(verdict.unit) if verdict.unit else "",
        "matters": amount(verdict.matters, verdict.unit),
        "samples": f"{verdict.samples:,}",
        "sure": f"{verdict.level * 100:g} %",
    }


def _sided_values(verdict: Verdict, values: dict[str, object]) -> dict[str, object]:
    places = digits(verdict)
    ends = sorted((abs(verdict.low), abs(verdict.high)))
    a_is_better = verdict.outcome == A
    shown = {name: values[name] for name in ("unit", "sure")}
    if not verdict.surely_matters:
        shown["matters"] = values["matters"]
    return shown | {
        "better": verdict.a if a_is_better else verdict.b,
        "worse": verdict.b if a_is_better else verdict.a,
        "size": f"{abs(verdict.difference):.{places}f}",
        "least": f"{ends[0]:.{places}f}",
        "most": f"{ends[1]:.{places}f}",
    }


def _signed(value: float, places: int) -> str:
    """Format with a sign; a value that rounds to zero gets a plus."""
    return f"{round(value, places) + 0.0:+.{places}f}"


def digits(verdict: Verdict) -> int:
    """Decimal places that show two significant digits of the verdict's margin."""
    margin = (verdict.high - verdict.low) / 2
    return max(0, min(4, 1 - math.floor(math.log10(margin)))) if margin > 0 else 2
