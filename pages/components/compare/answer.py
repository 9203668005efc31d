"""To the right of the curves: what was guessed, why the result is what it is, and a sample."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from html import escape
from pathlib import Path

import streamlit as st

from core.analysis.entrants import Entrant
from core.analysis.standing import Standing
from core.charts import FAMILY_STYLES
from core.i18n import gettext, language
from core.recipes import Recipe
from core.settings import Settings
from core.stories import STORIES, Answer, Reason, Row, Sample, reasons, sample, was_right
from pages.components.frame import wording

_CSS = Path(__file__).with_suffix(".css").read_text(encoding="utf-8")


def show_answer(
    dataset: str,
    recipes: Mapping[str, Recipe],
    leading: Collection[str],
    guess: Sequence[str],
    settings: Settings,
) -> None:
    """Show how the guess fared and why, or what to look for while nobody can say.

    Args:
        dataset: The dataset that is raced.
        recipes: Family → the recipe that was raced.
        leading: Families of the leading group; empty while nobody can say.
        guess: Names of the story's answers that were guessed.
        settings: The installation, which locates the sample's data.
    """
    if dataset in STORIES and guess:
        answers = [answer for answer in STORIES[dataset].answers if answer.name in guess]
        _show_guess(answers, leading)
    because = reasons(recipes, leading)
    if because:
        st.markdown(f"**{gettext('Why?')}**")
        with st.container(key="reasons", gap="small"):
            for sentence, families in together(because).items():
                st.markdown(f"{' '.join(map(wording.family_mark, families))} {sentence}")
    if dataset in STORIES:
        if not because:
            st.markdown(f"**{gettext('What they look for')}**")
        _show_sample(_sample(dataset, language(), settings))


def together(because: Iterable[Reason]) -> dict[str, list[str]]:
    """Sentence → the families it is about."""
    families: dict[str, list[str]] = {}
    for reason in because:
        families.setdefault(reason.sentence, []).append(reason.family)
    return families


def _show_guess(answers: Sequence[Answer], leading: Collection[str]) -> None:
    for answer in answers:
        name = gettext(answer.title)
        if answer.name in FAMILY_STYLES:
            name = f"{wording.family_mark(answer.name)} {name}"
        st.markdown(guess_sentence(answer, leading, f"**{name}**"))


def guess_sentence(answer: Answer, leading: Collection[str], name: str) -> str:
    """How a guess fared, as Markdown; ``name`` is the answer as it is shown."""
    right = was_right(answer, leading)
    if right is None:
        return gettext("You guessed {answer}.", answer=name)
    if right:
        return gettext("You guessed {answer}: **right**.", answer=name)
    return gettext("You guessed {answer}: not this time.", answer=name)


def raced_and_leading(
    entrants: Sequence[Entrant], where: Standing | None
) -> tuple[dict[str, Recipe], set[str]]:
    """Family → its recipe, and the families of the leading group.

    Once some are judged, only those count: nobody else is ahead or behind. Both are empty where
    several datasets are compared, or several recipes of a family, which would need a reason each.
    """
    recipes = {entrant.group: entrant.recipe for entrant in entrants}
    families = {recipe.family for recipe in recipes.values()}
    if len({recipe.dataset for recipe in recipes.values()}) != 1 or len(families) < len(recipes):
        return {}, set()
    placed = where.order if where else recipes
    by_family = {recipes[key].family: recipes[key] for key in recipes if key in placed}
    return by_family, {recipes[key].family for key in where.leading} if where else set()


@st.cache_data(show_spinner=False)
def _sample(dataset: str, language: str, _settings: Settings) -> Sample:
    return sample(dataset, _settings)


def _show_sample(shown: Sample) -> None:
    rows = "".join(_row(row) for row in shown.rows)
    st.html(f'<style>{_CSS}</style><div class="sample">{rows}<p>{escape(shown.caption)}</p></div>')


def _row(row: Row) -> str:
    tokens = "".join(
        f'<span class="token {escape(token.kind)}">{escape(token.text)}</span>'
        for token in row.tokens
    )
    pixels = "".join(f'<i style="opacity:{value}"></i>' for line in row.pixels for value in line)
    if pixels:
        tokens = f'<span class="picture">{pixels}</span>'
    return (
        f'<div class="example"><b>{escape(row.label)}</b><span class="strip">{tokens}</span></div>'
    )
