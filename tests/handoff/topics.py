"""Topics as a shop may list them: a few of each kind, in the order of a day at a desk."""

from typing import TYPE_CHECKING, Any

from handoff.domain.handoff.policy_settings import PolicySettings
from handoff.domain.topics import Kind, Means, Person, Topic, Topics

if TYPE_CHECKING:
    from handoff.domain.language import Language


def topic(
    name: str,
    kind: Kind = "own_matter",
    person: Person = "never",
    by: Means = "reply",
    answer: str = "",
    **more: Any,
) -> Topic:
    label: dict[Language, str] = {"en": name.replace("_", " "), "fa": name}
    return Topic(
        name=name,
        kind=kind,
        person=person,
        by=by,
        answer=answer or f"utter_{name}",
        label=label,
        **more,
    )


def listed(*topics: Topic) -> Topics:
    return Topics({topic.name: topic for topic in topics})


TOPICS = listed(
    *(
        topic(name, "small_talk")
        for name in ("greet", "thank", "goodbye", "affirm", "deny", "help")
    ),
    topic("inform", "small_talk", by="order", answer="details"),
    topic("order_status", by="order", answer="status", related=("delivery_time",)),
    topic("refund_status", by="order", answer="refund", related=("return_policy",)),
    topic("return_start", by="order", answer="return", related=("return_policy",)),
    topic("cancel_order", by="order", answer="cancel"),
    topic("account_problem", person="offered"),
    topic("payment_problem", "serious", "acknowledged", sorry=True, related=("payment_methods",)),
    topic("item_damaged", "serious", "acknowledged", asks="order_number", sorry=True, priority=3),
    topic("complaint", "serious", "acknowledged", sorry=True, priority=3),
    topic("speak_to_manager", "serious", "now", priority=3),
    topic("request_human", "complex", "now"),
    topic("change_order", "complex", "acknowledged", asks="order_number", priority=1),
    topic("product_advice", "complex", "acknowledged"),
    topic("store_hours", "general", by="action", answer="action_store_hours"),
    topic("store_address", "general", by="action", answer="action_store_address"),
    topic("contact_info", "general", "offered", by="action", answer="action_contact_info"),
    topic("delivery_time", "general", by="policy", answer="delivery_time"),
    topic("return_policy", "general", by="policy", answer="return_policy"),
    topic("payment_methods", "general", "offered", by="policy", answer="payment_methods"),
)
RULES = PolicySettings(topics=TOPICS)
