"""An estimate in words: exact where it was measured, one figure where it is estimated."""

from __future__ import annotations

from core.analysis.estimates import SCALED, Estimate, Timed, timed
from core.durations import duration, roughly
from core.i18n import gettext
from core.runs.queue.needs import Need
from core.runs.run import COMPLETED, STOPPED
from core.runs.store import Store
from core.sizes import roughly as roughly_bytes

READ = 300


def timed_runs(store: Store, threads: int, after: int | None = None) -> dict[str, Timed]:
    """What runs on this machine took, by run id, the oldest first.

    Args:
        threads: How many threads runs compute with here.
        after: Only runs that changed after this version of the store.
    """
    ended = store.list(status=(COMPLETED, STOPPED), changed_after=after, limit=READ)
    found = {run.id: timed(run, threads) for run in reversed(ended)}
    return {run_id: entry for run_id, entry in found.items() if entry}


def expected_words(found: Estimate, runs: int = 1) -> str:
    """An epoch and the whole, and how well that is known, as Markdown.

    Args:
        runs: How many runs are launched together.
    """
    say = duration if found.measured else roughly
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


def needed_words(found: Need, runs: int = 1) -> str:
    """What a run takes of memory and disk, as Markdown.

    Args:
        runs: How many runs are launched together.
    """
    return gettext(
        "**{memory}** of memory, **{disk}** on disk",
        memory=roughly_bytes(found.memory),
        disk=roughly_bytes(found.disk * runs),
    )


def basis_words(found: Estimate) -> str:
    """What an estimate leans on, as a sentence."""
    if found.measured:
        return gettext(
            "Measured here, by {count} runs that had the same to do and nothing beside them.",
            count=found.runs,
        )
    if found.basis == SCALED:
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
