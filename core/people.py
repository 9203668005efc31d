"""Who somebody is to the dashboard, and what they may do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase

from core.errors import RequestError
from core.i18n import mark

WATCH, TRAIN, ADMINISTER = "watch", "train", "administer"
ROLES = (WATCH, TRAIN, ADMINISTER)
ROLE_NAMES = {WATCH: mark("may watch"), TRAIN: mark("may train"), ADMINISTER: mark("administers")}
NAME_LENGTH = 40


class Forbidden(RequestError):
    """Somebody asked for what their role does not allow."""


@dataclass(frozen=True)
class Person:
    """Somebody at a browser.

    Attributes:
        name: What their runs are kept under: the name their browser keeps, or who they signed in
            as (an e-mail address).
        role: One of ROLES.
        signed_in: Whether somebody vouches for the name.
    """

    name: str = ""
    role: str = ADMINISTER
    signed_in: bool = False

    def may(self, role: str) -> bool:
        """Whether this person's role is ``role`` or a higher one."""
        return ROLES.index(self.role) >= ROLES.index(role)

    def require(self, role: str) -> None:
        """Refuse what needs a higher role.

        Raises:
            Forbidden: This person's role is lower than ``role``.
        """
        if not self.may(role):
            raise Forbidden(
                "{name} may only watch here; whoever administers this dashboard can allow more.",
                name=self.name or "?",
            )

    def may_change(self, owner: str) -> bool:
        """Whether this person may change a run of ``owner``."""
        return self.role == ADMINISTER or (self.role == TRAIN and owner == self.name)

    def require_own(self, owners: Sequence[str]) -> None:
        """Refuse to change what belongs to others.

        Args:
            owners: Whose the runs are.

        Raises:
            Forbidden: One is somebody else's, and this person does not administer.
        """
        self.require(TRAIN)
        others = sorted({owner for owner in owners if not self.may_change(owner)})
        if others:
            raise Forbidden(
                "This run is of {owner}; only they may change it, or whoever administers this "
                "dashboard.",
                owner=others[0] or "?",
            )


def signed_in(email: str, *, trainers: str, administrators: str) -> Person:
    """Somebody an identity provider vouches for.

    Args:
        email: The address, as the provider gives it.
        trainers: Who may train: addresses separated by commas, ``*`` standing for anything
            (``*@example.org``).
        administrators: Who administers, likewise.
    """
    name = email.strip().lower()
    if name and _is_among(name, administrators):
        return Person(name, ADMINISTER, True)
    return Person(name, TRAIN if name and _is_among(name, trainers) else WATCH, True)


def _is_among(name: str, patterns: str) -> bool:
    return any(
        fnmatchcase(name, pattern.strip().lower())
        for pattern in patterns.split(",")
        if pattern.strip()
    )


def clean_name(text: str) -> str:
    """A name as a browser keeps it.

    Raises:
        RequestError: It is empty, longer than 40 characters or more than a line.
    """
    name = text.strip()
    if not name or len(name) > NAME_LENGTH or not name.isprintable():
        raise RequestError(
            "A name is one line of 1 to {most} characters, got {name!r}.",
            most=NAME_LENGTH,
            name=text[:100],
        )
    return name
