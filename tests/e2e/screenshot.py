"""The README's picture: real runs on a real server.

``python -m tests.e2e.screenshot [RECIPE …]`` trains the recipes, opens the last one and writes
docs/screenshot.png. The one committed was made with RECIPE_LAB_DATA set and
``topics/lstm digits/rcnn reuters/mlp reuters/cnn``.
"""

from __future__ import annotations

import argparse
import os
import tempfile
import time
from pathlib import Path

from PIL import Image

from core.recipes import recipe
from core.runs.store import Store
from core.settings import load_settings
from tests.e2e.contact_sheet import take
from tests.e2e.server import ROOT, browsing, serving

PICTURE = ROOT / "docs" / "screenshot.png"
SIZE = (1440, 900)
OFFLINE = ["topics/mlp", "digits/mlp", "digits/rcnn", "digits/cnn"]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("recipes", nargs="*", default=OFFLINE, metavar="RECIPE")
    parser.add_argument("--to", type=Path, default=PICTURE)
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="recipe-lab-") as folder:
        home = Path(folder) / "home"
        store = Store(load_settings({"RECIPE_LAB_HOME": str(home)}).store_url)
        data = os.environ.get("RECIPE_LAB_DATA", "")
        with serving(home, RECIPE_LAB_DATA=data) as server:
            runs = [store.create(recipe(id), 0, origin="dashboard").id for id in chosen.recipes]
            while not all(store.get(run_id).ended for run_id in runs):
                time.sleep(1)
            with browsing() as browser:
                take(browser, f"{server.url}/train?run={runs[-1]}", SIZE, "light", chosen.to)
        for run_id in runs:
            run = store.get(run_id)
            print(run.recipe_id, run.status, run.test, run.error)
        store.close()
    Image.open(chosen.to).convert("RGB").save(chosen.to, optimize=True)
    print(chosen.to, f"{chosen.to.stat().st_size / 1000:.0f} kB")


if __name__ == "__main__":
    main()
