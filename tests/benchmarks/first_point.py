"""From pressing *Race* to the first point on screen: python -m tests.benchmarks.first_point

A real Chromium presses *Race all four* of probe-motif on Home, with warm workers and nothing else
running, and notes at each frame which curves have their first point. Between two races all runs
end and are deleted. It looks at Home for ``--look`` seconds before it presses. Seconds, the median
of ten and all of them: until the first of the four curves has a training point, until the last has
one, and until the last has a validation point.
"""

from __future__ import annotations

import argparse
import os
import re
import tempfile
import time
from pathlib import Path
from statistics import median

from playwright.sync_api import Page

from core.runs.run import ACTIVE
from core.runs.store import Store
from core.settings import load_settings
from tests.core.runs.waiting import wait_for
from tests.e2e.conftest import clear
from tests.e2e.server import READY, browsing, serving

WARM_SECONDS = 40
TIMEOUT = 180_000  # milliseconds
# Notes when the button was pressed, and when each trace of the accuracy's chart first had a point.
WATCH = """() => {
  window.pressed = window.arrived = null;
  addEventListener('click', () => {
    window.pressed ??= performance.now();
    window.arrived ??= {};
  }, true);
  const look = () => {
    const charts = document.querySelectorAll('.live-chart[aria-label^="Chart of accuracy" i]');
    for (const chart of charts) {
      for (const { uid, x } of chart._fullData ?? []) {
        if (x?.length && / (training|validation)$/.test(uid) && Number.isFinite(x[0])) {
          window.arrived[uid] ??= performance.now();
        }
      }
    }
    requestAnimationFrame(look);
  };
  look();
}"""
DRAWN = """([kind, count]) =>
  Object.keys(window.arrived ?? {}).filter(uid => uid.endsWith(kind)).length >= count"""


def race(page: Page, url: str, look: float) -> tuple[float, float, float]:
    """Seconds until the first and the last curve's training point, and the last validation."""
    page.goto(url)
    page.wait_for_function(READY)
    button = page.get_by_role("button", name="Race all four").first
    button.wait_for()
    page.wait_for_timeout(1_000 * look)
    page.evaluate(WATCH)
    button.click()
    page.wait_for_url(re.compile("/compare"))
    page.wait_for_function(DRAWN, arg=["training", 4])
    page.wait_for_function(DRAWN, arg=["validation", 4])
    pressed, arrived = page.evaluate("[window.pressed, window.arrived]")
    training, validation = (
        [(at - pressed) / 1000 for uid, at in arrived.items() if uid.endswith(kind)]
        for kind in ("training", "validation")
    )
    return min(training), max(training), max(validation)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--races", type=int, default=10)
    parser.add_argument("--look", type=float, default=15.0)
    options = parser.parse_args()
    races = options.races
    with tempfile.TemporaryDirectory(prefix="recipe-lab-") as folder:
        home = Path(folder) / "home"
        with serving(home) as server, browsing() as browser:
            store = Store(load_settings({"RECIPE_LAB_HOME": str(home)}).store_url)
            page = browser.new_context(viewport={"width": 1440, "height": 900}).new_page()
            page.set_default_timeout(TIMEOUT)
            time.sleep(WARM_SECONDS)
            each = []
            for _ in range(races):
                each.append(race(page, server.url, options.look))
                print(" ".join(f"{seconds:.2f}" for seconds in each[-1]), flush=True)
                wait_for(lambda: not store.runs.list(status=ACTIVE), 120)
                clear(store)
            store.close()
    names = ("first point", "all four have a point", "all four validated")
    for number, what in enumerate(names):
        seconds = [one[number] for one in each]
        print(f"{what}: median {median(seconds):.2f} s of {races}")
    print(f"{os.cpu_count()} processors, load {os.getloadavg()[0]:.1f}")


if __name__ == "__main__":
    main()
