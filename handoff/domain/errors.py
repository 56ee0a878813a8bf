"""Everything that Firuze raises on purpose, as one tree. A family says what the caller may do:

    FiruzeError
    ├── Refusal                 what was asked is refused: the caller asks for something else
    │   ├── NotFound            nothing under that id, or nothing this person may see
    │   ├── NotAllowed          the person may not do this
    │   │   └── NotAuthenticated    nobody knows who asks: log in, or get a new token
    │   │       └── TokenErased     what was kept of the token's customer was deleted
    │   ├── IllegalMove         the conversation is not in a state where this can happen
    │   ├── InvalidInput        a value is malformed, too long, missing
    │   └── TooManyAttempts     a limit was reached; `retry_after` seconds are in the data
    ├── Outage                  a server is away: the caller asks for the same again later
    │   ├── DatabaseDown
    │   ├── CacheDown
    │   ├── OrderSystemDown
    │   ├── ProductSystemDown
    │   ├── FileStoreDown
    │   └── ScannerDown
    └── Conflict                something has changed meanwhile: the caller looks again
        ├── StaleState          somebody else committed to the conversation first
        ├── DuplicateMessage    the message is in the log already
        ├── StrangeCursor       the database cannot have given that cursor
        └── ActionRefused       the order is no longer one that this can be done with

The domain raises refusals only. Outages and conflicts come from behind the ports
(services/errors.py): adapters translate the errors of their libraries into them. A refusal and an
outage have a stable `code` for programs, and web/errors.py maps the families to statuses; a conflict
is settled by the service that meets it, and reaches no edge. Text for customers and agents is in the
catalogues of the widget and the console, by code.
"""

from collections.abc import Mapping


class FiruzeError(Exception):
    """Raised on purpose, in one of three families."""


class Refusal(FiruzeError):
    """A refusal with a stable code. `data` holds plain JSON values, never a customer's text."""

    def __init__(
        self, code: str, message: str, data: Mapping[str, str | int] | None = None
    ) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.data = dict(data or {})


class NotFound(Refusal):
    """Nothing under that id, or nothing this person may see: deliberately the same."""


class NotAllowed(Refusal):
    """The person may not do this."""


class NotAuthenticated(NotAllowed):
    """Nobody knows who asks: there is no session or token, or it has ended."""


class IllegalMove(Refusal):
    """The conversation's present owner does not allow this command."""


def illegal_move(message: str, *, owner: str) -> IllegalMove:
    """The usual refusal; `owner` is the kind of the present one."""
    return IllegalMove("illegal_move", message, {"owner": owner})


class InvalidInput(Refusal):
    """A value is malformed, too long or missing."""


class TooManyAttempts(Refusal):
    """A limit was reached. `data["retry_after"]` says in how many seconds to try again."""
