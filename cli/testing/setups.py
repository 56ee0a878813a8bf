"""Sets up what parts need, each thing once, while parts without needs already run."""

import asyncio
from collections.abc import Awaitable, Callable, Collection, Mapping
from dataclasses import dataclass, field

from cli.testing.parts import Need
from stack.checkout import Checkout
from stack.errors import CliError
from stack.screen import Screen
from stack.setup.environments import install_bot
from stack.setup.interfaces import build_interfaces, install_packages
from stack.setup.training import train_bot


@dataclass(frozen=True)
class Made:
    """The result of a set-up: variables for the parts that need it, or why it failed."""

    environment: Mapping[str, str] = field(default_factory=dict)
    error: CliError | None = None


type Setup = Callable[[], Awaitable[Made]]


def begin_setups(
    checkout: Checkout, screen: Screen, needs: Collection[Need], tasks: asyncio.TaskGroup
) -> Mapping[Need, "asyncio.Task[Made]"]:
    """Starts to set up `needs`, side by side except where one depends on another."""

    async def bot() -> Made:
        await install_bot(checkout, screen, with_tools=True)
        await train_bot(checkout, screen)
        return Made()

    async def packages() -> Made:
        return Made(await install_packages(checkout, screen))

    async def interfaces() -> Made:
        installed = await begun[Need.PACKAGES]
        if installed.error is None:
            await build_interfaces(checkout, screen)
        return installed

    steps = {Need.BOT: bot, Need.PACKAGES: packages, Need.INTERFACES: interfaces}
    wanted = {*needs, *({Need.PACKAGES} if Need.INTERFACES in needs else ())}
    begun = {need: tasks.create_task(_tried(steps[need])) for need in Need if need in wanted}
    return begun


async def _tried(step: Setup) -> Made:
    try:
        return await step()
    except CliError as error:
        return Made(error=error)
