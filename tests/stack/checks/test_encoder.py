"""Whether the bot's environment has the encoder."""

from pathlib import Path

from stack.checkout import Checkout
from stack.checks.encoder import PACKAGES, has_encoder


def test_the_encoder_is_looked_for_in_the_bots_environment(tmp_path: Path) -> None:
    """Its wheel is there, or the bot reads by letters alone."""
    checkout = Checkout(tmp_path)
    assert not has_encoder(checkout)
    place = checkout.bot_python.parents[1] / "lib" / "python3.10" / "site-packages"
    for name in PACKAGES:
        assert not has_encoder(checkout)
        (place / name).mkdir(parents=True)
    assert has_encoder(checkout)
