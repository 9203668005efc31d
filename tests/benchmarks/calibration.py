"""Are verdicts calibrated? ``python -m tests.benchmarks.calibration [PART …]``.

Simulated groups of which the truth is known (``simulated.py``), judged as people's are. Parts:

* ``equal``: how often two recipes that are equally good are called different, in percent;
* ``power``: how often a real difference is found;
* ``advice``: how good "about n more seeds" is;
* ``rows``: how often any two of four equal recipes are called different;
* ``leaning``: how often one of two, or of four, equal recipes is said to lead.

Prints the tables of docs/verdict.md.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Iterator
from dataclasses import replace

import numpy as np

from core.verdict.row import judge_row
from core.verdict.scores import Scores, of_errors, of_hits
from core.verdict.spending import MAX_AT_ONCE
from core.verdict.verdict import LEANING, OPEN, judge
from tests.benchmarks.simulated import KINDS, WEATHER, Kind, Weather, errors, pair

CASES = (
    *(("usual", 100), ("wild", 100)),
    *((name, 1_000) for name in ("steady", "usual", "wild", "uneven", "failing")),
    *((name, 10_000) for name in ("usual", "wild", "uneven", "failing")),
    *(("usual", 25_000), ("weather", 8_502), ("weather, wild, slow", 8_502)),
)
PAIRS = ((2, 2), (3, 3), (5, 5), (10, 10), (20, 20), (2, 10), (3, 20))
MOST = 40
MATTERS = {"points": 0.5, "°C": 0.05}
ALL: dict[str, Kind | Weather] = KINDS | WEATHER


def score(table: np.ndarray) -> Scores:
    return of_hits(table) if table.dtype == bool else of_errors(table, "°C")


def pairs(
    kind: Kind | Weather, samples: int, comparisons: int, seeds: int, gap: float, *, same: bool
) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    draw = errors if isinstance(kind, Weather) else pair
    rng = np.random.default_rng(20)
    for _ in range(comparisons):
        yield draw(kind, samples, seeds, rng, gap, same=same)


def equal(comparisons: int, cases: Iterable[tuple[str, int]] = CASES) -> None:
    """How often equals are called different; a promise of 5 %."""
    head = " | ".join(f"{a} and {b}" for a, b in PAIRS)
    print(f"| recipes | test samples | two names of | {head} | advice followed |")
    print("|---|---:|---|" + "---:|" * (len(PAIRS) + 1))
    for name, samples in cases:
        for same, words in ((True, "one recipe"), (False, "two as good")):
            found = np.zeros(len(PAIRS) + 1)
            for a, b in pairs(ALL[name], samples, comparisons, 20, 0, same=same):
                ours, theirs = (
                    {seeds: score(table[:seeds]) for seeds in (2, 3, 5, 10, 20)} for table in (a, b)
                )
                for at, (first, second) in enumerate(PAIRS):
                    verdict = judge(ours[first], theirs[second], MATTERS[ours[2].unit])
                    found[at] += verdict.outcome in "ab"
                found[-1] += followed(a, b)
            cells = " | ".join(f"{100 * share / comparisons:.1f}" for share in found)
            print(f"| {name} | {samples:,} | {words} | {cells} |", flush=True)


def followed(a: np.ndarray, b: np.ndarray) -> bool:
    """Whether equals are called different by somebody who begins with 3 and runs what is advised,
    up to twenty seeds."""
    seeds = 3
    while True:
        ours, theirs = score(a[:seeds]), score(b[:seeds])
        verdict = judge(ours, theirs, MATTERS[ours.unit])
        if verdict.outcome != OPEN or verdict.more_seeds is None or seeds == len(a):
            return verdict.outcome in "ab"
        seeds = min(len(a), seeds + min(MAX_AT_ONCE, verdict.more_seeds))


def power(comparisons: int) -> None:
    """What is said of a real difference: found, no difference that matters, open, wrong way."""
    columns = PAIRS[:5]
    print(
        "| recipes | test samples | A better by | " + " | ".join(f"{a}" for a, _ in columns) + " |"
    )
    print("|---|---:|---:|" + "---:|" * len(columns))
    cases = [("steady", gap, 10_000) for gap in (0.5, 1.0, 2.0)]
    cases += [("usual", gap, n) for n in (1_000, 10_000) for gap in (1.0, 2.0, 5.0)]
    cases += [("wild", gap, 10_000) for gap in (2.0, 5.0)]
    cases += [("weather", gap, 8_502) for gap in (0.05, 0.1, 0.2)]
    for name, gap, samples in cases:
        kind = ALL[name]
        unit = "°C" if isinstance(kind, Weather) else "points"
        cells = []
        outcomes: list[list[str]] = [[] for _ in columns]
        for a, b in pairs(kind, samples, comparisons, 20, gap, same=False):
            for at, (first, second) in enumerate(columns):
                verdict = judge(score(a[:first]), score(b[:second]), gap / 2)
                outcomes[at].append(verdict.outcome)
        for found in outcomes:
            shares = [100 * found.count(word) / comparisons for word in ("a", "b")]
            cells.append(f"{shares[0]:.0f}" + (f" (wrong {shares[1]:.1f})" if shares[1] else ""))
        print(f"| {name} | {samples:,} | {gap:g} {unit} | {' | '.join(cells)} |", flush=True)


def advice(comparisons: int) -> None:
    """Seeds that are needed, and seeds that are advised after a few."""
    print(
        "| recipes | test samples | A better by | seeds needed | after | still open | advised, "
        "median | within a factor of two | settled by then | by twice as many |"
    )
    print("|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|")
    cases = [("usual", 1.0, 10_000), ("usual", 0.6, 10_000), ("wild", 3.0, 10_000)]
    cases += [("wild", 4.0, 1_000), ("uneven", 2.0, 10_000)]
    for name, gap, samples in cases:
        grid = list(range(2, MOST + 1))
        settled = np.zeros((comparisons, MOST + 1), bool)
        advised = np.zeros((comparisons, MOST + 1))
        for row, (a, b) in enumerate(
            pairs(KINDS[name], samples, comparisons, MOST, gap, same=False)
        ):
            for seeds in grid:
                found = judge(of_hits(a[:seeds]), of_hits(b[:seeds]), gap / 4)
                settled[row, seeds] = found.outcome != OPEN
                advised[row, seeds] = seeds + (found.more_seeds or np.inf)
        needed = int((settled.mean(axis=0) >= 0.5).argmax())
        for pilot in (2, 3, 5, 10):
            if pilot < needed:
                open_ = ~settled[:, pilot]
                said = advised[open_, pilot]
                within = (said >= needed / 2) & (said <= needed * 2)
                reached, later = (
                    settled[open_][
                        np.arange(open_.sum()), np.minimum(said * times, MOST).astype(int)
                    ]
                    for times in (1, 2)
                )
                print(
                    f"| {name} | {samples:,} | {gap:g} | {needed} | {pilot} "
                    f"| {100 * open_.mean():.0f} % | {np.median(said):.0f} "
                    f"| {100 * within.mean():.0f} % | {100 * reached.mean():.0f} % "
                    f"| {100 * later.mean():.0f} % |",
                    flush=True,
                )


def rows(comparisons: int) -> None:
    """Rows of four equal recipes in which any two are called different."""
    columns = (2, 3, 5, 10)
    print("| recipes | test samples | " + " | ".join(map(str, columns)) + " |")
    print("|---|---:|" + "---:|" * len(columns))
    for name, samples in (("usual", 100), ("usual", 1_000), ("wild", 1_000), ("uneven", 1_000)):
        found = np.zeros(len(columns))
        drawn = pairs(KINDS[name], samples, 2 * comparisons, max(columns), 0, same=False)
        for (a, b), (c, d) in zip(drawn, drawn, strict=True):
            for at, seeds in enumerate(columns):
                groups = [of_hits(table[:seeds]) for table in (a, b, c, d)]
                verdicts = judge_row(groups, 0.5).values()
                found[at] += any(verdict.outcome in "ab" for verdict in verdicts)
        cells = " | ".join(f"{100 * share / comparisons:.1f}" for share in found)
        print(f"| {name} | {samples:,} | {cells} |", flush=True)


def leaning(comparisons: int, cases: Iterable[tuple[str, int]] = CASES) -> None:
    """How often one of equals is said to lead ("leaning and wrong"); a promise of 10 %.

    With one seed each the scatter is known from three reference seeds of each recipe.
    """
    columns = (1, 2, 3, 5)
    head = " | ".join(f"{seeds} each" for seeds in columns)
    print(f"| recipes | test samples | two names of | {head} | four recipes, 1 each | 3 each |")
    print("|---|---:|---|" + "---:|" * (len(columns) + 2))
    for name, samples in cases:
        for same, words in ((True, "one recipe"), (False, "two as good")):
            found = np.zeros(len(columns) + 2)
            drawn = pairs(ALL[name], samples, 2 * comparisons, 8, 0, same=same)
            for four in zip(drawn, drawn, strict=True):
                tables = [table for pair in four for table in pair]
                groups = {seeds: [known(table, seeds) for table in tables] for seeds in columns}
                for place, seeds in enumerate(columns):
                    a, b = groups[seeds][:2]
                    found[place] += judge(a, b, MATTERS[a.unit]).state == LEANING
                for place, seeds in enumerate((1, 3), len(columns)):
                    verdicts = judge_row(groups[seeds], MATTERS[groups[1][0].unit]).values()
                    found[place] += any(verdict.state == LEANING for verdict in verdicts)
            cells = " | ".join(f"{100 * share / comparisons:.1f}" for share in found)
            print(f"| {name} | {samples:,} | {words} | {cells} |", flush=True)


def known(table: np.ndarray, seeds: int) -> Scores:
    """The first seeds of a group; of one, with the scatter that its last three show."""
    scores = score(table[:seeds])
    if seeds > 1:
        return scores
    reference = score(table[-3:])
    return replace(scores, known=replace(reference.scatter, mean=reference.mean))


PARTS = {"equal": equal, "power": power, "advice": advice, "rows": rows, "leaning": leaning}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("parts", nargs="*", metavar="PART", help=", ".join(PARTS))
    parser.add_argument("--comparisons", type=int, default=1_000)
    options = parser.parse_args()
    for name in options.parts or PARTS:
        print(f"\n{name}: {PARTS[name].__doc__}\n")
        PARTS[name](options.comparisons)


if __name__ == "__main__":
    main()
