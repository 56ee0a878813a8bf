"""`./firuze train`: trains a new model of the bot."""

import asyncio

from stack.checkout import this_checkout
from stack.screen import Screen
from stack.setup.environments import install_bot
from stack.setup.training import train_bot


def train() -> None:
    """Retrain the bot from topics.yml, data/, domain/ and config.yml."""
    checkout, screen = this_checkout(), Screen()
    checkout.check_writable()

    async def install_and_train() -> None:
        with screen.animated():
            await install_bot(checkout, screen)
            await train_bot(checkout, screen, anyway=True)

    asyncio.run(install_and_train())
    if checkout.running():
        screen.say("The running bot keeps its old model until you start Firuze again.")
