"""A run's predictions on its test samples: confusion and classes, or residuals."""

from __future__ import annotations

import streamlit as st

from core.analysis import predictions as analysis
from core.datasets import DATASETS
from core.errors import DatasetError, RequestError, StoreError
from core.i18n import gettext
from core.runs.files.artifacts import PREDICTIONS, load_predictions
from core.runs.files.sharing import run_folder
from core.runs.run import ACTIVE, COMPLETED, SEALED, Run
from pages.components.frame import wording
from pages.components.live.get_data import show_get_data
from pages.components.live.manager import run_manager
from pages.components.live.predicted import truth_of
from pages.components.live.runs import SeenRun
from pages.components.runs.classes import show_classes
from pages.components.runs.series import show_series


def show_predictions(seen: SeenRun) -> None:
    """Show the run's predictions, or why there are none."""
    run, recipe = seen.run, seen.recipe
    if not run.test:
        st.info(_why_none(run), icon=":material/hourglass_empty:")
        return
    try:
        folder = run_folder(run_manager().settings, run.id, PREDICTIONS)
        predictions = load_predictions(folder)
    except (RequestError, StoreError) as error:
        st.info(wording.escape_markdown(str(error)), icon=":material/info:")
        return
    title = gettext(DATASETS[run.dataset].title)
    needed = gettext(
        "The run's predictions are stored, but the true values are not on this computer: to draw "
        "them, get the file of {dataset}. Curves and figures need no file.",
        dataset=title,
    )
    if not show_get_data(run.dataset, optional=needed):
        return
    try:
        with st.spinner(gettext("Loading the test data of {dataset}…", dataset=title)):
            truth = truth_of(recipe)
        analysis.require_same(truth, predictions, recipe.metric, run.test.get(recipe.metric))
    except DatasetError as error:
        st.info(wording.escape_markdown(str(error)), icon=":material/info:")
        return
    if recipe.metric == "mae":
        show_series(run, recipe, truth, predictions)
    else:
        show_classes(run, recipe, truth, predictions)


def _why_none(run: Run) -> str:
    if run.status in ACTIVE:
        return gettext("A run is tested after its last epoch; its predictions then appear here.")
    if run.sealed and run.status == COMPLETED:
        return gettext(SEALED)
    return gettext("It ended before its test, so it has no predictions.")
