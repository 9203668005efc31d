"""Opening a run: it is shown, and the form is turned to what it was made with."""

from __future__ import annotations

from core.errors import RequestError
from pages.components.frame import session
from pages.components.live.manager import run_manager
from pages.components.run.form import open_settings


def open_run(run_id: str) -> None:
    """Show a run, and its settings in the form where the catalogue has its recipe."""
    try:
        run = run_manager().store.get(run_id)
        open_settings(run)
    except RequestError as error:
        session.notify(str(error))
        return
    session.notify()
    session.show_run(run_id)
