"""Inside: one input of your own, and what every trained model answers to it."""

from __future__ import annotations

from contextlib import suppress
from typing import NamedTuple

import streamlit as st

from core.errors import RecipeLabError
from core.i18n import gettext
from core.inside.samples import read_sample
from core.recipes import RECIPES
from pages.components.frame import session, wording
from pages.components.frame.errors import show_errors
from pages.components.inside import choice
from pages.components.inside.alike import show_alike
from pages.components.inside.differ import show_differ
from pages.components.inside.epochs import show_epochs
from pages.components.inside.keep import show_keep
from pages.components.inside.kinds import kind_of
from pages.components.inside.models import Row, any_active, epochs_of_runs, open_rows
from pages.components.inside.picker import show_head, show_lost, show_nothing
from pages.components.inside.walk import show_walk
from pages.components.live.manager import run_manager

REFRESH_SECONDS = 2.0


def main() -> None:
    with show_errors():
        problems = choice.read_url()
        shown = choice.chosen()
        rows, lost = open_rows(shown.runs, shown.recipes, shown.epoch)
        show_head(rows)
        if problems:
            text = wording.escape_markdown("  \n".join(problems))
            st.warning(text, icon=":material/link_off:")
        show_lost(lost)
        seen = _seen(len(rows))
        if rows:
            _read_data(rows)
            show_epochs()
        if rows or seen.live:
            every = REFRESH_SECONDS if seen.live else None
            st.fragment(show_input, run_every=every)(seen)
        if rows:
            for show in filter(None, (kind_of(shown.dataset).show_more, show_walk)):
                st.fragment(show, run_every=every)()
            st.fragment(show_keep)()
            st.fragment(show_alike)(rows)
            show_differ(rows)
        elif not seen.live:
            show_nothing()
        choice.write_url()
        ids = [row.recipe.id for row in rows if row.recipe.id in RECIPES]
        if ids:
            session.remember_subject(choice.PAGE, ids[0])


def _read_data(rows: list[Row]) -> None:
    """Read the data of the models. The first time it takes seconds for IMDB, and the spinner shows
    only then."""
    title = wording.dataset_title(rows[0].recipe.dataset)
    with st.spinner(gettext("Loading the test data of {dataset}…", dataset=title)):
        for row in rows:
            with suppress(RecipeLabError):  # each row says why it has no answer
                read_sample(row.recipe, 0, run_manager().settings)


class Seen(NamedTuple):
    """What was on the page when it was drawn; all of it is drawn again if this changes.

    Attributes:
        rows: How many rows.
        live: Whether some of the runs still trained.
        epochs: After which epochs the runs could be asked.
    """

    rows: int
    live: bool
    epochs: tuple[int, ...]


def _seen(rows: int) -> Seen:
    runs = choice.chosen().runs
    return Seen(rows, any_active(runs), epochs_of_runs(runs))


def show_input(seen: Seen) -> None:
    """Show the input and all answers. Only this part is run when the input changes."""
    with show_errors():
        shown = choice.chosen()
        rows, _ = open_rows(shown.runs, shown.recipes, shown.epoch)
        if seen != _seen(len(rows)):
            st.rerun()
        if rows:
            kind_of(shown.dataset).show(rows)
        choice.write_url()


main()
