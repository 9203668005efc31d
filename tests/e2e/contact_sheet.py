"""Every page in every state, size and theme, as one picture to look at.

``python -m tests.e2e.contact_sheet [--to FILE] [--only WORD …] [--empty] [--language CODE]``; the
single pictures lie beside it. ``--language xx`` shows what longer words do to the pages.
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

from PIL import Image, ImageDraw
from playwright.sync_api import Browser

from core.analysis.predictions import load_test_set
from core.i18n import languages
from core.recipes import recipe
from core.runs.store import Store
from core.settings import Settings, load_settings
from tests.e2e.server import READY, browsing, serving
from tests.pages import filling

SIZES = {"laptop": (1440, 900), "hall": (1920, 1080), "phone": (390, 844)}
THEMES = ("light", "dark")
THUMB_HEIGHT = 420
GAP = 12
ALL_DRAWN = """() => !document.querySelector(
  '.live-chart:not([data-state="drawn"]), [data-testid=stSkeleton]')"""


def judged(store: Store, settings: Settings) -> None:
    """Recipes whose test predictions are kept: one that is better, two that cannot be told."""
    truth = load_test_set("digits", recipe("digits/mlp").preprocessing, settings)
    for name, wrong in (("digits/mlp", (20, 24, 21)), ("digits/rcnn", (18, 16, 25))):
        for seed, count in enumerate(wrong):
            filling.tested(store, settings, truth, name, seed=seed, wrong=range(count))
    for seed in range(3):
        filling.tested(store, settings, truth, "digits/cnn", seed=seed, wrong=range(3, 5))


def states(store: Store, settings: Settings) -> dict[str, str]:
    """Name → path and query of each state; fills the store with the runs they show."""
    done = filling.completed(store, "imdb/lstm", epochs=6)
    failed = filling.failed(store, "imdb/rcnn")
    series = filling.completed(store, "series/lstm", test={"loss": 0.29, "mae": 0.29})
    for name in ("topics/mlp", "topics/lstm", "topics/rcnn"):
        for seed in (0, 1):
            group = filling.completed(store, name, seed=seed)
    store.bin.add([filling.completed(store, "digits/mlp").id])
    judged(store, settings)
    store.labels.tag([done.id, failed.id], ["lecture"])
    paused = filling.running(store, "digits/cnn", done=3)
    store.leases.finish(paused.id, filling.HOLDER, "paused")
    store.runs.note_checkpoint(paused.id, epoch=3, step=0, size=1_000)
    stopped = filling.stopped(store, "digits/lstm", done=4)
    lost = filling.running(store, "series/conv1d-lstm", done=2, lease_seconds=-1)
    store.leases.expire(apart=0)
    running = filling.running(store, "topics/cnn", done=4, batch=20, batches=63)
    return {
        "home": "/",
        "recipe": "/recipes?recipe=imdb/cnn",
        "recorded": "/train?recipe=numeric-binary/mlp",
        "empty": "/train?recipe=probe-order/rcnn",
        "missing": "/train?recipe=imdb/cnn",
        "running": f"/train?run={running.id}",
        "done": f"/train?run={done.id}",
        "series": f"/train?run={series.id}",
        "failed": f"/train?run={failed.id}",
        "paused": f"/train?run={paused.id}",
        "stopped": f"/train?run={stopped.id}",
        "interrupted": f"/train?run={lost.id}",
        "group": f"/train?run={group.id}",
        "impossible": "/train?recipe=topics/cnn&units=64&kernel_size=61",
        "compare": "/compare?datasets=topics",
        "verdict": "/compare?recipes=digits/mlp,digits/rcnn,digits/cnn",
        "compare-runs": "/compare?datasets=topics&mean=0&axis=seconds&smoothing=0.5",
        "compare-recorded": "/compare?recorded=imdb/mlp,imdb/lstm,imdb/cnn,imdb/rcnn",
        "compare-nothing": "/compare?datasets=topics&tags=nosuch&families=mlp",
        "data-numbers": "/data?dataset=breast-cancer",
        "data-text": "/data?dataset=topics",
        "data-pictures": "/data?dataset=digits",
        "data-series": "/data?dataset=series",
        "data-missing": "/data?dataset=imdb",
        "inside": "/inside?dataset=probe-motif",
        "inside-missing": "/inside?dataset=imdb",
        "runs": "/runs",
        "run": f"/runs?run={done.id}",
        "run-failed": f"/runs?run={failed.id}",
        "run-paused": f"/runs?run={paused.id}",
        "bin": "/runs?bin=1",
        "sweeps": "/sweeps",
        "system": "/system",
    }


# Every page before the first run.
EMPTY = {
    "home": "/",
    "recipes": "/recipes",
    "train": "/train",
    "compare": "/compare",
    "inside": "/inside",
    "data": "/data",
    "runs": "/runs",
    "sweeps": "/sweeps",
    "system": "/system",
}


def take(browser: Browser, url: str, size: tuple[int, int], theme: str, path: Path) -> None:
    viewport = {"width": size[0], "height": size[1]}
    context = browser.new_context(viewport=viewport, color_scheme=theme)
    page = context.new_page()
    page.goto(url)
    page.wait_for_function(READY)
    page.wait_for_timeout(1_500)
    page.wait_for_function(ALL_DRAWN)
    page.wait_for_timeout(500)
    if size[0] < 600:  # the whole of what a thumb scrolls through
        height = page.evaluate(
            "document.querySelector('[data-testid=stMainBlockContainer]').scrollHeight"
        )
        page.set_viewport_size({"width": size[0], "height": min(4000, height + 80)})
        page.wait_for_timeout(500)
    page.screenshot(path=path)
    context.close()


def sheet(pictures: dict[tuple[str, str, str], Path]) -> Image.Image:
    """A row a size and theme, a column a state."""
    rows: dict[tuple[str, str], list[Image.Image]] = {}
    for (name, size, theme), path in pictures.items():
        image = Image.open(path)
        height = THUMB_HEIGHT * (2 if size == "phone" else 1)
        image = image.resize((round(image.width * height / image.height), height))
        ImageDraw.Draw(image).text((4, 4), f"{name} · {size} · {theme}", fill="red")
        rows.setdefault((size, theme), []).append(image)
    width = max(sum(image.width + GAP for image in row) for row in rows.values())
    whole = Image.new("RGB", (width, sum(row[0].height + GAP for row in rows.values())), "gray")
    top = 0
    for row in rows.values():
        left = 0
        for image in row:
            whole.paste(image, (left, top))
            left += image.width + GAP
        top += row[0].height + GAP
    return whole


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--to", type=Path, default=Path(tempfile.gettempdir()) / "contact.png")
    parser.add_argument("--only", nargs="*", default=(), help="a state, a size, a theme")
    parser.add_argument("--empty", action="store_true", help="every page before the first run")
    parser.add_argument("--language", default="en", choices=languages())
    chosen = parser.parse_args()
    singles = chosen.to.with_suffix("")
    singles.mkdir(parents=True, exist_ok=True)
    pictures = {}
    with tempfile.TemporaryDirectory(prefix="recipe-lab-") as folder:
        home = Path(folder) / "home"
        settings = load_settings({"RECIPE_LAB_HOME": str(home)})
        store = Store(settings.store_url)
        queries = EMPTY if chosen.empty else states(store, settings)
        environment = {"KERAS_HOME": str(Path(folder) / "keras"), "RECIPE_LAB_DATA": ""}
        environment["RECIPE_LAB_LANGUAGE"] = chosen.language
        with (
            serving(home, **environment) as server,
            browsing() as browser,
            filling.renewing(store),
        ):
            for size, pixels in SIZES.items():
                for theme in THEMES:
                    for name, query in queries.items():
                        if not {name, size, theme}.issuperset(chosen.only):
                            continue
                        path = singles / f"{name}-{size}-{theme}.png"
                        take(browser, server.url + query, pixels, theme, path)
                        pictures[name, size, theme] = path
        store.close()
    sheet(pictures).save(chosen.to)
    print(chosen.to)


if __name__ == "__main__":
    main()
