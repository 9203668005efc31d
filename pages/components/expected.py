"""How long a recipe will take on this machine, in words; every session shares what was measured."""

from __future__ import annotations

import threading
from collections import OrderedDict

import streamlit as st

from core.analysis.estimates import Estimate, Timed, estimate, timed
from core.i18n import gettext
from core.recipes import Recipe
from core.runs.run import COMPLETED, STOPPED
from core.runs.store import Store
from core.settings import Settings
from pages.components import wording
from pages.components.manager import run_manager

KEPT = 300


class Pacemaker:
    """What runs on this machine took, and what others will; reads only runs that are new.

    Args:
        store: The run store.
        settings: Says with how many threads runs compute.
    """

    def __init__(self, store: Store, settings: Settings):
        self._store, self._threads = store, settings.threads
        self._lock = threading.Lock()
        self._version = -1
        self._timed: OrderedDict[str, Timed] = OrderedDict()

    def estimate(self, recipe: Recipe) -> Estimate:
        """What to expect of ``recipe`` here."""
        with self._lock:
            self._read()
            return estimate(recipe, list(self._timed.values()))

    def _read(self) -> None:
        version = self._store.version()
        if version == self._version:
            return
        ended = self._store.list(
            status=(COMPLETED, STOPPED), changed_after=self._version, limit=KEPT
        )
        for run in reversed(ended):
            found = timed(run, self._threads)
            if found:
                self._timed[run.id] = found
        while len(self._timed) > KEPT:
            self._timed.popitem(last=False)
        self._version = version


@st.cache_resource(show_spinner=False)
def pacemaker() -> Pacemaker:
    """The one all sessions of the server share."""
    manager = run_manager()
    return Pacemaker(manager.store, manager.settings)


def expected_words(found: Estimate, runs: int = 1) -> str:
    """An epoch and the whole, and how well that is known.

    Args:
        runs: How many runs are launched together.
    """
    say = wording.duration if found.measured else roughly
    basis = gettext("measured here") if found.measured else gettext("estimated")
    values = {"each": say(found.epoch_seconds), "basis": basis}
    whole = say(found.run_seconds * runs)
    if runs > 1:
        return gettext(
            "**{each}** an epoch, **{whole}** for {runs} runs one after the other ({basis})",
            whole=whole,
            runs=runs,
            **values,
        )
    if found.epochs == 1:
        return gettext("**{each}** for its one epoch ({basis})", **values)
    return gettext(
        "**{each}** an epoch, **{whole}** for {epochs:,} epochs ({basis})",
        whole=whole,
        epochs=found.epochs,
        **values,
    )


def basis_words(found: Estimate) -> str:
    """What an estimate leans on, as a sentence."""
    if found.measured:
        return gettext(
            "Measured here, by {count} runs that had the same to do and nothing beside them.",
            count=found.runs,
        )
    if found.basis == "scaled":
        return gettext(
            "Estimated from {count} runs of the same layers here, by how much more or less there "
            "is to do.",
            count=found.runs,
        )
    if found.runs:
        return gettext(
            "Estimated from what the model computes, the recorded runs, and the pace of {count} "
            "other runs here.",
            count=found.runs,
        )
    return gettext(
        "Estimated from what the model computes and from recorded runs of another machine: "
        "nothing has run here yet."
    )


def roughly(seconds: float) -> str:
    """One significant figure: ``"about 40 s"``, ``"about 2 min"``."""
    if _one_figure(seconds) < 1:
        return gettext("about {count:g} ms", count=_one_figure(seconds * 1_000))
    if _one_figure(seconds) < 60:
        return gettext("about {count:g} s", count=_one_figure(seconds))
    if _one_figure(seconds / 60) < 60:
        return gettext("about {count:g} min", count=max(1, _one_figure(seconds / 60)))
    return gettext("about {count:g} h", count=max(1, _one_figure(seconds / 3_600)))


def _one_figure(value: float) -> float:
    return float(f"{value:.0e}")
