"""The staff's accounts: the second step of signing in, and what members do to their own account."""

from datetime import datetime
from typing import Annotated

from pydantic import StringConstraints

from handoff.domain.language import Language
from handoff.domain.people import Names
from handoff.domain.second_factor import NextStep
from handoff.web.protocol.base import _NO_NUL, GivenNames, Inbound, Outbound

Password = Annotated[str, StringConstraints(max_length=1000)]
Code = Annotated[str, StringConstraints(max_length=40, pattern=_NO_NUL)]


class LoginStep(Outbound):
    """The answer to a login whose password was right, when there is a second step: whose it is, and
    whether they give a code or set the second step up."""

    step: NextStep
    names: Names
    email: str


class LoginLeft(Outbound):
    """`GET /api/staff/login/step`: the step that is left to do; None without a half session."""

    left: LoginStep | None


class LoginCode(Inbound):
    """`POST /api/staff/login/code`: a code of the app, or a recovery code."""

    code: Code


class SetUpBegin(Inbound):
    """`POST /api/staff/login/set-up`: the app shows the shop's name in this language."""

    language: Language


class OwnSetUpBegin(SetUpBegin):
    """`POST /api/staff/account/second-factor/begin`: for the first time, or for another telephone."""

    password: Password
    code: Code = ""


class SetUpBegun(Outbound):
    """What the app reads: the secret to type, the same as an address, and as a picture of it (a `data:`
    URL). `sealed` goes back with the app's first code."""

    secret: str
    address: str
    picture: str
    sealed: str


class SetUpConfirm(Inbound):
    """`POST /api/staff/login/set-up/confirm` and `…/account/second-factor/confirm`."""

    sealed: Annotated[str, StringConstraints(max_length=1000, pattern=_NO_NUL)]
    code: Code


class RecoveryCodes(Outbound):
    """Shown once; the gateway keeps no more than hashes of them."""

    codes: list[str]


class SecondFactorState(Outbound):
    """`GET /api/staff/account/second-factor`. Members whose role has it `demanded` cannot turn it off."""

    since: datetime | None  # None: it is off
    recovery_left: int
    demanded: bool


class OwnNames(Inbound):
    """`POST /api/staff/account/names`: what the member is called from now on; conversations keep the names
    that were written into them."""

    names: GivenNames


class OwnPassword(Inbound):
    """`POST /api/staff/account/password`."""

    current: Password
    password: Password


class OwnSession(Outbound):
    """A browser in which the member is logged in, as it calls itself."""

    id: str
    since: datetime
    seen: datetime  # the last sign of somebody at it
    browser: str
    here: bool  # it is the one that asks


class OwnSessions(Outbound):
    """`GET /api/staff/account/sessions`, the last seen first."""

    sessions: list[OwnSession]


class OwnProof(Inbound):
    """`POST /api/staff/account/second-factor/off` and `…/recovery`: that it is the member who asks."""

    password: Password
    code: Code
