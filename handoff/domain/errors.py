"""Everything the domain can refuse, as one tree:

    DomainError
    ├── NotFound          nothing under that id, or nothing this person may see
    ├── NotAllowed        the person is known, and may not do this
    ├── IllegalMove       the conversation is not in a state where this can happen
    ├── InvalidInput      a value is malformed, too long, missing
    └── TooManyAttempts   a limit was reached; `retry_after` seconds are in the data

Each carries a stable `code` for programs and a sentence for people who read logs. Text for
customers and agents is in the catalogues of the widget and the console, by code.
"""

from collections.abc import Mapping


class DomainError(Exception):
    """A refusal with a stable code. `data` holds plain JSON values, never a customer's text."""

    def __init__(
        self, code: str, message: str, data: Mapping[str, str | int] | None = None
    ) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.data = dict(data or {})


class NotFound(DomainError):
    """Nothing under that id, or nothing this person may see: deliberately the same."""


class NotAllowed(DomainError):
    """The person is known, and may not do this."""


class IllegalMove(DomainError):
    """The conversation's present owner does not allow this command."""


def illegal_move(message: str, *, owner: str) -> IllegalMove:
    """The usual refusal; `owner` is the kind of the present one."""
    return IllegalMove("illegal_move", message, {"owner": owner})


class InvalidInput(DomainError):
    """A value is malformed, too long or missing."""


class TooManyAttempts(DomainError):
    """A limit was reached. `data["retry_after"]` says in how many seconds to try again."""
