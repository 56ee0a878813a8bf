"""Checks the answers of the action server against Rasa's schema, with a validator that is made once.

Rasa hands every answer to `jsonschema.validate`, which first checks the schema itself, twenty kinds of
events in it, and makes a validator anew: nine tenths of the time that the check takes, and more than half
of a turn with an action. The schema never changes. An answer that does not fit goes to Rasa's own check,
so that it fails with the same error as ever.
"""

from __future__ import annotations

from typing import Any

from jsonschema.validators import validator_for
from rasa.core.actions.action import RemoteAction

_SCHEMA = RemoteAction.action_response_format_spec()
_VALIDATOR = validator_for(_SCHEMA)(_SCHEMA)
_rasas_check = RemoteAction._validate_action_result  # noqa: SLF001 - there is no other way in


def install() -> None:
    """From now on Rasa checks answers this way."""
    RemoteAction._validate_action_result = _check  # noqa: SLF001 - as above


def _check(action: RemoteAction, answer: dict[str, Any]) -> bool:
    return bool(_VALIDATOR.is_valid(answer) or _rasas_check(action, answer))
