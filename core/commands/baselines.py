"""``baselines``: figures of models without a network on each dataset, computed once and cached."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Mapping
from typing import Any

from core.commands.options import add_switch
from core.commands.output import print_json
from core.datasets import DATASETS, dataset
from core.datasets.status import status
from core.errors import RecipeLabError
from core.i18n import gettext, mark
from core.json_file import parse_object
from core.recipes import RECIPES
from core.settings import Settings, load_settings

HELP = mark("show what a network has to beat: models without one")

COLUMNS = ("accuracy", "macro_f1", "log_loss", "mae", "rmse")


def add(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "names",
        nargs="*",
        metavar="DATASET",
        help=gettext("datasets or recipes (default: every dataset available here)"),
    )
    command.add_argument(
        "--preparation",
        type=_preparation,
        default={},
        metavar="JSON",
        help=gettext("preprocessing settings that differ from the defaults, as JSON"),
    )
    add_switch(command, "--json", gettext("one JSON object per baseline"))
    add_switch(command, "--ship", gettext("recompute the baselines shipped with Recipe Lab"))


def run(options: argparse.Namespace) -> int:
    from core.baselines.cached import baselines, ship

    settings = load_settings()
    if options.ship:
        preparations = [(entry.dataset, entry.preprocessing) for entry in RECIPES.values()]
        print(gettext("Wrote {count} preparations", count=ship(preparations, settings)))
        return 0
    failed = 0
    for name, defaults in list(_selected(options.names, settings)):
        preprocessing = {**defaults, **options.preparation}
        try:
            results = baselines(name, preprocessing, settings)
        except RecipeLabError as error:
            failed = max(failed, error.exit_code)
            print(f"{name}: {error}", file=sys.stderr)
            continue
        for item in results:
            if options.json:
                row = {"dataset": name, "preprocessing": dict(preprocessing)} | item.as_dict()
                print_json(row)
            else:
                figures = "  ".join(
                    f"{column} {item.test[column]:.4f}" for column in COLUMNS if column in item.test
                )
                unit = f" {item.unit}" if item.unit else ""
                print(f"{name:<14} {item.name:<12} {figures}{unit}  {item.seconds:.1f} s")
    return failed


def _preparation(text: str) -> dict[str, Any]:
    try:
        return parse_object(text)
    except ValueError:
        raise argparse.ArgumentTypeError(
            gettext('expected a JSON object such as {{"num_words": 5000}}, got {text}', text=text)
        ) from None


def _selected(names: list[str], settings: Settings) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Yield datasets with their default preprocessing, and recipes' datasets with theirs."""
    for name in names or DATASETS:
        if name in RECIPES:
            yield RECIPES[name].dataset, RECIPES[name].preprocessing
        elif names or status(name, settings).state in ("ready", "generated"):
            yield name, {declared.name: declared.default for declared in dataset(name).settings}
