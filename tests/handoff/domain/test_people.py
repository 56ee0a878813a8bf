import pytest

from handoff.domain.people import StaffMember


def member(*, available: bool = True, disabled: bool = False, capacity: int = 4) -> StaffMember:
    return StaffMember(
        id="s1",
        email="sara@shop.example",
        name="Sara",
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
