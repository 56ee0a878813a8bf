"""An agent who lets several offers in a row run out is set away, until they say that they are back."""

from handoff.domain.conversation.events import AgentAccepted, OfferExpired
from handoff.services.availability import AgentAvailability
from handoff.services.ports.subscriptions import Logged, StartFrom


class MissedOffers:
    """Implements `Reaction`. Recounts the agent's misses from the record at each event that changes the
    count: idempotent, so no event counts twice or is forgotten."""

    name = "missed_offers"
    handles = (OfferExpired, AgentAccepted)
    start: StartFrom = "now"

    def __init__(self, availability: AgentAvailability) -> None:
        self._availability = availability

    async def handle(self, logged: Logged) -> None:
        match logged.event.body:
            case (
                OfferExpired(agent_id=agent_id, cause="deadline") | AgentAccepted(agent_id=agent_id)
            ):
                await self._availability.count_misses(agent_id)
            case _:
                pass  # declined is answered, and a lost agent is offered nothing anyway
