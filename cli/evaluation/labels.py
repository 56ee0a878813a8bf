"""What labels of a set mean to a bot that has fewer topics.

A set may name topics that the bot does not have. The nearest one that it has is then right. Topics that
the bot has count exactly.
"""

from collections.abc import Collection, Mapping, Sequence
from pathlib import Path

from stack.setup.training import read_yaml

ITEMS = frozenset({"item_damaged", "item_wrong", "item_missing"})

NEAREST: Mapping[str, tuple[str, ...]] = {
    **dict.fromkeys(ITEMS, ("complaint", "return_start")),
    "delivered_not_received": ("complaint", "order_status"),
    "delivery_late": ("complaint", "order_status"),
    "speak_to_manager": ("request_human", "complaint"),
    "price": ("discount_code", "product_availability", "product_advice"),
    "warranty": ("return_policy",),
    "data_privacy": ("account_problem",),
    "invoice": ("contact_info", "request_human"),
}


def right_labels(labels: Sequence[str], known: Collection[str]) -> tuple[str, ...]:
    """Everything that a bot which knows the topics `known` may answer. Begins with the first of
    `labels`."""
    found = list(labels)
    for label in labels:
        if label not in known:
            found += NEAREST.get(label, ())
    return tuple(dict.fromkeys(found))


def examples_of(nlu: Path) -> dict[str, list[str]]:
    """The files that hold examples of each intent, by their names below a language's folder."""
    found: dict[str, list[str]] = {}
    for file in sorted(nlu.rglob("*.yml")):
        content = read_yaml(file)
        for entry in content.get("nlu", []) if isinstance(content, dict) else []:
            places = found.setdefault(entry.get("intent", ""), [])
            if file.name not in places:
                places.append(file.name)
    return found
