"""What a shop may set about stepping aside: topics, thresholds, and how much sooner each reason is
served.

How the defaults were found is told in docs/subsystems/understanding.md. `business.yml` may override
those that are a shop's own choice; the others follow from how the bot reads moods.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from handoff.domain.understanding import HandoffReason

# Minutes of waiting by which a reason comes sooner than an ordinary wish for a person.
PRIORITY: Mapping[HandoffReason, int] = {
    "requested": 0,
    "complex_topic": 0,
    "misunderstood": 0,
    "customer_repeats": 1,
    "bot_repeats": 1,
    "bot_error": 1,
    "order_system_down": 1,
    "complaint": 3,
    "upset": 3,
    "anger": 4,
    "unresolved_complaint": 4,
    "taken_over": 0,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicySettings:
    """Topics are names of intents.

    The mood line: each message adds its strain (0 to 1) to what is left of the strain before
    (`decay`), and joy takes from it. A person is due above `high`, which no single message passes;
    a line that falls below `low` is forgotten. One message at the arousal `shouting` is shouting,
    if at least `shouted_words` speak for it: a single rude word is a tone, not a reason.
    """

    # For people: no bot of ours knows enough.
    complex_topics: frozenset[str] = frozenset({"product_advice", "change_order"})
    # The customer's own: asked for again and again, they have not moved; and what somebody comes
    # back for whose complaint came to no good end. General questions may be asked one by one.
    own_matters: frozenset[str] = frozenset(
        {
            "order_status",
            "refund_status",
            "return_start",
            "cancel_order",
            "payment_problem",
            "account_problem",
        }
    )
    # Said again and again without meaning anything by it.
    small_talk: frozenset[str] = frozenset(
        {"", "greet", "goodbye", "thank", "affirm", "deny", "feedback_positive", "help", "inform"}
    )
    misunderstandings: int = 2  # in a row
    repeats: int = 3
    high: float = 1.0
    low: float = 0.3
    decay: float = 0.8
    shouting: float = 0.85
    shouted_words: int = 2
    priority: Mapping[HandoffReason, int] = field(default_factory=lambda: PRIORITY)


DEFAULTS = PolicySettings()
