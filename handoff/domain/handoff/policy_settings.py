"""What a shop may set about stepping aside: topics, thresholds, and how much sooner each reason is
served; and whom it asks for an opinion afterwards.

The topics are those of `topics.yml`. docs/subsystems/understanding.md says how the thresholds were found.
`business.yml` may override those that are a shop's own choice; the others follow from how the bot reads
moods.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from handoff.domain.topics import Topics
from handoff.domain.understanding import HandoffReason

# Whom a shop asks for an opinion when a matter is closed: everybody (lightly where the bot alone has
# helped), those whom a person has helped, or nobody.
AskFor = Literal["always", "people", "never"]

# Minutes of waiting by which a reason comes sooner than an ordinary wish for a person.
PRIORITY: Mapping[HandoffReason, int] = {
    "requested": 0,
    "complex_topic": 0,
    "serious_topic": 2,
    "misunderstood": 0,
    "customer_repeats": 1,
    "bot_repeats": 1,
    "bot_error": 1,
    "bot_overloaded": 1,
    "order_system_down": 1,
    "complaint": 3,
    "upset": 3,
    "anger": 4,
    "unresolved_complaint": 4,
    "taken_over": 0,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicySettings:
    """The mood line: each message adds its strain (0 to 1) to what is left of the strain before
    (`decay`), and joy takes from it. A person is due above `high`, which no single message passes;
    a line that falls below `low` is forgotten. One message at the arousal `shouting` is shouting,
    if at least `shouted_words` speak for it: a single rude word is a tone, not a reason.
    """

    topics: Topics = field(default_factory=Topics)
    misunderstandings: int = 2  # in a row
    repeats: int = 3
    high: float = 1.0
    low: float = 0.3
    decay: float = 0.8
    shouting: float = 0.85
    shouted_words: int = 2
    priority: Mapping[HandoffReason, int] = field(default_factory=lambda: PRIORITY)
    ask_for_ratings: AskFor = "always"

    def priority_of(self, reason: HandoffReason, topic: str = "") -> int:
        """Minutes by which a handoff is served sooner: by its reason or by its topic, whichever is
        more."""
        return max(self.priority[reason], self.topics.priority(topic))


DEFAULTS = PolicySettings()
