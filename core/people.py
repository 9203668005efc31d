"""Who somebody is to the dashboard, and what they may do."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from core.errors import RequestError
from core.i18n import mark

WATCH, TRAIN, ADMINISTER = "watch", "train", "administer"
ROLES = (WATCH, TRAIN, ADMINISTER)
ROLE_NAMES = {WATCH: mark("may watch"), TRAIN: mark("may train"), ADMINISTER: mark("administers")}
NAME_LENGTH = 40
ADDRESS_LENGTH = 254
# Printable ASCII with one @: what else looks like an address can pass for somebody else's.
_ADDRESS = re.compile(r"[!-?A-~]+@[!-?A-~]+")
_PATTERN = re.compile(r"[!-~]+")


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


def verified_address(claims: Mapping[str, Any], *, required: bool = True) -> str:
    """The e-mail address an identity provider vouches for, in lower case; "" where it does not.

    Args:
        claims: The provider's, ``email`` and ``email_verified`` among them.
        required: Whether the provider must say that the address is verified; otherwise it counts
            as well where the provider says nothing.
    """
    email, verified = claims.get("email"), claims.get("email_verified")
    vouched = verified is True or verified == "true" or (verified is None and not required)
    if not vouched or not isinstance(email, str) or len(email) > ADDRESS_LENGTH:
        return ""
    return email.lower() if _ADDRESS.fullmatch(email) else ""


def signed_in(email: str, *, trainers: Sequence[str], administrators: Sequence[str]) -> Person:
    """Somebody an identity provider vouches for.

    Args:
        email: As ``verified_address`` gives it; who has none may only watch.
        trainers: Who may train: addresses, ``*`` standing for anything (``*@example.org``).
        administrators: Who administers, likewise.
    """
    if email and _is_among(email, administrators):
        return Person(email, ADMINISTER, True)
    return Person(email, TRAIN if email and _is_among(email, trainers) else WATCH, True)


def clean_addresses(patterns: Sequence[str]) -> tuple[str, ...]:
    """Addresses and patterns of them, in lower case.

    Raises:
        RequestError: One has other than printable ASCII characters, which no address that counts
            could match.
    """
    for pattern in patterns:
        if not _PATTERN.fullmatch(pattern):
            raise RequestError(
                "Trainers and administrators are listed by e-mail addresses of ASCII characters, "
                "such as ada@example.org or *@example.org, got {pattern!r}.",
                pattern=pattern[:200],
            )
    return tuple(pattern.lower() for pattern in patterns)


def _is_among(email: str, patterns: Sequence[str]) -> bool:
    return any(
        re.fullmatch(".*".join(map(re.escape, pattern.split("*"))), email) for pattern in patterns
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
