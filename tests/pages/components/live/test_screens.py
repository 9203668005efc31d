"""A screen is made once for all who look at the same view, and again only when it may differ."""

from __future__ import annotations

from dataclasses import dataclass

from core.i18n import language
from pages.components.live.screens import Screens
from pages.components.live.serials import Screen


@dataclass(frozen=True)
class View:
    name: str
    language: str = "en"


class Making:
    """Makes screens whose state is the version, and notes for which views and in what language."""

    def __init__(self):
        self.version, self.made = 1, []

    def make(self, view, before, new_serial):
        self.made.append((view.name, language()))
        state = "the same" if view.name == "still" else str(self.version)
        if before and before.state == state:
            return before
        return Screen(serial=new_serial(), charts={}, serials={}, words={}, state=state, active=0)


def test_a_screen_is_made_once_per_version_and_in_the_views_language():
    making = Making()
    screens = Screens(lambda: making.version, making.make)
    first = screens.read(View("a"))
    assert screens.read(View("a")) is first
    assert screens.read(View("a", "xx")) is not first
    assert making.made == [("a", "en"), ("a", "xx")]
    making.version = 2
    assert screens.read(View("a")).serial > first.serial
    assert len(making.made) == 3


def test_a_screen_on_which_nothing_changed_stays_the_same_object():
    making = Making()
    screens = Screens(lambda: making.version, making.make)
    still = screens.read(View("still"))
    making.version = 2
    assert screens.read(View("still")) is still
    assert screens.read(View("still")) is still
    assert len(making.made) == 2
