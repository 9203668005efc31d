"""What strangers wrote — names, people, refused links — is never a link or any other markup."""

from __future__ import annotations

from urllib.parse import quote, urlencode

import pytest

from core.errors import TrainingError
from core.recipes import recipe
from core.runs.run import FAILED
from core.runs.store.labels import NAME_LENGTH
from pages.components.live.person import COOKIE
from tests.e2e.conftest import TIMEOUT
from tests.e2e.server import READY

pytestmark = pytest.mark.browser

HOSTILE = [
    "http://evil0.example/x",
    "https://evil1.example",
    "HTTPS://EVIL2.EXAMPLE/",
    "www.evil3.example/y",
    "WwW.evil4.example",
    "a@evil5.example",
    "mailto:a.b+c@evil6.example",
    "<http://evil7.example>",
    "[x](http://evil8.example)",
    "![i](https://evil9.example/i.png)",
    "http://www.evil10.example",
    "https://u@evil11.example:80/?q=1#f",
    "**www.evil12.example**",
    "_a@evil13.example_",
    ":red[www.evil14.example]",
    "(https://evil15.example) :smile: :material/face: :streamlit: $x^2$",
]
ALL = " ".join(HOSTILE)
PEOPLE = (" ".join(HOSTILE[:8]), " ".join(HOSTILE[8:]))  # each as long as a name may be
REFUSED = {  # a page and a parameter of its URL, whose value it repeats where it is wrong
    "train": "recipe",
    "compare": "tags",
    "recipes": "sample",
    "data": "dataset",
    "inside": "dataset",
    "sweeps": "recipe",
    "runs": "statuses",
}
FIRST_TIER = {"train", "compare"}
HOLDER = "somebody"
SHOWN = "(text) => document.body.innerText.replace(/\\s+/g, ' ').includes(text)"
LINKED = """() => [...document.querySelectorAll('a')]
  .map((link) => link.href.baseVal ?? link.href)
  .filter((address) => /evil/i.test(address) && !address.startsWith(location.origin))"""


@pytest.fixture
def failed(store):
    """Failed runs, the newest last, with hostile names and last words."""
    names = [""]
    for text in HOSTILE:
        longer = f"{names[-1]} {text}".strip()
        names[-1:] = [longer] if len(longer) <= NAME_LENGTH else [names[-1], text]
    runs = [launched(store, "") for _ in names]
    for run, name in zip(runs, names, strict=True):
        store.labels.rename(run.id, name)
        store.leases.finish(run.id, HOLDER, FAILED, TrainingError("It said {text}.", text=ALL))
    return [store.runs.get(run.id) for run in runs]


@pytest.fixture
def running(store):
    """Runs of people with hostile names."""
    return [launched(store, name) for name in PEOPLE]


def launched(store, person: str):
    return store.runs.create(
        recipe("numeric-binary/mlp"),
        0,
        origin="dashboard",
        holder=HOLDER,
        person=person,
    )


def check(page, *texts: str) -> None:
    """The page shows the texts, sign by sign as they were typed, and links to nothing in them."""
    for text in texts:
        page.wait_for_function(SHOWN, arg=text)
    page.wait_for_function(READY)
    assert page.evaluate(LINKED) == []


@pytest.mark.parametrize(
    ("path", "name"),
    [
        pair if pair[0] in FIRST_TIER else pytest.param(*pair, marks=pytest.mark.slow)
        for pair in REFUSED.items()
    ],
)
def test_what_a_url_brings_is_never_a_link(open_page, path, name):
    check(open_page(f"/{path}?{urlencode({name: ALL})}"), ALL)


def test_what_a_run_is_called_and_what_it_said_is_never_a_link(open_page, failed):
    check(open_page(f"/runs?run={failed[-1].id}"), failed[-1].name, f"It said {ALL}.")
    check(open_page("/train"), *(run.name for run in failed))


def test_what_people_are_called_is_never_a_link(browser, server, running):
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    name = "a@evil5.example www.evil3.example"
    context.add_cookies([{"name": COOKIE, "value": quote(name), "url": server.url}])
    page = context.new_page()
    page.set_default_timeout(TIMEOUT)
    page.goto(f"{server.url}/train")
    page.get_by_role("button", name="2 running").click()
    check(page, f"as {name}", *PEOPLE)
    page.goto(f"{server.url}/system")
    check(page, *PEOPLE)
    context.close()
