"""TensorFlow never enters the process that shows the pages: each is opened in a clean one."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FILES = sorted(path.stem for path in (ROOT / "pages").glob("*.py"))
# The URL path of every page; the first page's is empty.
PATHS = ["" if name == "home" else name for name in FILES if name != "navigation"]

OPEN = """
import sys
from streamlit.testing.v1 import AppTest
from streamlit.util import calc_hash
from core.runs.store import Store
import pages.components.live.person
from core.settings import load_settings
from tests.pages import filling

pages.components.live.person._stored_name = lambda: "Ada"  # AppTest has no cookies
store = Store(load_settings().store_url)
runs = [filling.queued(store), filling.running(store, done=1), filling.completed(store)]
runs += [filling.failed(store), filling.stopped(store)]
queries = [{}, {"recipe": "imdb/cnn"}, {"recipe": "jena/dense"}, *({"run": run.id} for run in runs)]
for query in queries:
    page = AppTest.from_file("pages/navigation.py", default_timeout=30)
    page._page_hash = calc_hash(sys.argv[1])
    for name, value in query.items():
        page.query_params[name] = value
    page.run()
    assert not page.exception, page.exception
    assert page.markdown, "the page is empty"
for button in page.button:
    if button.key == "open " + runs[2].id:
        button.click().run()
import app  # the server's own module
found = sorted({"tensorflow", "keras"} & set(sys.modules))
print("found:", found)
assert not found
"""


@pytest.mark.parametrize("path", PATHS)
def test_page_brings_no_tensorflow(path, tmp_path, monkeypatch):
    monkeypatch.setenv("RECIPE_LAB_HOME", str(tmp_path))
    done = subprocess.run(
        [sys.executable, "-c", OPEN, path],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    assert "found: []" in done.stdout
