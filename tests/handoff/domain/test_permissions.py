"""The table of rights, and that the rules of conversations keep to it."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import get_args

import pytest

from handoff.domain.conversation import commands as c
from handoff.domain.conversation import events as e
from handoff.domain.conversation.decisions import decide
from handoff.domain.conversation.state import Conversation
from handoff.domain.errors import IllegalMove, NotAllowed
from handoff.domain.people import ROLES, Role, StaffMember
from handoff.domain.permissions import (
    RIGHTS,
    Action,
    Matter,
    action_of,
    matter_of,
    may,
    require,
    rights_of,
    sight_of,
)
from tests.handoff.domain.play.story import (
    EVERY_OWNER,
    NOON,
    OMID,
    SARA,
    offered,
    queued,
    snoozed,
    to_omid,
    to_team,
    with_agent,
)

# The table in words, as its readers understand it: what each role may do at all.
AGENT = {"read", "note", "accept", "decline", "take", "say", "suggest"} | {
    "transfer",
    "snooze",
    "wake",
    "return_to_bot",
    "close",
}
SUPERVISOR = (
    AGENT
    | {"take_over", "search", "see_waits", "see_deliveries"}
    | {"export_customer", "answer_data_requests"}
)
ADMIN = (
    AGENT
    | {"see_deliveries", "export_customer", "erase_customer"}
    | {
        "answer_data_requests",
        "manage_people",
        "change_settings",
        "read_audit",
    }
)

RETURNS, SALES = frozenset({"returns"}), frozenset({"sales"})


def member(
    role: Role = "agent", agent: c.Agent = SARA, teams: frozenset[str] = frozenset()
) -> StaffMember:
    return StaffMember(
        id=agent.id,
        email="somebody@shop.example",
        names=agent.names,
        role=role,
        capacity=4,
        available=True,
        disabled=False,
        teams=teams,
    )


# --- the table --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("role", "actions"), [("agent", AGENT), ("supervisor", SUPERVISOR), ("admin", ADMIN)]
)
def test_each_role_has_rights_of_its_own(role: Role, actions: set[str]) -> None:
    """Supervisors watch over chats and admins over people and settings; neither has all rights."""
    granted = {action for action in get_args(Action) if may(member(role), action)}
    assert granted == actions
    assert {action for action, reach in rights_of(role).items() if reach != "never"} == actions


def test_the_table_has_a_row_for_every_action() -> None:
    """An action missing from the table could not be checked."""
    assert set(RIGHTS) == set(get_args(Action))


def test_a_right_that_is_missing_is_refused_by_its_name() -> None:
    """The console can say which one it was."""
    require(member("supervisor"), "search")
    with pytest.raises(NotAllowed) as refused:
        require(member("admin"), "search")
    assert (refused.value.code, refused.value.data) == ("not_allowed", {"action": "search"})


# --- conditions -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("owner", "holder", "moves"),
    [
        ("bot", None, {"take"}),
        ("queued", None, {"take"}),
        ("ticket", None, {"take"}),
        ("closed", None, set()),
        ("offered", SARA, {"accept", "decline", "take"}),
        ("offered", OMID, set()),
        ("agent", OMID, set()),
        ("agent", SARA, AGENT - {"accept", "decline", "take", "read", "note"}),
    ],
)
def test_what_may_be_done_depends_on_who_has_the_chat(
    owner: str, holder: c.Agent | None, moves: set[str]
) -> None:
    """Besides reading it and leaving a note, which every agent may."""
    matter = Matter(owner=owner, holder=holder.id if holder else None)  # type: ignore[arg-type]
    granted = {action for action in AGENT if may(member(), action, matter)}  # type: ignore[arg-type]
    assert granted == {"read", "note"} | moves


@pytest.mark.parametrize(
    ("role", "holder", "granted"),
    [
        ("supervisor", OMID, True),
        ("supervisor", SARA, False),
        ("supervisor", None, False),
        ("agent", OMID, False),
        ("admin", OMID, False),
    ],
)
def test_only_supervisors_take_chats_from_colleagues(
    role: Role, holder: c.Agent | None, *, granted: bool
) -> None:
    """There is nothing to take over from oneself, or from nobody."""
    matter = (
        Matter(owner="agent", holder=holder.id) if holder else Matter(owner="queued", holder=None)
    )
    assert may(member(role), "take_over", matter) is granted


# --- teams ------------------------------------------------------------------------------------

TEAMS_OF = {SARA.id: SALES, OMID.id: RETURNS}


@pytest.mark.parametrize(
    ("state", "teams"),
    [
        (queued().state, frozenset()),
        (offered().state, SALES),
        (with_agent().state, SALES),
        (with_agent().then(c.Close(agent=SARA)).state, SALES),
        (with_agent().then(to_team("repairs")).state, {"repairs"}),
        (with_agent().then(to_team("repairs"), c.Take(agent=OMID)).state, {"repairs"} | RETURNS),
        (with_agent().then(to_omid()).state, RETURNS),
    ],
)
def test_a_chat_belongs_to_the_teams_of_who_has_it_and_to_the_one_asked_for(
    state: Conversation, teams: frozenset[str]
) -> None:
    """A closed chat belongs to its last agent's teams; before any agent came, to none."""
    assert matter_of(state, TEAMS_OF).teams == teams
    assert matter_of(state).teams == frozenset()


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("teams", [frozenset(), SALES, RETURNS])
@pytest.mark.parametrize("who", [SARA, OMID])
def test_another_team_does_not_see_it(role: Role, teams: frozenset[str], who: c.Agent) -> None:
    """Only those of one of its teams do, who has or had it, and supervisors."""
    sees = role == "supervisor" or who == SARA or teams == RETURNS
    reader = member(role, who, teams)
    for matter in (
        Matter(owner="agent", holder=SARA.id, served_by=SARA.id, teams=RETURNS),
        Matter(owner="closed", served_by=SARA.id, teams=RETURNS),
    ):
        assert may(reader, "read", matter) is sees
        assert may(reader, "note", matter) is sees


@pytest.mark.parametrize("role", ROLES)
def test_a_store_sees_with_a_members_eyes(role: Role) -> None:
    """The sight of agents and admins names their teams and the colleagues in them; a supervisor needs
    no condition, and nobody does in a shop where everybody sees everything."""
    everyone = {SARA.id: SALES, OMID.id: RETURNS, "agent-parisa": SALES, "agent-new": frozenset()}
    sight = sight_of(member(role, SARA, SALES), everyone)
    if role != "supervisor":
        assert sight is not None
        assert (sight.staff_id, sight.teams) == (SARA.id, SALES)
        assert sight.near == {SARA.id, "agent-parisa"}
        assert sight.teamed == {SARA.id, OMID.id, "agent-parisa"}
    else:
        assert sight is None
    assert sight_of(member(role, SARA, SALES), None) is None


def test_what_is_not_seen_cannot_be_taken() -> None:
    """A chat that waits for another team is for them to take."""
    matter = Matter(owner="queued", teams=RETURNS)
    assert not may(member(teams=SALES), "take", matter)
    assert may(member(teams=RETURNS), "take", matter)


def test_what_is_nobodys_is_seen_by_everybody() -> None:
    """Else it could be found by nobody."""
    assert may(member(teams=SALES), "read", Matter(owner="queued"))


# --- the rules of conversations ---------------------------------------------------------------

UNTIL = NOON + timedelta(hours=1)
COMMANDS: Sequence[c.StaffCommand] = [
    c.Accept(agent=SARA),
    c.Decline(agent=SARA),
    c.Take(agent=SARA),
    c.Take(agent=SARA, over=True),
    c.AgentSay(agent=SARA, text="hello", client_id="said-2"),
    c.AgentNote(agent=SARA, text="a regular", client_id="said-3"),
    c.Transfer(agent=SARA, client_id="handed-on", to=OMID),
    c.Snooze(agent=SARA, until=UNTIL),
    c.Wake(agent=SARA),
    c.ReturnToBot(agent=SARA),
    c.Close(agent=SARA),
]


def test_every_command_of_the_staff_has_a_row() -> None:
    """Take has two, so as to be granted by itself."""
    kinds = {type(command) for command in COMMANDS}
    assert kinds == set(get_args(c.StaffCommand))
    assert len({action_of(command) for command in COMMANDS}) == len(COMMANDS)


def _happens(state: Conversation, command: c.StaffCommand) -> Sequence[e.Body]:
    try:
        return decide(state, command, NOON)
    except IllegalMove:
        return ()


@pytest.mark.parametrize("holder", [SARA, OMID])
@pytest.mark.parametrize("owner", [*EVERY_OWNER, "snoozed"])
@pytest.mark.parametrize("command", COMMANDS, ids=action_of)
def test_nothing_happens_that_the_table_does_not_grant(
    command: c.StaffCommand, owner: str, holder: c.Agent
) -> None:
    """Checks every command in every state: a granted one happens, unless it has already."""
    state = snoozed().state if owner == "snoozed" else EVERY_OWNER[owner]().state
    command = replace(command, agent=holder)
    supervisor = member("supervisor", holder)
    granted = may(supervisor, action_of(command), matter_of(state))
    if isinstance(command, c.Take) and command.over:  # is a take, too, where nobody has it
        granted = granted or may(supervisor, "take", matter_of(state))
    happens = bool(_happens(state, command))
    already = isinstance(command, c.Wake) and owner != "snoozed"
    assert happens == (granted and not already)
