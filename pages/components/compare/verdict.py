"""Which is better? First as a sentence, with the seeds that would settle the rest; below the
curves as a chart and pair by pair."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import streamlit as st

from core.analysis.lines import shades
from core.charts.forest import Difference, forest_height, plot_forest
from core.i18n import gettext, language
from core.recipes import Recipe
from core.verdict.scores import POINTS
from core.verdict.sentences import amount, sentence, short
from core.verdict.verdict import LEANING, MATTERS, OPEN, SAME, Verdict
from pages.components.compare.beaten import show_beaten
from pages.components.compare.choice import field_key
from pages.components.compare.comparison import Comparison, View
from pages.components.compare.verdict_line import left_out
from pages.components.frame import wording
from pages.components.live.judgement import ScreenJudgement, judge_groups
from pages.components.live.live_chart import live_chart

EXPLANATION = Path(__file__).resolve().parents[3] / "docs" / "verdict.md"
# The part of docs/verdict.md that fits on the page: everything before the simulation tables.
EXPLANATION_END = "## Is it calibrated?"
PICTURED = 10
SIDE_BY_SIDE = (5, 2)  # widths of the sentence and the button
MATTERS_CHANGED = "matters changed"
ICONS = {
    OPEN: ":material/hourglass_empty:",
    LEANING: ":material/contrast:",
    SAME: ":material/equal:",
}
BETTER = ":material/trophy:"


def judgement_of(comparison: Comparison) -> ScreenJudgement:
    """The judgement of the recipes on screen, by what matters to this person."""
    return judge_groups(comparison.entrants, matters_from(comparison.entrants[0].recipe))


def show_evidence(view: View, comparison: Comparison) -> None:
    """The evidence for the verdict: every difference with its certainty, and the baselines."""
    if st.session_state.pop(MATTERS_CHANGED, False):
        st.rerun()
    recipe = comparison.entrants[0].recipe
    judgement = judgement_of(comparison)
    if judgement.ranking is not None:
        _show_picture(view, comparison, judgement, matters_from(recipe))
        _ask_matters(recipe)
        _show_notes(judgement)
        _show_pairs(judgement)
        with st.expander(gettext("How is this judged?"), icon=":material/help:"):
            st.markdown(_explanation(language()))
    else:
        text = gettext("With two tested recipes, their difference and how sure it is show here.")
        st.markdown(wording.small(text))
    show_beaten(judgement)


def _matters_field(recipe: Recipe) -> str:
    return field_key("matters" if recipe.metric == "accuracy" else "degrees")


def matters_from(recipe: Recipe) -> float:
    """The smallest difference that matters to this person, in the unit of the verdict."""
    return float(st.session_state.get(_matters_field(recipe)) or MATTERS[recipe.task])


def _ask_matters(recipe: Recipe) -> None:
    field, chosen, usual = _matters_field(recipe), matters_from(recipe), MATTERS[recipe.task]
    unit = POINTS if recipe.metric == "accuracy" else "°C"
    label = gettext("Smallest difference that matters: {amount}", amount=amount(chosen, unit))
    with st.popover(label, icon=":material/straighten:", type="tertiary"):
        st.number_input(
            gettext("Smallest difference that matters ({unit})", unit=gettext(unit)),
            min_value=0.001,
            max_value=50.0,
            value=chosen,
            format="%g",
            step=usual,
            key=f"{field} here",
            on_change=_keep_matters,
            args=(field, usual),
            help=gettext(
                "Smaller differences count as no difference. A point is a hundredth of the "
                "accuracy: one more test sample right in a hundred."
            ),
        )


def _keep_matters(field: str, usual: float) -> None:
    value = st.session_state[f"{field} here"]
    st.session_state[field] = 0.0 if value == usual else value
    st.session_state[MATTERS_CHANGED] = True  # the URL must be written, too


def _icon(verdict: Verdict) -> str:
    return ICONS.get(verdict.state) or ICONS.get(verdict.outcome, BETTER)


def _pictured(judgement: ScreenJudgement) -> list[tuple[tuple[str, str], Verdict]]:
    """All pairs; if there are too many, only those with the first recipe."""
    pairs = list(judgement.verdicts.items())
    if len(pairs) <= PICTURED:
        return pairs
    leader = next(iter(judgement.scores))
    return [(pair, verdict) for pair, verdict in pairs if pair[0] == leader]


def _show_picture(
    view: View, comparison: Comparison, judgement: ScreenJudgement, matters: float
) -> None:
    number = shades(comparison.entrants)
    rows = []
    for (first, second), verdict in _pictured(judgement):
        better = {"a": first, "b": second}.get(verdict.outcome)
        sign = 1 if verdict.higher_is_better else -1
        low, high = sorted((sign * verdict.low, sign * verdict.high))
        rows.append(
            Difference(
                key=f"{first} {second}",
                label=gettext("{a} against {b}", a=verdict.a, b=verdict.b),
                words=short(verdict),
                value=sign * verdict.difference,
                low=low,
                high=high,
                family=judgement.recipes[better].family if better else "",
                shade=number.get(better, 0),
            )
        )
    unit = next(iter(judgement.verdicts.values())).unit
    if comparison.metric == "accuracy":
        axis = gettext("lead of the first (points of test accuracy)")
    else:
        axis = gettext("lead of the first ({unit} of mean absolute error)", unit=unit)
    live_chart(
        plot_forest(rows, matters, axis, theme=view.theme),
        key=f"forest {len(rows)}",
        label=gettext("Chart of {up} over {across}", up=gettext("pairs"), across=axis),
        height=forest_height(len(rows)),
        picture="recipe-lab-verdicts",
    )


def _show_pairs(judgement: ScreenJudgement) -> None:
    if len(judgement.verdicts) < 2:
        return
    with st.expander(gettext("Every pair in words"), icon=":material/format_list_bulleted:"):
        lines = [
            f"- {_icon(verdict)} {wording.escape_markdown(sentence(verdict))}"
            for verdict in judgement.verdicts.values()
        ]
        st.markdown("\n".join(lines))


def _show_notes(judgement: ScreenJudgement) -> None:
    notes = [
        gettext(
            "Inside the grey band the difference is too small to matter. An interval that excludes "
            "zero shows a difference; one inside the band shows that none matters."
        )
    ]
    if len(judgement.scores) > 2 and judgement.verdicts:
        notes.append(
            gettext(
                "{count} recipes are judged together, each on all its completed seeds; their "
                "intervals are wider than for a single pair, so that all of them hold at once.",
                count=len(judgement.scores),
            )
        )
    elif judgement.verdicts:
        notes.append(gettext("Each recipe is judged on all its completed seeds."))
    notes += left_out(judgement)
    st.markdown(wording.small(wording.escape_markdown(" ".join(notes))))


@lru_cache(maxsize=8)
def _explanation(language: str) -> str:
    """docs/verdict.md without its title and tables, with smaller headings to suit an expander.

    Another language has docs/verdict.<code>.md; English is shown until it is written.
    """
    translated = EXPLANATION.with_suffix(f".{language}.md")
    path = translated if translated.exists() else EXPLANATION
    text = path.read_text(encoding="utf-8") if path.exists() else ""
    text = text.partition("\n")[2].partition(EXPLANATION_END)[0].replace("\n## ", "\n##### ")
    note = gettext(
        "These verdicts were checked on thousands of simulated comparisons; docs/verdict.md has "
        "the tables."
    )
    return f"{text}\n\n{note}"
