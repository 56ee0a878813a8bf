"""Invitations, on the real store: made, sent once more, taken back, accepted."""

import asyncio
from datetime import timedelta

import pytest

from handoff.domain.errors import Refusal, TooManyAttempts
from handoff.domain.people import Names, StaffMember
from handoff.services.invitations import (
    INVITATIONS_PER_COLLEAGUE,
    MAILS_PER_INVITED,
    Inviter,
)
from handoff.services.ports.security_log import OPERATOR, SecurityQuery
from handoff.services.staff import Skills
from tests.handoff.services.accounts import FIREFOX, PASSWORD
from tests.handoff.services.office import (
    Office,
    invitee,
    new_email,
    refused,
    token_of,
    why_closed,
)

WEEK = timedelta(days=7).total_seconds()


async def _colleague(office: Office) -> tuple[StaffMember, Inviter]:
    leila = await office.hire("admin")
    return leila, Inviter(by=leila.id, caller=FIREFOX, limits=office.limits)


async def _log_of(office: Office, staff_id: str) -> list[tuple[str, str, str | None]]:
    """What happened to an account, the first first: what, by whom, and more."""
    entries = await office.accounts.trail.find(SecurityQuery(staff_id=staff_id))
    return [(entry.event, entry.by, entry.detail) for entry in reversed(entries)]


async def test_an_invited_member_chooses_a_password_and_is_in(office: Office) -> None:
    """Nobody gets in before that; role, languages and teams are those of the invitation."""
    email, skills = new_email(), Skills(languages=frozenset({"fa"}), teams=frozenset({"billing"}))
    asked = invitee(f" {email.upper()}", role="supervisor", language="fa", skills=skills)
    invited = await office.invitations.invite(asked, Inviter())
    member = invited.member
    assert (member.email, member.role) == (email, "supervisor")
    assert skills.of(member) == member
    assert await refused(office.log_in(email, "")) == "login_failed"
    assert await office.mailed(email) == [token_of(invited)]
    purpose, whose = await office.links.look(token_of(invited))
    assert (purpose, whose.id, whose.joined) == ("invitation", member.id, False)
    await office.links.choose_password(token_of(invited), PASSWORD)
    assert await office.log_in(email, PASSWORD)
    assert (await office.directory.find(email)).joined
    assert await why_closed(office.links.look(token_of(invited))) == ("link_invalid", "used")


async def test_open_invitations_are_listed_with_who_sent_them_and_when(office: Office) -> None:
    """The latest first, expired ones as well; accepted and withdrawn ones are gone."""
    leila, inviter = await _colleague(office)
    first = await office.invite(inviter=inviter, language="fa")
    office.clock.elapse(60)
    second, gone, in_ = [await office.invite(inviter=inviter) for _ in range(3)]
    await office.invitations.withdraw(gone.member.id, inviter)
    await office.links.choose_password(token_of(in_), PASSWORD)
    mine = [each for each in await office.invitations.open() if each.link.by == leila.id]
    assert [each.member.id for each in mine] == [second.member.id, first.member.id]
    assert [each.mail for each in mine] == ["waiting", "waiting"]
    link = mine[-1].link
    assert (link.language, link.created_at) == ("fa", office.clock() - timedelta(seconds=60))
    office.clock.elapse(WEEK)
    still = {each.member.id for each in await office.invitations.open()}
    assert {first.member.id, second.member.id} <= still


async def test_it_can_be_sent_once_more(office: Office) -> None:
    """In the language of the first mail; the first link is void and says so."""
    _, inviter = await _colleague(office)
    first = await office.invite(language="fa")
    office.clock.elapse(WEEK)
    assert await why_closed(office.links.look(token_of(first))) == ("link_invalid", "expired")
    second = await office.invitations.resend(first.member.id, inviter)
    assert len(await office.mailed(first.member.email)) == 2
    [found] = [x for x in await office.invitations.open() if x.member.id == first.member.id]
    assert (found.link.language, found.link.by) == ("fa", inviter.by)
    assert await why_closed(office.links.look(token_of(first))) == ("link_invalid", "replaced")
    await office.links.choose_password(token_of(second), PASSWORD)
    assert await refused(office.invitations.resend(first.member.id, inviter)) == "not_found"


async def test_a_withdrawn_invitation_opens_nothing_and_can_be_made_anew(office: Office) -> None:
    """With whatever was wrong in it put right; it stays the same account in the record."""
    _, inviter = await _colleague(office)
    wrong = await office.invite(role="admin", inviter=inviter)
    await office.invitations.withdraw(wrong.member.id, inviter)
    closed = office.links.choose_password(token_of(wrong), PASSWORD)
    assert await why_closed(closed) == ("link_invalid", "withdrawn")
    assert await refused(office.invitations.withdraw(wrong.member.id, inviter)) == "not_found"
    right = await office.invite(wrong.member.email, "agent", inviter=inviter)
    assert (right.member.id, right.member.role) == (wrong.member.id, "agent")
    await office.links.choose_password(token_of(right), PASSWORD)
    assert (await office.directory.find(right.member.email)).role == "agent"


async def test_every_step_is_in_the_security_log(office: Office) -> None:
    """With who did it, where from, and neither address nor link."""
    leila, inviter = await _colleague(office)
    invited = await office.invite(role="supervisor", inviter=inviter)
    staff_id = invited.member.id
    await office.invitations.link(staff_id, inviter)
    await office.invitations.withdraw(staff_id, inviter)
    again = await office.invite(invited.member.email, inviter=Inviter())
    await office.links.choose_password(token_of(again), PASSWORD, FIREFOX)
    assert await _log_of(office, staff_id) == [
        ("added", leila.id, "supervisor"),
        ("password_link", leila.id, "invitation"),
        ("link_shown", leila.id, None),
        ("invitation_withdrawn", leila.id, None),
        ("added", OPERATOR, "agent"),
        ("password_link", OPERATOR, "invitation"),
        ("password_changed", "member", "invitation"),
    ]
    entries = await office.accounts.trail.find(SecurityQuery(staff_id=staff_id))
    assert [entry.network is None for entry in entries] == [False, True, True] + [False] * 4
    assert not any(invited.member.email in str(entry) for entry in entries)


async def test_an_address_is_invited_once(office: Office) -> None:
    """A second invitation changes nothing of the first; an account with a password, disabled or not, is
    nobody's to invite."""
    invited = await office.invite(role="supervisor")
    again = office.invite(invited.member.email.upper(), "admin")
    assert await refused(again) == "invitation_open"
    await office.links.look(token_of(invited))
    sara = await office.hire()
    assert await refused(office.invite(sara.email)) == "email_taken"
    await office.directory.disable(sara.email)
    assert await refused(office.invite(sara.email)) == "email_taken"


async def test_of_two_who_invite_the_same_person_one_does(office: Office) -> None:
    """There is one link that works."""
    email = new_email()
    ends = await asyncio.gather(*(office.invite(email) for _ in range(4)), return_exceptions=True)
    refusals = [end for end in ends if isinstance(end, BaseException)]
    codes = [end.code for end in refusals if isinstance(end, Refusal)]
    assert len(codes) == 3
    assert {*codes} <= {"email_taken", "invitation_open"}
    assert len(await office.mailed(email)) == 1


async def test_an_invitation_is_accepted_or_withdrawn_and_not_both(office: Office) -> None:
    """The second one is refused."""
    for _ in range(5):
        invited = await office.invite()
        chosen, withdrawn = await asyncio.gather(
            office.links.choose_password(token_of(invited), PASSWORD),
            office.invitations.withdraw(invited.member.id, Inviter()),
            return_exceptions=True,
        )
        assert (chosen is None) != (withdrawn is None)
        member = await office.directory.find(invited.member.email)
        assert member.joined == (chosen is None)
        assert member.disabled == (withdrawn is None)


async def test_who_is_only_invited_gets_no_link_by_forgetting(office: Office) -> None:
    """An invitation that has expired stays so until a colleague sends another one."""
    invited = await office.invite()
    office.clock.elapse(WEEK)
    await office.forgotten(invited.member.email)
    assert len(await office.mailed(invited.member.email)) == 1


async def test_without_a_mail_server_it_is_a_link_to_hand_over(office: Office) -> None:
    """No mail waits for a server that is not there; the link can be looked up while it is good."""
    invited = await office.by_hand.invite(invitee(), Inviter())
    assert await office.mailed(invited.member.email) == []
    shown = await office.by_hand.link(invited.member.id, Inviter())
    assert shown.url == invited.url
    [found] = [x for x in await office.by_hand.open() if x.member.id == invited.member.id]
    assert found.mail is None
    office.clock.elapse(WEEK)
    expired = office.by_hand.link(invited.member.id, Inviter())
    assert await refused(expired) == "invitation_expired"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"names": Names(en="x" * 101)}, "name_long"),
        ({"names": Names(fa="Sa\u202era")}, "name_unreadable"),
        ({"email": "sara"}, "email_invalid"),
        ({"email": "a@b\r\nBcc: c@d"}, "email_invalid"),
        ({"skills": Skills(languages=frozenset())}, "language_missing"),
        ({"skills": Skills(languages=frozenset({"de"}))}, "language_unknown"),
        ({"skills": Skills(teams=frozenset({"\x1b[31m"}))}, "name_unreadable"),
    ],
)
async def test_what_cannot_be_meant_is_refused(
    office: Office, changes: dict[str, object], code: str
) -> None:
    """Before anything is stored or mailed."""
    asked = invitee(**changes)  # type: ignore[arg-type]
    assert await refused(office.invitations.invite(asked, Inviter())) == code
    assert await office.mailed(asked.email) == []


async def test_a_colleague_invites_so_many_people_and_no_more(office: Office) -> None:
    """A stolen session mails nobody's whole address book."""
    _, inviter = await _colleague(office)
    for _ in range(INVITATIONS_PER_COLLEAGUE):
        await office.invite(inviter=inviter)
    with pytest.raises(TooManyAttempts):
        await office.invite(inviter=inviter)
    _, other = await _colleague(office)
    await office.invite(inviter=other)


async def test_nobody_s_mailbox_is_flooded(office: Office) -> None:
    """Mails to one address are limited, sent again or after another invitation, whoever asks for them."""
    invited = await office.invite(inviter=(await _colleague(office))[1])
    for _ in range(MAILS_PER_INVITED - 1):
        await office.invitations.resend(invited.member.id, (await _colleague(office))[1])
    _, inviter = await _colleague(office)
    with pytest.raises(TooManyAttempts):
        await office.invitations.resend(invited.member.id, inviter)
    await office.invitations.withdraw(invited.member.id, inviter)
    with pytest.raises(TooManyAttempts):
        await office.invite(invited.member.email, inviter=inviter)
