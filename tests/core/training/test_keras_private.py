"""Private attributes of Keras' objects are used in one file."""

from __future__ import annotations

import ast

from tests.test_house import python_files, tree


def private_attributes(name: str) -> list[str]:
    """Attributes beginning with one underscore, of anything but ``self``."""
    return [
        f"{name}:{node.lineno} {node.attr}"
        for node in ast.walk(tree(name))
        if isinstance(node, ast.Attribute)
        and node.attr.startswith("_")
        and not node.attr.startswith("__")
        and not (isinstance(node.value, ast.Name) and node.value.id == "self")
    ]


def test_only_one_file_uses_what_is_private():
    files = [name for name in python_files("core") if name.startswith("core/training/")]
    using = {name: private_attributes(name) for name in files}
    assert using.pop("core/training/keras_private.py")
    assert not [use for uses in using.values() for use in uses]
