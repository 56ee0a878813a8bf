"""The people: their accounts."""

import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace

from handoff.domain.errors import InvalidInput, NotFound
from handoff.domain.language import LANGUAGES
from handoff.domain.people import Names, Role, StaffMember, readable_name
from handoff.domain.sessions import StaffSession
from handoff.services.passwords import Passwords, check_password
from handoff.services.ports.limits import Caller
from handoff.services.ports.people import NO_PASSWORD, StaffStore
from handoff.services.ports.portraits import PortraitStore
from handoff.services.ports.security_log import OPERATOR
from handoff.services.security_log import SecurityLog
from handoff.services.staff_sessions import StaffSessions

DEFAULT_CAPACITY = 4  # chats at once

_EMAIL = re.compile(r"[^@\s]{1,200}@[^@\s]{1,120}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Skills:
    """What a member can take on; None leaves it as it is. `topics` are names of intents."""

    capacity: int | None = None
    languages: frozenset[str] | None = None
    topics: frozenset[str] | None = None
    teams: frozenset[str] | None = None

    def check(self, known_topics: Collection[str]) -> None:
        """Raises InvalidInput: `capacity_negative`, `language_unknown`, `topic_unknown`, and for
        teams as `readable_name` does."""
        if self.capacity is not None and self.capacity < 0:
            raise InvalidInput("capacity_negative", "Nobody takes fewer than 0 chats at once")
        for team in self.teams or ():
            readable_name(team, "A team")
        for what, names, known in (
            ("language", self.languages, LANGUAGES),
            ("topic", self.topics, known_topics),
        ):
            for name in sorted((names or frozenset()) - set(known)):
                raise InvalidInput(
                    f"{what}_unknown",
                    f"There is no {what} called {name}; there are {', '.join(sorted(known))}",
                )

    def of(self, member: StaffMember) -> StaffMember:
        """The member with these skills."""
        given = {name: value for name in _SKILLS if (value := getattr(self, name)) is not None}
        return replace(member, **given)


_SKILLS = ("capacity", "languages", "topics", "teams")


def new_member(
    staff_id: str, email: str, names: Names, role: Role, skills: Skills | None = None
) -> StaffMember:
    """A member as they begin here.

    Raises:
        InvalidInput: `email_invalid`, or as `Names.readable` refuses. The skills are taken as they are:
            see `Skills.check`.
    """
    email = email.strip().casefold()
    if _EMAIL.fullmatch(email) is None or not email.isprintable():
        raise InvalidInput("email_invalid", "That is not an e-mail address")
    member = StaffMember(
        id=staff_id,
        email=email,
        names=names.readable(),
        role=role,
        capacity=DEFAULT_CAPACITY,
        available=role == "agent",  # others take chats when they say so
        disabled=False,
    )
    return skills.of(member) if skills is not None else member


class StaffDirectory:
    """Adds, lists, changes, disables and enables members of the staff. `by` says who does it, for the
    security log."""

    def __init__(
        self,
        store: StaffStore,
        passwords: Passwords,
        sessions: StaffSessions,
        log: SecurityLog,
        portraits: PortraitStore,
        new_id: Callable[[], str],
    ) -> None:
        self._store = store
        self._passwords = passwords
        self._sessions = sessions
        self._log = log
        self._portraits = portraits
        self._new_id = new_id

    async def add(
        self,
        email: str,
        names: Names,
        role: Role,
        password: str | None,
        capacity: int = DEFAULT_CAPACITY,
        *,
        by: str = OPERATOR,
    ) -> StaffMember:
        """Adds a member, who logs in with the password; without one, nobody does.

        Raises:
            InvalidInput: `email_taken`, or as `new_member` and `check_password` refuse.
        """
        added = new_member(self._new_id(), email, names, role, Skills(capacity=capacity))
        member = replace(added, joined=password is not None)
        password_hash = NO_PASSWORD if password is None else await self.hash(member, password)
        await self._store.add(member, password_hash)
        await self._log.note("added", member, by=by, detail=role)
        return member

    async def find(self, email: str) -> StaffMember:
        """Raises NotFound."""
        found = await self._store.by_email(email.strip())
        if found is None:
            raise NotFound("not_found", f"Nobody on the staff has the address {email}")
        return found[0]

    async def set_password(
        self,
        member: StaffMember,
        password: str,
        *,
        by: str = OPERATOR,
        how: str | None = None,
        but: StaffSession | None = None,
    ) -> None:
        """Gives the member a new password and ends their sessions, except `but`.

        Raises:
            InvalidInput: as `check_password` refuses.
        """
        await self._store.set_password(member.id, await self.hash(member, password))
        await self._sessions.end_all_of(member, "password_changed", but=but)
        await self._log.note("password_changed", member, by=by, detail=how)

    async def hash(self, member: StaffMember, password: str) -> str:
        """What is kept of a password that the member may have. Raises InvalidInput as
        `check_password` refuses."""
        check_password(password, _words_about(member), self._passwords)
        return await self._passwords.hash(password)

    async def chosen(self, member: StaffMember, how: str, caller: Caller | None = None) -> None:
        """A member has chosen a password by a link: their sessions end."""
        await self._sessions.end_all_of(member, "password_changed")
        await self._log.note("password_changed", member, caller=caller, detail=how)

    async def set_role(self, email: str, role: Role) -> StaffMember:
        """Ends the member's sessions: what they may do has changed. Raises NotFound."""
        member = replace(await self.find(email), role=role)
        await self._store.update(member)
        await self._sessions.end_all_of(member, "role_changed")
        await self._log.note("role_changed", member, by=OPERATOR, detail=role)
        return member

    async def rename(
        self,
        member: StaffMember,
        names: Names,
        *,
        by: str = OPERATOR,
        caller: Caller | None = None,
    ) -> StaffMember:
        """The member is called so from now on; what was said before keeps its name. Names that are what they were
        change nothing, and leave no entry in the security log.

        Raises:
            InvalidInput: as `Names.readable` refuses.
        """
        wanted = names.readable()
        if wanted == member.names:
            return member
        renamed = await self._store.rename(member.id, wanted)
        await self._log.note("renamed", renamed, by=by, caller=caller)
        return renamed

    async def set_skills(self, email: str, skills: Skills) -> StaffMember:
        """Raises NotFound. The skills are taken as they are: see `Skills.check`."""
        member = skills.of(await self.find(email))
        await self._store.update(member)
        return member

    async def list(self) -> Sequence[StaffMember]:
        return await self._store.everyone()

    async def disable(self, email: str, *, by: str = OPERATOR) -> StaffMember:
        """Ends the member's sessions, keeps them out, and deletes their picture. Raises NotFound."""
        disabled = replace(await self.find(email), disabled=True)
        await self._store.update(disabled)
        member = await self._portraits.remove(disabled.id)
        await self._sessions.end_all_of(member, "disabled")
        await self._log.note("disabled", member, by=by)
        return member

    async def enable(self, email: str) -> StaffMember:
        """Lets a disabled member log in again, with the password they had. Raises NotFound."""
        member = replace(await self.find(email), disabled=False)
        await self._store.update(member)
        await self._log.note("enabled", member, by=OPERATOR)
        return member


def _words_about(member: StaffMember) -> list[str]:
    """What anybody knows who has seen the member's name and address."""
    return re.findall(
        r"\w+", f"{member.names.en or ''} {member.names.fa or ''} {member.email} firuze"
    )
