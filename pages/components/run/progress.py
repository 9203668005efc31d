"""The progress of an active run in words."""

from __future__ import annotations

from core import sizes
from core.durations import roughly
from core.i18n import gettext, mark
from core.machine import memory
from core.recipes import recipe_from_dict
from core.runs.queue.manager import RunManager
from core.runs.queue.needs import need
from core.runs.run import Run, describe_phase
from core.runs.workers.base import WARM
from pages.components.frame import wording
from pages.components.live.expected import pacemaker
from pages.components.live.pace import Pace, pace
from pages.components.live.runs import SeenRun

LONG_EPOCH_SECONDS = 1.0
MAX_QUEUED = 1_000


def describe_queued(run: Run, manager: RunManager) -> str:
    """What a queued run is waiting for."""
    waiting = manager.store.queue.next(MAX_QUEUED)
    ids = [other.id for other in waiting]
    ahead = ids.index(run.id) if run.id in ids else 0
    if run.id in manager.waiting_for_memory:
        return gettext(
            "Queued until there is enough memory: it needs {needed}, and {free} is available now.",
            needed=sizes.roughly(need(recipe_from_dict(run.recipe)).memory),
            free=wording.size(memory().available),
        )
    if not ahead and manager.warm != WARM:
        return gettext(
            "Queued until the workers are ready: loading TensorFlow takes about 10 s after the "
            "server starts."
        )
    if not ahead:
        return gettext("Queued, next in line.")
    first = gettext("{recipe}, seed {seed}", recipe=waiting[0].title, seed=waiting[0].seed)
    return gettext("Queued, {count:,} ahead; next is {first}.", count=ahead, first=first)


def describe_running(run: Run, seen: SeenRun) -> tuple[float, str]:
    """The share of a running run that is done, from 0 to 1, and what it is doing."""
    phase = run.progress.get("phase", "")
    current = pace(run, seen.epoch_seconds, seen.first_seen)
    if run.stop_requested:
        return current.share, gettext("Stopping…")
    if phase == "evaluate":
        return 1.0, doing_words(phase)
    if not (run.epochs_done or current.batch):
        return 0.0, doing_words(phase, pacemaker().compile_seconds(seen.recipe))
    return current.share, " · ".join([_epochs(run, current), *_validation_error(run, seen)])


def doing_words(phase: str, seconds: float | None = None) -> str:
    """What a run is doing when it is not training, as a line of its own.

    Args:
        seconds: How long it takes to compile; None if not known.
    """
    if phase == "train" and seconds is not None:
        return gettext("Compiling, {time}; the first epoch is the slow one…", time=roughly(seconds))
    return f"{wording.capitalized(describe_phase(phase))}…"


def _validation_error(run: Run, seen: SeenRun) -> list[str]:
    """For a series: the current validation error in standard deviations and in its unit."""
    values = seen.metrics.get("val_mae", ())
    if not run.scale or not len(values):
        return []
    error = wording.score(float(values[-1]), "mae", run.scale, run.unit)
    return [gettext("validation {error}", error=error)]


def _epochs(run: Run, current: Pace) -> str:
    parts = [gettext("Epoch {epoch:,} of {epochs:,}", epoch=current.epoch, epochs=current.epochs)]
    seconds = current.epoch_seconds
    if current.batches and (seconds is None or seconds > LONG_EPOCH_SECONDS):
        batch = gettext(
            "batch {batch:,} of {batches:,}", batch=current.batch, batches=current.batches
        )
        parts.append(batch)
    if seconds is not None:
        parts.append(gettext("{time} per epoch", time=wording.duration(seconds)))
    if current.samples_a_second is not None:
        speed = float(f"{current.samples_a_second:.2g}")
        parts.append(gettext("{speed:,.0f} samples/s", speed=speed))
    if current.seconds_left is not None:
        left = wording.duration(max(1.0, current.seconds_left))
        may_stop_early = run.recipe["fit"].get("patience")
        text = mark("at most {time} left") if may_stop_early else mark("about {time} left")
        parts.append(gettext(text, time=left))
    return " · ".join(parts)
