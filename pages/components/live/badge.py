"""What is running, as a badge at the top of every page, and in the tab's title what one's own runs
do; both update themselves."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from datetime import timedelta
from functools import lru_cache
from typing import Any

import numpy as np
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from core.errors import RecipeLabError
from core.i18n import gettext
from core.recipes import RECIPES
from core.recipes.naming import short_name
from core.runs.index import RunRow
from core.runs.run import COMPLETED, ENDED, FAILED, INTERRUPTED, QUEUED, RUNNING, now
from pages.components.frame import wording
from pages.components.live.component import component
from pages.components.live.expected import pacemaker
from pages.components.live.manager import run_index, run_manager
from pages.components.live.pace import pace
from pages.components.live.person import person
from pages.components.live.serving import under_base

# Unguessable: known only to those who were shown a page.
PATH = f"/running/{secrets.token_urlsafe(16)}"
# Makes the key by which a browser asks for a person's runs; a name cannot be read from it.
_SECRET = secrets.token_bytes(16)
# What ended longer ago is no news, even if it was changed since, for example given a name.
RECENT = timedelta(minutes=10)
MAX_ENDED = 20
COUNT = "{count}"  # the browser fills it in
_HTML = '<a class="badge" hidden><i></i><span></span></a>'


def show_badge() -> None:
    """Show the badge; call it at every rerun of every page."""
    data = {
        "url": under_base(PATH),
        "mine": key_of(person().name),
        "goal": under_base("/runs"),
        "running": gettext("{count} running", count=COUNT),
        "queued": gettext("{count} queued", count=COUNT),
        "seconds": gettext("about {count} s", count=COUNT),
        "minutes": gettext("about {count} min", count=COUNT),
    }
    component(__file__, _HTML)(key="running badge", data=data)


def serve_running(request: Request) -> Response:
    """``GET /running/TOKEN?mine=KEY&since=VERSION``: how many runs are running and queued, seconds
    until all end, what the runs of a person do, and the store's version to ask with next."""
    try:
        version, rows = run_index().read()
    except RecipeLabError:
        return Response(status_code=503)
    rows = [row for row in rows if row.deleted is None]
    running = [row for row in rows if row.status == RUNNING]
    queued = [row for row in rows if row.status == QUEUED]
    left = [_seconds(row) for row in (*running, *queued)]
    slots = max(1, run_manager().settings.slots or len(running) or 1)
    seconds = max(max(left, default=0.0), sum(left) / slots)
    content = {"running": len(running), "queued": len(queued), "seconds": round(seconds)}
    key, since = (request.query_params.get(name, "") for name in ("mine", "since"))
    mine = [row for row in rows if row.trial is None and key and key_of(row.person) == key]
    content |= {"share": _share(mine), "version": version}
    content["ended"] = _ended(mine, int(since)) if since.isdecimal() else []
    return JSONResponse(content, headers={"Cache-Control": "no-store"})


@lru_cache(maxsize=1_024)
def key_of(name: str) -> str:
    """The key of a person's runs, until the server ends; "" for nobody."""
    digest = hashlib.blake2b(name.encode(errors="replace"), key=_SECRET, digest_size=12)
    return digest.hexdigest() if name else ""


def _share(rows: Sequence[RunRow]) -> float | None:
    """How much of the running and queued runs, and of those that ended since the first of them was
    queued, is done: 0 to 1. None if none is running."""
    active = [row for row in rows if row.status in (RUNNING, QUEUED)]
    if all(row.status == QUEUED for row in active):
        return None
    first = min(row.created for row in active)
    done = sum(row.status in ENDED and (row.finished or first) > first for row in rows)
    shares = sum(pace(row, np.zeros(0)).share for row in active)
    return (shares + done) / (len(active) + done)


def _ended(rows: Sequence[RunRow], since: int) -> list[dict[str, Any]]:
    """The runs that ended after a version of the store, the latest last."""
    earliest = now() - RECENT
    ended = [
        row
        for row in rows
        if row.changed > since
        and row.status in (COMPLETED, FAILED, INTERRUPTED)
        and row.finished
        and row.finished > earliest
    ]
    ended.sort(key=lambda row: row.finished)
    return [{"good": row.status == COMPLETED, "text": _result(row)} for row in ended[-MAX_ENDED:]]


def _result(row: RunRow) -> str:
    """The kind of model and its test figure: ``CNN 88.6 %``."""
    entry = RECIPES.get(row.recipe_id)
    name = short_name(entry) if entry else row.recipe_id
    if "accuracy" in row.test:
        return f"{name} {wording.share(row.test['accuracy'])}"
    if "mae" in row.test and row.scale:
        return f"{name} {row.test['mae'] * row.scale:.2f} {row.unit}"
    return name


def _seconds(row: RunRow) -> float:
    entry = RECIPES.get(row.recipe_id)
    whole = pacemaker().estimate(entry).run_seconds if entry else 0.0
    return whole * (1 - pace(row, np.zeros(0)).share)


ROUTE = Route(PATH, serve_running)
