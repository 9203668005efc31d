"""The glossary of CONTRIBUTING.md: names and phrases that no file of core and pages may have."""

from __future__ import annotations

import ast
import io
import re
import tokenize
from collections.abc import Iterator

from tests.test_house import ROOT, python_files, tree

# Whole names: what a thing is says more.
NAMES = {
    *("found", "here", "at", "kept", "looks", "there", "told", "tell", "telling", "say", "says"),
    *("said", "going", "goes", "knob", "knobs", "anew", "life", "births", "news", "judged"),
    *("judging", "whoever", "lot"),
}
# Parts of names, between underscores.
PARTS = {"told", "going", "knob", "knobs", "anew", "whoever"}
PHRASES = re.compile(
    r"\b(told|anew|whoever|by lot|of ours|go(?:es|ing)? on|went on|besides?|knobs?|it says"
    r"|let it wait|lies in|stands? (?:there|in|at|on|above|below|behind|alone)|what there is"
    r"|there is none|a look)\b",
    re.IGNORECASE,
)
# Names that are columns or keys of something stored or printed.
EXCEPTIONS = {("core/system/status.py", "at")}


def names(module: ast.Module) -> Iterator[tuple[int, str]]:
    """Names that a module defines: functions, classes, arguments, variables and attributes."""
    for node in ast.walk(module):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield node.lineno, node.name
        elif isinstance(node, ast.arg):
            yield node.lineno, node.arg
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.lineno, node.id
        elif isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store):
            yield node.lineno, node.attr


def is_banned(name: str) -> bool:
    bare = name.strip("_").lower()
    return bare in NAMES or bool(PARTS & set(bare.split("_")))


def test_names_are_of_the_glossary():
    wrong = [name for name in python_files("core", "pages") if is_banned(name.split("/")[-1][:-3])]
    for file in python_files("core", "pages", "app.py"):
        wrong += [
            f"{file}:{line} {name}"
            for line, name in names(tree(file))
            if is_banned(name) and (file, name) not in EXCEPTIONS
        ]
    assert not wrong


def test_docstrings_comments_and_texts_are_of_the_glossary():
    wrong = []
    for file in python_files("core", "pages", "app.py"):
        text = (ROOT / file).read_text(encoding="utf-8")
        for token in tokenize.generate_tokens(io.StringIO(text).readline):
            if token.type in (tokenize.STRING, tokenize.COMMENT):
                wrong += [
                    f"{file}:{token.start[0]} {match.group()}"
                    for match in PHRASES.finditer(token.string)
                ]
    assert not wrong


def test_it_finds_what_it_looks_for():
    module = ast.parse("def told(found): self.going_on = here = 1")
    assert {name for _, name in names(module) if is_banned(name)} == {
        "told",
        "found",
        "going_on",
        "here",
    }
    assert PHRASES.search("It goes on") and not PHRASES.search("going to the next one")
