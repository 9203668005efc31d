"""TensorFlow never enters the process that shows the pages: all are opened in a clean one."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FILES = sorted(path.stem for path in (ROOT / "pages").glob("*.py"))
# The URL path of every page; the first page's is empty.
PATHS = ["" if name == "home" else name for name in FILES if name != "navigation"]

OPEN = """
import json, sys
from streamlit.testing.v1 import AppTest
from streamlit.util import calc_hash
from core.runs.store import Store
import pages.components.live.person
from core.settings import load_settings
from tests.pages import filling, packages

packages.scan_once()
pages.components.live.person._stored_name = lambda: "Ada"  # AppTest has no cookies
store = Store(load_settings().store_url)
runs = [filling.queued(store), filling.running(store, done=1), filling.completed(store)]
runs += [filling.failed(store), filling.stopped(store)]
queries = [{}, {"recipe": "imdb/cnn"}, {"recipe": "jena/dense"}, *({"run": run.id} for run in runs)]


def tensorflow():
    return {"tensorflow", "keras"} & set(sys.modules)


brought = {}
for path in sys.argv[2:]:
    before = tensorflow()
    for query in queries:
        page = AppTest.from_file(sys.argv[1], default_timeout=60)
        page._page_hash = calc_hash(path)
        for name, value in query.items():
            page.query_params[name] = value
        page.run()
        assert not page.exception, page.exception
        shown = [element.type for element in page.main]
        assert "markdown" in shown or shown.count("bidi_component") > 2, "the page is empty"
    for button in page.button:
        if button.key == "open " + runs[2].id:
            button.click().run()
    brought[path] = sorted(tensorflow() - before)
before = tensorflow()
import app  # the server's own module
brought["app"] = sorted(tensorflow() - before)
print(json.dumps(brought))
"""


@pytest.fixture(scope="module")
def brought(tmp_path_factory):
    """URL path of a page → what of TensorFlow came with it, in a process that had none before."""
    home = tmp_path_factory.mktemp("home")
    done = subprocess.run(
        [sys.executable, "-c", OPEN, str(ROOT / "pages/navigation.py"), *PATHS],
        cwd=ROOT,
        env=os.environ | {"RECIPE_LAB_HOME": str(home), "RECIPE_LAB_DATA": ""},
        capture_output=True,
        text=True,
        timeout=600,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return json.loads(done.stdout.splitlines()[-1])


@pytest.mark.parametrize("path", [*PATHS, "app"])
def test_page_brings_no_tensorflow(brought, path):
    assert brought[path] == []
