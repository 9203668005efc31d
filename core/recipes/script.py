"""A Python script for a recipe, in which the lines with changed settings are marked."""

from __future__ import annotations

from dataclasses import dataclass, field

from core.i18n import gettext
from core.recipes.catalogue import RECIPES
from core.recipes.draft import draft_of
from core.recipes.naming import plain_value
from core.recipes.recipe import Recipe


@dataclass(frozen=True)
class KerasCode:
    """A Python script.

    Attributes:
        text: The script; a changed line ends in a comment with the catalogue's value.
        changed: 0-based numbers of the changed lines.
    """

    text: str
    changed: tuple[int, ...]


@dataclass
class Script:
    """Lines of code, of which those that have a changed setting are marked.

    Attributes:
        usual: Changed setting → the catalogue's value, as text.
        shown: Changed settings that a line has.
        at_the_top: Number of the line before which changes that no line has are listed.
    """

    recipe: Recipe
    lines: list[str] = field(default_factory=list)
    changed: list[int] = field(default_factory=list)
    shown: set[str] = field(default_factory=set)
    at_the_top: int = 0

    def __post_init__(self) -> None:
        self.usual: dict[str, str] = {}
        if self.recipe.id in RECIPES:
            draft = draft_of(RECIPES[self.recipe.id], self.recipe)
            self.usual = {
                name: plain_value(draft.hyperparameters[name].default) for name in draft.changes
            }

    def add(self, *lines: str) -> None:
        self.lines += lines

    def setting(self, line: str, *names: str, added: bool = False) -> None:
        """Add a line that has these settings; if one of them is changed, mark it.

        Args:
            line: The line.
            *names: The settings.
            added: Whether the change added the whole line.
        """
        names = tuple(name for name in names if name in self.usual)
        if names:
            words = ", ".join(f"{name} {self.usual[name]}" for name in names)
            if len(names) == 1:
                words = self.usual[names[0]]
            if added:
                words = gettext("without this layer")
            line = f"{line}  # {gettext('recipe: {values}', values=words)}"
            self.changed.append(len(self.lines))
            self.shown |= {*names}
        self.lines.append(line)

    def code(self) -> KerasCode:
        values = self.recipe.values()
        others = [name for name in self.usual if name not in self.shown]
        comments = [
            f"# {name} {values[name]}  # {gettext('recipe: {values}', values=self.usual[name])}"
            for name in others
        ]
        top, count = self.at_the_top, len(comments)
        lines = [*self.lines[:top], *comments, *self.lines[top:]]
        changed = [*range(top, top + count), *(number + count for number in self.changed)]
        return KerasCode("\n".join(lines) + "\n", tuple(changed))
