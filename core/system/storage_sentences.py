"""Describes the store and the files of runs in sentences."""

from __future__ import annotations

from collections.abc import Iterator

from core.durations import duration
from core.i18n import gettext, ngettext
from core.sizes import size
from core.system.sentences import Line
from core.system.status import Status

# A slower store needs attention.
SLOW_SECONDS = 0.1
MAX_NAMED = 10  # unreadable rows named


def describe_store(status: Status) -> Iterator[Line]:
    """What is recorded, where, and how fast the store is."""
    store = status.store
    text = gettext(
        "Runs: {runs:,} ({binned:,} in the bin). Epochs: {epochs:,}. Metric values: {values:,}.",
        runs=store.runs,
        epochs=store.epochs,
        values=store.values,
        binned=store.binned,
    )
    yield Line(text)
    if store.unreadable:
        named = "; ".join(f"{it} ({why})" for it, why in list(store.unreadable.items())[:MAX_NAMED])
        text = ngettext(
            "{count:,} row cannot be read and is left out: {named}.",
            "{count:,} rows cannot be read and are left out: {named}.",
            len(store.unreadable),
            named=named,
        )
        yield Line(text, True)
    text = gettext(
        "{engine}, schema version {schema}, {bytes} on disk.",
        engine=store.engine,
        schema=store.schema,
        bytes=size(store.bytes),
    )
    yield Line(text)
    text = gettext(
        "Measured just now: reading takes {read}, writing {write}.",
        read=duration(store.read_seconds),
        write=duration(store.write_seconds),
    )
    yield Line(text, max(store.read_seconds, store.write_seconds) > SLOW_SECONDS)


def describe_artifacts(status: Status) -> Iterator[Line]:
    """What runs keep in files, and what is deleted first."""
    files = status.artifacts
    parts = [
        gettext("weights {size}", size=size(files.bytes["weights"])),
        gettext("predictions {size}", size=size(files.bytes["predictions"])),
        gettext("checkpoints {size}", size=size(files.bytes["checkpoints"])),
        gettext("logs {size}", size=size(files.bytes["logs"])),
    ]
    text = ngettext(
        "{count:,} run keeps files: {parts}.",
        "{count:,} runs keep files: {parts}.",
        files.runs,
        parts=", ".join(parts),
    )
    yield Line(text)
    share = files.bounded / files.limit
    text = gettext(
        "That is {share:.0%} of the limit of {limit}. Above it, the oldest checkpoints are deleted "
        "first, then the oldest weights, then predictions; never histories, nor the files of a run "
        "that is running, queued or paused.",
        share=share,
        limit=size(files.limit),
    )
    yield Line(text, share > 1)
    days = [
        (gettext("checkpoints"), files.days[0]),
        (gettext("weights"), files.days[1]),
        (gettext("predictions"), files.days[2]),
    ]
    limited = ", ".join(
        ngettext("{kind} for {count:,} day", "{kind} for {count:,} days", count, kind=kind)
        for kind, count in days
        if count
    )
    if limited:
        text = gettext("Within this limit, {limited}; all others forever.", limited=limited)
        yield Line(text)
