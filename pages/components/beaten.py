"""Networks that lose to a model without one, or cannot be told from it: said where one looks."""

from __future__ import annotations

import streamlit as st

from core.analysis.judging import against
from core.i18n import gettext
from core.verdict.verdict import MATTERS, Verdict, judge
from pages.components import wording
from pages.components.baselines import RIVALS, baselines
from pages.components.judged import Judged


def show_beaten(judged: Judged) -> None:
    """Networks that lose to a model without one, or cannot be told from it."""
    lines = []
    for key, scores in judged.scores.items():
        recipe = judged.recipes[key]
        for rival in baselines().of_own(recipe, scores.digest):
            if rival.name not in RIVALS:
                continue
            group = against(scores, rival.outcomes, gettext(rival.title))
            verdict = judge(scores, group, MATTERS[recipe.task])
            behind = (verdict.difference < 0) == verdict.higher_is_better and verdict.difference
            if behind or verdict.outcome != "a":
                lines.append(_beaten(verdict, surely=verdict.outcome == "b"))
    if lines:
        st.warning("  \n".join(map(wording.markdown, lines)), icon=":material/thumb_down:")


def _beaten(verdict: Verdict, *, surely: bool) -> str:
    size = f"{abs(verdict.difference):.2f}"
    unit = gettext(verdict.unit)
    values = {"name": verdict.a, "rival": verdict.b, "size": size, "unit": unit}
    behind = (verdict.difference < 0) == verdict.higher_is_better
    if surely:
        return gettext("{name} loses to “{rival}” by {size} {unit}: it needs no network.", **values)
    if behind:
        return gettext(
            "{name} is {size} {unit} behind “{rival}”, which needs no network, though that could "
            "be chance.",
            **values,
        )
    return gettext(
        "{name} is {size} {unit} ahead of “{rival}”, which could be chance: it is not shown that "
        "the network is worth it.",
        **values,
    )
