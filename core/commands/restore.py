"""``restore``: adds those runs of a backup that the store does not have yet."""

from __future__ import annotations

import argparse
from contextlib import closing

from core.commands.options import add_backup_file
from core.i18n import gettext, mark, ngettext
from core.runs.backup.restore import restore
from core.runs.files.sharing import share_all
from core.runs.store import Store
from core.runs.store.unowned import note_store
from core.settings import load_settings

HELP = mark("add the runs of a backup to the store")

MAX_NAMED = 20


def add(command: argparse.ArgumentParser) -> None:
    add_backup_file(command, gettext("a file written by `backup`"))


def run(options: argparse.Namespace) -> int:
    settings = load_settings()
    with closing(Store(settings.store_url)) as store:
        note_store(store, settings)
        done = restore(store, settings.artifacts, options.file, artifacts=not options.no_artifacts)
        share_all(settings)
    print(
        gettext(
            "Restored {path} to {store} and verified it. Runs: {runs:,}, epochs: {epochs:,}, "
            "values: {values:,}, files: {files:,}.",
            **vars(done),
            path=options.file,
            store=store.database.place,
        )
    )
    if done.refused:
        more = ["…"] if len(done.refused) > MAX_NAMED else []
        print(
            ngettext(
                "{count:,} row of the backup is invalid and was left out: {rows}.",
                "{count:,} rows of the backup are invalid and were left out: {rows}.",
                len(done.refused),
                rows="; ".join([*done.refused[:MAX_NAMED], *more]),
            )
        )
    if done.existing:
        print(
            ngettext(
                "{count:,} run of the backup is already in the store and was not changed.",
                "{count:,} runs of the backup are already in the store and were not changed.",
                done.existing,
            )
        )
    if done.interrupted:
        print(
            ngettext(
                "{count:,} restored run had not ended and is now marked as interrupted; it can be "
                "resumed.",
                "{count:,} restored runs had not ended and are now marked as interrupted; they can "
                "be resumed.",
                done.interrupted,
            )
        )
    return 0
