"""The channels by which customers and the shop exchange words. The log does not care which.

live   buttons   typing   receipts
widget       ●        ●        ●        ●
rasa         ●        ●                 ●     an existing widget of Rasa's Socket.IO channel
mail

Words and cards go out on all of them; where no cards can be drawn, their text is written.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

ChannelKind = Literal["widget", "rasa", "mail"]
WIDGET: ChannelKind = "widget"


@dataclass(frozen=True, slots=True, kw_only=True)
class Abilities:
    """What a channel can show. `live`: the customer is there while they have it open, so that they
    can be missed, and see at once what is said."""

    live: bool = False
    buttons: bool = False
    typing: bool = False
    receipts: bool = False


CHANNELS: Mapping[ChannelKind, Abilities] = {
    "widget": Abilities(live=True, buttons=True, typing=True, receipts=True),
    "rasa": Abilities(live=True, buttons=True, receipts=True),
    "mail": Abilities(),
}
LIVE = frozenset(kind for kind, can in CHANNELS.items() if can.live)
