"""What verdicts cost: ``python -m tests.benchmarks.judging [PART …] [--runs N] [--samples N]``.

A real store and real prediction files of so many runs, spread over the four families of a dataset.
Parts:

* ``process``: their scores read for the first time, once more, and after one new run. Seconds of
  this process;
* ``pages``: the same home under a real server, opened in Chromium: Home right after the server's
  start and until it says which family is best; a verdict on two recipes, the first time; then Home,
  Compare with that verdict and Runs in a new browser each time, beside an empty Streamlit page, and
  by a click. Medians, and how much of them was the server's processor. The predictions are of
  IMDB's test reviews, so ``RECIPE_LAB_DATA`` has to have them.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import psutil

from core.analysis.groups import by_recipe
from core.analysis.judgement import ScoreCache, verdicts
from core.analysis.predictions import TestSet, load_test_set
from core.npz import write_npz
from core.recipes import recipe
from core.runs.index import RunIndex
from core.runs.store import Store
from core.settings import Settings, load_settings
from tests.benchmarks.dashboard import HEADING, READY, empty, opened
from tests.e2e.server import Server, browsing, serving
from tests.pages import filling

FOUR = ("imdb/mlp", "imdb/lstm", "imdb/cnn", "imdb/rcnn")
TWO = "/compare?recipes=imdb/cnn,imdb/mlp"
SETTLED = 5.0  # seconds for the server's workers to be warm and quiet
VERDICT = re.compile("^(?!Reference).*(is better than|are better than|leads? |No clear winner)")


def fill(
    store: Store,
    settings: Settings,
    targets: np.ndarray,
    runs: int,
    first: int = 0,
    **changes: int,
) -> None:
    rng = np.random.default_rng(first)
    for at in range(first, first + runs):
        name = FOUR[at % len(FOUR)]
        right = rng.random(len(targets)) < 0.85 + 0.01 * (at % len(FOUR))
        said = np.where(right, targets, 1 - targets) * 0.9 + 0.05
        test = {"loss": 0.4, "accuracy": float(right.mean())}
        run = filling.completed(store, name, test, seed=at // len(FOUR), **changes)
        folder = settings.artifacts / run.id
        folder.mkdir(parents=True)
        write_npz(folder / "predictions.npz", {"predictions": said.astype(np.float32)})


def measure(what: str, judge: ScoreCache, index: RunIndex) -> None:
    began = time.perf_counter()
    groups = by_recipe(index.rows())
    found = {
        key: judge.scores(recipe(rows[0].recipe_id), rows, rows[0].recipe_id)
        for key, rows in groups.items()
    }
    read = time.perf_counter() - began
    verdicts(found, 0.5)
    took = time.perf_counter() - began
    print(f"{what}: {took:.3f} s, of which reading {read:.3f} s", flush=True)


def measure_process(runs: int, samples: int) -> None:
    targets = np.arange(samples, dtype=np.int32) % 2
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(home=Path(folder))
        store = Store(settings.store_url)
        fill(store, settings, targets, runs, epochs=1)
        index = RunIndex(store)
        index.rows()
        judge = ScoreCache(settings, lambda _: TestSet(targets, 2))
        measure(f"{runs:,} runs, the first time", judge, index)
        measure("once more", judge, index)
        fill(store, settings, targets, 1, first=runs, epochs=1)
        measure("after one new run", judge, index)
        store.close()


def measure_pages(runs: int, again: int) -> None:
    with tempfile.TemporaryDirectory(prefix="recipe-lab-") as folder, browsing() as browser:
        home = Path(folder) / "home"
        settings = load_settings(os.environ | {"RECIPE_LAB_HOME": str(home)})
        store = Store(settings.store_url)
        truth = load_test_set("imdb", recipe(FOUR[0]).preprocessing, settings)
        fill(store, settings, truth.targets, runs)
        store.close()
        print(f"{runs:,} runs of {len(truth):,} predictions", flush=True)
        cold, best, first = [], [], []
        for _ in range(again):
            with serving(home) as server:
                page = _page(browser)
                cold.append(_took(server, _go, page, server.url))
                row = page.get_by_role("row", name="IMDB reviews", exact=True)
                said = row.get_by_role("link", name=VERDICT).first
                best.append(_took(server, said.wait_for))
                page.context.close()
                time.sleep(SETTLED)
                page = _page(browser)
                first.append(_took(server, _see_verdict, page, server.url))
                page.context.close()
        _say("Home, right after the start", cold)
        _say("… and from then until it says which family is best", best)
        _say("the first verdict on two recipes, in a new browser", first)
        with empty(Path(folder)) as peer:
            found = [_took(peer, opened, browser, peer.url) for _ in range(again)]
            _say("an empty Streamlit page, in a new browser", found)
        with serving(home) as server:
            _see_verdict(_page(browser), server.url)
            time.sleep(SETTLED)
            for name, path in {"Home": "/", "Compare, two recipes": TWO, "Runs": "/runs"}.items():
                url = server.url + path
                found = [_took(server, opened, browser, url) for _ in range(again)]
                _say(f"{name}, in a new browser", found)
            _measure_clicks(_page(browser), server, again)


def _measure_clicks(page, server: Server, again: int) -> None:
    """From page to page; Compare keeps its two recipes."""
    _see_verdict(page, server.url)
    for name in ("Runs", "Compare", "Home"):
        found = []
        for _ in range(again):
            page.get_by_role("link", name="Data", exact=True).click()
            page.wait_for_function(f"() => ({HEADING})() === 'Data'")
            page.wait_for_timeout(1_500)
            found.append(_took(server, _click, page, name))
        _say(f"a click to {name}", found)


def _page(browser):
    page = browser.new_context(viewport={"width": 1440, "height": 900}).new_page()
    page.set_default_timeout(120_000)
    return page


def _go(page, url: str) -> None:
    page.goto(url, wait_until="commit")
    page.wait_for_function(READY, polling=20)


def _see_verdict(page, url: str) -> None:
    page.goto(url + TWO, wait_until="commit")
    page.get_by_text(VERDICT).first.wait_for()


def _click(page, name: str) -> None:
    page.get_by_role("link", name=name, exact=True).click()
    there = f"() => ({HEADING})() !== 'Data' && ({READY})()"
    page.wait_for_function(there, polling=20)


def _took(server: Server, work: Callable[..., object], *given: Any) -> tuple[float, float]:
    """Seconds, and those of the server's processor among them, which other programs on the
    machine change less."""
    process = psutil.Process(server.process.pid)
    used, began = sum(process.cpu_times()[:2]), time.perf_counter()
    work(*given)
    return time.perf_counter() - began, sum(process.cpu_times()[:2]) - used


def _say(what: str, found: list[tuple[float, float]]) -> None:
    took, used = ([one[at] for one in found] for at in (0, 1))
    print(
        f"{what}: median {statistics.median(took):.2f} s, worst {max(took):.2f} s; "
        f"the server's processor {statistics.median(used):.2f} s",
        flush=True,
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("parts", nargs="*", default=["process", "pages"])
    parser.add_argument("--runs", type=int, default=1_000)
    parser.add_argument("--samples", type=int, default=25_000)
    parser.add_argument("--again", type=int, default=5)
    options = parser.parse_args()
    parts: dict[str, Callable[[], None]] = {
        "process": lambda: measure_process(options.runs, options.samples),
        "pages": lambda: measure_pages(options.runs, options.again),
    }
    for part in options.parts:
        parts[part]()
    print(json.dumps({"cores": os.cpu_count(), "load": os.getloadavg()}))


if __name__ == "__main__":
    main()
