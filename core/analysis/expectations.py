"""An estimate in words: precise if it was measured, rounded to one digit if it is estimated."""

from __future__ import annotations

from core.analysis.estimates import SCALED, Compiled, Estimate, Timed, compiled, timed
from core.durations import duration, roughly, rounded
from core.i18n import gettext, ngettext
from core.runs.queue.needs import Need
from core.runs.run import COMPLETED, STOPPED
from core.runs.store import Store
from core.sizes import roughly as roughly_bytes

MAX_RUNS = 300


def timed_runs(store: Store, threads: int, after: int | None = None) -> dict[str, Timed]:
    """Measured times of the latest runs on this machine, by run id, the oldest first.

    Args:
        threads: Number of threads that runs use here.
        after: If given, only runs that changed after this version of the store.
    """
    ended = store.runs.list(status=(COMPLETED, STOPPED), changed_after=after, limit=MAX_RUNS)
    timings = {run.id: timed(run, threads) for run in reversed(ended)}
    return {run_id: entry for run_id, entry in timings.items() if entry}


def compiled_runs(store: Store, after: int | None = None) -> dict[str, Compiled]:
    """How long the latest runs on this machine took to compile, by run id, the oldest first.

    Args:
        after: As in ``timed_runs``.
    """
    ended = store.runs.list(status=(COMPLETED, STOPPED), changed_after=after, limit=MAX_RUNS)
    known = {run.id: compiled(run) for run in reversed(ended)}
    return {run_id: entry for run_id, entry in known.items() if entry}


def expected_words(estimate: Estimate, runs: int = 1) -> str:
    """The time per epoch and in total, and whether it was measured, as Markdown.

    Args:
        runs: How many runs are started together.
    """
    format_time = duration if estimate.measured else roughly
    basis = gettext("measured here") if estimate.measured else gettext("estimated")
    values = {"each": format_time(estimate.epoch_seconds), "basis": basis}
    whole = format_time(estimate.run_seconds * runs)
    if runs > 1:
        return gettext(
            "**{each}** per epoch, **{whole}** for {runs} runs one after another ({basis})",
            whole=whole,
            runs=runs,
            **values,
        )
    if estimate.epochs == 1:
        return gettext("**{each}** for its one epoch ({basis})", **values)
    return gettext(
        "**{each}** per epoch, **{whole}** for {epochs:,} epochs ({basis})",
        whole=whole,
        epochs=estimate.epochs,
        **values,
    )


def each_words(estimate: Estimate) -> str:
    """The time of one run, as Markdown: ``about **40 s** for each seed``."""
    if estimate.measured:
        return gettext("**{time}** for each seed", time=duration(estimate.run_seconds))
    return gettext("about **{time}** for each seed", time=rounded(estimate.run_seconds))


def needed_words(need: Need, runs: int = 1) -> str:
    """The memory and disk space that runs need, as Markdown.

    Args:
        runs: How many runs are started together.
    """
    return gettext(
        "**{memory}** of memory, **{disk}** on disk",
        memory=roughly_bytes(need.memory),
        disk=roughly_bytes(need.disk * runs),
    )


def basis_words(estimate: Estimate) -> str:
    """What an estimate is based on, as a sentence."""
    if estimate.measured:
        return ngettext(
            "Measured here: {count} run with the same work, alone on the machine.",
            "Measured here: {count} runs with the same work, alone on the machine.",
            estimate.runs,
        )
    if estimate.basis == SCALED:
        return ngettext(
            "Estimated from {count} run of the same layers here, scaled to this recipe's samples "
            "and batches.",
            "Estimated from {count} runs of the same layers here, scaled to this recipe's samples "
            "and batches.",
            estimate.runs,
        )
    if estimate.runs:
        return ngettext(
            "Estimated from the model's operations, the reference runs, and the pace of {count} "
            "other run here.",
            "Estimated from the model's operations, the reference runs, and the pace of {count} "
            "other runs here.",
            estimate.runs,
        )
    return gettext(
        "Estimated from the model's operations and the reference runs of another machine; "
        "nothing has run here yet."
    )
