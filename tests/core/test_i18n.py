"""The door that sentences go through."""

from core.i18n import gettext, ngettext


def test_a_sentence_is_filled_in():
    assert gettext("{name} is here.", name="imdb") == "imdb is here."


def test_what_has_no_values_keeps_its_braces():
    assert gettext("a {brace}") == "a {brace}"


def test_one_and_many():
    words = ("{count} seed of {name}", "{count} seeds of {name}")
    assert ngettext(*words, 1, name="imdb/mlp") == "1 seed of imdb/mlp"
    assert ngettext(*words, 3, name="imdb/mlp") == "3 seeds of imdb/mlp"
    assert ngettext(*words, 0, name="imdb/mlp") == "0 seeds of imdb/mlp"
