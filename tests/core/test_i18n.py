"""Sentences and their placeholders."""

from core.i18n import gettext, ngettext


def test_placeholders_are_filled_in():
    assert gettext("{name} is here.", name="imdb") == "imdb is here."


def test_without_values_braces_stay():
    assert gettext("a {brace}") == "a {brace}"


def test_singular_and_plural():
    words = ("{count} seed of {name}", "{count} seeds of {name}")
    assert ngettext(*words, 1, name="imdb/mlp") == "1 seed of imdb/mlp"
    assert ngettext(*words, 3, name="imdb/mlp") == "3 seeds of imdb/mlp"
    assert ngettext(*words, 0, name="imdb/mlp") == "0 seeds of imdb/mlp"
