"""``results``: measures the published recipes and writes the results as a table."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from core.commands.options import add_switch, whole
from core.i18n import gettext, mark

HELP = mark("measure recipes, write RESULTS.md")

RESULTS = Path(__file__).resolve().parents[2] / "RESULTS.md"


def add(command: argparse.ArgumentParser) -> None:
    actions = command.add_subparsers(dest="action", metavar="ACTION")
    table = actions.add_parser(
        "table", help=gettext("write the reference runs as RESULTS.md (the default action)")
    )
    measure = actions.add_parser(
        "measure", help=gettext("train missing runs, then write the table")
    )
    complete = actions.add_parser(
        "complete", help=gettext("add outcomes per sample to older runs, then write the table")
    )
    weights = actions.add_parser(
        "weights",
        help=gettext("train the missing or outdated reference weights of the small recipes"),
    )
    weights.add_argument(
        "names", nargs="*", metavar="RECIPE", help=gettext("recipe ids (default: all small ones)")
    )
    add_switch(weights, "--again", gettext("train all of them again"))
    for parser in (command, table, measure, complete):
        parser.add_argument(
            "--print",
            action="store_true",
            default=argparse.SUPPRESS,  # so that the action does not reset one given before it
            help=gettext("print the table instead of writing RESULTS.md"),
        )
    for parser in (measure, complete):
        parser.add_argument(
            "names",
            nargs="*",
            metavar="RECIPE",
            help=gettext(
                "recipe ids, or 'ours' for all unpublished recipes that need no data file "
                "(default: all published recipes)"
            ),
        )
    add_switch(measure, "--again", gettext("measure again what ran on a busy machine"))
    measure.add_argument(
        "--seeds",
        metavar="K",
        help=gettext("seeds per recipe (default: 8 for short runs, else 5 or 2)"),
    )
    command.set_defaults(print=False, action="table")


def run(options: argparse.Namespace) -> int:
    from core.results.measure import complete_all, measure_all
    from core.results.table import results_table
    from core.results.weights import make_weights

    def report(line: str) -> None:
        print(line, file=sys.stderr, flush=True)

    if options.action == "weights":
        make_weights(options.names, report, again=options.again)
        return 0
    if options.action == "measure":
        seeds = whole("--seeds", options.seeds, 1, 100) if options.seeds else None
        measure_all(options.names, report, again=options.again, seeds=seeds)
    elif options.action == "complete":
        complete_all(options.names, report)
    text = results_table()
    if options.print:
        print(text)
    else:
        RESULTS.write_text(text, encoding="utf-8")
        print(gettext("Wrote {path}", path=RESULTS))
    return 0
