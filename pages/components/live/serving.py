"""The server apart from pages: it serves plotly.js, and starts and ends the manager."""

from __future__ import annotations

import asyncio
import gzip
import logging
import secrets
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from functools import lru_cache
from importlib import resources
from typing import Any

import streamlit as st
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from core.errors import RecipeLabError
from core.logs import event, set_up
from core.machine import raise_file_limit
from core.settings import load_settings
from core.system.servers import Presence
from pages.components.frame.errors import report_errors
from pages.components.live.manager import run_index, run_manager, sweep_driver

PLOTLY_PATH = "/assets/plotly.min.js"
# Unguessable: known only to those who were shown a page.
CHANGES_PATH = f"/changes/{secrets.token_urlsafe(16)}"
# Importing TensorFlow takes all cores, so it waits for the first page, at most this long after the
# server's start.
FIRST_PAGE_SECONDS = 2.0
# An open page takes four; one process never serves more than this.
OPEN_FILES = 65_536

page_is_out = threading.Event()
"""Set once a page has been sent to a browser."""
log = logging.getLogger(__name__)


def under_base(path: str) -> str:
    """A path of our server as the browser must request it: under ``server.baseUrlPath``."""
    base = st.get_option("server.baseUrlPath").strip("/")
    return f"/{base}{path}" if base else path


@lru_cache(maxsize=1)
def plotly_script() -> bytes:
    """The plotly package's own plotly.min.js, gzipped: 1.4 MB, so pages work offline."""
    script = resources.files("plotly").joinpath("package_data", "plotly.min.js").read_bytes()
    return gzip.compress(script, compresslevel=6)


def serve_plotly(request: Request) -> Response:
    headers = {"Content-Encoding": "gzip", "Cache-Control": "public, max-age=31536000, immutable"}
    return Response(plotly_script(), media_type="text/javascript", headers=headers)


def serve_changes(request: Request) -> Response:
    """``GET /changes/TOKEN``: a number that differs after every change of the store."""
    try:
        version = run_index().read()[0]
    except RecipeLabError:
        return Response(status_code=503)
    return Response(str(version), media_type="text/plain", headers={"Cache-Control": "no-store"})


ROUTES = (Route(PLOTLY_PATH, serve_plotly), Route(CHANGES_PATH, serve_changes))


@asynccontextmanager
async def lifespan(app: Any) -> AsyncIterator[None]:
    """Start the manager soon after the server, and close it with the server."""
    raise_file_limit(OPEN_FILES)
    threading.Thread(target=_start, name="start the manager", daemon=True).start()
    presence = _presence()
    event(log, "server started")
    try:
        yield
    finally:
        await asyncio.to_thread(_close)
        if presence:
            presence.close()
        event(log, "server ended")


def _presence() -> Presence | None:
    try:
        set_up(load_settings(), "server")
        presence = Presence(load_settings(), lambda: run_manager().state())
    except RecipeLabError:  # pages report it
        return None
    presence.start()
    return presence


def _start() -> None:
    with suppress(RecipeLabError):  # pages report it
        run_index().rows()  # takes over half a second with ten thousand runs
    plotly_script()
    page_is_out.wait(FIRST_PAGE_SECONDS)
    with report_errors(log.error):
        run_manager().start()
        sweep_driver().start()


def _close() -> None:
    with report_errors(log.error):
        sweep_driver().close()  # first: it would resume the runs that the manager ends
        run_manager().close()
