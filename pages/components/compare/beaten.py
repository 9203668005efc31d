"""Networks that lose to a model without one, or cannot be told from it: said where one looks."""

from __future__ import annotations

import streamlit as st

from core.analysis.judgement import against
from core.baselines.baselines import Baseline
from core.i18n import gettext, mark
from core.verdict.ranking import listed
from core.verdict.verdict import MATTERS, Verdict, judge
from pages.components.frame import wording
from pages.components.live.baselines import RIVALS, baselines
from pages.components.live.judgement import ScreenJudgement

LOSES, BEHIND, AHEAD = "loses", "behind", "ahead"
SAID = {
    LOSES: mark("Beaten by “{rival}”, which needs no network: {networks}."),
    BEHIND: mark(
        "Behind “{rival}”, which needs no network, though that could be chance: {networks}."
    ),
    AHEAD: mark(
        "Ahead of “{rival}”, but that could be chance, so it is not shown that the network is "
        "worth it: {networks}."
    ),
}


def show_beaten(judged: ScreenJudgement) -> None:
    """What of the networks on screen is not shown to be better than a model without a network."""
    found: dict[tuple[str, str], list[str]] = {}
    known: dict[tuple[str, float], str] = {}
    for key, scores in judged.scores.items():
        recipe = judged.recipes[key]
        for rival in baselines().of_own(recipe, scores.digest):
            value = rival.test[recipe.metric]
            known.setdefault((rival.name, round(value, 4)), _known(rival, recipe.metric))
            if rival.name not in RIVALS:
                continue
            title = gettext(rival.title)
            verdict = judge(scores, against(scores, rival.outcomes, title), MATTERS[recipe.task])
            kind = _kind(verdict)
            if kind:
                found.setdefault((kind, title), []).append(_network(verdict))
    lines = [
        gettext(SAID[kind], rival=title, networks=listed(found[kind, title]))
        for kind, title in sorted(found, key=lambda pair: list(SAID).index(pair[0]))
    ]
    if known:
        text = gettext("Without a network: {models}.", models="; ".join(known.values()))
        st.markdown(wording.small(wording.escape_markdown(text)))
    if lines:
        st.warning("  \n".join(map(wording.escape_markdown, lines)), icon=":material/thumb_down:")


def _known(baseline: Baseline, metric: str) -> str:
    """A baseline with its test figure and how long it took."""
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
    """Which of ``SAID`` it is; "" for a network that is better."""
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
