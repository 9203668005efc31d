"""What tests of the page Runs look at, and runs with predictions to look at."""

from __future__ import annotations

import json
from types import SimpleNamespace

import numpy as np

from core.analysis.predictions import figure, load_test_set
from core.recipes import recipe
from core.runs.files.artifacts import save_artifacts
from core.runs.run import Run
from core.settings import load_settings
from pages.components.frame import wording
from pages.components.runs.choice import STATE
from tests.pages import filling

SCRIPT = "<script>alert(1)</script>"
NAUGHTY = f"**bold** {SCRIPT} [a](javascript:x) $x$ :red[y]"


def texts(page) -> str:
    """Everything written on the page, without what keeps text from being markup."""
    kinds = (page.markdown, page.info, page.warning, page.error, page.success)
    text = "\n".join(element.value for kind in kinds for element in kind)
    return text.replace("\\", "").replace(wording.SPAN, "")


def url(page) -> dict[str, str]:
    """The address' query, whichever way AppTest holds it."""
    found = dict(page.query_params)
    return {name: text if isinstance(text, str) else text[0] for name, text in found.items()}


def listed(page) -> list[str]:
    """The ids in the table; none where there is no table."""
    tables = [frame.value for frame in page.dataframe if "id" in frame.value]
    return list(tables[0]["id"]) if tables else []


def tick(page, *ids):
    """What ticking rows in the table does; AppTest has no tables to click."""
    page.session_state[STATE].selected = ids
    return page.run()


def click(page, key):
    page.button(key=f"runs {key}").click().run()
    assert not page.exception
    return page


def charts(page) -> dict[str, dict]:
    """What each chart was sent, by the name its picture is saved under."""
    return {
        data.get("picture", "").removeprefix("recipe-lab-"): data["figure"]
        for data in sent(page)
        if "figure" in data
    }


def progress_text(page) -> str:
    """What the bar of a run that waits or trains says; "" without one."""
    return "\n".join(data["words"]["text"] for data in sent(page) if "words" in data)


def sent(page) -> list[dict]:
    """What our components in the browser are sent."""
    return [
        json.loads(element.proto.json) for element in page.main if element.type == "bidi_component"
    ]


def predicted(store, recipe_id: str, *, seed: int = 0) -> Run:
    """A completed run with predictions on disk that fit its test figure."""
    entry, installation = recipe(recipe_id), load_settings()
    truth = load_test_set(entry.dataset, entry.preprocessing, installation)
    rng = np.random.default_rng(seed)
    if entry.metric == "mae":
        made = truth.targets + rng.normal(0.1, 0.3, len(truth))
    elif truth.classes == 2:
        made = np.clip(truth.targets * 0.6 + rng.random(len(truth)) * 0.5, 0, 1)
    else:
        made = rng.random((len(truth), truth.classes))
        made[np.arange(len(truth)), truth.targets] += 0.7
    made = made.astype(np.float32)
    test = {"loss": 0.4, entry.metric: figure(truth, made, entry.metric)}
    run = filling.completed(store, recipe_id, test, seed=seed)
    result = SimpleNamespace(predictions=made, epochs=0)
    size = save_artifacts(installation.artifacts / run.id, result)
    store.runs.set_artifacts({run.id: size})
    return store.runs.get(run.id)
