"""A race drawn by the browser alone: replayed on the page, or over the whole window as on a stage.

The page gives question, chips, curves, times and the answer once; playing, scrubbing, stepping and
uncovering ask the server for nothing. While runs are active, chips and curves follow their feeds.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from pathlib import Path
from typing import Any

from core.analysis.lines import REFERENCE, group_labels
from core.analysis.standing import Standing
from core.charts import FAMILY_STYLES
from core.charts.texts import escaped, short
from core.i18n import gettext, mark
from core.stories import STORIES, reasons
from pages.components.compare.answer import guess_sentence, raced_and_leading, together
from pages.components.compare.chips import CHIP, CHIPS, chip_order
from pages.components.compare.comparison import Comparison, View, comparisons
from pages.components.compare.replay import replay_words
from pages.components.compare.title import question
from pages.components.compare.verdict_line import verdict_words
from pages.components.frame import wording
from pages.components.live.component import component
from pages.components.live.judgement import ScreenJudgement
from pages.components.live.live_chart import PLOTLY, plotly_address
from pages.components.live.verdict_line import BADGES

EPOCH = mark("epoch {epoch} of {epochs}")  # filled in by the browser
_HTML = "<dialog></dialog>"
_PARTS = (*CHIP, PLOTLY, Path(__file__).with_name("stage_chart.js"))


def show_stage(
    view: View,
    comparison: Comparison,
    judgement: ScreenJudgement,
    where: Standing | None,
    guess: Collection[str],
    *,
    keys: bool,
) -> None:
    """Mount it, closed: a button, a key or the address opens it.

    Args:
        guess: Names of the story's answers that were guessed.
        keys: Whether single keys control it.
    """
    names = _names(comparison)
    data = {
        "question": question({entrant.recipe.dataset for entrant in comparison.entrants}),
        "chips": comparison.words[CHIPS],
        "kinds": chip_order(where)[1],
        "figure": comparison.charts["metric"],
        "names": {key: [name, escaped(short(name, 26))] for key, name in names.items()},
        "feeds": {name: comparisons().feed(view, comparison, name) for name in (CHIPS, "metric")},
        "replay": replay_words(view, comparison, names),
        "answer": _answer(comparison, judgement, where, guess),
        "script": plotly_address(),
        "keys": keys,
        "texts": _texts(comparison),
    }
    component(__file__, _HTML, shares=_PARTS)(key="stage", data=data)


def _texts(comparison: Comparison) -> dict[str, str]:
    metric = wording.metric_name(comparison.entrants[0].recipe)
    return {
        "label": gettext("The race on its own"),
        "chart": gettext("Chart of {metric} over the course of the race", metric=metric),
        "epoch": gettext(EPOCH),
        "replay": gettext("Replay"),
        "page": gettext("Back to the page"),
        "close": gettext("Close the replay"),
        "play": gettext("Play"),
        "pause": gettext("Pause"),
        "back": gettext("One step back"),
        "forward": gettext("One step forward"),
        "position": gettext("Position in the race"),
        "answer": gettext("The answer"),
        "cover": gettext("Cover the answer"),
        "space": gettext("Space"),
    }


def _names(comparison: Comparison) -> dict[str, str]:
    """Group → its label, without the mark that all would have where all are reference runs."""
    labels = group_labels(comparison.entrants)
    if all(entrant.recorded for entrant in comparison.entrants):
        return {key: label.removesuffix(REFERENCE) for key, label in labels.items()}
    return labels


def _answer(
    comparison: Comparison,
    judgement: ScreenJudgement,
    where: Standing | None,
    guess: Collection[str],
) -> dict[str, Any]:
    """The verdict, then why; where we know no reason, what limits the verdict."""
    state, claim, limit = verdict_words(comparison, judgement, where)
    raced, leading = raced_and_leading(comparison.entrants, where)
    because = together(reasons(raced, leading))
    dataset = comparison.entrants[0].recipe.dataset
    answers = STORIES[dataset].answers if raced and dataset in STORIES else ()
    guessed = [answer for answer in answers if answer.name in guess]
    lines = [guess_sentence(one, leading, gettext(one.title)) for one in guessed]
    return {
        "state": state,
        "badge": gettext(BADGES[state]),
        "claim": claim,
        "limit": "" if because else limit,
        "reasons": [
            {"sentence": sentence, "families": _marks(families)}
            for sentence, families in because.items()
        ],
        "guess": [line.replace("**", "") for line in lines],
    }


def _marks(families: Sequence[str]) -> list[list[str]]:
    return [[FAMILY_STYLES[name].word, wording.family_title(name)] for name in families]
