"""Opening a run: select it and load its settings into the form."""

from __future__ import annotations

from core.errors import RequestError
from pages.components.frame import session
from pages.components.live.manager import run_manager
from pages.components.run.form import open_settings


def open_run(run_id: str) -> None:
    """Select a run and, if the catalogue has its recipe, load its settings into the form."""
    try:
        run = run_manager().store.get(run_id)
        open_settings(run)
    except RequestError as error:
        session.notify(str(error))
        return
    session.notify()
    session.show_run(run_id)
