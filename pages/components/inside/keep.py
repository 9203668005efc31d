"""Inputs that a person keeps: a row of chips below the input, and all of them asked at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

import streamlit as st

from core.charts import FAMILY_STYLES
from core.datasets import DATASETS
from core.i18n import gettext, ngettext
from core.people import TRAIN
from core.runs.queue.inputs import InputDesk
from pages.components.frame import wording
from pages.components.frame.errors import report_errors, show_errors
from pages.components.frame.table import Column, show_table
from pages.components.inside import choice, words
from pages.components.inside.asking import Asked, ask_rows
from pages.components.inside.choice import Given
from pages.components.inside.kinds import kind_of
from pages.components.inside.models import Row, open_rows
from pages.components.live.component import component
from pages.components.live.manager import run_manager
from pages.components.live.person import person

KEY, CHANGED, PROBLEM, ASKED = "inside keep", "inside given", "inside keep problem", "inside asked"
MOST_ASKED = 40
_HTML = '<div class="keep"></div>'


def show_keep() -> None:
    """Show what this person keeps of this kind of input; called in a fragment of its own, so that
    it costs nothing while somebody types."""
    with show_errors():
        if st.session_state.pop(CHANGED, False):
            st.rerun()  # the input is in another fragment
        shown = choice.chosen()
        rows, _ = open_rows(shown.runs, shown.recipes, shown.epoch)
        if not rows:
            return
        inputs = _own(shown.dataset)
        can_ask = kind_of(shown.dataset).read is not None
        data = {
            "title": gettext("Kept") if inputs else "",
            "keep": gettext("Keep this input") if person().may(TRAIN) else "",
            "chips": [
                {
                    "id": it.id,
                    "name": it.name,
                    "open": gettext("Use “{name}”", name=it.name),
                    "remove": gettext("Remove “{name}”", name=it.name),
                }
                for it in inputs
            ],
            "ask": ngettext("Ask it", "Ask all {count}", len(inputs)) if can_ask and inputs else "",
        }
        component(__file__, _HTML)(key=KEY, data=data, on_act_change=partial(_act, shown.dataset))
        if problem := st.session_state.pop(PROBLEM, ""):
            st.warning(wording.escape_markdown(problem), icon=":material/error:")
        if can_ask and inputs and st.session_state.get(ASKED) == shown.dataset:
            _show_answers(rows, inputs)


def _desk() -> InputDesk:
    return InputDesk(run_manager().store, person())


def _kind(dataset: str) -> str:
    """Words can be given to every dataset of words; anything else to its own."""
    return "text" if DATASETS[dataset].encoding else dataset


def _own(dataset: str) -> list[Any]:
    """This person's inputs for a dataset; a test sample is one of its own dataset only."""
    return [
        it
        for it in _desk().list(_kind(dataset))
        if it.content.get("text") is not None or it.content.get("dataset") == dataset
    ]


def _act(dataset: str) -> None:
    """Keep, use or remove an input, or ask all of them, as was just pressed."""
    act: Mapping[str, str] = st.session_state[KEY].act
    with report_errors(_note):
        if act["do"] == "keep":
            given = choice.given()
            content = {**vars(given), "dataset": dataset}
            _desk().keep(_kind(dataset), _name(dataset, given), content)
        elif act["do"] == "remove":
            _desk().remove(act["id"])
        elif act["do"] == "ask":
            st.session_state[ASKED] = "" if st.session_state.get(ASKED) == dataset else dataset
        else:
            _use(dataset, act["id"])


def _use(dataset: str, input_id: str) -> None:
    content = next((it.content for it in _own(dataset) if it.id == input_id), None)
    if content is not None:
        choice.give(**vars(given_of(content)))
        st.session_state[CHANGED] = True


def given_of(content: Mapping[str, Any]) -> Given:
    """What a kept input gives to the models; a value that cannot be is left out."""
    sample, text, shuffle = (content.get(name) for name in ("sample", "text", "shuffle"))
    return Given(
        sample=sample if type(sample) is int and sample >= 0 else 0,
        text=text if isinstance(text, str) else None,
        shuffle=shuffle if type(shuffle) is int and shuffle >= 0 else 0,
    )


def _note(sentence: str) -> None:
    st.session_state[PROBLEM] = sentence


def _name(dataset: str, given: Given) -> str:
    """What an input is called on its chip."""
    if given.text is None:
        name = gettext("test sample {number:,}", number=given.sample + 1)
    elif DATASETS[dataset].encoding or DATASETS[dataset].vocabulary:
        name = given.text
    elif DATASETS[dataset].task == "image-multiclass":
        name = gettext("drawing {number}", number=len(_own(dataset)) + 1)
    else:
        name = gettext("test sample {number:,}, changed", number=given.sample + 1)
    return gettext("{name} (shuffled)", name=name) if given.shuffle else name


def _show_answers(rows: Sequence[Row], inputs: Sequence[Any]) -> None:
    """Show what every model answers to every input, the newest first."""
    read = kind_of(choice.chosen().dataset).read
    newest = list(reversed(inputs))[:MOST_ASKED]
    with st.spinner(gettext("Asking…")):
        answers = [
            ask_rows(rows, lambda recipe, it=it: read(recipe, given_of(it.content)), explain=False)
            for it in newest
        ]
    columns: dict[str, Column] = {gettext("input"): ([it.name for it in newest], None)}
    for place, row in enumerate(rows):
        mark = FAMILY_STYLES[row.recipe.family].character
        title = f"{mark} {words.about(row)}"
        columns[title] = ([_answer(each.rows[place]) for each in answers], None)
    show_table(columns)
    if len(inputs) > MOST_ASKED:
        text = gettext("The newest {shown} of {count}.", shown=MOST_ASKED, count=len(inputs))
        st.markdown(wording.small(text))


def _answer(asked: Asked) -> str:
    """An answer in a cell: the class and how sure, or a prediction in its unit."""
    if not asked.answers:
        return asked.problem
    if asked.answers[0].winner is None:
        return gettext("{value:.1f} {unit}", value=asked.prediction, unit=asked.answers[0].unit)
    sure = words.percent(float(asked.probabilities[asked.winner]))
    votes = words.agreement(asked.votes, len(asked.answers))
    answer = words.class_title(asked.row.recipe, asked.winner)
    return " · ".join(filter(None, (answer, sure, votes)))
