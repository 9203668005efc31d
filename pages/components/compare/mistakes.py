"""Where two networks differ: the test samples that one gets right and the other wrong."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from functools import partial

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from core.analysis.board import recorded_runs
from core.analysis.differ import (
    BOTH,
    CELLS,
    NEITHER,
    ONLY_FIRST,
    ONLY_SECOND,
    Difference,
    difference,
    missed_by_all,
    recorded_seeds,
)
from core.analysis.entrants import Entrant
from core.analysis.groups import counted
from core.analysis.lines import groups_of
from core.analysis.predictions import TestSet
from core.charts import FAMILY_STYLES
from core.datasets import DATASETS
from core.errors import RequestError, StoreError
from core.i18n import gettext, mark
from core.recipes import Recipe
from core.results.weights import index
from pages.components.compare.comparison import Comparison, View
from pages.components.compare.confusions import MAX_CLASSES, show_confusions
from pages.components.compare.verdict import judgement_of
from pages.components.frame import session, wording
from pages.components.frame.fields import bound
from pages.components.frame.switch import switch
from pages.components.live.predicted import seeds_of, truth_if_available
from pages.components.run.wall import Network, forget_place, show_wall

FIRST, SECOND = "mistakes first", "mistakes second"
CELL, AGREEMENT = "mistakes cell", "mistakes agreement"
EVERY, MOST = "every", "most"
AGREEMENTS = {MOST: mark("in most seeds"), EVERY: mark("in every seed")}
WIDTHS = (3, 3, 2)
MOST_ASKED = 5


def show_mistakes(view: View, comparison: Comparison) -> None:
    """Show where two chosen networks differ, what nobody gets right, and which classes they
    confuse; or why there is nothing to show."""
    session.follow_page()
    groups = tested_groups(comparison)
    if len(groups) < 2:
        text = mark("What one network gets right and another wrong shows when two are tested.")
        if comparison.metric == "mae":
            text = mark("A series has no right or wrong. A run's page shows its largest errors.")
        st.markdown(wording.small(gettext(text)))
        return
    judgement = judgement_of(comparison)
    labels = judgement.names
    ranked = [key for key in (*judgement.scores, *judgement.newcomers) if key in groups]
    left, right, agreement = st.columns(WIDTHS, vertical_alignment="bottom", gap="medium")
    first, second = _choose_pair(groups, [*ranked, *groups], labels, (left, right))
    try:
        with st.spinner(gettext("Reading the predictions…")):
            truth = _common_truth(groups[first][0].recipe, groups[second][0].recipe)
            networks = {key: network(groups[key], labels[key], truth) for key in (first, second)}
    except (RequestError, StoreError) as error:
        st.info(wording.escape_markdown(str(error)), icon=":material/info:")
        return
    with agreement:
        every = _choose_agreement(networks.values())
    _show_difference(networks[first], networks[second], truth, every=every)
    _show_missed_by_all(groups, labels, networks, truth)
    if not any(groups[key][0].recorded for key in (first, second)):
        st.markdown(f"**{gettext('Which classes they confuse')}**")
        show_confusions(view, comparison, {key: groups[key] for key in (first, second)}, truth)


def tested_groups(comparison: Comparison) -> dict[str, list[Entrant]]:
    """Group → its tested runs, one per seed, if they have at most ``MAX_CLASSES`` classes."""
    groups = {}
    for key, members in groups_of(comparison.entrants).items():
        classes = DATASETS[members[0].recipe.dataset].classes
        done = [run for run in members if run.finished and "accuracy" in run.test]
        if members[0].recorded:
            done = done if any("outcomes" in it for it in recorded_runs(members[0].recipe)) else []
        if done and classes and classes <= MAX_CLASSES:
            groups[key] = counted(done)
    return groups


def network(runs: Sequence[Entrant], label: str, truth: TestSet) -> Network:
    """A group's answers to the test samples.

    Raises:
        RequestError: None of its runs has predictions of these samples.
    """
    recipe = runs[0].recipe
    if runs[0].recorded:
        seeds = recorded_seeds(recipe.dataset, recorded_runs(recipe), truth, recipe.id)
        if seeds is None:
            raise RequestError("{network} was tested on other samples.", network=label)
        return Network(
            recipe, label, seeds, {"recipe": [recipe.id] if recipe.id in index() else []}
        )
    seeds = seeds_of(recipe, runs, truth)
    return Network(recipe, label, seeds, {"run": seeds.ids[:MOST_ASKED]})


def _choose_pair(
    groups: Mapping[str, Sequence[Entrant]],
    keys: Sequence[str],
    labels: Mapping[str, str],
    columns: Sequence[DeltaGenerator],
) -> tuple[str, str]:
    """The two groups that are compared: by default the best and the next best of another family.

    Args:
        keys: The groups, the best first.
    """

    def other(key: str) -> str:
        family = groups[key][0].recipe.family
        others = [it for it in keys if it != key]
        return next((it for it in others if groups[it][0].recipe.family != family), others[0])

    first = _chosen(FIRST, keys[0])
    first = first if first in groups else keys[0]
    second = _chosen(SECOND, other(first))
    second = second if second in groups and second != first else other(first)
    left, right = columns
    for column, label, key, value, offered in (
        (left, gettext("One network"), FIRST, first, list(groups)),
        (right, gettext("Compared with"), SECOND, second, [it for it in groups if it != first]),
    ):
        with column:
            bound(
                st.selectbox,
                label,
                offered,
                key=key,
                value=value,
                on_change=partial(_choose, key),
                labels_change=True,
                format_func=lambda it: f"{_mark(groups[it][0].recipe)} {labels[it]}",
            )
    return first, second


def _chosen(key: str, default: str) -> str:
    """What somebody chose in the widget of that key; a default that changes is no choice."""
    return st.session_state.get(f"{key} chosen", default)


def _choose(key: str, value: str) -> None:
    st.session_state[f"{key} chosen"] = value
    for cell in CELLS:  # others come first
        forget_place(_wall_key(cell))


def _wall_key(cell: str) -> str:
    return f"mistakes {cell}"


def _mark(recipe: Recipe) -> str:
    return FAMILY_STYLES[recipe.family].character


def _common_truth(first: Recipe, second: Recipe) -> TestSet:
    """The test set of both.

    Raises:
        RequestError: They were tested on different samples, or the true labels are missing.
    """
    truths = [truth_if_available(recipe) for recipe in (first, second)]
    if truths[0] is None or truths[1] is None:
        raise RequestError(
            "The true labels of {dataset} are not on this computer; get its file on the page Data.",
            dataset=(first if truths[0] is None else second).dataset,
        )
    if not same_samples(truths[0], truths[1]):
        raise RequestError(
            "These two were tested on different samples; choose two with the same test set."
        )
    return truths[0]


def same_samples(one: TestSet, other: TestSet) -> bool:
    """Whether two test sets have the same targets."""
    return one.targets.shape == other.targets.shape and bool((one.targets == other.targets).all())


def _choose_agreement(networks: Iterable[Network]) -> bool:
    """Whether every seed has to be right, or wrong; asked where most are fewer than all."""
    if all(len(it.seeds) < 3 for it in networks):
        return False
    return switch(AGREEMENT, gettext("Right or wrong"), AGREEMENTS, default=MOST) == EVERY


def _show_difference(first: Network, second: Network, truth: TestSet, *, every: bool) -> None:
    shown = difference(first.seeds, second.seeds, every=every)
    text = f"**{wording.escape_markdown(_claim(first, second, shown, truth))}**"
    if shown.unsure:
        unsure = gettext(
            "On {count:,} others, the seeds of a network disagree.", count=shown.unsure
        )
        text = f"{text} {wording.small(unsure)}"
    st.markdown(text)
    cell = _choose_cell(first, second, shown)
    samples = shown.cells[cell]
    if len(samples):
        show_wall([first, second], samples, key=_wall_key(cell))
    else:
        st.markdown(wording.small(gettext("No test sample.")))


def _claim(first: Network, second: Network, shown: Difference, truth: TestSet) -> str:
    """How often one alone is right, as a sentence."""
    return gettext(
        "{first} alone gets {count:,} of {basis} right, {second} alone {other:,}.",
        first=first.label,
        second=second.label,
        count=len(shown.cells[ONLY_FIRST]),
        other=len(shown.cells[ONLY_SECOND]),
        basis=wording.basis(first.recipe.dataset, len(truth)),
    )


def _choose_cell(first: Network, second: Network, shown: Difference) -> str:
    """The four counts, of which one is chosen."""
    names = {
        ONLY_FIRST: gettext("only {network}", network=_named(first)),
        ONLY_SECOND: gettext("only {network}", network=_named(second)),
        BOTH: gettext("both right"),
        NEITHER: gettext("both wrong"),
    }
    first_with_any = next(it for it in CELLS if len(shown.cells[it]) or it == BOTH)
    chosen = _chosen(CELL, first_with_any)
    bound(
        st.segmented_control,
        gettext("Which test samples"),
        list(CELLS),
        key=CELL,
        value=chosen,
        on_change=partial(_choose, CELL),
        labels_change=True,
        format_func=lambda it: f"{names[it]} · {len(shown.cells[it]):,}",
        required=True,
        label_visibility="collapsed",
    )
    return chosen


def _named(one: Network) -> str:
    return f"{_mark(one.recipe)} {one.label}"


def _show_missed_by_all(
    groups: Mapping[str, Sequence[Entrant]],
    labels: Mapping[str, str],
    networks: Mapping[str, Network],
    truth: TestSet,
) -> None:
    """Show the samples that every seed of every network on screen gets wrong."""
    everyone = [
        networks.get(key) or _network_if_tested(runs, labels[key], truth)
        for key, runs in groups.items()
    ]
    everyone = [one for one in everyone if one]
    seeds = sum(len(it.seeds) for it in everyone)
    samples = missed_by_all([it.seeds for it in everyone])
    if seeds == len(networks) or not len(samples):  # of two runs, these are what both get wrong
        return
    basis = wording.basis(everyone[0].recipe.dataset, len(truth))
    text = gettext(
        "{count:,} of {basis}: wrong in all {seeds} runs of {networks} networks.",
        count=len(samples),
        basis=basis,
        seeds=seeds,
        networks=len(everyone),
    )
    st.markdown(f"**{gettext('Nobody gets these right')}** {wording.small(text)}")
    show_wall(everyone, samples, key="mistakes nobody")


def _network_if_tested(runs: Sequence[Entrant], label: str, truth: TestSet) -> Network | None:
    """None if it was tested on other samples, or its predictions are no longer stored."""
    own = truth_if_available(runs[0].recipe)
    if own is None or not same_samples(own, truth):
        return None
    with suppress(RequestError):
        return network(runs, label, truth)
    return None
