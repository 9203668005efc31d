import pytest

from core.errors import RequestError
from core.people import (
    ADMINISTER,
    TRAIN,
    WATCH,
    Forbidden,
    Person,
    clean_address,
    clean_name,
    signed_in,
    verified_address,
)
from core.settings import listed


@pytest.mark.parametrize(
    ("email", "trainers", "administrators", "role"),
    [
        ("ada@example.org", "*", "", TRAIN),
        ("ada@example.org", "*@example.org", "", TRAIN),
        ("ada@example.org", "bob@example.org", "", WATCH),
        ("ada@example.org", "", "", WATCH),
        ("ada@example.org", "*", "bob@example.org, ada@example.org", ADMINISTER),
        ("ada@example.org.evil.net", "*@example.org", "", WATCH),
        ("ada@example.org", "a?a@example.org, [a]da@example.org, ada@exampleXorg", "", WATCH),
        ("", "*", "*", WATCH),
    ],
)
def test_roles_follow_from_the_address(email, trainers, administrators, role):
    lists = {"trainers": trainers, "administrators": administrators}
    person = signed_in(email, **{name: listed(value) for name, value in lists.items()})
    assert person.role == role and person.signed_in and person.name == email


@pytest.mark.parametrize(
    ("claims", "required", "address"),
    [
        ({"email": "Ada@Example.org", "email_verified": True}, True, "ada@example.org"),
        ({"email": "ada@example.org", "email_verified": "true"}, True, "ada@example.org"),
        ({"email": "ada@example.org", "email_verified": False}, True, ""),
        ({"email": "ada@example.org", "email_verified": "false"}, True, ""),
        ({"email": "ada@example.org", "email_verified": 1}, True, ""),
        ({"email": "ada@example.org", "email_verified": ["true"]}, True, ""),
        ({"email": "ada@example.org"}, True, ""),
        ({"email": "ada@example.org"}, False, "ada@example.org"),
        ({"email": "ada@example.org", "email_verified": False}, False, ""),
        ({"email": "\u212aim@example.org", "email_verified": True}, True, ""),
        ({"email": "x@evil.org\n@staff.example", "email_verified": True}, True, ""),
        ({"email": "ada@example.org\n", "email_verified": True}, True, ""),
        ({"email": "x@evil.org@example.org", "email_verified": True}, True, ""),
        ({"email": "a da@example.org", "email_verified": True}, True, ""),
        ({"email": "a" * 250 + "@example.org", "email_verified": True}, True, ""),
        ({"email": ["ada@example.org"], "email_verified": True}, True, ""),
        ({"email_verified": True}, True, ""),
        ({}, False, ""),
    ],
)
def test_an_address_counts_if_the_provider_vouches_for_it(claims, required, address):
    assert verified_address(claims, required=required) == address


def test_a_pattern_that_no_address_can_match_is_refused():
    assert [clean_address(text) for text in ("Ada@Example.org", "*")] == ["ada@example.org", "*"]
    for pattern in ("\u212aim@example.org", "ada @example.org", ""):
        with pytest.raises(RequestError):
            clean_address(pattern)


def test_the_role_decides_what_a_person_may_do():
    watcher, trainer, administrator = (
        Person("ada", role, True) for role in (WATCH, TRAIN, ADMINISTER)
    )
    with pytest.raises(Forbidden, match="ada has view-only access"):
        watcher.require(TRAIN)
    with pytest.raises(Forbidden, match="view-only access"):
        watcher.require_own(["ada"])
    trainer.require_own(["ada", "ada"])
    with pytest.raises(Forbidden, match="This run belongs to bob"):
        trainer.require_own(["ada", "bob"])
    administrator.require_own(["ada", "bob", ""])
    assert not watcher.may_change("ada")
    assert trainer.may_change("ada") and not trainer.may_change("bob")


@pytest.mark.parametrize("text", ["", "   ", "a\nb", "x" * 41, "a\x00b", "\u202e"])
def test_an_invalid_name_is_refused(text):
    with pytest.raises(RequestError, match="one line of 1 to 40 characters"):
        clean_name(text)


def test_a_valid_name_is_only_stripped():
    assert clean_name("  Ada <b>Lovelace</b> 김  ") == "Ada <b>Lovelace</b> 김"
