"""What is kept, in sentences: the store's rows and pace, and the files of runs."""

from __future__ import annotations

from collections.abc import Iterator

from core.durations import duration
from core.i18n import gettext
from core.sizes import size
from core.system.sentences import Line
from core.system.status import Status

# Beyond this somebody should look.
SLOW_SECONDS = 0.1
NAMED = 10  # of unreadable rows


def describe_store(found: Status) -> Iterator[Line]:
    """What is recorded, where, and how quick it is."""
    store = found.store
    text = gettext(
        "Runs: {runs:,}, of which {binned:,} are in the bin. Epochs: {epochs:,}, with {values:,} "
        "values.",
        runs=store.runs,
        epochs=store.epochs,
        values=store.values,
        binned=store.binned,
    )
    yield Line(text)
    if store.unreadable:
        named = "; ".join(f"{it} ({why})" for it, why in list(store.unreadable.items())[:NAMED])
        text = gettext(
            "Rows left out because they cannot be read, {count:,}: {named}.",
            count=len(store.unreadable),
            named=named,
        )
        yield Line(text, True)
    kept = "" if store.bytes is None else gettext(", {bytes} on disk", bytes=size(store.bytes))
    text = gettext(
        "{engine}, tables of version {schema}{kept}.",
        engine=store.engine,
        schema=store.schema,
        kept=kept,
    )
    yield Line(text)
    text = gettext(
        "Reading takes {read}, writing {write}, measured just now.",
        read=duration(store.read_seconds),
        write=duration(store.write_seconds),
    )
    yield Line(text, max(store.read_seconds, store.write_seconds) > SLOW_SECONDS)


def describe_artifacts(found: Status) -> Iterator[Line]:
    """What runs keep in files, and what gives way first."""
    files = found.artifacts
    parts = [
        gettext("weights {size}", size=size(files.bytes["weights"])),
        gettext("predictions {size}", size=size(files.bytes["predictions"])),
        gettext("checkpoints {size}", size=size(files.bytes["checkpoints"])),
        gettext("logs {size}", size=size(files.bytes["logs"])),
    ]
    text = gettext(
        "Runs that keep files: {count:,}. They are {parts}.",
        count=files.runs,
        parts=", ".join(parts),
    )
    yield Line(text)
    share = files.bounded / files.limit
    text = gettext(
        "That is {share:.0%} of the {limit} that may stay. Beyond it the oldest checkpoints are "
        "deleted first, then the oldest weights, then predictions; histories never, and nothing of "
        "a run that trains, waits or is paused.",
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
        gettext("{kind} for {days:,} days", kind=kind, days=count) for kind, count in days if count
    )
    if limited:
        yield Line(gettext("Within that, {limited}; the others for ever.", limited=limited))
