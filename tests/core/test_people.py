import pytest

from core.errors import RequestError
from core.people import ADMINISTER, TRAIN, WATCH, Forbidden, Person, clean_name, signed_in


@pytest.mark.parametrize(
    ("email", "trainers", "administrators", "role"),
    [
        ("ada@example.org", "*", "", TRAIN),
        ("Ada@Example.org ", "*@example.org", "", TRAIN),
        ("ada@example.org", "bob@example.org", "", WATCH),
        ("ada@example.org", "", "", WATCH),
        ("ada@example.org", "*", "bob@example.org, ada@example.org", ADMINISTER),
        ("ada@example.org.evil.net", "*@example.org", "", WATCH),
        ("", "*", "*", WATCH),
    ],
)
def test_roles_follow_from_the_address(email, trainers, administrators, role):
    found = signed_in(email, trainers=trainers, administrators=administrators)
    assert found.role == role and found.signed_in and found.name == email.strip().lower()


def test_each_may_what_the_role_says():
    watcher, trainer, boss = (Person("ada", role, True) for role in (WATCH, TRAIN, ADMINISTER))
    with pytest.raises(Forbidden, match="ada may only watch here"):
        watcher.require(TRAIN)
    with pytest.raises(Forbidden, match="may only watch"):
        watcher.require_own(["ada"])
    trainer.require_own(["ada", "ada"])
    with pytest.raises(Forbidden, match="This run is of bob"):
        trainer.require_own(["ada", "bob"])
    boss.require_own(["ada", "bob", ""])
    assert not watcher.may_change("ada")
    assert trainer.may_change("ada") and not trainer.may_change("bob")


@pytest.mark.parametrize("text", ["", "   ", "a\nb", "x" * 41, "a\x00b", "\u202e"])
def test_what_is_no_name_is_refused(text):
    with pytest.raises(RequestError, match="A name is one line of 1 to 40 characters"):
        clean_name(text)


def test_a_name_is_kept_as_it_is():
    assert clean_name("  Ada <b>Lovelace</b> 김  ") == "Ada <b>Lovelace</b> 김"
