"""The pictures of README and docs: real runs on a real server.

``python -m tests.e2e.screenshot [DATASET]`` races a dataset's four families with three seeds each
and writes docs/home.png, compare.png, train.png and inside.png, and benches.png with all benches.
Those committed were made with RECIPE_LAB_DATA set, so that every dataset was there.
"""

from __future__ import annotations

import argparse
import os
import tempfile
import time
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser

from core.architectures import FAMILIES
from core.inside.benches import BENCHES
from core.recipes.catalogue import representative
from core.runs.store import Store
from core.settings import load_settings
from tests.e2e.contact_sheet import take
from tests.e2e.server import ROOT, browsing, serving

DOCS = ROOT / "docs"
SIZE = (1440, 900)
SEEDS = (0, 1, 2)
CHANGE = {"kernel_size": 7}  # on Train, against the recipe
BENCHES_ACROSS, THUMB = 3, (640, 320)
BENCH = (0, 60, 1440, 780)  # of a page, without navigation


def take_benches(browser: Browser, url: str, path: Path) -> None:
    """All benches, each at its fifth step, as one picture."""
    whole = Image.new(
        "RGB", (BENCHES_ACROSS * THUMB[0], -(-len(BENCHES) // BENCHES_ACROSS) * THUMB[1])
    )
    for number, name in enumerate(BENCHES):
        take(browser, f"{url}/recipes?bench={name}&step=5", SIZE, "light", path)
        row, column = divmod(number, BENCHES_ACROSS)
        whole.paste(Image.open(path).crop(BENCH).resize(THUMB), (column * THUMB[0], row * THUMB[1]))
    whole.save(path, optimize=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("dataset", nargs="?", default="probe-motif", metavar="DATASET")
    parser.add_argument("--to", type=Path, default=DOCS)
    chosen = parser.parse_args()
    recipes = [representative(chosen.dataset, family) for family in FAMILIES]
    with tempfile.TemporaryDirectory(prefix="recipe-lab-") as folder:
        home = Path(folder) / "home"
        store = Store(load_settings({"RECIPE_LAB_HOME": str(home)}).store_url)
        data = os.environ.get("RECIPE_LAB_DATA", "")
        with serving(home, RECIPE_LAB_DATA=data) as server:
            runs = [
                store.runs.create(entry, seed, origin="dashboard").id
                for seed in SEEDS
                for entry in recipes
            ]
            changed = representative(chosen.dataset, "convolutional").with_settings(CHANGE)
            runs.append(store.runs.create(changed, 0, origin="dashboard").id)
            while not all(store.runs.get(run_id).ended for run_id in runs):
                time.sleep(1)
            paths = {
                "home": "/",
                "compare": f"/compare?groups={','.join(entry.key for entry in recipes)}",
                "train": f"/train?run={runs[-1]}",
                "inside": "/inside?dataset=probe-order",
            }
            with browsing() as browser:
                for name, path in paths.items():
                    picture = chosen.to / f"{name}.png"
                    take(browser, server.url + path, SIZE, "light", picture)
                    Image.open(picture).convert("RGB").save(picture, optimize=True)
                    print(picture, f"{picture.stat().st_size / 1000:.0f} kB")
                take_benches(browser, server.url, chosen.to / "benches.png")
        for run_id in runs:
            run = store.runs.get(run_id)
            print(run.recipe_id, run.seed, run.status, run.test, run.error)
        store.close()


if __name__ == "__main__":
    main()
