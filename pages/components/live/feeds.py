"""Updates that an open page with curves polls for: only what is new, without a rerun of the page.

A rerun costs tens of milliseconds and sends everything; a request to a feed costs one millisecond,
and its answer is empty when nothing changed. A feed is named by an unguessable token, known only to
those who were shown the page.
"""

from __future__ import annotations

import json
import secrets
import threading
from collections.abc import Callable, Hashable
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from core.errors import RecipeLabError
from core.lru import LRUCache
from pages.components.live.serials import Screen, changed_since
from pages.components.live.serving import under_base
from pages.components.live.shared import shared

PATH = "/live"
BUSY_MILLISECONDS = 300
IDLE_MILLISECONDS = 4_000
MAX_VIEWS = 500
MAX_ANSWERS = 8
# Reads the current state of a view.
Reader = Callable[[Any], Screen]
# (serial shown, serial known to the browser) → the updates, as sent.
Answers = LRUCache[tuple[int, int], bytes]


class Feeds:
    """Tokens and the views they stand for."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._views: LRUCache[str, tuple[Hashable, Reader, Answers]] = LRUCache(MAX_VIEWS)
        self._tokens: LRUCache[Hashable, str] = LRUCache(MAX_VIEWS)

    def address(self, view: Hashable, shown: Screen, name: str, read: Reader) -> dict[str, Any]:
        """The address with which ``live_chart`` follows the part ``name`` of a view.

        Args:
            view: What is looked at; equal views share a token.
            shown: Its state on the page.
            read: Reads its current state.
        """
        with self._lock:
            token = self._tokens.get(view, "")
            if self._views.get(token) is None:
                token = self._tokens[view] = secrets.token_urlsafe(16)
                self._views[token] = (view, read, LRUCache(MAX_ANSWERS))
        return {
            "url": under_base(f"{PATH}/{token}"),
            "name": name,
            "serial": shown.serial,
            "state": shown.state,
            "interval": interval(shown),
        }

    def updates(self, token: str, since: int) -> bytes | None:
        """The changes since a serial, as JSON; b"" if there are none, None for an unknown token."""
        with self._lock:
            followed = self._views.get(token)
        if followed is None:
            return None
        view, read, answers = followed
        shown = read(view)
        if shown.serial <= since:
            return b""
        key = (shown.serial, since)
        with self._lock:
            answer = answers.get(key)
        if answer is None:
            answer = json.dumps(_updates(shown, since)).encode()
            with self._lock:
                answers[key] = answer
        return answer


def interval(shown: Screen) -> int:
    """Milliseconds until a browser asks again."""
    return BUSY_MILLISECONDS if shown.active else IDLE_MILLISECONDS


def _updates(shown: Screen, since: int) -> dict[str, Any]:
    return {
        "serial": shown.serial,
        "state": shown.state,
        "interval": interval(shown),
        "parts": changed_since(shown, since) | shown.words,
    }


def serve_updates(request: Request) -> Response:
    """``GET /live/TOKEN?since=SERIAL``: 200 with updates, 204 without, 404 for unknown tokens."""
    try:
        since = int(request.query_params.get("since", "0"))
        answer = feeds().updates(request.path_params["token"], since)
    except ValueError:
        return Response(status_code=400)
    except RecipeLabError:
        return Response(status_code=503)
    if answer is None:
        return Response(status_code=404)
    if not answer:
        return Response(status_code=204)
    return Response(answer, media_type="application/json", headers={"Cache-Control": "no-store"})


ROUTE = Route(PATH + "/{token}", serve_updates)


@shared
def feeds() -> Feeds:
    """The server's feeds."""
    return Feeds()
