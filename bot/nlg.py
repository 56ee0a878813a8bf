"""How responses become sentences: by name where that is known, and never the same one twice in a row.

Rasa picks one of a response's variations at random. Here those that were said in the turn before are
passed over; if none is left and the same was asked, the sentence says itself that it comes again
(`utter_again`), and offers a person. A response may begin with {dear}: the customer's name (`utter_dear`), or nothing while that
is not known. It may end with {asks}: what `topics.yml` has the topic ask for (`utter_asks_<slot>`), or
nothing once that is known.
"""

from __future__ import annotations

import copy
import random
from itertools import islice
from typing import TYPE_CHECKING, Any

from rasa.core.nlg import TemplatedNaturalLanguageGenerator
from rasa.core.nlg.response import ResponseVariationFilter
from rasa.shared.core.events import BotUttered, UserUttered

from bot.topics import topics

if TYPE_CHECKING:
    from rasa.shared.core.domain import Domain
    from rasa.shared.core.trackers import DialogueStateTracker
    from rasa.utils.endpoints import EndpointConfig

Response = dict[str, Any]

# Said again without an excuse: they ask for what the customer has not given yet, tell of a matter only
# that the bot does not know it, or are small talk.
_MAY_BE_REPEATED = (
    "utter_ask_",
    "utter_order_needs_more",
    "utter_order_code_",
    "utter_cancel_sure",
    "utter_return_sure",
    "utter_not_understood",
    "utter_clarify",
    "utter_foreign_language",
    "utter_out_of_scope",
    "utter_payment_methods_unnamed",
    "utter_bot_challenge",
    "utter_chitchat",
    "utter_feedback_positive",
    "utter_praise",
    "utter_greet",
    "utter_thank",
    "utter_affirm",
    "utter_deny",
)


class FreshWords(TemplatedNaturalLanguageGenerator):
    """Named as `nlg.type` in endpoints.yml."""

    def __init__(
        self, endpoint_config: EndpointConfig | None = None, domain: Domain | None = None
    ) -> None:
        super().__init__(domain.responses if domain else {})

    async def generate(
        self,
        utter_action: str,
        tracker: DialogueStateTracker,
        output_channel: str,
        **values: Any,
    ) -> Response | None:
        slots = tracker.current_slot_values()
        values["dear"] = self._dear(slots, output_channel)
        values["asks"] = self._asks(tracker, slots, output_channel)
        said = said_before(tracker)
        choices = [
            _without_gaps(self._fill_response(copy.deepcopy(variation), slots, **values))
            for variation in self._variations(utter_action, slots, output_channel)
        ]
        fresh = [choice for choice in choices if choice.get("text") not in said]
        excused = utter_action.startswith(_MAY_BE_REPEATED) or not asks_again(tracker)
        if fresh or not choices or excused:
            return random.choice(fresh or choices) if choices else None  # noqa: S311 - no secret
        return self._again(random.choice(choices), slots, output_channel)  # noqa: S311 - as above

    def _fill_response(
        self, response: Response, filled_slots: dict[str, Any] | None = None, **values: Any
    ) -> Response:
        """Fills text and titles of buttons, and leaves their payloads, where braces are no gaps."""
        fill = super()._fill_response
        buttons = [
            {**button, "title": fill({"text": button["title"]}, filled_slots, **values)["text"]}
            for button in response.pop("buttons", None) or []
        ]
        filled: Response = fill(response, filled_slots, **values)
        return {**filled, "buttons": buttons} if buttons else filled

    def _variations(self, utter_action: str, slots: dict[str, Any], channel: str) -> list[Response]:
        if utter_action not in self.responses:
            return []
        kept = ResponseVariationFilter(self.responses)
        found: list[Response] = kept.responses_for_utter_action(utter_action, channel, slots)
        return found

    def _dear(self, slots: dict[str, Any], channel: str) -> str:
        if not slots.get("customer_name"):
            return ""
        dear = self.generate_from_slots("utter_dear", slots, channel)
        return dear["text"] if dear else ""

    def _asks(self, tracker: DialogueStateTracker, slots: dict[str, Any], channel: str) -> str:
        message = tracker.latest_message
        topic = topics().get(message.intent.get("name", "")) if message else None
        if topic is None or topic.asks is None or slots.get(topic.asks) is not None:
            return ""
        if slots.get("customer_verified"):
            return ""  # the shop knows the orders, and so does the person who comes
        question = self.generate_from_slots(f"utter_asks_{topic.asks}", slots, channel)
        return question["text"] if question else ""

    def _again(self, response: Response, slots: dict[str, Any], channel: str) -> Response:
        again = self.generate_from_slots("utter_again", slots, channel, text=response["text"])
        if again is None:
            return response
        buttons = [*(response.get("buttons") or []), *(again.get("buttons") or [])]
        each_once = {button["payload"]: button for button in buttons}
        return {**response, "text": again["text"], "buttons": list(each_once.values())}


def _without_gaps(response: Response) -> Response:
    """The response without the space before something that was left out at its end."""
    text = response.get("text")
    return {**response, "text": text.rstrip()} if text else response


def asks_again(tracker: DialogueStateTracker) -> bool:
    """Whether the latest message asks what the one before asked: the same topic, and no small talk."""
    said = (event for event in reversed(tracker.events) if isinstance(event, UserUttered))
    latest, before = ([event.intent_name for event in islice(said, 2)] + [None, None])[:2]
    topic = topics().get(latest or "")
    return topic is not None and topic.kind != "small_talk" and latest == before


def said_before(tracker: DialogueStateTracker) -> frozenset[str]:
    """What the bot said in answer to the message before the latest."""
    said: set[str] = set()
    messages = 0
    for event in reversed(tracker.events):
        messages += isinstance(event, UserUttered)
        if messages > 1:
            break
        if messages == 1 and isinstance(event, BotUttered) and event.text:
            said.add(event.text)
    return frozenset(said)
