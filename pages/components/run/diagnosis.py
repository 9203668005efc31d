"""What a run looks like: chips, the evidence, and the change that may help in one click."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from core.analysis.diagnoses import (
    NOTHING,
    Diagnosis,
    chip,
    evidence,
    remedy,
    suggested,
    unit_of,
)
from core.i18n import gettext
from core.recipes import RECIPES, Recipe
from core.runs.run import FAILED, Run
from pages.components.frame import session, wording
from pages.components.frame.errors import report_errors
from pages.components.live.diagnoses import diagnoses_of
from pages.components.live.manager import run_manager
from pages.components.run.form import open_settings, set_values
from pages.components.run.opening import train_query

ICONS = {
    "rate too high": "ssid_chart",
    "same answer": "drag_handle",
    "not learning": "horizontal_rule",
    "no better": "vertical_align_bottom",
    "too small": "compress",
    "few steps": "stairs",
    "unstable": "swap_vert",
    "overfits": "call_split",
    "still improving": "trending_up",
}


def diagnosis_badge(diagnosis: Diagnosis) -> str:
    """A diagnosis in at most five words on the tint of caution, as Markdown."""
    text = wording.escape_markdown(chip(diagnosis))
    return f":yellow-badge[:material/{ICONS[diagnosis.name]}: {text}]"


def show_diagnoses(run: Run, recipe: Recipe, *, in_form: bool) -> None:
    """Show what a run that has ended looks like; nothing for a run that is not diagnosed.

    Args:
        in_form: Whether the page has the form, which the suggestion changes; else a link opens it.
    """
    diagnoses = diagnoses_of(run)
    if diagnoses is None:
        return
    unit = unit_of(recipe, run.scale, run.unit)
    with st.container(key="diagnoses", gap="small"):
        if not diagnoses and run.status != FAILED:
            st.markdown(f":gray-badge[:material/check: {gettext(NOTHING)}]")
        for diagnosis in diagnoses:
            parts = (evidence(diagnosis, unit), remedy(diagnosis, recipe))
            text = " ".join(map(wording.escape_markdown, parts))
            st.markdown(f"{diagnosis_badge(diagnosis)} {text}")
        change = next((one for one in diagnoses if one.suggestion), None)
        if change and run.recipe_id in RECIPES:
            _show_suggestion(run, recipe, change, in_form=in_form)


def _show_suggestion(run: Run, recipe: Recipe, diagnosis: Diagnosis, *, in_form: bool) -> None:
    label = gettext("Try {settings}", settings=suggested(diagnosis))
    if not in_form:
        query = train_query(run, recipe, diagnosis.suggestion)
        st.page_link("train.py", label=label, icon=":material/tune:", query_params=query)
    elif st.button(
        wording.escape_markdown(label),
        key="try suggestion",
        icon=":material/tune:",
        on_click=_try,
        args=(run.id, diagnosis.suggestion),
    ):
        st.rerun()  # the form is outside of this fragment


def _try(run_id: str, suggestion: Mapping[str, Any]) -> None:
    with report_errors(session.notify):
        run = run_manager().store.runs.get(run_id)
        open_settings(run)
        set_values(run.recipe_id, suggestion)
        session.notify()
