"""``ask``: gives one input to trained models and shows what each answers, and why."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from contextlib import closing
from typing import Any

import numpy as np

from core.commands.given import RUN, add_input, open_any, read_input
from core.commands.options import add_switch
from core.commands.output import print_json, print_table
from core.errors import RecipeLabError
from core.i18n import gettext, mark, ngettext
from core.inside.answers import Answer, ask
from core.inside.effects import effects
from core.inside.inputs import Input
from core.inside.models import Model
from core.runs.store import Store
from core.settings import load_settings

HELP = mark("give one input to trained models")
SHOWN_CLASSES, SHOWN_PARTS, SHOWN_WORDS = 3, 10, 20


def add(command: argparse.ArgumentParser) -> None:
    command.add_argument("runs", metavar="RUN", nargs="+", help=gettext(RUN))
    add_input(command)
    add_switch(
        command,
        "--effects",
        gettext("also how much each answer changes if a part of the input is unknown"),
    )
    add_switch(command, "--json", gettext("one JSON object per run"))


def run(options: argparse.Namespace) -> int:
    settings = load_settings()
    code = 0
    with closing(Store(settings.store_url)) as store:
        for run_id in options.runs:
            try:
                model = open_any(run_id, store, settings, options.epoch)
                given = read_input(model.recipe, options, settings)
                answer = ask(model.recipe, model.network, given)
                changes = effects(model.recipe, model.network, given) if options.effects else None
            except RecipeLabError as error:  # the other models may answer
                print(error, file=sys.stderr)
                code = code or error.exit_code
                continue
            if options.json:
                print_json(_described(model, given, answer, changes))
            else:
                _print(model, given, answer, changes)
    return code


def _described(
    model: Model, given: Input, answer: Answer, changes: np.ndarray | None
) -> dict[str, Any]:
    described: dict[str, Any] = {
        "run_id": model.run_id,
        "recipe": model.recipe.id,
        "seed": model.seed,
        "epoch": model.epoch,
    }
    if answer.winner is None:
        described |= {"prediction": answer.prediction, "unit": answer.unit, "truth": given.truth}
    else:
        truth = None if given.truth is None else answer.classes[given.truth]
        described |= {
            "classes": list(answer.classes),
            "probabilities": answer.probabilities.tolist(),
            "truth": truth,
        }
    described |= {
        "tokens": list(given.parts),
        "unknown": list(given.unknown),
        "truncated": given.truncated,
        "grid": given.grid,
    }
    if changes is not None:
        described["effects"] = changes.tolist()
    return described


def _print(model: Model, given: Input, answer: Answer, changes: np.ndarray | None) -> None:
    if not model.run_id:
        origin = gettext("reference weights")
    elif model.epoch is None:
        origin = gettext("run {id}", id=model.run_id)
    else:
        origin = gettext("run {id} after epoch {epoch}", id=model.run_id, epoch=model.epoch)
    print(
        gettext(
            "{recipe}, seed {seed} ({origin}): {answers}",
            recipe=model.recipe.id,
            seed=model.seed,
            origin=origin,
            answers="; ".join(_answers(answer)),
        )
    )
    if given.truth is not None:
        known = _amount(given.truth, answer.unit)
        truth = known if answer.winner is None else answer.classes[given.truth]
        print(gettext("  true answer: {truth}", truth=truth))
    if given.unknown:
        words = ", ".join(list(dict.fromkeys(given.unknown))[:SHOWN_WORDS])
        print(gettext("  outside its vocabulary: {words}", words=words))
    if given.truncated:
        print(
            ngettext(
                "  the first word is cut off",
                "  the first {count:,} words are cut off",
                given.truncated,
            )
        )
    if changes is not None and len(changes):
        strongest = np.argsort(-np.abs(changes), kind="stable")[:SHOWN_PARTS]
        rows = [
            (part + 1, _part(given, part), _effect(changes[part], answer)) for part in strongest
        ]
        effect = gettext("effect") if answer.winner is None else gettext("effect in points")
        columns = {"#": ">4", gettext("part"): "<4", effect: ">6"}
        print_table(columns, rows, indent="  ")


def _answers(answer: Answer) -> Iterator[str]:
    if answer.winner is None:
        yield _amount(answer.prediction, answer.unit)
        return
    for number in np.argsort(-answer.probabilities, kind="stable")[:SHOWN_CLASSES]:
        yield f"{answer.classes[number]} {answer.probabilities[number]:.1%}"


def _amount(value: float, unit: str) -> str:
    return f"{value:.2f} {unit}".strip()


def _part(given: Input, part: int) -> str:
    if given.parts:
        return given.parts[part]
    if given.grid:
        row, column = divmod(int(part), given.grid[1])
        return gettext("patch in row {row}, column {column}", row=row + 1, column=column + 1)
    return gettext("reading")


def _effect(change: float, answer: Answer) -> str:
    return f"{change:+.2f} {answer.unit}" if answer.winner is None else f"{100 * change:+.1f}"
