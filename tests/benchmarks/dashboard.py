"""How quick the dashboard is: ``python -m tests.benchmarks.dashboard [PART …]``.

Real server, real Chromium, real store with 10,000 runs and 1,000,000 values. Parts:

* ``open``: seconds until each page is interactive: Home right after the server's start; then, once
  the workers are warm, each page in a new browser each time (median of several), with the peer: an
  empty Streamlit page, opened likewise; then from page to page by a click;
* ``live``: from the end of an epoch to the screen, 40 curves on Compare (median, p95);
* ``crowd``: processor time of the server with 30 open pages of Compare, with runs that go on and
  without. One is a real browser, the others ask for news as its script does: thirty real ones
  would leave the server no core to be measured on;
* ``train``: both of these for one run on Train, which says where it is four times a second, and
  what the rerun of its figures every five seconds adds for each open page.

Epochs are written by this process as a worker writes them, so that no training takes the cores.
Browsers do take them: the figures are upper bounds on a machine of two cores.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import statistics
import tempfile
import threading
import time
import urllib.request
from contextlib import contextmanager
from pathlib import Path

import psutil
from sqlalchemy import insert, update

from core.recipes import RECIPES
from core.runs.run import now
from core.runs.store import Store, tables
from core.settings import load_settings
from tests.e2e.server import DRAWN, Server, browsing
from tests.pages import filling

RUNS = 10_000
EPOCHS = 25  # × 4 metrics × 10,000 runs = 1,000,000 values
PAGES = {
    "Home": "/",
    "Recipes": "/recipes",
    "Train": "/train",
    "Compare": "/compare?datasets=imdb",
    "Data": "/data",
    "Runs": "/runs",
}
WARM_SECONDS = 25
LIVE = 40
CROWD = 30
# The first heading, perhaps in a component.
HEADING = """() => {
  const nodes = [...document.querySelectorAll('[data-testid=stMainBlockContainer] *')];
  const found = nodes.map(it => it.matches('h1, h2') ? it : it.shadowRoot?.querySelector('h1, h2'));
  return found.find(Boolean)?.textContent;
}"""
READY = f"""() => document.querySelector('[data-testid=stApp]')?.dataset.testScriptState
  === 'notRunning' && !!({HEADING})()"""
# When each curve had how many points: { "uid points": seconds since 1970 }.
WATCH = """() => {
  window.arrivals = {};
  const look = () => {
    for (const chart of document.querySelectorAll('.live-chart')) {
      if (!/accuracy/i.test(chart.getAttribute('aria-label'))) continue;
      for (const trace of chart._fullData ?? []) {
        if (trace.uid.endsWith('validation'))
          window.arrivals[trace.uid + ' ' + trace.x.length] ??= Date.now() / 1000;
      }
    }
    requestAnimationFrame(look);
  };
  look();
}"""


def fill(store: Store) -> None:
    """The store of a team after months: every recipe, many seeds, all completed."""
    entries = list(RECIPES.values())
    template = filling.completed(store, "imdb/cnn")
    with store.database.reading() as connection:
        row = (
            connection.execute(tables.runs.select().where(tables.runs.c.id == template.id))
            .mappings()
            .one()
        )
    began = now().timestamp() - RUNS * 60
    recipes = {entry.id: entry.as_dict() for entry in entries}

    def write(connection) -> None:
        connection.execute(tables.points.delete())
        connection.execute(tables.metrics.delete())
        connection.execute(tables.epochs.delete())
        connection.execute(tables.runs.delete())
        for first in range(0, RUNS, 500):
            runs, epochs, metrics = [], [], []
            for at in range(first, first + 500):
                entry, run_id = entries[at % len(entries)], f"b{at:010d}"
                when = type(row["created"]).fromtimestamp(began + at * 60, row["created"].tzinfo)
                runs.append(
                    dict(row)
                    | {
                        "id": run_id,
                        "recipe": recipes[entry.id],
                        "recipe_id": entry.id,
                        "recipe_key": entry.key,
                        "dataset": entry.dataset,
                        "task": entry.task,
                        "family": entry.family,
                        "seed": at // len(entries),
                        "created": when,
                        "started": when,
                        "finished": when,
                        "epochs": EPOCHS,
                        "epochs_done": EPOCHS,
                        "changed": at + 1,
                        "test": {entry.metric: 0.5 + (at % 400) / 1_000, "loss": 0.4},
                    }
                )
                for epoch in range(EPOCHS):
                    epochs.append({"run": run_id, "epoch": epoch, "seconds": 1.0, "ended_at": when})
                    names = ("loss", "val_loss", entry.metric, f"val_{entry.metric}")
                    metrics += [
                        {"run": run_id, "metric": name, "epoch": epoch, "value": 1 / (epoch + 2)}
                        for name in dict.fromkeys(names)
                    ]
            connection.execute(insert(tables.runs), runs)
            connection.execute(insert(tables.epochs), epochs)
            connection.execute(insert(tables.metrics), metrics)
        connection.execute(update(tables.store).values(changes=RUNS + 1))

    store.database.write(write)


def measure_open(browser, server: Server, folder: Path, *, again: int) -> None:
    print(f"open Home, right after the start: {opened(browser, server.url):.2f} s")
    time.sleep(WARM_SECONDS)
    with empty(folder) as peer:
        urls = {"an empty Streamlit page": peer.url}
        urls |= {name: server.url + path for name, path in PAGES.items()}
        for name, url in urls.items():
            times = [opened(browser, url) for _ in range(again)]
            print(f"open {name}: median {statistics.median(times):.2f} s, worst {max(times):.2f} s")
    _measure_clicks(browser, server, again)


@contextmanager
def empty(folder: Path):
    """A server of an empty Streamlit page: what opening any page costs on this machine."""
    (folder / "empty.py").write_text("import streamlit as st\nst.header('Empty')\n")
    server = Server(folder / "none", script=folder / "empty.py")
    try:
        server.wait()
        yield server
    finally:
        server.close()


def _measure_clicks(browser, server: Server, again: int) -> None:
    page = browser.new_context(viewport={"width": 1440, "height": 900}).new_page()
    page.goto(server.url)
    page.wait_for_function(READY, polling=20)
    for name in (*list(PAGES)[1:], "Home"):
        times = []
        for _ in range(again):
            page.get_by_role("link", name="Data" if name != "Data" else "Runs", exact=True).click()
            page.wait_for_timeout(1_500)
            before = page.evaluate(HEADING)
            link = page.get_by_role("link", name=name, exact=True)
            if not link.is_visible():
                page.get_by_role("button", name="More").click()
                link = page.get_by_role("menuitem", name=name, exact=True)
            began = time.perf_counter()
            link.click()
            page.wait_for_function(
                f"(before) => ({HEADING})() !== before && ({READY})()", arg=before, polling=20
            )
            times.append(time.perf_counter() - began)
        print(f"click to {name}: median {statistics.median(times):.2f} s, worst {max(times):.2f} s")
    page.context.close()


def opened(browser, url: str) -> float:
    """Seconds until a page in a new browser is interactive."""
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    page = context.new_page()
    began = time.perf_counter()
    page.goto(url, wait_until="commit")
    page.wait_for_function(READY, polling=20)
    seconds = time.perf_counter() - began
    context.close()
    return seconds


@contextmanager
def going(store: Store, count: int, pause: float):
    """Runs of imdb that go on: an epoch of each every ``pause`` seconds; yields what ended when."""
    ended: dict[str, float] = {}
    runs = [
        filling.running(store, "imdb/cnn", seed=at, done=1, epochs=1_000) for at in range(count)
    ]
    stop = threading.Event()

    def write() -> None:
        epoch = 1
        while not stop.wait(pause):
            for run in runs:
                row = filling.epoch_row(run, epoch)
                ended[f"{run.id} validation {epoch + 1}"] = time.time()
                store.histories.append(run.id, epoch, [row], [pause], holder=filling.HOLDER)
            epoch += 1

    thread = threading.Thread(target=write, daemon=True)
    thread.start()
    try:
        with filling.renewing(store):
            yield runs, ended
    finally:
        stop.set()
        thread.join()
        for run in runs:
            store.actions.stop(run.id)
            store.leases.finish(run.id, filling.HOLDER, "stopped")


def measure_live(browser, server: Server, store: Store) -> None:
    with going(store, LIVE, 1.0) as (runs, ended):
        page = browser.new_context(viewport={"width": 1440, "height": 900}).new_page()
        chosen = ",".join(run.id for run in runs)
        page.goto(f"{server.url}/compare?runs={chosen}&mean=0&curves=validation")
        page.wait_for_selector(DRAWN)
        page.wait_for_timeout(3_000)
        page.evaluate(WATCH)
        page.wait_for_timeout(500)
        watched = time.time()
        page.wait_for_timeout(20_000)
        seen = page.evaluate("window.arrivals")
    delays = _delays(ended, seen, watched)
    print(
        f"live, {LIVE} curves, an epoch of each every second, {len(delays)} epochs: median "
        f"{statistics.median(delays):.2f} s, p95 {delays[int(0.95 * len(delays))]:.2f} s"
    )


def _delays(ended: dict[str, float], seen: dict[str, float], watched: float) -> list[float]:
    """Seconds from the end of each epoch after ``watched`` to the screen, sorted."""
    last = max(int(name.split()[-1]) for name in seen)
    delays = []
    for name, moment in ended.items():
        run, kind, points = name.rsplit(" ", 2)
        if moment < watched or int(points) > last - 2:
            continue
        # two epochs may come on screen together
        later = [seen.get(f"{run} {kind} {at}") for at in range(int(points), last + 1)]
        delays.append(min(when for when in later if when) - moment)
    return sorted(delays)


def measure_crowd(browser, server: Server, store: Store) -> None:
    process = psutil.Process(server.process.pid)
    with going(store, 4, 1.0) as (runs, _):
        path = f"{server.url}/compare?runs={','.join(run.id for run in runs)}"
        page = browser.new_context(viewport={"width": 1440, "height": 900}).new_page()
        with page.expect_request("**/live/**") as asked:
            page.goto(path)
        page.wait_for_selector(DRAWN)
        with _asking(asked.value.url.split("?")[0], CROWD - 1) as answers:
            time.sleep(5)
            before = len(answers)
            print(f"crowd: {CROWD} pages, runs going on: {_share(process, 20):.0%} of a core")
            print(
                f"crowd: {(len(answers) - before) / 20 / (CROWD - 1):.1f} questions a second each"
            )
            for run in runs:
                store.actions.stop(run.id)
                store.leases.finish(run.id, filling.HOLDER, "stopped")
            time.sleep(10)
            print(f"crowd: {CROWD} pages, no run going on: {_share(process, 20):.1%} of a core")
        page.context.close()


def measure_train(browser, server: Server, store: Store) -> None:
    process = psutil.Process(server.process.pid)
    with going(store, 1, 1.0) as ([run], ended), _progressing(store, run):
        page = browser.new_context(viewport={"width": 1440, "height": 900}).new_page()
        with page.expect_request("**/live/**") as asked:
            page.goto(f"{server.url}/train?run={run.id}")
        page.wait_for_selector(DRAWN)
        page.evaluate(WATCH.replace("trace.uid + ' '", "trace.uid.replace('-', ' ') + ' '"))
        page.wait_for_timeout(500)
        watched = time.time()
        alone = _share(process, 30)
        seen = page.evaluate("window.arrivals")
        delays = _delays(ended, seen, watched)
        print(
            f"train, an epoch every second, {len(delays)} epochs: median "
            f"{statistics.median(delays):.2f} s, p95 {delays[int(0.95 * len(delays))]:.2f} s"
        )
        print(f"train: 1 page in a browser: {alone:.0%} of a core")
        with _asking(asked.value.url.split("?")[0], CROWD - 1):
            time.sleep(5)
            print(f"train: {CROWD} pages that ask, 1 in a browser: {_share(process, 20):.0%}")
        page.context.close()


@contextmanager
def _progressing(store: Store, run):
    """The run says four times a second at which batch it is."""
    stop = threading.Event()

    def write() -> None:
        batch = 0
        while not stop.wait(0.25):
            batch += 1
            done = {
                "epoch": store.runs.get(run.id).epochs_done,
                "batch": batch % 300,
                "batches": 300,
            }
            progress = {"phase": "train", "metrics": {}} | done
            store.runs.update_progress(run.id, progress, holder=filling.HOLDER)

    thread = threading.Thread(target=write, daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()


@contextmanager
def _asking(url: str, count: int):
    """Threads that ask for news as feed.js does; yields the sizes of the answers."""
    stop, answers = threading.Event(), []

    def ask() -> None:
        since, pause = 0, 0.5
        stop.wait(random.random())
        while not stop.wait(pause):
            with urllib.request.urlopen(f"{url}?since={since}", timeout=10) as answer:
                content = answer.read()
            answers.append(len(content))
            if content:
                news = json.loads(content)
                since, pause = news["serial"], news["interval"] / 1_000

    threads = [threading.Thread(target=ask, daemon=True) for _ in range(count)]
    for thread in threads:
        thread.start()
    try:
        yield answers
    finally:
        stop.set()
        for thread in threads:
            thread.join()


def _share(process: psutil.Process, seconds: float) -> float:
    """Processor time a second of the server itself; its workers and browsers are others."""
    before = sum(process.cpu_times()[:2])
    time.sleep(seconds)
    return (sum(process.cpu_times()[:2]) - before) / seconds


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("parts", nargs="*", default=["open", "live", "crowd", "train"])
    parser.add_argument("--again", type=int, default=6)
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="recipe-lab-") as folder, browsing() as browser:
        home = Path(folder) / "home"
        store = Store(load_settings({"RECIPE_LAB_HOME": str(home)}).store_url)
        fill(store)
        server = Server(home, KERAS_HOME=str(home.parent / "keras"), RECIPE_LAB_DATA="")
        try:
            began = time.perf_counter()
            server.wait()
            print(f"server answers after {time.perf_counter() - began:.2f} s; {RUNS:,} runs")
            if "open" in chosen.parts:
                measure_open(browser, server, Path(folder), again=chosen.again)
            if "live" in chosen.parts:
                measure_live(browser, server, store)
            if "crowd" in chosen.parts:
                measure_crowd(browser, server, store)
            if "train" in chosen.parts:
                measure_train(browser, server, store)
        finally:
            server.close()
            store.close()
    print(json.dumps({"cores": os.cpu_count(), "load": os.getloadavg()}))


if __name__ == "__main__":
    main()
