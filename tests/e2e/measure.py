"""How quick the first page is: ``python -m tests.e2e.measure``, best on an idle machine.

Everything is measured in a real browser on a real server with real training.
"""

from __future__ import annotations

import os
import statistics
import tempfile
import time
from pathlib import Path

from core.runs.store import Store
from core.settings import load_settings
from tests.e2e.server import DRAWN, Server, browsing

LAUNCHES = 3
WARM_SECONDS = 40
# Notes in the page when each number of points was first on screen, in seconds since 1970.
WATCH = """() => {
  window.arrivals = {};
  const look = () => {
    const chart = document.querySelector('.live-chart');
    const trace = chart?._fullData?.find(
      (one) => one.uid === chart.layout.uirevision + ' training');
    if (trace && chart.layout.uirevision.length === 11) {
      const key = chart.layout.uirevision + ' ' + trace.x.at(-1);
      window.arrivals[key] ??= Date.now() / 1000;
    }
    requestAnimationFrame(look);
  };
  look();
}"""


def launch(page) -> str:
    before = page.url
    page.locator(".st-key-launch").get_by_role("button", name="Train").click()
    page.wait_for_function(
        "before => location.href !== before && /run=/.test(location)", arg=before
    )
    return page.evaluate("new URLSearchParams(location.search).get('run')")


def opening(context, url: str, button: str | None = "Race") -> float:
    """Seconds from asking for a page until a button can be pressed; None: until a chart stands."""
    tab = context.new_page()
    opened = time.time()
    tab.goto(url)
    if button:
        tab.get_by_role("button", name=button).first.wait_for()
    else:
        tab.wait_for_selector(DRAWN)
    seconds = time.time() - opened
    tab.close()
    return seconds


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="recipe-lab-") as folder, browsing() as browser:
        home = Path(folder) / "home"
        began = time.time()
        server = Server(home)
        try:
            server.wait()
            print(f"server answers after {time.time() - began:.2f} s")
            context = browser.new_context(viewport={"width": 1440, "height": 900})
            page = context.new_page()
            for what in ("cold", "again, a new tab"):
                print(f"Home {what}: interactive after {opening(context, server.url):.2f} s")
            address = f"{server.url}/train"
            for what in ("first", "again, a new tab"):
                ready = opening(context, address, "Train")
                drawn = opening(context, address, None)
                print(f"Train {what}: interactive after {ready:.2f} s, curves after {drawn:.2f} s")
            time.sleep(max(0.0, began + WARM_SECONDS - time.time()))
            store = Store(load_settings({"RECIPE_LAB_HOME": str(home)}).store_url)
            page.goto(f"{server.url}/train?recipe=numeric-binary/mlp")
            page.wait_for_selector(DRAWN)
            page.evaluate(WATCH)
            for _ in range(LAUNCHES):
                clicked = time.time()
                run_id = launch(page)
                page.locator(".st-key-verdict_line_tall").wait_for()
                first = min(value for key, value in arrivals(page).items() if key[0] == run_id)
                print(f"launch to first point, numeric-binary/mlp: {first - clicked:.2f} s")
            page.goto(f"{server.url}/train?recipe=topics/cnn")
            page.wait_for_selector(DRAWN)
            page.evaluate(WATCH)
            run_id = launch(page)
            while not store.runs.get(run_id).ended:
                time.sleep(0.2)
            page.locator(".st-key-verdict_line_tall").wait_for()
            print_delays(store, run_id, arrivals(page))
            store.close()
        finally:
            print(f"server ended after {server.close():.2f} s")
    print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}")


def arrivals(page) -> dict[tuple[str, int], float]:
    """(run id, 1-based epoch) → when it was first on screen."""
    found = page.evaluate("window.arrivals")
    return {(key.split()[0], round(float(key.split()[1]))): value for key, value in found.items()}


def print_delays(store: Store, run_id: str, seen: dict[tuple[str, int], float]) -> None:
    """Of every epoch, from its end in the worker to the screen."""
    ended = epoch_ends(store, run_id)
    delays = []
    for epoch, moment in ended.items():
        shown = [when for (run, last), when in seen.items() if run == run_id and last >= epoch]
        delays.append(min(shown) - moment)
    p95 = sorted(delays)[int(0.95 * (len(delays) - 1))]
    print(
        f"epoch to screen, topics/cnn, {len(delays)} epochs: median "
        f"{statistics.median(delays):.2f} s, p95 {p95:.2f} s"
    )


def epoch_ends(store: Store, run_id: str) -> dict[int, float]:
    """1-based epoch → when it ended."""
    from sqlalchemy import select

    from core.runs.store import tables

    table = tables.epochs
    with store.database.reading() as connection:
        rows = connection.execute(
            select(table.c.epoch, table.c.ended_at).where(table.c.run == run_id)
        ).all()
    return {epoch + 1: ended_at.timestamp() for epoch, ended_at in rows}


if __name__ == "__main__":
    main()
