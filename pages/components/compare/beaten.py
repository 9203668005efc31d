"""Networks on screen that are not shown to be better than a baseline."""

from __future__ import annotations

import streamlit as st

from core.analysis.judgement import against
from core.baselines.baselines import Baseline
from core.i18n import gettext, mark
from core.verdict.ranking import joined
from core.verdict.verdict import MATTERS, Verdict, judge
from pages.components.frame import wording
from pages.components.live.baselines import RIVALS, baselines
from pages.components.live.judgement import ScreenJudgement

LOSES, BEHIND, AHEAD = "loses", "behind", "ahead"
MESSAGES = {
    LOSES: mark("Beaten by “{rival}”, which needs no network: {networks}."),
    BEHIND: mark("No better than “{rival}” so far, which needs no network: {networks}."),
    AHEAD: mark("Ahead of “{rival}” so far, though that could be chance: {networks}."),
}


def show_beaten(judgement: ScreenJudgement) -> None:
    """List the baselines, and warn of networks not shown to be better than one of them."""
    matches: dict[tuple[str, str], list[str]] = {}
    named: dict[tuple[str, float], str] = {}
    for key, scores in judgement.scores.items():
        recipe = judgement.recipes[key]
        for rival in baselines().of_own(recipe, scores.digest):
            value = rival.test[recipe.metric]
            named.setdefault((rival.name, round(value, 4)), _describe(rival, recipe.metric))
            if rival.name not in RIVALS:
                continue
            title = gettext(rival.title)
            verdict = judge(scores, against(scores, rival.outcomes, title), MATTERS[recipe.task])
            kind = _kind(verdict)
            if kind:
                matches.setdefault((kind, title), []).append(_network(verdict))
    lines = [
        gettext(MESSAGES[kind], rival=title, networks=joined(matches[kind, title]))
        for kind, title in sorted(matches, key=lambda pair: list(MESSAGES).index(pair[0]))
    ]
    if named:
        text = gettext("Baselines: {models}.", models="; ".join(named.values()))
        st.markdown(wording.small(wording.escape_markdown(text)))
    if lines:
        st.warning("  \n".join(map(wording.escape_markdown, lines)), icon=":material/thumb_down:")


def _describe(baseline: Baseline, metric: str) -> str:
    """A baseline with its test figure and the time it took."""
    value = baseline.test[metric]
    text = gettext(
        "“{title}” {value} {unit} in {time}",
        title=gettext(baseline.title),
        value=wording.share(value) if metric == "accuracy" else f"{value:.2f}",
        unit=baseline.unit,
        time=wording.duration(baseline.seconds),
    )
    return " ".join(text.split())


def _kind(verdict: Verdict) -> str:
    """The key of ``MESSAGES`` that applies; "" for a network that is better."""
    if verdict.outcome == "a":
        return ""
    if verdict.outcome == "b":
        return LOSES
    ahead = (verdict.difference > 0) == verdict.higher_is_better
    return AHEAD if ahead else BEHIND


def _network(verdict: Verdict) -> str:
    return gettext(
        "{name} by {size:.2f} {unit}",
        name=verdict.a,
        size=abs(verdict.difference),
        unit=gettext(verdict.unit),
    )
