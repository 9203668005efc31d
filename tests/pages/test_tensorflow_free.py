"""TensorFlow never enters the process that shows the pages: each is opened in a clean one."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGES = ["navigation.py", "train.py"]

OPEN = """
import sys
from streamlit.testing.v1 import AppTest
from core.runs.store import Store
from core.settings import load_settings
from tests.pages import filling

store = Store(load_settings().store_url)
runs = [filling.queued(store), filling.running(store, done=1), filling.completed(store)]
runs += [filling.failed(store), filling.stopped(store)]
queries = [{}, {"recipe": "imdb/cnn"}, {"recipe": "jena/dense"}, *({"run": run.id} for run in runs)]
for query in queries:
    page = AppTest.from_file(sys.argv[1], default_timeout=30)
    for name, value in query.items():
        page.query_params[name] = value
    page.run()
    assert not page.exception, page.exception
    assert page.markdown, "the page is empty"
page.button(key="open " + runs[2].id).click().run()
import app  # the server's own module
found = sorted({"tensorflow", "keras"} & set(sys.modules))
print("found:", found)
assert not found
"""


def test_all_pages_are_opened_here():
    names = sorted(path.name for path in (ROOT / "pages").glob("*.py"))
    assert names == sorted(PAGES)


@pytest.mark.parametrize("name", PAGES)
def test_page_brings_no_tensorflow(name, tmp_path, monkeypatch):
    monkeypatch.setenv("RECIPE_LAB_HOME", str(tmp_path))
    done = subprocess.run(
        [sys.executable, "-c", OPEN, str(ROOT / "pages" / name)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    assert "found: []" in done.stdout
