"""A language nobody speaks, to see what a translation will do: every message is 40 % longer and has
accents, while its placeholders and markup stay as they are."""

from __future__ import annotations

import gettext as _gettext
import math
import re
from functools import lru_cache

CODE = "xx"
LONGER = 0.4
# What a translator leaves as it is: placeholders, directives, icons, links, tags, code, names.
_UNCHANGED = re.compile(
    r"\{\{|\}\}|\{[^{}]*\}|:material/\w+:|:[a-z]+(?:-[a-z]+)*\[|\]\([^)]*\)|</?[A-Za-z][^<>]*>|&\w+;"
    r"|`[^`]*`|https?://\S+|\\.|%[-+.\d]*[a-z]\b|\b[A-Z]+_[A-Z_]*"
)
_ACCENTS = str.maketrans("aceinosuyzACEINOSUYZ", "àçéîñöšûýžÀÇÉÎÑÖŠÛÝŽ")


class Pseudo(_gettext.NullTranslations):
    """The catalogue of the language."""

    def gettext(self, message: str) -> str:
        return pseudo(message)

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return pseudo(msgid1 if n == 1 else msgid2)


@lru_cache(maxsize=4_096)
def pseudo(message: str) -> str:
    """The message with accents, and with letters doubled until it is 40 % longer."""
    result, start = [], 0
    for match in _UNCHANGED.finditer(message):
        result += [_stretched(message[start : match.start()]), match[0]]
        start = match.end()
    return "".join([*result, _stretched(message[start:])])


def _stretched(text: str) -> str:
    letters = sum(character.isalpha() for character in text)
    more, seen, result = math.ceil(LONGER * len(text.strip())), 0, []
    for character in text:
        times = 1
        if character.isalpha():
            times += (seen + 1) * more // letters - seen * more // letters
            seen += 1
        result.append(character.translate(_ACCENTS) * times)
    return "".join(result)
