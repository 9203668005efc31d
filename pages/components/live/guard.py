"""Checks on every request before Streamlit sees it: who may ask, and what a page may load.

Streamlit itself checks hosts on its WebSocket only, and asks an outside address about a foreign
origin before refusing it.
"""

from __future__ import annotations

import base64
import hashlib
import logging
import re
import time
from functools import cached_property, lru_cache
from pathlib import Path

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit import file_util

from core.errors import RecipeLabError, RequestError
from core.hosts import Host, is_allowed, is_loopback, is_same_origin, parse_host
from core.i18n import ENGLISH, in_language
from core.machine import files_left
from core.settings import Settings, listed, load_settings

METRICS = "/_stcore/metrics"
_FORWARDED = ("forwarded", "x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "x-real-ip")
_LOG_SECONDS = 60.0
# Open files reserved for the store, the workers, and the pages already open.
RESERVED_FILES = 100
_INLINE_SCRIPT = re.compile(rb"<script>(.*?)</script>", re.DOTALL)

log = logging.getLogger(__name__)


class Full(RecipeLabError):
    """No more pages can be opened."""


class Guard:
    """ASGI middleware, for HTTP and WebSocket alike.

    A request must name an allowed host (``core.hosts``); if it comes from a page, that page must
    have the same host and port. Metrics are for this machine only. A new page is refused before the
    process runs out of open files, which would break the open pages as well.

    Args:
        app: The application that answers the requests let through.
        settings: The installation's settings; read at the first request if not given.
    """

    def __init__(self, app: ASGIApp, settings: Settings | None = None):
        self._app = app
        self._given = settings
        self._logged = -_LOG_SECONDS

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
            return
        try:
            self._check(scope, Headers(scope=scope))
        except (RequestError, Full) as error:
            self._log(error)
            with in_language(self._setting("language", ENGLISH)):
                await _refuse(error, scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                policy = content_security_policy(self._setting("frame_ancestors"))
                headers = MutableHeaders(scope=message)
                headers["Content-Security-Policy"] = policy
                headers["X-Content-Type-Options"] = "nosniff"
                headers["Referrer-Policy"] = "same-origin"
            await send(message)

        await self._app(scope, receive, send_with_headers)

    def _check(self, scope: Scope, headers: Headers) -> None:
        host = self._host(headers)
        for origin in headers.getlist("origin"):
            if not is_same_origin(origin, headers["host"]):
                raise RequestError(
                    "This dashboard accepts no requests from pages of {origin!r}; open it at its "
                    "own address.",
                    origin=origin[:200],
                )
        if METRICS in scope["path"] and not _is_this_machine(scope, host, headers):
            raise RequestError("Metrics are available only to programs on the dashboard's machine.")
        if scope["type"] == "websocket" or "text/html" in headers.get("accept", ""):
            left = files_left()
            if left is not None and left < RESERVED_FILES:
                raise Full(
                    "This dashboard has as many pages open as this computer allows; close one and "
                    "try again in half a minute."
                )

    def _host(self, headers: Headers) -> Host:
        texts = headers.getlist("host")
        host = parse_host(texts[0]) if len(texts) == 1 else None
        if host is None or not is_allowed(host, listed(self._setting("allowed_hosts"))):
            raise RequestError(
                "This dashboard does not answer to the name {host!r}; if it is right, allow it "
                "with the setting RECIPE_LAB_ALLOWED_HOSTS.",
                host=", ".join(texts)[:200],
            )
        return host

    @cached_property
    def _installation(self) -> Settings:
        return self._given or load_settings()

    def _setting(self, name: str, default: str = "") -> str:
        """A setting; the default while the settings cannot be read, which pages report."""
        try:
            return getattr(self._installation, name)
        except RecipeLabError:
            return default

    def _log(self, error: RecipeLabError) -> None:
        if time.monotonic() - self._logged > _LOG_SECONDS:  # anyone can cause any number of these
            self._logged = time.monotonic()
            log.warning("%s", error)


@lru_cache(maxsize=8)
def content_security_policy(frame_ancestors: str) -> str:
    """The policy on what a page may load and which pages may frame it.

    Args:
        frame_ancestors: The setting: origins allowed in addition to our own.
    """
    index = Path(file_util.get_static_dir(), "index.html").read_bytes()
    hashes = (hashlib.sha256(script).digest() for script in _INLINE_SCRIPT.findall(index))
    inline = " ".join(f"'sha256-{base64.b64encode(digest).decode()}'" for digest in hashes)
    return "; ".join(
        (
            "default-src 'self'",
            f"script-src 'self' blob: {inline}",  # Streamlit imports components from blobs
            "style-src 'self' 'unsafe-inline'",
            "img-src 'self' data: blob:",
            "font-src 'self' data:",
            "worker-src 'self' blob:",
            "object-src 'none'",
            "base-uri 'self'",
            " ".join(("frame-ancestors 'self'", *listed(frame_ancestors))),
        )
    )


def _is_this_machine(scope: Scope, host: Host, headers: Headers) -> bool:
    """Whether a program on this machine asks, not a proxy on behalf of somebody else."""
    client = scope.get("client")
    is_local = client is None or is_loopback(client[0])
    return is_local and host.is_loopback and not any(name in headers for name in _FORWARDED)


async def _refuse(error: RecipeLabError, scope: Scope, receive: Receive, send: Send) -> None:
    if scope["type"] == "websocket":
        await receive()  # "websocket.connect"; closing before accepting answers with 403
        await send({"type": "websocket.close", "code": 1008})
        return
    response = PlainTextResponse(f"{error}\n", 503 if isinstance(error, Full) else 403)
    response.headers["X-Content-Type-Options"] = "nosniff"
    await response(scope, receive, send)
