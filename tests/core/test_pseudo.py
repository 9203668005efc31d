"""The pseudo-language: 40 % longer, and as whole as a translation has to be."""

from __future__ import annotations

import re

import pytest

from core.i18n import gettext, gettext_stored, in_language, languages, ngettext
from core.pseudo import CODE, LONGER, pseudo

MESSAGES = (
    "Train all four families on this data at the same time.",
    "## :material/help: **Two** of [the four](https://e.xy/a?b=c)",
    ":gray[:small[Reference runs: {count:,} of {name!r}, {{braces}}]]",
    "<b>bold</b>, `python -m core train`, RECIPE_LAB_HOME, a\\*b and %{y}",
    "no",
)
KEPT = re.compile(
    r"\{\{|\}\}|\{[^{}]*\}|:material/\w+:|:\w+\[|\*\*|^## |\]\(\S*\)|</?b>|`.*`|[A-Z]+_[A-Z_]+|\\\*"
)


@pytest.mark.parametrize("message", MESSAGES)
def test_a_message_is_longer_and_its_markup_is_kept(message):
    result = pseudo(message)
    assert KEPT.findall(result) == KEPT.findall(message)
    plain, longer = (KEPT.sub("", text) for text in (message, result))
    assert len(longer) >= (1 + LONGER) * len(plain) - 8  # link's addresses are not longer
    assert not re.search(r"[aeiou]", KEPT.sub("", result).replace("https://e.xy/a?b=c", ""))


def test_values_singulars_and_plurals_are_filled_in():
    with in_language(CODE):
        assert gettext("{count:,} runs", count=1_000) == "1,000 " + pseudo("runs").strip()
        one, many = "{count} seed", "{count} seeds"
        assert ngettext(one, many, 1) == pseudo(one).format(count=1)
        assert ngettext(one, many, 3) == pseudo(many).format(count=3)
        assert gettext_stored("{name} failed.", {"name": "x"}) == pseudo("{name} failed.").format(
            name="x"
        )
        assert gettext("") == ""
    assert gettext("{count:,} runs", count=1_000) == "1,000 runs"


def test_it_is_one_of_the_languages():
    assert languages()[0] == "en" and languages()[-1] == CODE
