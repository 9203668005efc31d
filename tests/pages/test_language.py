"""Two sessions with two languages share a server, and neither sees words of the other's."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest
from streamlit.util import calc_hash

from core.analysis.predictions import load_test_set
from core.i18n import in_language, language
from core.pseudo import CODE, pseudo
from core.recipes import recipe
from core.settings import load_settings
from pages.components.frame.language import LANGUAGE
from pages.components.live.feeds import feeds
from tests.pages import filling
from tests.pages.conftest import PAGES
from tests.pages.runs import sent
from tests.test_door import TELLTALE, sentences
from tests.test_house import ROOT, python_files

UNSEEN = re.compile(
    r"<style>.*?</style>|<[^>]*>|`[^`]*`|:material/\w+:|https?://\S+|(?<!\w)/\S+", re.DOTALL
)
NAME = "Recipe Lab"
EXPLANATION = "How a verdict is computed"  # docs/verdict.md, a document of its own
CODE_FIELDS = {"id", "js_content", "css_content", "html_content"}
FIGURE_KEYS = {"uid", "meta", "bdata", "uirevision", "picture", "textposition"}


def opened(path: str, language: str, **query: str) -> AppTest:
    """A page in a session with that language."""
    page = AppTest.from_file(PAGES / "navigation.py", default_timeout=60)
    page._page_hash = calc_hash(path)
    page.session_state[LANGUAGE] = language
    for name, value in query.items():
        page.query_params[name] = value
    page.run()
    assert not page.exception
    return page


def shown(page: AppTest) -> str:
    """Everything a person may read on the page, also as a tooltip or in a chart."""
    found = []
    for element in [*page.main, *page.sidebar]:
        if getattr(element, "proto", None) is not None and element.type != "code":
            found += strings(element.proto)
    found = [text for text in found if not text.lstrip().startswith(EXPLANATION)]
    return "\n".join(UNSEEN.sub(" ", text) for text in found)


def strings(proto: Any) -> Iterator[str]:
    for field, value in proto.ListFields():
        if field.name in CODE_FIELDS:
            continue
        many = value if field.is_repeated else [value]
        for one in many:
            if isinstance(one, str) and field.name in ("json", "columns"):
                yield from within(json.loads(one))
            elif isinstance(one, str):
                yield one
            elif hasattr(one, "ListFields"):
                yield from strings(one)


def within(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for name, item in value.items():
            if name not in FIGURE_KEYS:
                yield from within(item)
    elif isinstance(value, list):
        for item in value:
            yield from within(item)


@pytest.fixture(scope="module")
def fragments() -> set[str]:
    """Parts of our messages, of two words and more, that a page shows as they are."""
    found = set()
    for name in python_files("core", "pages"):
        for _, message in sentences(name):
            text = getattr(message, "value", None)
            if isinstance(text, str):
                parts = re.split(r"\{[^}]*\}|[*`:]+|<[^>]*>", text)
                found |= {part.strip() for part in parts if " " in part.strip()}
    return {part for part in found if len(part) > 7} - {NAME}


def filled(store) -> dict[str, tuple[str, dict[str, str]]]:
    """Name → path and query of a state of every page; fills the store with the runs they show."""
    settings = load_settings()
    truth = load_test_set("digits", recipe("digits/mlp").preprocessing, settings)
    for name, wrong in (("digits/mlp", (20, 24)), ("digits/cnn", (3, 5)), ("digits/rcnn", (18, 9))):
        for seed, count in enumerate(wrong):
            filling.tested(store, settings, truth, name, seed=seed, wrong=range(count))
    done = filling.completed(store, "topics/lstm", epochs=6)
    failed = filling.failed(store, "topics/rcnn")
    running = filling.running(store, "topics/cnn", done=4, batch=20, batches=63)
    waiting = filling.queued(store, "topics/mlp")
    series = filling.completed(store, "series/lstm", test={"loss": 0.29, "mae": 0.29})
    return {
        "home": ("", {}),
        "recipes": ("recipes", {"recipe": "imdb/cnn"}),
        "recorded": ("train", {"recipe": "numeric-binary/mlp"}),
        "impossible": ("train", {"recipe": "topics/cnn", "units": "64", "kernel_size": "61"}),
        "running": ("train", {"run": running.id}),
        "waiting": ("train", {"run": waiting.id}),
        "done": ("train", {"run": done.id}),
        "compare": ("compare", {"datasets": "topics"}),
        "verdict": ("compare", {"recipes": "digits/mlp,digits/cnn,digits/rcnn"}),
        "reference": ("compare", {"recorded": "imdb/mlp,imdb/lstm"}),
        "numbers": ("data", {"dataset": "breast-cancer"}),
        "text": ("data", {"dataset": "topics"}),
        "pictures": ("data", {"dataset": "digits"}),
        "series": ("data", {"dataset": "series"}),
        "missing": ("data", {"dataset": "imdb"}),
        "inside": ("inside", {}),
        "ask": ("inside", {"dataset": "digits"}),
        "runs": ("runs", {}),
        "run": ("runs", {"run": done.id}),
        "failed": ("runs", {"run": failed.id}),
        "error": ("runs", {"run": series.id}),
        "bin": ("runs", {"bin": "1"}),
        "sweeps": ("sweeps", {}),
        "system": ("system", {}),
    }


def test_no_page_shows_words_of_another_sessions_language(store, fragments):
    for name, (path, query) in filled(store).items():
        english, other = (shown(opened(path, code, **query)) for code in ("en", CODE))
        seen = {part for part in fragments if part in english}
        assert len(seen) > 5, name
        assert not {part for part in seen if part in other}, name
        telltale = [line for line in other.splitlines() if TELLTALE.search(line)]
        assert not telltale, name


def test_a_feed_answers_in_the_language_of_its_view(store):
    run = filling.running(store, "topics/cnn", done=4, batch=20, batches=63)
    views = (("train", {"run": run.id}, "epoch"), ("compare", {"datasets": "topics"}, "epoch"))
    for path, query, word in views:
        answers = []
        for code in ("en", CODE):
            page = opened(path, code, **query)
            tokens = {data["feed"]["url"].split("/")[-1] for data in sent(page) if "feed" in data}
            assert len(tokens) == 1
            answers.append(json.loads(feeds().updates(tokens.pop(), 0)))
        english, other = (set(within(answer["parts"])) for answer in answers)
        assert {word, pseudo(word)} & english == {word}, path
        assert {word, pseudo(word)} & other == {pseudo(word)}, path


def test_a_callback_knows_the_language_before_the_page_runs_again():
    def script():
        import streamlit as st

        from core.i18n import gettext
        from pages.components.frame.language import follow_session

        def note() -> None:
            st.session_state.note = gettext("Undo")

        follow_session()
        st.button(gettext("Undo"), key="undo", on_click=note)

    page = AppTest.from_function(script, default_timeout=60)
    page.session_state[LANGUAGE] = CODE
    page.run().button(key="undo").click().run()
    assert page.session_state.note == page.button(key="undo").label == pseudo("Undo")


def test_the_language_of_an_installation_is_that_of_its_sessions(open_page, monkeypatch):
    monkeypatch.setenv("RECIPE_LAB_LANGUAGE", CODE)
    text = shown(open_page("runs"))
    assert pseudo("Race on Home") in text and "Race on Home" not in text


def test_the_explanation_of_verdicts_may_be_translated(tmp_path, monkeypatch):
    from pages.components.compare import verdict

    path = tmp_path / "verdict.md"
    path.write_text("# Title\nEnglish\n")
    path.with_suffix(".ko.md").write_text("# Title\nhangugeo\n")
    monkeypatch.setattr(verdict, "EXPLANATION", path)
    verdict._explanation.cache_clear()
    assert "hangugeo" in verdict._explanation("ko") and "English" in verdict._explanation("fr")
    verdict._explanation.cache_clear()
    assert (ROOT / "docs" / "verdict.md").exists()


def test_elsewhere_the_language_is_english():
    assert language() == "en"
    with in_language(CODE):
        assert language() == CODE
    assert language() == "en"
