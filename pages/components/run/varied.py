"""The chart of a sweep that varies one setting, and what it found, in a sentence."""

from __future__ import annotations

from core.charts.varied import plot_varied
from core.i18n import gettext
from core.recipes import RECIPES
from core.recipes.naming import plain_value, spaced
from core.sweeps.report import Report
from core.sweeps.sweep import CONFIRMED
from core.sweeps.varied import along, setting_of
from pages.components.frame import wording
from pages.components.frame.reader import theme
from pages.components.live.live_chart import live_chart

HEIGHT = 300


def show_varied(report: Report, key: str) -> None:
    """Draw the validation results of a sweep of one setting over its values.

    Args:
        report: A sweep with a ``setting_of``.
        key: The chart's.
    """
    sweep = report.sweep
    name, points = setting_of(sweep), along(sweep, report.trials)
    entry = RECIPES.get(sweep.recipe_id)
    usual = entry.values().get(name) if entry else None
    values = [point.value for point in points]
    accuracy = report.metric == "accuracy"
    up = gettext("validation accuracy") if accuracy else gettext("validation error (sd)")
    across = spaced(name)
    figure = plot_varied(
        [plain_value(value) for value in values],
        [point.results for point in points],
        [point.margin for point in points],
        family=sweep.base.family,
        across=across,
        up=up,
        percent=accuracy,
        usual=values.index(usual) if usual in values else None,
        theme=theme(),
        revision=sweep.id,
    )
    label = gettext("Chart of {up} over {across}", up=up, across=across)
    live_chart(figure, key=key, label=label, height=HEIGHT, picture=f"sweep-{name}")


def varied_words(report: Report) -> str:
    """Which value is the best, by validation or, once confirmed, on fresh seeds; as Markdown."""
    sweep, name = report.sweep, setting_of(report.sweep)
    points = [point for point in along(sweep, report.trials) if point.results]
    if sweep.status == CONFIRMED and report.confirmed and report.tests.get(sweep.winner):
        tests = report.tests[sweep.winner]
        return gettext(
            "**{name} {value}** was the best by validation; fresh seeds: test {test} on average.",
            name=wording.capitalized(spaced(name)),
            value=plain_value(report.trials[sweep.winner].values[name]),
            test=wording.score(sum(tests) / len(tests), report.metric),
        )
    if not points:
        return gettext("The first results appear when a run of it has ended.")
    best = (max if sweep.higher_is_better else min)(points, key=lambda point: point.mean)
    return gettext(
        "Best by validation so far: **{name} {value}**, {mean} on average.",
        name=spaced(name),
        value=plain_value(best.value),
        mean=wording.score(best.mean, report.metric),
    )
