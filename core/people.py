"""The people at the dashboard, and what they may do."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from core.errors import RequestError
from core.i18n import mark

WATCH, TRAIN, ADMINISTER = "watch", "train", "administer"
ROLES = (WATCH, TRAIN, ADMINISTER)
ROLE_NAMES = {WATCH: mark("view only"), TRAIN: mark("can train"), ADMINISTER: mark("administrator")}
NAME_LENGTH = 40
ADDRESS_LENGTH = 254
# Printable ASCII with one @; with other characters an address can pass for somebody else's.
_ADDRESS = re.compile(r"[!-?A-~]+@[!-?A-~]+")
_PATTERN = re.compile(r"[!-~]+")


class Forbidden(RequestError):
    """The person's role does not allow the request."""


@dataclass(frozen=True)
class Person:
    """Somebody at a browser.

    Attributes:
        name: The name of their runs: the display name in their browser, or the e-mail address
            they signed in with.
        role: One of ROLES.
        signed_in: Whether an identity provider vouches for the name.
    """

    name: str = ""
    role: str = ADMINISTER
    signed_in: bool = False

    def may(self, role: str) -> bool:
        """Whether this person's role is ``role`` or a higher one."""
        return ROLES.index(self.role) >= ROLES.index(role)

    def require(self, role: str) -> None:
        """Require a role.

        Raises:
            Forbidden: This person's role is lower than ``role``.
        """
        if not self.may(role):
            raise Forbidden(
                "{name} has view-only access; ask an administrator for more.",
                name=self.name or "?",
            )

    def may_change(self, owner: str) -> bool:
        """Whether this person may change a run that belongs to ``owner``."""
        return self.role == ADMINISTER or (self.role == TRAIN and owner == self.name)

    def require_own(self, owners: Sequence[str]) -> None:
        """Require that this person may change runs.

        Args:
            owners: The owners of the runs.

        Raises:
            Forbidden: One belongs to somebody else, and this person is not an administrator.
        """
        self.require(TRAIN)
        others = sorted({owner for owner in owners if not self.may_change(owner)})
        if others:
            raise Forbidden(
                "This run belongs to {owner}; only they or an administrator may change it.",
                owner=others[0] or "?",
            )


def verified_address(claims: Mapping[str, Any], *, required: bool = True) -> str:
    """The e-mail address that an identity provider vouches for, in lower case; "" if none.

    Args:
        claims: The provider's claims, with ``email`` and ``email_verified``.
        required: Whether the provider must say that the address is verified; if not, an address
            also counts if the provider does not say whether it is.
    """
    email, verified = claims.get("email"), claims.get("email_verified")
    vouched = verified is True or verified == "true" or (verified is None and not required)
    if not vouched or not isinstance(email, str) or len(email) > ADDRESS_LENGTH:
        return ""
    return email.lower() if _ADDRESS.fullmatch(email) else ""


def signed_in(email: str, *, trainers: Sequence[str], administrators: Sequence[str]) -> Person:
    """A person whom an identity provider vouches for.

    Args:
        email: The address from ``verified_address``; without one, the role is WATCH.
        trainers: Addresses that may train; ``*`` matches anything (``*@example.org``).
        administrators: Addresses of administrators, likewise.
    """
    if email and _is_among(email, administrators):
        return Person(email, ADMINISTER, True)
    return Person(email, TRAIN if email and _is_among(email, trainers) else WATCH, True)


def clean_address(pattern: str) -> str:
    """An e-mail address or pattern, in lower case.

    Raises:
        RequestError: It has characters other than printable ASCII, so no valid address can match.
    """
    if not _PATTERN.fullmatch(pattern):
        raise RequestError(
            "Trainers and administrators must be e-mail addresses in ASCII, such as "
            "ada@example.org or *@example.org, got {pattern!r}.",
            pattern=pattern[:200],
        )
    return pattern.lower()


def _is_among(email: str, patterns: Sequence[str]) -> bool:
    return any(
        re.fullmatch(".*".join(map(re.escape, pattern.split("*"))), email) for pattern in patterns
    )


def clean_name(text: str) -> str:
    """The display name, without surrounding spaces.

    Raises:
        RequestError: It is empty, longer than 40 characters or more than one line.
    """
    name = text.strip()
    if not name or len(name) > NAME_LENGTH or not name.isprintable():
        raise RequestError(
            "A name must be one line of 1 to {most} characters, got {name!r}.",
            most=NAME_LENGTH,
            name=text[:100],
        )
    return name
