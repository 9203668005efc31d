"""From a key pressed on Inside to the changed page: python -m tests.benchmarks.asking [--events N]

A real Chromium asks four small models (topics, reference weights) and, if RECIPE_LAB_DATA is set,
four of IMDB with random weights: 200 changes at five a second, from the browser's input event to
the first change of the page that shows its answer, the pause for further keys included. Then 20
sessions without a browser ask at once, at the same pace; theirs is the time at the server alone.
"""

from __future__ import annotations

import argparse
import json
import os
import tempfile
import threading
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import numpy as np
import psutil
from playwright.sync_api import Page
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import ClientConnection, connect

from core.recipes import recipe
from core.runs.store import Store
from core.settings import load_settings
from tests.core.inside.drawn import completed_run
from tests.e2e.server import Server, browsing, serving

EVENTS, PACE, PEOPLE = 200, 0.2, 20
SMALL = "/inside?dataset=topics"
TIMEOUT = 120
REVIEW = [
    *("not", "bad", "at", "all", "the", "acting", "is", "superb", "and", "the", "story", "is"),
    *("never", "boring", "but", "the", "ending", "was", "a", "little", "too", "long", "for", "my"),
    *("taste", "and", "the", "music", "could", "have", "been", "better", "than", "it", "is"),
]
# Resolves with the milliseconds from each input event to the change that answers it.
PRESS = """async ([selector, words, events, pace]) => {
  const all = [...document.querySelectorAll('*')];
  const host = all.find((it) => it.shadowRoot?.querySelector(selector));
  const root = host.shadowRoot.querySelector(selector);
  const sent = new Map(), took = [];
  const observer = new MutationObserver(() => {
    if (!sent.has(root.place)) return;
    took.push(performance.now() - sent.get(root.place));
    sent.delete(root.place);
  });
  observer.observe(root, { childList: true, subtree: true, characterData: true });
  const field = root.value ?? root.field;
  if (root.value) root.chips.querySelector('[data-place="5"]').click();
  for (let number = 0; number < events; number++) {
    const begun = performance.now();
    const text = words.slice(0, 3 + number % 25).join(" ");
    field.value = root.value ? 1 + (number * 37) % 900 : text;
    field.dispatchEvent(new Event("input"));
    sent.set(JSON.stringify(root.given), begun);
    await new Promise((done) => setTimeout(done, pace));
  }
  await new Promise((done) => setTimeout(done, 3000));
  return took;
}"""


def measure(what: str, server: Server, act: Callable[[], list[float]]) -> None:
    """Print the quantiles of the milliseconds that ``act`` returns, and what they cost."""
    before = cpu_seconds(server)
    took = act()
    used = 1000 * (cpu_seconds(server) - before) / len(took)
    median, tail = np.quantile(took, (0.5, 0.95))
    print(
        f"{what}: median {median:.0f} ms, p95 {tail:.0f} ms, largest {max(took):.0f} ms of "
        f"{len(took)} answers; {used:.0f} CPU ms of the server each; load {os.getloadavg()[0]:.1f}",
        flush=True,
    )


def cpu_seconds(server: Server) -> float:
    times = psutil.Process(server.process.pid).cpu_times()
    return times.user + times.system


def press(page: Page, selector: str, events: int) -> list[float]:
    page.wait_for_selector(f"{selector} .row:not(.head)")
    return page.evaluate(PRESS, [selector, REVIEW, events, 1000 * PACE])


def ask(server: Server, path: str, query: str, texts: list[str], took: list[float]) -> None:
    """A session that gives one text after the other; ``took`` gets milliseconds."""
    url = server.url.replace("http", "ws", 1) + "/_stcore/stream"
    with connect(url, subprotocols=["streamlit"], max_size=None) as socket:
        message = BackMsg()
        message.rerun_script.page_name = path
        message.rerun_script.query_string = query
        socket.send(message.SerializeToString())
        component, fragment = _component(socket)
        for text in texts:
            given = {"sample": 0, "text": text, "shuffle": 0}
            message = BackMsg()
            message.rerun_script.page_name = path
            message.rerun_script.query_string = query
            message.rerun_script.fragment_id = fragment
            state = message.rerun_script.widget_states.widgets.add()
            state.id, state.json_value = component, json.dumps({"given": given})
            begun = time.monotonic()
            socket.send(message.SerializeToString())
            while True:
                answer = ForwardMsg()
                answer.ParseFromString(socket.recv(timeout=TIMEOUT))
                element = answer.delta.new_element.bidi_component
                if element.id == component and json.loads(_json(element))["given"] == given:
                    break
            seconds = time.monotonic() - begun
            took.append(1000 * seconds)
            time.sleep(max(0, PACE - seconds))


def _component(socket: ClientConnection) -> tuple[str, str]:
    """Ids of the input's component and of its fragment, once the page has been run."""
    names = ("", "")
    while True:
        message = ForwardMsg()
        message.ParseFromString(socket.recv(timeout=TIMEOUT))
        element = message.delta.new_element.bidi_component
        if element.component_name in ("recipe_lab.tokens", "recipe_lab.text"):
            names = (element.id, message.delta.fragment_id)
        if message.WhichOneof("type") == "script_finished":
            return names


def _json(element) -> str:
    return element.json or element.mixed.json


def together(server: Server, path: str, texts: list[str]) -> list[float]:
    """The milliseconds of 20 sessions at once."""
    name, _, query = path.strip("/").partition("?")
    took: list[float] = []
    threads = [
        threading.Thread(target=ask, args=(server, name, query, texts[number:], took))
        for number in range(PEOPLE)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return took


def imdb_path(home: Path) -> str:
    """The address that asks four models of IMDB, whose runs are written into the home."""
    settings = load_settings({"RECIPE_LAB_HOME": str(home)})
    store = Store(settings.store_url)
    names = [f"imdb/{name}" for name in ("mlp", "lstm", "cnn", "rcnn")]
    ids = [completed_run(store, settings, recipe(name)).id for name in names]
    store.close()
    return f"/inside?run={','.join(ids)}&input=not%20bad"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--events", type=int, default=EVENTS)
    events = parser.parse_args().events
    rng = np.random.default_rng(0)
    tokens = [" ".join(map(str, rng.integers(1, 1_000, 30))) for _ in range(40)]
    reviews = [" ".join(rng.permutation(REVIEW)[: 5 + number % 20]) for number in range(40)]
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "home"
        cases = [("four small models", SMALL, ".tokens", tokens)]
        if os.environ.get("RECIPE_LAB_DATA"):
            cases.append(("four of IMDB", imdb_path(home), ".typing", reviews))
        with serving(home) as server, browsing() as browser:
            print(f"others' load: {psutil.getloadavg()[0]:.1f} on {psutil.cpu_count()} processors")
            for what, path, selector, texts in cases:
                page = browser.new_context(viewport={"width": 1440, "height": 900}).new_page()
                page.set_default_timeout(1000 * TIMEOUT)
                page.goto(server.url + path)
                press(page, selector, 20)  # warm
                measure(what, server, partial(press, page, selector, events))
                page.close()
                act = partial(together, server, path, texts)
                measure(f"{what}, {PEOPLE} people at once", server, act)


if __name__ == "__main__":
    main()
