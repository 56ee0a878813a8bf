"""Opens a part of the gateway for a command that runs beside the stack, or without it."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager

from stack.checkout import this_checkout
from stack.database import migrated_database
from stack.errors import CliError
from stack.screen import Screen
from stack.settings import load_settings


@asynccontextmanager
async def beside[T](
    opening: Callable[[str], AbstractAsyncContextManager[T]], screen: Screen | None = None
) -> AsyncIterator[T]:
    """What `opening` makes of the database's URL; the `screen` shows what is done before that. Raises
    CliError for what it refuses."""
    from handoff.domain.errors import Refusal  # noqa: PLC0415 - half a second, for one command

    checkout = this_checkout()
    async with (
        migrated_database(checkout, load_settings(checkout), screen or Screen()) as url,
        opening(url) as part,
    ):
        try:
            yield part
        except Refusal as error:
            raise CliError(f"{error}.") from error
