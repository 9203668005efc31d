"""Screens, each prepared once for all sessions that look at the same view."""

from __future__ import annotations

import itertools
import threading
from collections.abc import Callable, Hashable
from typing import Any, Generic, TypeVar

from core.i18n import in_language
from core.lru import LRUCache
from pages.components.live.feeds import feeds
from pages.components.live.serials import Screen

MAX_CACHED = 64


# A view is hashable and has the language of its words as ``language``.
View = TypeVar("View", bound=Any)
Shown = TypeVar("Shown", bound=Screen)


class Screens(Generic[View, Shown]):
    """Caches screens and renews one only when something on it changed. Thread-safe.

    Args:
        version: Returns what all screens depend on; while it is the same, none is made again.
        make: Returns a view's current screen, from the view, its previous screen if there is one
            (the same object if nothing on it changed), and the source of new serials.
    """

    def __init__(
        self,
        version: Callable[[], Hashable],
        make: Callable[[View, Shown | None, Callable[[], int]], Shown],
    ):
        self._version, self._make = version, make
        self._lock = threading.Lock()
        self._new_serial = itertools.count(1).__next__
        self._cached: LRUCache[View, tuple[Hashable, Shown]] = LRUCache(MAX_CACHED)

    def read(self, view: View) -> Shown:
        """The view's current screen; the same object as before if nothing on it changed.

        Raises:
            RecipeLabError: The store failed, or does not have what is viewed.
        """
        with self._lock, in_language(view.language):
            version = self._version()
            cached_version, screen = self._cached.get(view, (None, None))
            if screen is None or cached_version != version:
                screen = self._make(view, screen, self._new_serial)
                self._cached[view] = (version, screen)
            return screen

    def feed(self, view: View, screen: Shown, name: str) -> dict[str, Any]:
        """The feed with which the part ``name`` of a screen on a page is updated."""
        return feeds().address(view, screen, name, self.read)
