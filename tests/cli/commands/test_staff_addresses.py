"""Members of the staff by their addresses."""

import pytest

from cli.commands.staff_addresses import address_of, id_of
from handoff.domain.people import Names, StaffMember
from stack.errors import CliError

SARA = StaffMember(
    id="s1",
    email="sara@shop.example",
    names=Names(en="Sara"),
    role="agent",
    capacity=3,
    available=True,
    disabled=False,
)
STAFF = {SARA.id: SARA}


def test_an_address_finds_its_member_however_it_is_written() -> None:
    """Operators type capitals and blanks."""
    assert id_of(STAFF, " Sara@Shop.example ") == "s1"


def test_an_address_of_nobody_is_refused_with_the_way_out() -> None:
    """The operator is shown where the addresses are."""
    with pytest.raises(CliError) as refused:
        id_of(STAFF, "omid@shop.example")
    assert refused.value.way_out == "See ./firuze user list"


def test_a_member_is_shown_by_address_and_a_stranger_by_id() -> None:
    """An entry may be older than the account it names."""
    assert (address_of(STAFF, "s1"), address_of(STAFF, "s2")) == ("sara@shop.example", "s2")
