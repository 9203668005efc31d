"""The door for languages, ``core.i18n``: every sentence a person sees goes through it, whole."""

from __future__ import annotations

import ast
import re
import string
from collections.abc import Iterator

from tests import messages
from tests.test_house import ROOT, python_files, tree

# Words that no name of data, settings or code has, but almost every English sentence.
TELLTALE = re.compile(r"\b(the|of|and|with|that|this|from|are|has|not|its|each|is|than|for|it)\b")


def sentences(name: str) -> Iterator[tuple[ast.Call, ast.expr]]:
    """Calls of mark, gettext, ngettext and our errors, with the node of each of their messages."""
    wanted = messages.DOOR.keys() | messages.error_names()
    for node in ast.walk(tree(name)):
        if isinstance(node, ast.Call) and node.args and last_name(node) in wanted:
            for message in node.args[: 2 if last_name(node) == "ngettext" else 1]:
                yield node, message


def last_name(call: ast.Call) -> str:
    return messages.last_name(call)


def placeholders(message: str) -> set[str]:
    """Names in braces; "" or a number for those that are not named."""
    found = (field for _, field, _, _ in string.Formatter().parse(message) if field is not None)
    return {re.split(r"[.\[]", field)[0] for field in found}


def test_sentences_have_named_placeholders_and_their_values():
    for name in python_files("core", "pages", "app.py"):
        for call, message in sentences(name):
            where = f"{name}:{call.lineno}"
            assert not isinstance(message, ast.JoinedStr), f"{where}: an f-string is no message id"
            assert not isinstance(message, ast.BinOp), f"{where}: a glued sentence"
            if not (isinstance(message, ast.Constant) and isinstance(message.value, str)):
                continue
            names = placeholders(message.value)
            assert all(item.isidentifier() for item in names), f"{where}: {names}"
            plural = last_name(call) == "ngettext"
            assert len(call.args) == (3 if plural else 1), f"{where}: values are given by name"
            given = {keyword.arg for keyword in call.keywords}
            if plural:  # the sentence for one may say "a"
                given, names = given | {"count"}, names | {"count"}
            if last_name(call) != "mark" and None not in given:
                assert names == given, f"{where}: {names} and {given}"


# ── what translators get ─────────────────────────────────────────────────────────────────────────


def test_every_message_is_extracted():
    found = {text for _, _, message in messages.extracted() for text in message}
    assert len(found) > 500
    for name in python_files("core", "pages", "app.py"):
        for call, message in sentences(name):
            if isinstance(message, ast.Constant) and isinstance(message.value, str):
                where = f"{name}:{call.lineno} {message.value}"
                assert not message.value or message.value in found, where


# ── what bypasses the door ───────────────────────────────────────────────────────────────────────

# Arguments of Streamlit's functions that nobody reads.
UNREAD = {
    *("key", "icon", "type", "width", "height", "gap", "format", "mime", "file_name", "position"),
    *("label_visibility", "on_click", "on_change", "on_select", "args", "kwargs", "query_params"),
    *("horizontal_alignment", "vertical_alignment", "alignment", "selection_mode", "layout"),
    *("initial_sidebar_state", "page_icon", "url_path", "scope", "autocomplete", "language"),
    *("delta_color", "delta_arrow"),
}
# Functions none of whose arguments is a text.
TEXTLESS = {"switch_page", "html", "cache_resource", "component", "get_option", "get", "pop"}
# Keys of plotly's figures whose values people read.
READ = {"title", "text", "ticktext", "hovertext", "hovertemplate", "name", "label", "texttemplate"}
MARKUP = re.compile(
    r":material/\w+:|:[a-z]+(?:-[a-z]+)*\[|<[^>]*>|%\{[^}]*\}|&\w+;|https?://\S+|\b\w+\.py\b"
)
WORD = re.compile(r"[A-Za-z]{2,}")
SENTENCE = re.compile(r"^[A-Z][a-z]+,? [a-z]+|\w+ " + TELLTALE.pattern + r" \w+")
# Pages, and the parts of core whose texts are made for them.
FOR_PAGES = (
    *("app.py", "pages/"),
    *(f"core/{part}/" for part in ("analysis", "architectures", "charts", "recipes", "system")),
    *("core/sweeps/", "core/verdict/"),
)
# A heading in docs/verdict.md.
SEARCHED = {"## Is it calibrated?"}
NAMES = {"Recipe Lab", "MAE", "GFLOP", "CSV", "PNG", "SVG", "JSON"}


def texts(node: ast.AST) -> Iterator[ast.Constant | ast.JoinedStr]:
    """The literal texts in an expression, except those inside calls, which are looked at alone."""
    if isinstance(node, ast.JoinedStr):
        yield node
    elif isinstance(node, ast.Constant):
        if isinstance(node.value, str):
            yield node
    elif isinstance(node, ast.Dict):
        for value in node.values:
            yield from texts(value)
    elif not isinstance(node, ast.Call | ast.Compare | ast.Lambda | ast.Subscript):
        for child in ast.iter_child_nodes(node):
            yield from texts(child)


def written(node: ast.Constant | ast.JoinedStr) -> str:
    """What a literal text says, without markup and names; an f-string's values are left out."""
    parts = node.values if isinstance(node, ast.JoinedStr) else [node]
    text = "".join(str(part.value) if isinstance(part, ast.Constant) else "…" for part in parts)
    text = MARKUP.sub("", text).strip()
    for name in NAMES:
        text = text.replace(name, "")
    return text


def is_streamlit(call: ast.Call) -> bool:
    path = ast.unparse(call.func)
    return path.startswith("st.") and path.split(".")[-1] not in TEXTLESS and "session" not in path


def test_no_argument_of_streamlit_bypasses_the_door():
    for name in python_files("pages"):
        for call in ast.walk(tree(name)):
            if not (isinstance(call, ast.Call) and is_streamlit(call)):
                continue
            shown = [*call.args, *(item.value for item in call.keywords if item.arg not in UNREAD)]
            for text in (text for argument in shown for text in texts(argument)):
                where = f"{name}:{text.lineno} {ast.unparse(text)}"
                assert not WORD.search(written(text)), where


def test_no_text_of_a_chart_bypasses_the_door():
    for name in python_files("pages", "core"):
        for node in ast.walk(tree(name)) if name.startswith(("pages/", "core/charts/")) else ():
            pairs = zip(node.keys, node.values, strict=True) if isinstance(node, ast.Dict) else ()
            values = [value for key, value in pairs if getattr(key, "value", None) in READ]
            for text in (text for value in values for text in texts(value)):
                where = f"{name}:{text.lineno} {ast.unparse(text)}"
                assert not WORD.search(written(text)), where


def nobody_reads(node: ast.AST) -> bool:
    """Whether the texts in the node are patterns, keys, logged, or of a mistake of ours."""
    if isinstance(node, ast.Call):
        return ast.unparse(node.func).startswith(("re.", "log.", "threading."))
    if isinstance(node, ast.Raise):
        return ast.unparse(node).startswith(("raise TypeError", "raise ValueError"))
    return isinstance(node, ast.keyword) and node.arg == "key"


def beyond_the_door(name: str) -> Iterator[ast.Constant | ast.JoinedStr]:
    """The literal texts of a file that are neither docstrings nor messages nor keys."""
    passed = {id(message) for _, message in sentences(name)}
    for node in ast.walk(tree(name)):
        if isinstance(node, ast.Expr):
            passed.add(id(node.value))
        elif isinstance(node, ast.JoinedStr):
            passed |= {id(part) for part in node.values}
        elif nobody_reads(node):
            passed |= {id(part) for part in ast.walk(node)}
    for node in ast.walk(tree(name)):
        literal = isinstance(node, ast.Constant) and isinstance(node.value, str)
        if (literal or isinstance(node, ast.JoinedStr)) and id(node) not in passed:
            yield node


def test_no_sentence_of_a_page_bypasses_the_door():
    for name in python_files("pages", "app.py", "core"):
        for text in beyond_the_door(name) if name.startswith(FOR_PAGES) else ():
            where = f"{name}:{text.lineno} {ast.unparse(text)}"
            known = getattr(text, "value", "") in SEARCHED
            assert known or not SENTENCE.search(written(text)), where


def test_what_bypasses_the_door_is_found():
    def found(code: str) -> bool:
        call = ast.parse(code).body[0].value
        return any(WORD.search(written(text)) for argument in call.args for text in texts(argument))

    assert found('st.markdown("Two words")') and found('st.markdown(f"**{count} runs**")')
    assert found('st.info("yes" if ready else wording)')
    assert not found('st.markdown(f"## {gettext(title)}")') and not found('st.write(":red[■]")')
    assert SENTENCE.search("Their runs") and SENTENCE.search("no sign of it here")
    assert not SENTENCE.search("matters changed") and (ROOT / "core" / "i18n.py").exists()
