"""What is running, as a badge at the top of every page; it updates itself."""

from __future__ import annotations

import secrets

import numpy as np
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from core.errors import RecipeLabError
from core.i18n import gettext
from core.recipes import RECIPES
from core.runs.index import RunRow
from core.runs.run import QUEUED, RUNNING
from pages.components.live.component import component
from pages.components.live.expected import pacemaker
from pages.components.live.manager import run_index, run_manager
from pages.components.live.pace import pace
from pages.components.live.serving import under_base

# Unguessable: known only to those who were shown a page.
PATH = f"/running/{secrets.token_urlsafe(16)}"
COUNT = "{count}"  # the browser fills it in
_HTML = '<a class="badge" hidden><i></i><span></span></a>'


def show_badge() -> None:
    """Show the badge; call it at every rerun of every page."""
    data = {
        "url": under_base(PATH),
        "goal": under_base("/runs"),
        "running": gettext("{count} running", count=COUNT),
        "queued": gettext("{count} queued", count=COUNT),
        "seconds": gettext("about {count} s", count=COUNT),
        "minutes": gettext("about {count} min", count=COUNT),
    }
    component(__file__, _HTML)(key="running badge", data=data)


def serve_running(request: Request) -> Response:
    """``GET /running/TOKEN``: how many runs are running and queued, and seconds until all end."""
    try:
        rows = [row for row in run_index().rows() if row.deleted is None]
    except RecipeLabError:
        return Response(status_code=503)
    running = [row for row in rows if row.status == RUNNING]
    queued = [row for row in rows if row.status == QUEUED]
    left = [_seconds(row) for row in (*running, *queued)]
    slots = max(1, run_manager().settings.slots or len(running) or 1)
    seconds = max(max(left, default=0.0), sum(left) / slots)
    content = {"running": len(running), "queued": len(queued), "seconds": round(seconds)}
    return JSONResponse(content, headers={"Cache-Control": "no-store"})


def _seconds(row: RunRow) -> float:
    entry = RECIPES.get(row.recipe_id)
    whole = pacemaker().estimate(entry).run_seconds if entry else 0.0
    return whole * (1 - pace(row, np.zeros(0)).share)


ROUTE = Route(PATH, serve_running)
