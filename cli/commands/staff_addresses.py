"""Names members of the staff by their e-mail addresses, for what commands print and are given."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from stack.errors import CliError

if TYPE_CHECKING:
    from handoff.domain.people import StaffMember


def id_of(staff: Mapping[str, "StaffMember"], email: str) -> str:
    """The id of the member with this address, however it is written. Raises CliError if there is
    none."""
    for member in staff.values():
        if member.email == email.strip().casefold():
            return member.id
    raise CliError(
        f"Nobody on the staff has the address {email}.", way_out="See ./firuze user list"
    )


def address_of(staff: Mapping[str, "StaffMember"], staff_id: str) -> str:
    """The member's address, or the id itself if nobody has it any more."""
    return staff[staff_id].email if staff_id in staff else staff_id
