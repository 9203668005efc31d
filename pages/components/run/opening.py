"""Opening a run: select it and load its settings into the form."""

from __future__ import annotations

from pages.components.frame import session
from pages.components.frame.errors import report_errors
from pages.components.live.manager import run_manager
from pages.components.run.form import open_settings


def open_run(run_id: str) -> None:
    """Select a run and, if the catalogue has its recipe, load its settings into the form."""
    with report_errors(session.notify):
        open_settings(run_manager().store.runs.get(run_id))
        session.notify()
        session.show_run(run_id)
