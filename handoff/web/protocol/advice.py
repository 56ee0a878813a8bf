"""What an agent could say next."""

from typing import Literal

from handoff.domain.advice.replies import Suggestion
from handoff.web.protocol.base import Outbound


class Suggested(Outbound):
    """The answer to `suggest`: advice for the owner, made of the conversation as it is now; None if
    there is none."""

    ok: Literal[True] = True
    suggestion: Suggestion | None
