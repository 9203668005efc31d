"""``backup``: writes everything in the store, and the files of runs, into one file."""

from __future__ import annotations

import argparse
from contextlib import closing

from core.commands.options import add_backup_file
from core.i18n import gettext, mark, ngettext
from core.runs.backup import back_up
from core.runs.files.sharing import bring_all
from core.runs.store import Store
from core.settings import load_settings
from core.sizes import size

HELP = mark("back up all runs to one file")


def add(command: argparse.ArgumentParser) -> None:
    add_backup_file(command, gettext("the file to create"))


def run(options: argparse.Namespace) -> int:
    settings = load_settings()
    with closing(Store(settings.store_url)) as store:
        if not options.no_artifacts:
            bring_all(settings)
        done = back_up(store, settings.artifacts, options.file, artifacts=not options.no_artifacts)
    print(
        gettext(
            "Backed up {store} to {path} ({size}) and verified it. Runs: {runs:,}, epochs: "
            "{epochs:,}, values: {values:,}, files: {files:,}.",
            **vars(done),
            store=store.database.place,
            path=options.file,
            size=size(done.bytes),
        )
    )
    if done.left_out:
        print(
            ngettext(
                "{count:,} run or sweep is not included, because its row in the store cannot be "
                "read; python -m core status names it.",
                "{count:,} runs or sweeps are not included, because their rows in the store cannot "
                "be read; python -m core status names them.",
                done.left_out,
            )
        )
    return 0
