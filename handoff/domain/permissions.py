"""One table says which role may do what; the gateway reads it and sends it to the console.

    agent       serves customers: their own chats, what is offered to them, what waits in their sight
    supervisor  serves like an agent, sees every conversation, searches, and takes chats over
    admin       serves like an agent, and runs the desk: people, settings, the audit of reads;
                what customers tell other agents is none of an admin's business

Nobody may do anything to a conversation that they may not read. Whether it is in a member's sight
follows from its teams: a shop in which everybody sees everything leaves them out of the `Matter`.

The table grants; it does not replace the rules of the conversation. `decisions.decide` refuses what
the present owner does not allow, under the epoch in which it commits.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

from handoff.domain.conversation import commands as c
from handoff.domain.conversation.brief import Brief
from handoff.domain.conversation.state import Conversation, Offered, OwnerKind, WithAgent
from handoff.domain.errors import NotAllowed
from handoff.domain.people import ROLES, Role, StaffMember

Action = Literal[
    # to a conversation
    "read",  # the log, notes and handoff packet
    "note",
    "accept",
    "decline",
    "take",
    "take_over",  # from a colleague
    "say",
    "suggest",  # ask what could be said next
    "transfer",
    "snooze",
    "wake",
    "return_to_bot",
    "close",
    # elsewhere
    "search",  # all conversations, open and closed
    "see_waits",
    "see_deliveries",  # what leaves this installation: mails and the like
    "export_customer",  # all that is kept of a customer, as a document
    "erase_customer",
    "answer_data_requests",  # of customers who ask for a copy of what is kept of them, or for its deletion
    "manage_people",
    "change_settings",
    "read_audit",
]
Reach = Literal[
    "never",
    "own",  # the member's own chat
    "offered",  # offered to the member
    "waiting",  # with no person: the bot's, queued, a ticket, or offered to the member
    "colleagues",  # with a colleague, or offered to one
    "in_sight",  # the member's, everybody's, or that of one of the member's teams
    "any",
]

# What a shop lets its staff read: everything, or each team its own.
Visibility = Literal["everyone", "team"]

RIGHTS: Mapping[Action, tuple[Reach, Reach, Reach]] = {
    # action           agent       supervisor    admin
    "read": ("in_sight", "any", "in_sight"),
    "note": ("any", "any", "any"),
    "accept": ("offered", "offered", "offered"),
    "decline": ("offered", "offered", "offered"),
    "take": ("waiting", "waiting", "waiting"),
    "take_over": ("never", "colleagues", "never"),
    "say": ("own", "own", "own"),
    "suggest": ("own", "own", "own"),
    "transfer": ("own", "own", "own"),
    "snooze": ("own", "own", "own"),
    "wake": ("own", "own", "own"),
    "return_to_bot": ("own", "own", "own"),
    "close": ("own", "own", "own"),
    "search": ("never", "any", "never"),
    "see_waits": ("never", "any", "never"),
    "see_deliveries": ("never", "any", "any"),
    "export_customer": ("never", "any", "in_sight"),
    "erase_customer": ("never", "never", "any"),
    "answer_data_requests": ("never", "any", "any"),
    "manage_people": ("never", "never", "any"),
    "change_settings": ("never", "never", "any"),
    "read_audit": ("never", "never", "any"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Matter:
    """What of a conversation decides who may do what with it. `holder` owns it or is offered it, by
    `owner`; `served_by` is whose chat it was last. Without `teams` it is everybody's."""

    owner: OwnerKind
    holder: str | None = None
    served_by: str | None = None
    teams: frozenset[str] = frozenset()


type Teams = Mapping[str, frozenset[str]]  # of the staff, by id


def matter_of(conversation: Conversation | Brief, teams_of: Teams | None = None) -> Matter:
    """`teams_of` is None in a shop where everybody sees everything."""
    owner = conversation.owner
    holder = owner.agent_id if isinstance(owner, Offered | WithAgent) else None
    served_by = conversation.wanted_agent
    teams = frozenset[str]()
    if teams_of is not None:
        asked = {conversation.team} if conversation.team else set[str]()
        teams = teams_of.get(holder or served_by or "", teams) | asked
    return Matter(owner=owner.kind, holder=holder, served_by=served_by, teams=teams)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sight:
    """What a member may read, for a store that looks through many conversations at once: those the
    member has or had, those that were asked for by one of `teams`, those which one of the `near`
    has or had, and those of nobody in any team."""

    staff_id: str
    teams: frozenset[str]
    near: frozenset[str]  # staff ids: who shares a team with the member
    teamed: frozenset[str]  # staff ids: who is in any team


def sight_of(member: StaffMember, teams_of: Teams | None) -> Sight | None:
    """The same as "read" in the table; None if the member may read everything."""
    if teams_of is None or reach_of(member.role, "read") == "any":
        return None
    return Sight(
        staff_id=member.id,
        teams=member.teams,
        near=frozenset(other for other, teams in teams_of.items() if teams & member.teams),
        teamed=frozenset(other for other, teams in teams_of.items() if teams),
    )


def may(member: StaffMember, action: Action, matter: Matter | None = None) -> bool:
    """Whether `member` may do `action` to the `matter`; without one, whether there is any matter
    that they may do it to."""
    reach = reach_of(member.role, action)
    if matter is None:
        return reach != "never"
    readable = _REACHES[reach_of(member.role, "read")](member, matter)
    return readable and _REACHES[reach](member, matter)


def require(member: StaffMember, action: Action, matter: Matter | None = None) -> None:
    """Raises NotAllowed unless `may` says yes."""
    if not may(member, action, matter):
        raise NotAllowed("not_allowed", "Your role does not allow this here", {"action": action})


def action_of(command: c.StaffCommand) -> Action:
    """What the table calls a command of the staff."""
    if isinstance(command, c.Take) and command.over:
        return "take_over"
    return _COMMANDS[type(command)]


def reach_of(role: Role, action: Action) -> Reach:
    return RIGHTS[action][ROLES.index(role)]


def rights_of(role: Role) -> Mapping[Action, Reach]:
    """The column of the table: what consoles are sent."""
    return {action: reach_of(role, action) for action in RIGHTS}


_COMMANDS: Mapping[type[c.StaffCommand], Action] = {
    c.Accept: "accept",
    c.Decline: "decline",
    c.Take: "take",
    c.AgentSay: "say",
    c.AgentNote: "note",
    c.Transfer: "transfer",
    c.Snooze: "snooze",
    c.Wake: "wake",
    c.ReturnToBot: "return_to_bot",
    c.Close: "close",
}


def _is_own(member: StaffMember, matter: Matter) -> bool:
    return matter.owner == "agent" and matter.holder == member.id


def _is_offered(member: StaffMember, matter: Matter) -> bool:
    return matter.owner == "offered" and matter.holder == member.id


def _waits(member: StaffMember, matter: Matter) -> bool:
    return matter.owner in {"bot", "queued", "ticket"} or _is_offered(member, matter)


def _is_with_a_colleague(member: StaffMember, matter: Matter) -> bool:
    return matter.holder not in {None, member.id}


def _is_in_sight(member: StaffMember, matter: Matter) -> bool:
    theirs = member.id in {matter.holder, matter.served_by}
    return theirs or not matter.teams or not matter.teams.isdisjoint(member.teams)


_REACHES: Mapping[Reach, Callable[[StaffMember, Matter], bool]] = {
    "never": lambda _member, _matter: False,
    "own": _is_own,
    "offered": _is_offered,
    "waiting": _waits,
    "colleagues": _is_with_a_colleague,
    "in_sight": _is_in_sight,
    "any": lambda _member, _matter: True,
}
