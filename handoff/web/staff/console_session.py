"""What the gateway knows of a console's connection."""

from dataclasses import dataclass

from handoff.domain.conversation import commands as c
from handoff.domain.people import StaffMember


@dataclass(frozen=True, slots=True)
class ConsoleSession:
    """A member's connection, opened with the cookie of the login `session_id`."""

    sid: str
    member: StaffMember
    session_id: str

    @property
    def agent(self) -> c.Agent:
        return c.Agent(id=self.member.id, names=self.member.names)
