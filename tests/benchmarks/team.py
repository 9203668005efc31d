"""One server under a team: ``python -m tests.benchmarks.team [PART …]``, best on an idle machine.

Real server, real Chromium, real training, a store of its own. Parts:

* ``queue``: one person queues 80 runs, then 20 others, each in a browser of their own, launch one
  each by its button: who waited how long, how long all hundred took, what the server and its
  workers took meanwhile, how long a click took, and whether a run or an epoch was lost;
* ``slots``: epochs a second of 1, 2 and 4 runs at once of a small dense model, of a convolution
  over text and of a recurrence.

Browsers share the cores with the server and the runs: seconds are upper bounds.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import tempfile
import time
from pathlib import Path

import psutil

from core.recipes import recipe
from core.runs.queue.manager import RunManager
from core.runs.store import Store
from core.settings import Settings, load_settings
from tests.e2e.server import Server, browsing

SWEEP, PEOPLE = 80, 20
SMALL = "numeric-binary/mlp"
SLOTS = (1, 2, 4)
# Recipe → epochs of each run: half a minute of one alone.
PACE = {"digits/mlp": 400, "topics/cnn": 30, "topics/lstm": 12}
READY = (
    "() => document.querySelector('[data-testid=stApp]')?.dataset.testScriptState==='notRunning'"
)


def measure_queue(browser, server: Server, store: Store) -> None:
    pages = []
    for _ in range(PEOPLE):
        page = browser.new_context(viewport={"width": 1440, "height": 900}).new_page()
        page.set_default_timeout(300_000)
        page.goto(f"{server.url}/train?recipe={SMALL.replace('/', '%2F')}&epochs=200")
        page.get_by_role("button", name="Launch").wait_for()
        pages.append(page)
    process = psutil.Process(server.process.pid)
    used, began = sum(process.cpu_times()[:2]), time.time()
    sweep = recipe(SMALL).with_settings({"epochs": 200})
    for seed in range(SWEEP):
        store.runs.create(sweep, seed, origin="command line", person="a sweep")
    for page in pages:
        page.get_by_role("button", name="Launch").click()
    clicks = []
    while not all(run.ended for run in _runs(store)):
        clicks.append(_click(pages[0]))
        time.sleep(1)
    seconds = time.time() - began
    runs = _runs(store)
    single = [run for run in runs if run.person != "a sweep"]
    waited = sorted((run.started - run.created).total_seconds() for run in single)
    swept = sorted((run.started - run.created).total_seconds() for run in runs if run not in single)
    lost = [run for run in runs if run.status != "completed"]
    lost += [run for run in runs if len(store.histories.get(run.id)) != run.epochs]
    memory = process.memory_info().rss / 1e6
    print(
        f"queue: {len(runs)} runs of {len({run.person for run in runs})} people, {PEOPLE} browsers"
    )
    print(
        f"  all ended after {seconds:.0f} s, {sum(r.epochs for r in runs) / seconds:.0f} epochs/s"
    )
    print(
        f"  one run: waited {statistics.median(waited):.1f} s (median), {waited[-1]:.1f} s (worst)"
    )
    print(f"  of 80:   waited {statistics.median(swept):.1f} s (median), {swept[-1]:.1f} s (worst)")
    print(f"  a click: {statistics.median(clicks):.2f} s (median), {max(clicks):.2f} s (worst)")
    share = (sum(process.cpu_times()[:2]) - used) / seconds
    print(
        f"  server: {share:.0%} of a core, {memory:.0f} MB; runs that lost something: {len(lost)}"
    )
    for page in pages:
        page.context.close()


def _runs(store: Store) -> list:
    return [run for run in store.runs.list() if run.recipe_id == SMALL]


def _click(page) -> float:
    """Seconds from a click on a link of the menu until its page is whole."""
    target = "Data" if "/data" not in page.url else "Runs"
    began = time.perf_counter()
    page.get_by_role("link", name=target, exact=True).click()
    page.wait_for_url(f"**/{target.lower()}*")
    page.wait_for_function(READY, polling=20)
    return time.perf_counter() - began


def measure_slots(folder: Path) -> None:
    for name, epochs in PACE.items():
        alone = 0.0
        for slots in SLOTS:
            settings = Settings(home=folder / f"slots-{slots}", slots=slots, threads=2)
            store = Store(settings.store_url)
            manager = RunManager(store, settings)
            manager.start()
            while manager.warm != "warm":
                time.sleep(0.1)
            entry = recipe(name).with_settings({"epochs": epochs})
            runs = [manager.submit(entry, seed).id for seed in range(slots)]
            while not all(store.runs.get(run_id).ended for run_id in runs):
                time.sleep(0.1)
            # without the first epoch, which traces and compiles
            pace = sum((epochs - 1) / sum(store.histories.seconds(run_id, 0)) for run_id in runs)
            alone = alone or pace
            print(f"slots: {name}, {slots} at once: {pace:.1f} epochs/s, {pace / alone:.2f} of one")
            manager.close()
            store.close()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("parts", nargs="*", default=["queue", "slots"])
    parts = parser.parse_args().parts
    with tempfile.TemporaryDirectory(prefix="recipe-lab-") as folder:
        if "queue" in parts:
            home = Path(folder) / "home"
            server = Server(home, RECIPE_LAB_DATA="", KERAS_HOME=str(Path(folder) / "keras"))
            try:
                server.wait()
                store = Store(load_settings({"RECIPE_LAB_HOME": str(home)}).store_url)
                with browsing() as browser:
                    measure_queue(browser, server, store)
                store.close()
            finally:
                server.close()
        if "slots" in parts:
            measure_slots(Path(folder))
    print(json.dumps({"cores": os.cpu_count(), "load": os.getloadavg()}))


if __name__ == "__main__":
    main()
