"""What Rasa asks the action server, and how it checks the answer: each at a fraction of its own cost.

*Asked*: Rasa sends all that was ever said. Actions look back a few messages, so they are sent those.
*Sent*: Rasa opens a connection for every call. Here it stays open.
*Checked*: Rasa hands every answer to `jsonschema.validate`, which first checks the schema itself, twenty kinds
of events in it, and makes a validator anew: nine tenths of the time that the check takes. The schema never
changes. An answer that does not fit goes to Rasa's own check, so that it fails with the same error as ever.
"""

from __future__ import annotations

import copy
from contextlib import AbstractAsyncContextManager, nullcontext
from typing import TYPE_CHECKING, Any

import aiohttp
from jsonschema.validators import validator_for
from rasa.core.actions.action import RemoteAction
from rasa.shared.core.events import UserUttered
from rasa.utils.endpoints import EndpointConfig

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rasa.shared.core.domain import Domain
    from rasa.shared.core.events import Event
    from rasa.shared.core.trackers import DialogueStateTracker

MESSAGES = 8  # of the customer; no action looks further back

_SCHEMA = RemoteAction.action_response_format_spec()
_VALIDATOR = validator_for(_SCHEMA)(_SCHEMA)
_rasas_call = RemoteAction._action_call_format  # noqa: SLF001 - there is no other way in
_rasas_check = RemoteAction._validate_action_result  # noqa: SLF001 - as above


def install() -> None:
    """From now on Rasa asks and checks this way."""
    RemoteAction._action_call_format = _call  # noqa: SLF001 - as above
    RemoteAction._validate_action_result = _check  # noqa: SLF001 - as above


class KeptOpen(EndpointConfig):
    """The action server's address, with connections that stay open between calls.

    Belongs to one event loop.
    """

    _kept: aiohttp.ClientSession | None = None

    @classmethod
    def of(cls, endpoint: EndpointConfig) -> KeptOpen:
        own = cls.__new__(cls)
        own.__dict__.update(endpoint.__dict__)
        return own

    def session(self) -> AbstractAsyncContextManager[aiohttp.ClientSession]:
        if self._kept is None:
            self._kept = super().session()
        return nullcontext(self._kept)

    async def close(self) -> None:
        if self._kept is not None:
            await self._kept.close()
            self._kept = None


def _call(action: RemoteAction, tracker: DialogueStateTracker, domain: Domain) -> dict[str, Any]:
    recent = copy.copy(tracker)
    recent.events = recent_events(tracker.events)
    called: dict[str, Any] = _rasas_call(action, recent, domain)
    return called


def recent_events(events: Sequence[Event]) -> list[Event]:
    """The customer's latest messages, and what happened since the first of them."""
    said = [place for place, event in enumerate(events) if isinstance(event, UserUttered)]
    first = said[-MESSAGES] if len(said) > MESSAGES else 0
    return list(events)[first:]


def _check(action: RemoteAction, answer: dict[str, Any]) -> bool:
    return bool(_VALIDATOR.is_valid(answer) or _rasas_check(action, answer))
