"""The policy chooses what the bot does next: by the rules, but for a matter of orders that is open (`bot/actions/orders.py`).

    message ──► orders open? ──yes──► action_order ──it was for it──► listen
                     │                     └─ declined: it was not ─┐
                     └──no──► the topic's own rule ◄────────────────┘
                                     ├─► orders still waiting? ──► action_order_again ──► listen
                                     └─► a person comes, and an order is asked about? ──► action_order_beside ──► listen

A form of Rasa's would need two rules for each topic, and would not hear "the other one" once it is
closed. So no topic has to know of orders, and what a message means to an order is decided in one place.

Rasa's rule policy lives through the whole conversation at every step, twice, though rules look at its end
alone. Here it is shown that end: a step at message 30 costs what it costs at message 1.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from rasa.core.policies.policy import PolicyPrediction
from rasa.core.policies.rule_policy import RULES, RULES_FOR_LOOP_UNHAPPY_PATH, RulePolicy
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.shared.core.constants import ACTION_LISTEN_NAME, USER
from rasa.shared.core.domain import Domain, State
from rasa.shared.core.events import ActionExecuted, ActionExecutionRejected, UserUttered
from rasa.shared.core.slots import Slot
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.nlu.constants import TEXT

from bot.actions.order_talk import NOT_UNDERSTOOD, ORDER_TALK, PURPOSES, SPEAKING
from bot.actions.order_words import means
from bot.slots import order_asked, order_told
from bot.spelling import is_question
from bot.topics import topics

ORDER, AGAIN, BESIDE = "action_order", "action_order_again", "action_order_beside"
MAY_DECLINE = ORDER

# After an answer about an order so many messages may still be about it ("and the other one?").
_HEARD_FOR = 5
_STATES_KEPT = 2000


@dataclass(frozen=True)
class _Rules:
    """What is known of a model's rules without looking at each."""

    longest: int  # states
    name_texts: bool

    @classmethod
    def of(cls, lookup: dict[str, Any]) -> _Rules:
        keys = [*lookup.get(RULES, {}), *lookup.get(RULES_FOR_LOOP_UNHAPPY_PATH, {})]
        rules: list[list[State]] = [json.loads(key) for key in keys]
        return cls(
            longest=max(map(len, rules), default=1),
            name_texts=any(TEXT in state.get(USER, {}) for rule in rules for state in rule),
        )


@DefaultV1Recipe.register(
    DefaultV1Recipe.ComponentType.POLICY_WITHOUT_END_TO_END_SUPPORT, is_trainable=True
)
class OrdersThenRules(RulePolicy):
    """Named in config.yml; takes what RulePolicy takes."""

    _rules: _Rules | None = None  # until a trained model is loaded
    _fitting: dict[str, set[str]]  # rules by states

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
        if done and done[-1] in (ORDER, AGAIN, BESIDE):
            return self._surely(ACTION_LISTEN_NAME, tracker, domain)
        ruled: PolicyPrediction = super().predict_action_probabilities(
            tracker, domain, rule_only_data, **kwargs
        )
        over = domain.action_names_or_texts[ruled.max_confidence_index] == ACTION_LISTEN_NAME
        if over and done and wants_the_order_told(tracker):
            return self._surely(BESIDE, tracker, domain)
        return self._surely(AGAIN, tracker, domain) if over and order_asked(tracker) else ruled

    @classmethod
    def load(cls, *args: Any, **kwargs: Any) -> OrdersThenRules:
        policy: OrdersThenRules = super().load(*args, **kwargs)
        policy._rules, policy._fitting = _Rules.of(policy.lookup), {}
        return policy

    def _find_action_from_rules(
        self,
        tracker: DialogueStateTracker,
        domain: Domain,
        use_text_for_last_user_input: bool,  # noqa: FBT001 - Rasa's own signature
    ) -> tuple[str | None, str | None, bool]:
        """Rules that name texts instead of intents are looked for only where there are some."""
        if use_text_for_last_user_input and self._rules and not self._rules.name_texts:
            return None, None, False
        found: tuple[str | None, str | None, bool] = super()._find_action_from_rules(
            tracker, domain, use_text_for_last_user_input
        )
        return found

    def _prediction_states(
        self, tracker: DialogueStateTracker, domain: Domain, *args: Any, **kwargs: Any
    ) -> list[State]:
        """The conversation's latest states, as many as the longest rule has.

        All of them in training, and where slots or forms carry something from long ago.
        """
        if self._rules is None or domain.form_names or any(map(_shapes_states, domain.slots)):
            whole: list[State] = super()._prediction_states(tracker, domain, *args, **kwargs)
            return whole
        end = end_of(tracker, self._rules.longest)
        states: list[State] = super()._prediction_states(end, domain, *args, **kwargs)
        return states[-self._rules.longest :]

    def _get_possible_keys(self, lookup: dict[str, str], states: list[State]) -> set[str]:
        """The rules that fit are the same whenever the states are: conversations take few ways."""
        if self._rules is None or lookup is not self.lookup[RULES]:
            found: set[str] = super()._get_possible_keys(lookup, states)
            return found
        at = json.dumps(states)
        if at not in self._fitting:
            if len(self._fitting) >= _STATES_KEPT:
                self._fitting.clear()
            self._fitting[at] = super()._get_possible_keys(lookup, states)
        return self._fitting[at]

    def _surely(
        self, action: str, tracker: DialogueStateTracker, domain: Domain
    ) -> PolicyPrediction:
        prediction: PolicyPrediction = self._rule_prediction(
            self._prediction_result(action, tracker, domain), self.__class__.__name__
        )
        return prediction


def end_of(tracker: DialogueStateTracker, states: int) -> DialogueStateTracker:
    """The end of a conversation, from the message on with which its last `states` states begin, or earlier.

    There is a state before each action, and one now.
    """
    events, actions = tracker.applied_events(), 0
    start = len(events)
    while start > 0:
        start -= 1
        event = events[start]
        if isinstance(event, ActionExecuted):
            if actions > states and event.action_name == ACTION_LISTEN_NAME:
                break
            actions += 1
    end = tracker.init_copy()
    for event in events[start:]:
        end.update(event)
    return end


def _shapes_states(slot: Slot) -> bool:
    return bool(slot.influence_conversation)


def gives_details(tracker: DialogueStateTracker) -> bool:
    """Whether the latest message means something to the order that is talked of alone.

    "The other one" is then neither a riddle nor a wish for advice.
    """
    talk = tracker.get_slot(ORDER_TALK) or {}
    intent = tracker.latest_message.intent["name"]
    if ORDER not in _done_since_message(tracker) or talk.get("lost"):
        return False
    return intent in NOT_UNDERSTOOD or bool(talk.get("named") and intent not in SPEAKING)


def wants_the_order_told(tracker: DialogueStateTracker) -> bool:
    """Whether the latest message, for which a person comes, asks how an order stands besides.

    "My order 1043 is late again, where is it?" is acknowledged, and answered.
    """
    message = tracker.latest_message
    topic = topics().get(message.intent["name"])
    if topic is None or not topic.is_trouble:
        return False
    parsed, text = message.parse_data, message.text or ""
    matters = {matter["name"] for matter in parsed.get("matters", [])}
    names_it = means("order", text) or any(
        entity["entity"] == "order_number" for entity in parsed["entities"]
    )
    asks = is_question(text) and (means("where", text) or means("when", text))
    status = {name for name, purpose in PURPOSES.items() if purpose == "status"}
    return topic.tells == "order" or bool(matters & status) or (names_it and asks)


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
    if _may_name_one(tracker):
        return True
    return bool(order_told(tracker)) and _messages_since(tracker, ORDER) <= _HEARD_FOR


def _may_name_one(tracker: DialogueStateTracker) -> bool:
    """Whether a message that is not understood has a number, or, of a customer whose orders are known, may have a title."""
    message = tracker.latest_message
    foreign = (message.metadata or {}).get("third_language")
    if foreign or message.intent["name"] not in NOT_UNDERSTOOD:
        return False
    numbered = any(entity["entity"] == "order_number" for entity in message.entities)
    return numbered or bool(tracker.get_slot("customer_verified"))


def _messages_since(tracker: DialogueStateTracker, action: str) -> int:
    messages = 0
    for event in reversed(tracker.events):
        if isinstance(event, ActionExecuted) and event.action_name == action:
            break
        messages += isinstance(event, UserUttered)
    return messages
