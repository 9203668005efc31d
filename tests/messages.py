"""Collect every message a person sees, for translators: ``python -m tests.messages``.

Writes ``core/locale/recipe_lab.pot`` with Babel: what goes through the door (``core.i18n``), and
the first argument of every error of ours.
"""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterator
from functools import cache
from pathlib import Path
from typing import IO

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_file
from babel.messages.pofile import write_po

ROOT = Path(__file__).resolve().parents[1]
TEMPLATE = ROOT / "core" / "locale" / "recipe_lab.pot"
DOOR: dict[str, tuple[int, ...] | None] = {"gettext": None, "mark": None, "ngettext": (1, 2)}
BASE = "RecipeLabError"


def sources() -> list[Path]:
    """The files whose messages people see."""
    folders = (ROOT / "core", ROOT / "pages")
    return [ROOT / "app.py", *(path for folder in folders for path in sorted(folder.rglob("*.py")))]


@cache
def error_names() -> frozenset[str]:
    """Our errors: RecipeLabError and every class derived from it, in whatever file."""
    trees = [ast.parse(path.read_text(encoding="utf-8")) for path in sources()]
    classes = [node for tree in trees for node in ast.walk(tree) if isinstance(node, ast.ClassDef)]
    names, before = {BASE}, set()
    while names != before:
        before = set(names)
        derived = (node for node in classes if {ast.unparse(base) for base in node.bases} & names)
        names |= {node.name for node in derived}
    return frozenset(names)


def calls(
    file: IO[bytes], keywords: Collection[str], comment_tags: object, options: object
) -> Iterator[tuple[int, str, tuple[str | None, ...], list[str]]]:
    """Babel's interface for finding messages; unlike its own for Python 3.11, this one reads
    f-strings, too: ``f"**{gettext('Show')}**"``."""
    for node in ast.walk(ast.parse(file.read())):
        if isinstance(node, ast.Call) and node.args:
            name = last_name(node)
            if name in keywords:
                # Both of `gettext("on" if active else "off")`.
                first, *others = node.args
                either = (first.body, first.orelse) if isinstance(first, ast.IfExp) else (first,)
                for one in either:
                    yield node.lineno, name, tuple(map(_text, (one, *others))), []


def last_name(call: ast.Call) -> str:
    """The name a function is called by, without what it is an attribute of."""
    return getattr(call.func, "attr", getattr(call.func, "id", ""))


def _text(node: ast.expr) -> str | None:
    value = getattr(node, "value", None)
    return value if isinstance(node, ast.Constant) and isinstance(value, str) else None


def extracted() -> Iterator[tuple[Path, int, tuple[str, ...]]]:
    """The file, line, and singular and plural of every message."""
    keywords = DOOR | dict.fromkeys(error_names())
    for path in sources():
        for line, message, _, _ in extract_from_file(calls, path, keywords=keywords):
            yield path, line, message if isinstance(message, tuple) else (message,)


def main() -> None:
    catalog = Catalog(project="Recipe Lab", charset="utf-8")
    for path, line, message in extracted():
        place = (path.relative_to(ROOT).as_posix(), line)
        catalog.add(message if len(message) > 1 else message[0], locations=[place])
    TEMPLATE.parent.mkdir(exist_ok=True)
    with TEMPLATE.open("wb") as file:
        write_po(file, catalog, width=100, sort_output=True)
    print(f"{len(catalog)} messages: {TEMPLATE.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
