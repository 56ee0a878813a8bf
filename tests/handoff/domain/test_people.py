from datetime import UTC, datetime

import pytest

from handoff.domain.errors import InvalidInput
from handoff.domain.people import (
    FIRST,
    NAME_LENGTH,
    Customer,
    Names,
    StaffMember,
    called,
    readable_name,
)


def member(*, available: bool = True, disabled: bool = False, capacity: int = 4) -> StaffMember:
    return StaffMember(
        id="s1",
        email="sara@shop.example",
        names=Names(en="Sara"),
        role="agent",
        capacity=capacity,
        available=available,
        disabled=disabled,
    )


def test_an_available_agent_with_a_slot_takes_chats() -> None:
    """The router may offer chats to this agent."""
    assert member().takes_chats


@pytest.mark.parametrize(
    "agent", [member(available=False), member(disabled=True), member(capacity=0)]
)
def test_an_agent_who_is_away_disabled_or_without_slots_takes_none(agent: StaffMember) -> None:
    """Each of these alone keeps offers away."""
    assert not agent.takes_chats


@pytest.mark.parametrize("name", ["Sara", "O'Neil-Ängström", "نیکا رحیمی", "می‌شود", "क्‍ष"])
def test_a_name_of_any_script_is_taken(name: str) -> None:
    """Joiners belong to the words of some; spaces around it do not."""
    assert readable_name(f"  {name} ", "A member") == name


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("", "name_missing"),
        (" \u00a0", "name_missing"),
        ("x" * (NAME_LENGTH + 1), "name_long"),
        ("Sara\x1b[31m", "name_unreadable"),
        ("Sara\u202egnp", "name_unreadable"),
        ("Sara\u2066", "name_unreadable"),
        ("Sara\nKarimi", "name_unreadable"),
        ("Sara\u2028Karimi", "name_unreadable"),
        ("Sara\ufeff", "name_unreadable"),
        ("Sara\ud800", "name_unreadable"),
    ],
)
def test_what_cannot_be_read_is_no_name(name: str, code: str) -> None:
    """Control and direction characters would reach terminals and pages; the refusal names them."""
    with pytest.raises(InvalidInput) as refused:
        readable_name(name, "A member")
    assert refused.value.code == code
    assert refused.value.message.startswith("A member ")
    assert refused.value.message.isprintable()


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("Daniel Frost", "Daniel"),
        ("  Daniel   Frost ", "Daniel"),
        ("Frost, Daniel", "Daniel"),
        ("Cher", "Cher"),
        ("نیکا رحیمی", "نیکا"),
        ("علی‌رضا کریمی", "علی‌رضا"),
        ("Dr. Daniel Frost", "Dr. Frost"),
        ("خانم نیکا رحیمی", "خانم رحیمی"),
        ("Mrs", None),
        ("D. Frost", None),
        ("daniel@mail.example", None),
        ("user 4711", None),
        ("", None),
    ],
)
def test_a_customer_is_called_by_the_first_name(name: str, said: str | None) -> None:
    """With a title by the last one; what is no name to call somebody by is not used."""
    assert called(name, FIRST) == said


def test_the_shop_says_what_goes_with_the_name() -> None:
    assert called("نیکا رحیمی", "{first} جان") == "نیکا جان"
    assert called("Daniel Frost", "dear {name}") == "dear Daniel Frost"
    assert called("{name} Frost", "{first}") == "{name}"


def test_of_a_new_visitor_nothing_is_known() -> None:
    """But when they came, and which language their page speaks."""
    now = datetime.now(UTC)
    visitor = Customer.visitor("c1", "fa", now)
    assert visitor == Customer(
        id="c1",
        external_id=None,
        name=None,
        email=None,
        phone=None,
        language="fa",
        created_at=now,
    )


@pytest.mark.parametrize(
    ("names", "english", "persian"),
    [
        (Names(en="Sara", fa="سارا"), "Sara", "سارا"),
        (Names(en="Sara"), "Sara", "Sara"),
        (Names(fa="سارا"), "سارا", "سارا"),
        (Names(en="", fa="سارا"), "سارا", "سارا"),
    ],
)
def test_customers_read_a_name_in_their_language_or_the_other(
    names: Names, english: str, persian: str
) -> None:
    """Somebody without a name in the reader's language is called by the one they have."""
    assert names.in_language("en") == english
    assert names.in_language("fa") == persian


@pytest.mark.parametrize("blank", [None, "", " \u00a0"])
def test_somebody_without_any_name_is_refused(blank: str | None) -> None:
    """A blank name is none."""
    with pytest.raises(InvalidInput) as refused:
        Names(en=blank, fa=blank)
    assert refused.value.code == "name_missing"


def test_a_name_alone_belongs_to_the_language_of_its_letters() -> None:
    """A caller who gives one name need not say in which language it is."""
    assert Names.written("سارا کریمی") == Names(fa="سارا کریمی")
    assert Names.written("Sara Karimi") == Names(en="Sara Karimi")
    assert Names.written("Ángel") == Names(en="Ángel")


def test_names_are_kept_without_spaces_around_them_and_readable() -> None:
    """A blank one is dropped, and neither may have what cannot be seen."""
    assert Names(en=" Sara ", fa="  ").readable() == Names(en="Sara")
    for strange in (Names(en="Sara\u202e"), Names(en="Sara", fa="سارا\u2067")):
        with pytest.raises(InvalidInput) as refused:
            strange.readable()
        assert refused.value.code == "name_unreadable"


@pytest.mark.parametrize(
    ("name", "name_fa", "after"),
    [
        (None, None, Names(en="Sara", fa="سارا")),
        ("Sara K", None, Names(en="Sara K", fa="سارا")),
        ("سارا ک", None, Names(en="Sara", fa="سارا ک")),
        (None, "سارا ک", Names(en="Sara", fa="سارا ک")),
        ("Sara K", "سارا ک", Names(en="Sara K", fa="سارا ک")),
        (None, "", Names(en="Sara", fa="")),
    ],
)
def test_one_name_changes_and_the_other_stays(
    name: str | None, name_fa: str | None, after: Names
) -> None:
    """A name in Persian letters is the Persian one, and an empty one takes a name away."""
    assert Names(en="Sara", fa="سارا").changed(name, name_fa) == after


def test_the_last_name_cannot_be_taken_away() -> None:
    """Somebody is called something."""
    with pytest.raises(InvalidInput):
        Names(en="Sara").changed("", None)
