"""The policy chooses what the bot does next: by the rules, but for a matter of orders that is open (`bot/actions/orders.py`).

    message ──► orders open? ──yes──► action_order ──it was for it──► listen
                     │                     └─ declined: it was not ─┐
                     └──no──► the topic's own rule ◄────────────────┘
                                     └─► orders still waiting? ──► action_order_again ──► listen

A form of Rasa's would need two rules for each topic, and would not hear "the other one" once it is
closed. So no topic has to know of orders, and what a message means to an order is decided in one place.
"""

from __future__ import annotations

from typing import Any

from rasa.core.policies.policy import PolicyPrediction
from rasa.core.policies.rule_policy import RulePolicy
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.shared.core.constants import ACTION_LISTEN_NAME
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, ActionExecutionRejected, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from bot.actions.order_talk import NOT_UNDERSTOOD, ORDER_TALK, SPEAKING
from bot.slots import order_asked, order_told

ORDER, AGAIN = "action_order", "action_order_again"
MAY_DECLINE = ORDER

# After an answer about an order so many messages may still be about it ("and the other one?").
_HEARD_FOR = 5


@DefaultV1Recipe.register(
    DefaultV1Recipe.ComponentType.POLICY_WITHOUT_END_TO_END_SUPPORT, is_trainable=True
)
class OrdersThenRules(RulePolicy):
    """Named in config.yml; takes what RulePolicy takes."""

    def predict_action_probabilities(
        self,
        tracker: DialogueStateTracker,
        domain: Domain,
        rule_only_data: dict[str, Any] | None = None,
        **kwargs: Any,
    ) -> PolicyPrediction:
        done = _done_since_message(tracker)
        if not done and _is_open(tracker):
            return self._surely(ORDER, tracker, domain)
        if done and done[-1] in (ORDER, AGAIN):
            return self._surely(ACTION_LISTEN_NAME, tracker, domain)
        ruled: PolicyPrediction = super().predict_action_probabilities(
            tracker, domain, rule_only_data, **kwargs
        )
        over = domain.action_names_or_texts[ruled.max_confidence_index] == ACTION_LISTEN_NAME
        return self._surely(AGAIN, tracker, domain) if over and order_asked(tracker) else ruled

    def _surely(
        self, action: str, tracker: DialogueStateTracker, domain: Domain
    ) -> PolicyPrediction:
        prediction: PolicyPrediction = self._rule_prediction(
            self._prediction_result(action, tracker, domain), self.__class__.__name__
        )
        return prediction


def gives_details(tracker: DialogueStateTracker) -> bool:
    """Whether the latest message means something to the order that is talked of alone.

    "The other one" is then neither a riddle nor a wish for advice.
    """
    talk = tracker.get_slot(ORDER_TALK) or {}
    intent = tracker.latest_message.intent["name"]
    if ORDER not in _done_since_message(tracker) or talk.get("lost"):
        return False
    return intent in NOT_UNDERSTOOD or bool(talk.get("named") and intent not in SPEAKING)


def _done_since_message(tracker: DialogueStateTracker) -> list[str]:
    """The actions that have answered the latest message so far; a declined one is nameless."""
    done: list[str] = []
    for event in reversed(tracker.events):
        if isinstance(event, UserUttered):
            break
        if isinstance(event, ActionExecuted):
            done.append(event.action_name or "")
        elif isinstance(event, ActionExecutionRejected):
            done.append("")
    return done[::-1]


def _is_open(tracker: DialogueStateTracker) -> bool:
    """Whether the latest message may be meant for an order."""
    if order_asked(tracker):
        return True
    return bool(order_told(tracker)) and _messages_since(tracker, ORDER) <= _HEARD_FOR


def _messages_since(tracker: DialogueStateTracker, action: str) -> int:
    messages = 0
    for event in reversed(tracker.events):
        if isinstance(event, ActionExecuted) and event.action_name == action:
            break
        messages += isinstance(event, UserUttered)
    return messages
