"""Invitations to the staff, as administrators make and see them."""

from datetime import datetime
from typing import Annotated

from pydantic import Field, StringConstraints

from handoff.domain.deliveries import DeliveryState
from handoff.domain.language import Language
from handoff.domain.people import LINE_LENGTH, NAME_LENGTH, Names, Role
from handoff.web.protocol.base import _NO_NUL, GivenNames, Inbound, Outbound

MOST_TEAMS = 20

_Name = Annotated[
    str, StringConstraints(strip_whitespace=True, max_length=4 * NAME_LENGTH, pattern=_NO_NUL)
]


class Invite(Inbound):
    """`POST /api/staff/invitations`: a new member, what they may do, what they speak and in which teams
    they are. `language` is that of the mail."""

    email: Annotated[
        str, StringConstraints(strip_whitespace=True, max_length=LINE_LENGTH, pattern=_NO_NUL)
    ]
    names: GivenNames
    role: Role
    language: Language
    languages: Annotated[list[Language], Field(max_length=2)]
    teams: Annotated[list[_Name], Field(max_length=MOST_TEAMS)]


class InvitationItem(Outbound):
    """An invitation that nobody has accepted. `by` names the colleague who sent it last, None
    for an operator at the command line. `mail` is the state of its mail, None if the link goes from
    hand to hand; `error` is the code of the mail's last failure."""

    id: str
    names: Names
    email: str
    role: Role
    languages: list[Language]
    teams: list[str]
    language: Language
    by: Names | None
    sent_at: datetime
    expires_at: datetime
    mail: DeliveryState | None
    error: str | None


class InvitationList(Outbound):
    """`GET /api/staff/invitations`, the latest first. `works`: mail leaves this installation at all;
    `teams` are those that there are."""

    invitations: list[InvitationItem]
    works: bool
    teams: list[str]


class InvitationSent(Outbound):
    """The answer to an invitation, to another link of it, and to `…/{id}/link`: `link` is to be handed
    over; None if it goes by mail."""

    email: str
    link: str | None
