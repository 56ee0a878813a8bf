"""Where codes that let a visitor change an order are kept, and what makes them."""

from datetime import datetime
from typing import Protocol

from handoff.domain.deliveries import Delivery
from handoff.domain.shop.order_codes import OrderCode


class OrderCodeStore(Protocol):
    async def issue(self, code: OrderCode, mail: Delivery) -> None:
        """Stores the code with its mail, in one transaction; of one conversation and order only the
        newest code counts."""
        ...

    async def get(self, code_id: str) -> OrderCode | None: ...

    async def latest(self, conversation_id: str, number: str) -> OrderCode | None: ...

    async def attempt(self, code: OrderCode, now: datetime) -> bool:
        """Counts one try; False if the code is not open any more, however many try at once."""
        ...

    async def use(self, code: OrderCode, message_id: str) -> bool:
        """Spends the code; False if another message has."""
        ...


class CodeMaker(Protocol):
    def digits(self, code_id: str) -> str:
        """The code itself."""
        ...

    def matches(self, code_id: str, digits: str) -> bool:
        """Compares in a time that tells nothing of the code."""
        ...
