"""Do the probes hold? Every family on every probe: ``python -m tests.benchmarks.probes``.

Prints test accuracies, the mean and the range over the seeds, and ends with 1 if a family built
for a probe stays under .95 or another one comes within 15 points. Takes about ten minutes.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile

FAMILIES = ("mlp", "lstm", "cnn", "rcnn")
WINNERS = {
    "probe-motif": {"cnn", "rcnn"},
    "probe-place": {"mlp"},
    "probe-last": {"lstm", "rcnn"},
    "probe-order": {"rcnn"},
}
REACHED, BEHIND = 0.95, 0.15


def accuracies(recipe: str, seeds: int, home: str) -> list[float]:
    """Test accuracy of each seed, by the command line and in a home of its own."""
    ran = subprocess.run(
        [sys.executable, "-m", "core", "train", recipe, "--repeat", str(seeds), "--json"],
        capture_output=True,
        text=True,
        env=os.environ | {"RECIPE_LAB_HOME": home},
    )
    if ran.returncode:
        raise SystemExit(ran.stderr)
    runs = [json.loads(line) for line in ran.stdout.splitlines() if line.startswith("{")]
    return [run["test"]["accuracy"] for run in runs]


def holds(probe: str, found: dict[str, list[float]]) -> bool:
    """Whether every winner's worst seed is far above every other family's best."""
    worst = min(min(found[family]) for family in WINNERS[probe])
    best = max(max(found[family]) for family in FAMILIES if family not in WINNERS[probe])
    return worst >= REACHED and best <= worst - BEHIND


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=3)
    options = parser.parse_args()
    failed = 0
    print("| probe |", " | ".join(FAMILIES), "| |\n|---|---|---|---|---|---|", flush=True)
    with tempfile.TemporaryDirectory() as home:
        for probe in WINNERS:
            found = {
                family: accuracies(f"{probe}/{family}", options.seeds, home) for family in FAMILIES
            }
            cells = []
            for family, values in found.items():
                text = f"{sum(values) / len(values):.3f} ({min(values):.3f}–{max(values):.3f})"
                cells.append(f"**{text}**" if family in WINNERS[probe] else text)
            kept = holds(probe, found)
            failed += not kept
            print(
                f"| {probe} |", " | ".join(cells), "|", "holds |" if kept else "FAILS |", flush=True
            )
    return 1 if failed else 0


if __name__ == "__main__":
    raise SystemExit(main())
