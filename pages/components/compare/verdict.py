"""Which is better? First as a sentence, with what would settle the rest; below the curves as a
picture and pair by pair."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import streamlit as st

from core.analysis.lines import groups_of, shades
from core.charts.forest import Difference, forest_height, plot_forest
from core.i18n import gettext
from core.recipes import Recipe
from core.verdict.ranking import not_judged, one_seed
from core.verdict.scores import POINTS
from core.verdict.sentences import amount, sentence
from core.verdict.verdict import CLEAR, LEANING, MATTERS, OPEN, SAME, Verdict
from pages.components.compare.beaten import show_beaten
from pages.components.compare.choice import field_key
from pages.components.compare.comparison import Comparison, View
from pages.components.compare.more_seeds import show_more_seeds, show_refused, wanted_seeds
from pages.components.frame import wording
from pages.components.live.judgement import ScreenJudgement, judge_groups
from pages.components.live.live_chart import live_chart

HOW = Path(__file__).resolve().parents[3] / "docs" / "verdict.md"
# Of docs/verdict.md, what a dialog has room for: everything before the tables of the simulation.
HOW_UNTIL = "## Is it calibrated?"
PICTURED = 10
SIDE_BY_SIDE = (5, 2)  # the sentence, and what to press
MATTERS_CHANGED = "matters changed"
ICONS = {
    OPEN: ":material/hourglass_empty:",
    LEANING: ":material/contrast:",
    SAME: ":material/equal:",
}
BETTER = ":material/trophy:"


def show_verdict(comparison: Comparison) -> None:
    """What may be said of the recipes on screen, and one press for what would settle the rest."""
    judged = judge_groups(comparison.entrants, matters_from(comparison.entrants[0].recipe))
    show_refused()
    if judged.ranking is None:
        st.info(_why_none(comparison, judged), icon=":material/balance:")
        return
    wanted = wanted_seeds(judged)
    if not wanted and not any(judged.coming.values()):
        _show_ranking(judged)
        return
    said, press = st.columns(SIDE_BY_SIDE, vertical_alignment="center")
    with said:
        _show_ranking(judged)
    with press:
        show_more_seeds(judged, wanted)


def show_evidence(view: View, comparison: Comparison) -> None:
    """What the verdict rests on: every difference and how sure it is, and what needs no network."""
    if st.session_state.pop(MATTERS_CHANGED, False):
        st.rerun()
    recipe = comparison.entrants[0].recipe
    judged = judge_groups(comparison.entrants, matters_from(recipe))
    if judged.ranking is not None:
        with st.container(horizontal=True, vertical_alignment="bottom", key="verdict head"):
            title = gettext("By how much, and how sure is it?")
            st.markdown(f"#### {title}", width="stretch")
            _ask_matters(recipe)
        _show_picture(view, comparison, judged, matters_from(recipe))
        _show_notes(judged)
        _show_pairs(judged)
        with st.expander(gettext("How is this judged?"), icon=":material/help:"):
            st.markdown(_how())
    show_beaten(judged)


def _matters_field(recipe: Recipe) -> str:
    return field_key("matters" if recipe.metric == "accuracy" else "degrees")


def matters_from(recipe: Recipe) -> float:
    """From how much on a difference matters to this person, in the unit of the verdict."""
    return float(st.session_state.get(_matters_field(recipe)) or MATTERS[recipe.task])


def _ask_matters(recipe: Recipe) -> None:
    field, chosen, usual = _matters_field(recipe), matters_from(recipe), MATTERS[recipe.task]
    unit = POINTS if recipe.metric == "accuracy" else "°C"
    label = gettext("A difference matters from {amount}", amount=amount(chosen, unit))
    with st.popover(label, icon=":material/straighten:", type="tertiary"):
        st.number_input(
            gettext("A difference matters from ({unit})", unit=gettext(unit)),
            min_value=0.001,
            max_value=50.0,
            value=chosen,
            format="%g",
            step=usual,
            key=f"{field} here",
            on_change=_keep_matters,
            args=(field, usual),
            help=gettext(
                "Smaller differences are called none. A point is a hundredth of the accuracy: one "
                "test sample more in a hundred."
            ),
        )


def _keep_matters(field: str, usual: float) -> None:
    value = st.session_state[f"{field} here"]
    st.session_state[field] = 0.0 if value == usual else value
    st.session_state[MATTERS_CHANGED] = True  # the link has it too


def _show_ranking(judged: ScreenJudgement) -> None:
    if len(judged.scores) == 2:
        text = sentence(next(iter(judged.verdicts.values())))
    else:
        text = judged.ranking.sentence()
    text = f"{text} {not_judged([*judged.untested, *judged.elsewhere])}".rstrip()
    state = judged.ranking.state
    if state == CLEAR:
        st.success(f"**{wording.escape_markdown(text)}**", icon=BETTER)
    else:  # nobody is crowned
        icon = ICONS[LEANING if state == LEANING else OPEN]
        st.info(wording.escape_markdown(text), icon=icon)
    if judged.newcomers:
        st.markdown(wording.small(wording.escape_markdown(one_seed(judged.newcomers.values()))))


def _icon(verdict: Verdict) -> str:
    return ICONS.get(verdict.state) or ICONS.get(verdict.outcome, BETTER)


def _pictured(judged: ScreenJudgement) -> list[tuple[tuple[str, str], Verdict]]:
    """All pairs, or of many recipes the first one's."""
    pairs = list(judged.verdicts.items())
    if len(pairs) <= PICTURED:
        return pairs
    leader = next(iter(judged.scores))
    return [(pair, verdict) for pair, verdict in pairs if pair[0] == leader]


def _show_picture(
    view: View, comparison: Comparison, judged: ScreenJudgement, matters: float
) -> None:
    number = shades(comparison.entrants)
    rows = []
    for (first, second), verdict in _pictured(judged):
        better = {"a": first, "b": second}.get(verdict.outcome)
        sign = 1 if verdict.higher_is_better else -1
        low, high = sorted((sign * verdict.low, sign * verdict.high))
        rows.append(
            Difference(
                key=f"{first} {second}",
                label=gettext("{a} against {b}", a=verdict.a, b=verdict.b),
                value=sign * verdict.difference,
                low=low,
                high=high,
                family=judged.recipes[better].family if better else "",
                shade=number.get(better, 0),
            )
        )
    unit = next(iter(judged.verdicts.values())).unit
    if comparison.metric == "accuracy":
        axis = gettext("the first one is better by (points of test accuracy)")
    else:
        axis = gettext("the first one is better by ({unit} of mean absolute error)", unit=unit)
    live_chart(
        plot_forest(rows, matters, axis, theme=view.theme),
        key=f"forest {len(rows)}",
        label=gettext("Chart of {up} over {across}", up=gettext("pairs"), across=axis),
        height=forest_height(len(rows)),
        picture="recipe-lab-verdicts",
    )


def _show_pairs(judged: ScreenJudgement) -> None:
    if len(judged.verdicts) < 2:
        return
    with st.expander(gettext("Every pair in words"), icon=":material/format_list_bulleted:"):
        lines = [
            f"- {_icon(verdict)} {wording.escape_markdown(sentence(verdict))}"
            for verdict in judged.verdicts.values()
        ]
        st.markdown("\n".join(lines))


def _why_none(comparison: Comparison, judged: ScreenJudgement) -> str:
    if judged.too_many:
        return gettext(
            "{count} recipes are on screen, too many to be judged together; choose up to ten.",
            count=judged.too_many,
        )
    if len(groups_of(comparison.entrants)) < 2:
        return gettext(
            "One recipe is on screen. Choose another one beside it, and here it says which is "
            "better, by how much, and how sure that is."
        )
    if all(entrant.recorded for entrant in comparison.entrants):
        return gettext(
            "Of these recorded runs only the figures are kept, not what each got right, so nothing "
            "can be said of luck. Race them on Home with three seeds, and it says which is better."
        )
    return gettext(
        "It says which recipe is better as soon as two of them have a completed run with its test "
        "predictions on the same samples."
    )


def _show_notes(judged: ScreenJudgement) -> None:
    notes = [
        gettext(
            "The band around zero is what does not matter. An interval that does not touch zero is "
            "a difference; one within the band is none that matters."
        )
    ]
    if len(judged.scores) > 2 and judged.verdicts:
        notes.append(
            gettext(
                "{count} recipes were judged together, each on all its completed seeds; their "
                "intervals are wider than for two alone, so that all of them hold at once.",
                count=len(judged.scores),
            )
        )
    elif judged.verdicts:
        notes.append(gettext("Each recipe is judged on all its completed seeds."))
    if judged.untested and judged.scores:
        names = ", ".join(judged.untested)
        notes.append(gettext("Without test predictions, and so not judged: {names}.", names=names))
    if judged.elsewhere:
        names = ", ".join(judged.elsewhere)
        notes.append(gettext("Tested on other samples, and so not judged: {names}.", names=names))
    st.markdown(wording.small(wording.escape_markdown(" ".join(notes))))


@lru_cache(maxsize=1)
def _how() -> str:
    """docs/verdict.md without its title and its tables, its headings as small as an expander's."""
    text = HOW.read_text(encoding="utf-8") if HOW.exists() else ""
    text = text.partition("\n")[2].partition(HOW_UNTIL)[0].replace("\n## ", "\n##### ")
    note = gettext(
        "That these verdicts keep their promise was tried on thousands of simulated comparisons; "
        "the tables are in docs/verdict.md."
    )
    return f"{text}\n\n{note}"
