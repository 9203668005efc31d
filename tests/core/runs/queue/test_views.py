"""Who may change a saved view."""

import pytest

from core.people import ADMINISTER, TRAIN, WATCH, Forbidden, Person
from core.runs.queue.views import ViewDesk

CHANGES = {
    "replace": lambda desk, view_id: desk.replace(view_id, {"tags": "x"}),
    "rename": lambda desk, view_id: desk.rename(view_id, "other"),
    "delete": lambda desk, view_id: desk.delete(view_id),
}


@pytest.fixture
def desk(store):
    return lambda role, name="ada": ViewDesk(store, Person(name, role, True))


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_only_who_saved_it_or_an_administrator_changes_it(store, desk, change):
    view_id = store.views.save("runs", "mine", {}, person="ada")
    before = store.database.version()
    with pytest.raises(Forbidden, match="belongs to ada"):
        change(desk(TRAIN, "bob"), view_id)
    with pytest.raises(Forbidden, match="view-only"):
        change(desk(WATCH), view_id)
    assert store.database.version() == before
    change(desk(TRAIN), view_id)
    if store.views.list("runs"):
        change(desk(ADMINISTER, "eve"), view_id)
    assert store.database.version() > before


def test_a_viewer_saves_nothing(store, desk):
    with pytest.raises(Forbidden, match="view-only"):
        desk(WATCH).save("runs", "name", {})
    assert store.views.list("runs") == []
    desk(TRAIN, "bob").save("runs", "name", {"tags": "x"})
    (view,) = store.views.list("runs")
    assert (view.person, view.query) == ("bob", {"tags": "x"})
