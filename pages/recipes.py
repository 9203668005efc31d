"""Recipes: the cookbook. The question, data, layers, figures and flaws of each recipe; and examples
that count what its layers compute."""

from __future__ import annotations

import streamlit as st

from core.analysis.board import Cell, cell, next_seeds
from core.analysis.groups import by_recipe, with_trials
from core.i18n import gettext, mark
from core.inside.benches import BENCHES
from core.recipes import Recipe
from core.recipes.draft import Draft, texts
from core.recipes.questions import question
from pages.components.frame import session, wording
from pages.components.frame.errors import show_errors
from pages.components.live.get_data import files_of, is_ready, show_get_data
from pages.components.live.manager import run_index
from pages.components.live.person import desk
from pages.components.recipes import bench_state, choice
from pages.components.recipes.bench import (
    follow_links,
    links_to_benches,
    show_bench,
    show_benches,
)
from pages.components.recipes.sample import show_sample
from pages.components.recipes.words import data_sentences, fit_sentences
from pages.components.run.blocks import show_blocks
from pages.components.run.code import show_code
from pages.components.run.curves import show_recipe_curves
from pages.components.run.figures import show_figures

SEEDS = "cookbook seeds"


def main() -> None:
    session.follow_page()
    with show_errors():
        problems = choice.read_url()
        if bench_state.opened():
            _show_bench(problems)
            return
        left, right = st.columns([1, 3], gap="large")
        with left:
            st.markdown(f"## {gettext('Recipes')}")
            choice.show_list()
        entry = choice.opened()
        with right:
            _show_problems(problems)
            place = _show_recipe(entry)
        choice.write_url()
        session.remember_subject(choice.PAGE, entry.id)
        with place:
            _show_sample(entry)


def _show_bench(problems: list[str]) -> None:
    """Show an example in the place of the recipe, and the way back."""
    name, entry = bench_state.opened().bench.name, choice.opened()
    with st.container(horizontal=True, vertical_alignment="bottom", horizontal_alignment="left"):
        st.markdown(f"## {gettext(BENCHES[name].title)}")
        st.button(
            gettext("Back to {recipe}", recipe=entry.id),
            key="close bench",
            icon=":material/arrow_back:",
            on_click=bench_state.close,
        )
    show_benches(name)
    _show_problems(problems)
    st.fragment(show_bench)()
    session.remember_subject(choice.PAGE, entry.id)


def _show_problems(problems: list[str]) -> None:
    if problems:
        text = wording.escape_markdown("  \n".join(problems))
        st.warning(text, icon=":material/link_off:")


def _show_recipe(entry: Recipe) -> st.delta_generator.DeltaGenerator:
    """Show everything except the sample, which may be slow to load; return its container."""
    rows = run_index().rows()
    tried = [row for row in with_trials(rows, entry.key) if row.trial is not None]
    results = cell(entry, by_recipe(rows).get(entry.key, ()), tried)
    _show_heading(entry, results)
    st.markdown(f"### {gettext('Data preparation')}")
    st.markdown(wording.bullets(data_sentences(entry)))
    place = st.container()
    st.markdown(f"### {gettext('The layers')}")
    st.markdown(_layers_sentence(entry))
    show_blocks(entry, links=links_to_benches(entry))
    follow_links()
    show_code(entry)
    st.markdown(f"### {gettext('Compile and fit')}")
    st.markdown(wording.bullets(fit_sentences(entry)))
    st.markdown(f"### {gettext('Results')}")
    show_figures(entry, results.recorded, None, own=results.runs)
    if results.recorded or entry.published:
        show_recipe_curves(entry, results.recorded)
    if results.runs:
        st.page_link(
            "compare.py",
            label=gettext("Compare the runs"),
            icon=":material/query_stats:",
            query_params={"recipes": entry.id},
        )
    _show_flaws(entry)
    return place


def _show_heading(entry: Recipe, results: Cell) -> None:
    st.markdown(f"## {wording.family_mark(entry.family)} {entry.id}")
    parts = [
        wording.family_title(entry.family),
        gettext(entry.data.title),
        gettext("published") if entry.published else gettext("no published source"),
    ]
    st.markdown(wording.small(" · ".join(parts)))
    st.markdown(f"### {wording.escape_markdown(question(entry))}")
    lacking = [name for name in files_of(entry) if not is_ready(name)]
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        st.button(
            gettext("Train"),
            key="run it",
            type="primary",
            icon=":material/play_arrow:",
            disabled=bool(lacking),
            help=gettext("The data is not downloaded yet.") if lacking else None,
            on_click=_train,
            args=(entry, results),
        )
        st.number_input(
            gettext("Seeds"),
            min_value=1,
            max_value=20,
            key=SEEDS,
            width=130,
            help=gettext("Three or more separate luck from skill."),
        )
        st.page_link(
            "train.py",
            label=gettext("Open in Train"),
            icon=":material/tune:",
            query_params={"recipe": entry.id},
        )
        st.page_link(
            "data.py",
            label=gettext("Explore the data"),
            icon=":material/table_view:",
            query_params={"dataset": entry.dataset, "recipe": entry.id},
        )
    for name in lacking:
        show_get_data(name)


def _train(entry: Recipe, results: Cell) -> None:
    with show_errors():
        seeds = next_seeds([results], int(st.session_state.get(SEEDS) or 1))
        started = [desk().submit(entry, seed).id for seed in seeds]
        session.open_page("train", {"run": started[0]})


def _show_sample(entry: Recipe) -> None:
    st.markdown(f"**{gettext('One training sample, step by step')}**")
    if not is_ready(entry.dataset):
        text = gettext("Once the data is downloaded, one real sample is shown here step by step.")
        st.info(text, icon=":material/database_off:")
        return
    with show_errors():
        count = show_sample(entry, st.session_state[choice.SAMPLE])
        st.button(
            gettext("Another sample"),
            key="another sample",
            icon=":material/refresh:",
            on_click=_next_sample,
            args=(count,),
        )


def _next_sample(count: int) -> None:
    st.session_state[choice.SAMPLE] = (st.session_state[choice.SAMPLE] + 1) % count


def _layers_sentence(entry: Recipe) -> str:
    summary = entry.summary
    text = mark(
        "{layers} layers with {count:,} parameters, of which {trained:,} are trained. The bars "
        "show each layer's share of the parameters."
    )
    if summary.parameters == summary.trainable_parameters:
        text = mark(
            "{layers} layers with {count:,} parameters, all trained. The bars show each layer's "
            "share of the parameters."
        )
    return gettext(
        text,
        layers=len(entry.layers),
        count=summary.parameters,
        trained=summary.trainable_parameters,
    )


def _show_flaws(entry: Recipe) -> None:
    if entry.flaws or entry.notes:
        st.markdown(f"### {gettext('Before you trust these figures')}")
    for flaw in entry.flaws:
        st.warning(wording.escape_markdown(gettext(flaw.text)), icon=":material/warning:")
        if flaw.correction:
            changed = texts(Draft(entry, flaw.correction))
            st.page_link(
                "train.py",
                label=gettext("Open in Train with the correction"),
                icon=":material/healing:",
                query_params={"recipe": entry.id, **changed},
            )
    if entry.notes:
        st.markdown(wording.bullets(map(gettext, entry.notes)))
    if entry.source:
        source = gettext("Source: {source}", source=gettext(entry.source))
        st.markdown(wording.small(wording.escape_markdown(source)))


main()
